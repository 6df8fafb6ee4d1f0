"""The actions of the list in words, those of earlier quarters first: what was promised then is asked after now."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reports.dashboard.said import said
from schemas import Quarter, Schemas

TABLE = "actions.csv"
ACTION, OWNER, STATE = "safety_net_action", "organization", "action_state"


@dataclass(frozen=True)
class Promise:
    """`earlier`: it was agreed on before this quarter began; `lacking`: its day has passed and it is not done."""

    action: str
    owner: str
    met_on: str
    due_on: str
    stands: str
    earlier: bool
    lacking: bool


def promised(folder: Path, schemas: Schemas) -> tuple[Promise, ...]:
    """The actions of a publication's folder; none where it has no list. Days are written as in the file (2026-03-31)."""
    if not (folder / TABLE).is_file():
        return ()
    last = Quarter.parse(json.loads((folder / "publication.json").read_text(encoding="utf-8"))["quarter"])
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        found = [_promise(row, schemas, last) for row in csv.DictReader(file)]
    return tuple(sorted(found, key=lambda p: (not p.earlier, p.due_on, p.met_on)))


def _promise(row: Mapping[str, str], schemas: Schemas, last: Quarter) -> Promise:
    def word(codelist: str, code: str) -> str:
        words = schemas.codelists[codelist].words
        return words[code].label if code in words else code

    lacking = row["state"] == "open" and row["due_on"] <= last.end.isoformat()
    return Promise(
        word(ACTION, row["action"]),
        word(OWNER, row["organization_id"]),
        row["met_on"],
        row["due_on"],
        _stands(row, word(STATE, row["state"]), lacking),
        row["met_on"] < last.start.isoformat(),
        lacking,
    )


def _stands(row: Mapping[str, str], state: str, lacking: bool) -> str:
    if row["state"] != "closed":
        return said("not_done_and_day_passed") if lacking else state
    return said("done_on_time" if row["closed_on"] <= row["due_on"] else "done_late")
