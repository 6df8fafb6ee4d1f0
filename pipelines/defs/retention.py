"""Rows that are older than was agreed are destroyed, unless a figure may still need them; what was published of them stays."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.confidential.submissions import Submission
from pipelines.defs import proofs, reviews, sealed
from pipelines.defs.answers import examine, one_at_a_time
from pipelines.defs.office import Office
from pipelines.publication import cells, store
from schemas import Period, Quarter, parse_period
from schemas.reach import counted_from, looking_back, needed_until

KIND = "rows destroyed"
SHELF = "destroyed"
_SAYS = (
    "The rows of these files were destroyed when they were older than was agreed. That the files came, and their receipts, stay.",
    "What was published of them stays as it was published, and is never counted anew.",
    "Each file is named by the fingerprint of what was sent (`sent_sha256`) and of what was kept until now (`kept_sha256`).",
)


@dataclass(frozen=True)
class Plan:
    """`due`: files whose rows may go, each with the last quarter that a row of it names; `kept`: why others must stay, with their names.

    `unproven`: files whose rows are gone already, and of which no proof was written, since somebody was stopped.
    """

    on: date
    due: tuple[tuple[Submission, Quarter], ...]
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unproven: tuple[Submission, ...] = ()

    def spans(self) -> dict[tuple[str, str], list[Quarter]]:
        """The quarters of the files that are due, by agency and extract."""
        found: dict[tuple[str, str], list[Quarter]] = {}
        for sent, _ in sorted(self.due, key=lambda one: one[0].quarter):
            found.setdefault((sent.agency, sent.extract), []).append(sent.quarter)
        return found


def plan(office: Office, today: date) -> Plan:
    """What is older than agreed on this day, and whether it may go: only what no figure needs that is still to come."""
    published = store.standing(office.workspace.published)
    out = Quarter.parse(store.quarter_of(published[-1])) if published else None
    waiting = _still_to_mature(office, published[-1]) if published else {}
    due: list[tuple[Submission, Quarter]] = []
    kept: dict[str, list[str]] = {}
    files = _with_rows(office)
    for (agency, extract, quarter), sent in _by_place([s for s in files if not s.destroyed_on]).items():
        if quarter.plus(_agreed(office, agency, extract)) >= Quarter.of(today):
            continue
        reach = max(_reach(office, one) for one in sent)
        why = _why_kept(office, extract, quarter, reach, out, waiting)
        if why:
            kept.setdefault(why, []).append(f"{agency}.{extract}.{quarter}")
        else:
            due += [(one, reach) for one in sent]
    unproven = tuple(s for s in files if s.destroyed_on and not office.frames.has(SHELF, s.id))
    return Plan(today, tuple(due), {why: tuple(names) for why, names in kept.items()}, unproven)


def destroy(office: Office, planned: Plan, who: str) -> list[Path]:
    """Do what was planned, and prove it; gives back the proofs, one for each agency. What was stopped before is proven now."""
    with one_at_a_time(office.workspace.confidential):
        gone = list(planned.unproven)
        for sent, reach in planned.due:
            gone.append(sent.destroyed(str(planned.on), reach))
            office.keep(gone[-1])
            _clear(office, sent)
        for shelf in sealed.MADE_AGAIN if gone else ():
            shutil.rmtree(office.frames.confidential / shelf, ignore_errors=True)
        return _proven(office, gone, planned.on, who)


def _proven(office: Office, gone: list[Submission], on: date, who: str) -> list[Path]:
    paths, papers = [], {}
    for agency in sorted({s.agency for s in gone}):
        mine = [s for s in gone if s.agency == agency]
        files = [{"file": s.id, "sent_sha256": s.sha256, "kept_sha256": s.kept_sha256 or s.sha256, "on": s.destroyed_on} for s in mine]
        rule = f"policy: {office.schemas.policy.retain_quarters} quarters, or fewer where the agency agreed on fewer"
        path, papers[agency] = proofs.issue(office, KIND, agency, on, {"says": list(_SAYS), "files": files, "rule": rule})
        paths.append(path)
    if papers:
        reviews.write_down(office, KIND, who, {"files": len(gone), "proofs": papers})
    for sent in gone:  # last: whoever is stopped before writes another proof, and none is missing
        office.frames.save(pl.DataFrame({"proof": [papers[sent.agency]]}), SHELF, sent.id)
    return paths


def _with_rows(office: Office) -> list[Submission]:
    """Every file of rows about young people that was accepted, those that a later one replaced or an agency took back as well."""
    contracts = office.schemas.contracts
    sent = [s for agency in office.senders() for quarter in office.sent_quarters(agency) for s in office.submissions(agency, quarter)]
    return [s for s in sent if s.accepted and s.extract in contracts and contracts[s.extract].kind == "rows"]


def _by_place(files: list[Submission]) -> dict[tuple[str, str, Quarter], list[Submission]]:
    """What an agency sent of an extract for a quarter, which goes or stays as a whole."""
    found: dict[tuple[str, str, Quarter], list[Submission]] = {}
    for sent in files:
        found.setdefault((sent.agency, sent.extract, sent.quarter), []).append(sent)
    return found


def _agreed(office: Office, agency: str, extract: str) -> int:
    """After how many quarters rows go: as the policy says, or sooner where the agency agreed on that."""
    source, policy = office.schemas.source(agency, extract), office.schemas.policy.retain_quarters
    return min(policy, source.retain_quarters or policy) if source else policy


def _still_to_mature(office: Office, publication: str) -> dict[str, list[Period]]:
    """What the newest publication says is not yet measurable: periods by measure. How long late events are waited for may change."""
    shown = cells.read(office.workspace.published / publication / "cells.csv").filter(status="m").select("measure", "period").unique()
    found: dict[str, list[Period]] = {}
    for measure, period in shown.iter_rows():
        found.setdefault(measure, []).append(parse_period(period))
    return found


def _why_kept(
    office: Office, extract: str, first: Quarter, reach: Quarter, out: Quarter | None, waiting: Mapping[str, list[Period]]
) -> str:
    """Why the rows must stay; empty where they may go."""
    back = looking_back(office.schemas, extract)
    if back:
        return f"{back[0]} looks back to rows of any age"
    until = needed_until(office.schemas, extract, reach)
    if out is None or out < until:
        return f"figures that need them are not all published before {until} is"
    named = set(first.through(reach))
    if any(named & set(period.quarters) for measure in counted_from(office.schemas, extract) for period in waiting.get(measure, ())):
        return "figures that need them are still to mature"
    return ""


def _reach(office: Office, sent: Submission) -> Quarter:
    """The last quarter that a row of the file names by a day: a figure of that quarter may count it."""
    contract = office.schemas.contracts[sent.extract]
    rows = examine(office, sent).rows
    days = [d for c in contract.columns.values() if c.type == "date" for d in rows[c.name].cast(pl.String).drop_nulls().to_list()]
    return max([sent.quarter, *(Quarter.of(date.fromisoformat(day)) for day in days)])


def _clear(office: Office, sent: Submission) -> None:
    """What earlier runs made of the file, and the sentences that went with it."""
    for shelf in ("examined", "harmonized"):
        office.frames.remove(shelf, sent.agency, str(sent.quarter), sent.extract)
    office.frames.remove("confirmations", sent.agency, str(sent.quarter), sent.id)
