"""Proofs of what was destroyed: a signed paper for the agency, and a line in the county's book that names it by its fingerprint."""

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.defs.office import Office
from pipelines.publication import proof
from pipelines.publication.folder import write_whole

FOLDER = "proofs"


def issue(office: Office, kind: str, agency: str, on: date, facts: Mapping[str, Any]) -> tuple[Path, str]:
    """Write the paper where the agency's receipts lie; gives back where, and its fingerprint."""
    key, folder = office.signing_key, office.workspace.receipts / agency / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"{kind.replace(' ', '_')}.{on}"
    number = 1 + sum(1 for _ in folder.glob(f"{stem}.*.json"))
    said = {**facts, "agency": agency, "county": office.schemas.county, "on": str(on), "backups": _backups(office, on)}
    raw = proof.written(kind, said, key.public_key, key.sign)
    path = folder / f"{stem}.{number:02d}.json"
    write_whole(path, raw, 0o600)
    return path, sha256(raw).hexdigest()


def _backups(office: Office, on: date) -> str:
    days = office.schemas.policy.backup_days
    gone = f"they are destroyed by {on + timedelta(days=days)}" if days else "no day was agreed by which they are destroyed"
    return f"Backups of the county that were made before {on} may still hold these rows, encrypted; {gone}."
