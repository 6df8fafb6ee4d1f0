"""A file of confirmations that lies beside a submission: AGENCY.EXTRACT.QUARTER.confirm.yaml, code: reason, a line each."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from pipelines.confidential.submissions import Confirmation, NotTaken, confirmations
from pipelines.defs.office import Office
from pipelines.desk import Named, parse

ENDING = ".confirm.yaml"
_LARGEST = 20_000  # bytes


def is_companion(path: Path) -> bool:
    return path.name.lower().endswith(ENDING)


def beside(path: Path) -> Path:
    """Where the confirmations of a file lie, if there are any."""
    return path.with_name(f"{path.name.rpartition('.')[0]}{ENDING}")


def alone(inbox: Iterable[Path]) -> list[Path]:
    """Confirmations that wait for their file."""
    there = list(inbox)
    awaited = {beside(p) for p in there if not is_companion(p)}
    return [p for p in there if is_companion(p) and p not in awaited]


def read(office: Office, path: Path) -> tuple[Confirmation, ...]:
    """What is confirmed for the file at `path`; nothing where nothing lies beside it.

    Raises:
        NotTaken: it cannot be read, or does not pass; the message repeats nothing of it.
    """
    companion, named = beside(path), parse(path.name)
    if not companion.is_file() or companion.is_symlink() or not isinstance(named, Named):
        return ()
    if companion.stat().st_size > _LARGEST:
        raise NotTaken(f"a file of confirmations has {_LARGEST:,} bytes at most")
    try:
        said = yaml.safe_load(companion.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError):
        raise NotTaken("the file of confirmations is not readable YAML") from None
    if not isinstance(said, dict):
        raise NotTaken("a file of confirmations has a line 'CODE: reason' for each")
    reasons, notes = {}, {}
    for code, told in said.items():
        reason, note = (told.get("reason"), told.get("note")) if isinstance(told, dict) else (told, None)
        strange = isinstance(told, dict) and not set(told) <= {"reason", "note"}
        if strange or not isinstance(code, str) or not isinstance(reason, str) or not (note is None or isinstance(note, str)):
            raise NotTaken("a confirmation is written 'CODE: reason', or 'CODE: {reason: …, note: …}'")
        reasons[code] = reason
        if note is not None:
            notes[code] = note
    return confirmations(reasons, notes, named.quarter, office.schemas)
