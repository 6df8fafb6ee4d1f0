"""What a draft was when it was made, kept on the confidential side, so that nothing slips in before it is published."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.defs.office import Office
from pipelines.publication.manifest import fingerprints
from pipelines.publication.signing import SigningKey, verify
from schemas.structure import structure


@dataclass(frozen=True)
class Drafted:
    """The fingerprints of a draft's files, under which agreement it was made, and by whom (a public key; empty where nobody signed)."""

    files: dict[str, str]
    agreement: str
    demo: bool
    runner: str = ""
    signature: str = ""

    @property
    def digest(self) -> str:
        """What whoever approves puts their name to."""
        said = {"files": self.files, "agreement": self.agreement, "demo": self.demo, "runner": self.runner}
        return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    @property
    def signed_by(self) -> str | None:
        """The public key of whoever ran the line; None where nobody signed, or somebody else's name was put there."""
        return self.runner if self.runner and verify(self.digest.encode(), self.signature, self.runner) else None


def note(office: Office, draft: Path, runner: SigningKey | None = None) -> Drafted:
    """Remember a complete draft as it is now, and who ran the line."""
    made = Drafted(fingerprints(draft), _agreement(office), office.workspace.demo, runner.public_key if runner else "")
    made = replace(made, signature=runner.sign(made.digest.encode()) if runner else "")
    office.frames.save(pl.DataFrame([{**vars(made), "files": json.dumps(made.files, sort_keys=True)}]), "drafted", draft.name)
    return made


def remembered(office: Office, publication: str) -> Drafted | None:
    """What a draft was when it was made; None where it was not finished."""
    if not office.frames.has("drafted", publication):
        return None
    row: dict[str, Any] = office.frames.load("drafted", publication).row(0, named=True)
    return Drafted(**{**row, "files": json.loads(row["files"])})


def problems(office: Office, draft: Path) -> list[str]:
    """Why this draft may not go out, one sentence each."""
    made = remembered(office, draft.name)
    if made is None:
        return [f"{draft.name} was not finished; run its quarter again"]
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
