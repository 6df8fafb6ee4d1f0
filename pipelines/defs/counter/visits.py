"""The book of visits: who saw, sent, fetched or decided what over the web, one signed line after another. No value of a file is in it.

It has a file for each month, and each begins with the last line's fingerprint of the month before, so that none can be left out.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.defs.office import Office
from pipelines.publication.ledger import FIRST, Entry, read
from pipelines.publication.signing import SigningKey

BEGUN = "book begun"
_TAIL = 16_384  # bytes; a line is far shorter


def note(office: Office, who: str, what: str, about: Mapping[str, str], now: datetime) -> None:
    """Write one line, whole or not at all, and see it on the disk before anything is shown."""
    folder = _folder(office)
    folder.mkdir(exist_ok=True, mode=0o700)
    path, at, key = folder / f"{now:%Y-%m}.jsonl", now.isoformat(timespec="seconds"), office.signing_key
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        if tail and not tail.endswith(b"\n"):  # a writer was killed in the middle of a line, which nobody ever saw
            whole = tail.rfind(b"\n") + 1
            file.truncate(size - len(tail) + whole)
            tail = tail[:whole]
        lines = tail.splitlines(keepends=True)
        if lines:
            last, number = sha256(lines[-1]).hexdigest(), _number(lines[-1])
        else:
            begun = _signed(Entry(1, at, BEGUN, "", {"after": _end_of_the_one_before(path)}, FIRST, key.public_key), key)
            file.write(begun.line())
            last, number = sha256(begun.line()).hexdigest(), 1
        file.write(_signed(Entry(number + 1, at, what, who, dict(about), last, key.public_key), key).line())
        file.flush()
        os.fsync(file.fileno())


def visits(office: Office, most: int) -> list[Entry]:
    """The latest lines of this month's book, the last one first."""
    books = sorted(_folder(office).glob("*.jsonl"))
    lines = read(books[-1], finished=True) if books else []
    return [e for e in reversed(lines) if e.what != BEGUN][:most]


def _folder(office: Office) -> Path:
    return office.workspace.confidential / "visits"


def _end_of_the_one_before(path: Path) -> str:
    earlier = sorted(p for p in path.parent.glob("*.jsonl") if p.name < path.name)
    lines = [line for line in earlier[-1].read_bytes().splitlines(keepends=True) if line.endswith(b"\n")] if earlier else []
    return sha256(lines[-1]).hexdigest() if lines else FIRST


def _signed(entry: Entry, key: SigningKey) -> Entry:
    return replace(entry, signature=key.sign(entry.signed_bytes()))


def _number(line: bytes) -> int:
    said: dict[str, Any] = json.loads(line)
    return int(said["number"])
