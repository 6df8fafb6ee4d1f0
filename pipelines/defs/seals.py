"""What a draft was when it was made, kept on the confidential side, so that nothing slips in before it is published."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.defs.office import Office
from pipelines.publication.manifest import fingerprints
from schemas.structure import structure


@dataclass(frozen=True)
class Drafted:
    """The fingerprints of a draft's files, and under which agreement it was made."""

    files: dict[str, str]
    agreement: str
    demo: bool


def note(office: Office, draft: Path) -> None:
    """Remember a complete draft as it is now."""
    row = {"files": json.dumps(fingerprints(draft), sort_keys=True), "agreement": _agreement(office), "demo": office.workspace.demo}
    office.frames.save(pl.DataFrame([row]), "drafted", draft.name)


def problems(office: Office, draft: Path) -> list[str]:
    """Why this draft may not go out, one sentence each."""
    if not office.frames.has("drafted", draft.name):
        return [f"{draft.name} was not finished; run its quarter again"]
    row: dict[str, Any] = office.frames.load("drafted", draft.name).row(0, named=True)
    made = Drafted(json.loads(row["files"]), row["agreement"], row["demo"])
    there = fingerprints(draft)
    found = [f"{name} was changed after the draft was made" for name in sorted(there) if made.files.get(name, there[name]) != there[name]]
    found += [f"{name} was added after the draft was made" for name in sorted(set(there) - set(made.files))]
    found += [f"{name} is missing from the draft" for name in sorted(set(made.files) - set(there))]
    if any(p.is_symlink() for p in draft.rglob("*")):
        found.append("the draft holds a link to another place")
    if made.agreement != _agreement(office):
        found.append("measures or policy have changed since the draft was made; run its quarter again")
    if made.demo != office.workspace.demo:
        found.append("the draft was made under another demo setting; run its quarter again")
    return found


def forget(office: Office, publication: str) -> None:
    office.frames.remove("drafted", publication)


def _agreement(office: Office) -> str:
    return json.dumps(structure(office.schemas), sort_keys=True)
