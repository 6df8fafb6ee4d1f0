"""The county's book of what was done: one signed line after another, each bound to the one before, so that nothing can be changed later.

It says who did what, when, and with which files by their fingerprints. No number and nobody's data ever stands in it.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.publication import county_key
from pipelines.publication.signing import canonical, verify

FIRST = "0" * 64
"""What the first line is bound to."""
WHAT = (
    *("steward added", "steward removed", "draft made", "reviewed", "published", "withdrawn", "funder's return made"),
    *("confidential return made", "confidential return read", "confidential return handed out"),
    *("record sealed", "rows destroyed", "store key changed", county_key.CHANGED, "workspace upgraded"),
)
_CHANGED = f'"what":"{county_key.CHANGED}"'.encode()
_FIELDS = {"number", "at", "what", "who", "about", "before", "public_key", "signature"}


class LedgerProblem(ValueError):
    """The book cannot be read; the message names the line and nothing that stands in it."""


@dataclass(frozen=True)
class Entry:
    """One line. `who` is a steward's name, or "the workspace"; `before` is the SHA-256 of the line before it."""

    number: int
    at: str
    what: str
    who: str
    about: Mapping[str, Any]
    before: str
    public_key: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        return canonical({k: v for k, v in vars(self).items() if k != "signature"})

    def line(self) -> bytes:
        return canonical(vars(self)) + b"\n"


def append(path: Path, what: str, who: str, about: Mapping[str, Any], at: str, public_key: str, sign: Callable[[bytes], str]) -> Entry:
    """Write the next line, whole or not at all; two writers come one after the other.

    Raises:
        ValueError: `what` is nothing that is written down, or the county's key was changed since this one was read.
    """
    if what not in WHAT:
        raise ValueError(f"a ledger says one of {', '.join(WHAT)}")
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):  # a writer was killed in the middle of a line, which nobody ever saw
            file.truncate(sum(map(len, lines[:-1])))
            lines = lines[:-1]
        if any(_CHANGED in line for line in lines) and public_key != county_key.chain((_entry(0, line) for line in lines), verify)[-1]:
            raise LedgerProblem("the county signs with another key since then; start this again")
        before = sha256(lines[-1]).hexdigest() if lines else FIRST
        plain = Entry(len(lines) + 1, at, what, who, dict(about), before, public_key)
        entry = replace(plain, signature=sign(plain.signed_bytes()))
        file.write(entry.line())
        file.flush()
        os.fsync(file.fileno())
    return entry


def head(path: Path) -> str:
    """The fingerprint of the last whole line, to be printed where others keep it; of no line where there is none."""
    lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")] if path.is_file() else []
    return sha256(lines[-1]).hexdigest() if lines else FIRST


def read(path: Path, *, finished: bool = False) -> list[Entry]:
    """All lines, as they stand; with `finished` without what a writer who was killed left of a last line.

    Raises LedgerProblem when one cannot be read, and names its number only.
    """
    lines = path.read_bytes().splitlines(keepends=True)
    return [_entry(n, line) for n, line in enumerate(lines, start=1) if not finished or line.endswith(b"\n")]


def problems(
    path: Path, verify: Callable[[bytes, str, str], bool], signer: str | None = None, anchors: Mapping[str, str] | None = None
) -> list[str]:
    """What is wrong, one sentence each. `anchors`: heads that were printed elsewhere, by where that was: each must be one of the
    lines, so that nothing was cut off after it and nothing before it was put back to an older state."""
    try:
        entries = read(path)
    except ValueError as error:
        return [str(error)]
    except OSError:
        return ["there is no ledger"]
    found, before, heads = [], FIRST, {FIRST}
    known = county_key.chain(entries, verify)
    mine = known[0] if signer in known else signer
    for n, entry in enumerate(entries, start=1):
        if entry.number != n or entry.before != before:
            found.append(f"line {n} does not follow on the line before it")
        if signer is not None and entry.public_key != mine:
            found.append(f"line {n} was signed with another key than the county's")
        mine = county_key.handed_on(entry, verify) or mine
        if not verify(entry.signed_bytes(), entry.signature, entry.public_key):
            found.append(f"line {n} was changed: its signature does not fit")
        before = sha256(entry.line()).hexdigest()
        heads.add(before)
    lost = [place for place, printed in (anchors or {}).items() if printed not in heads]
    return found + [f"the ledger was cut off, or put back to an older state: it does not lead to what stands in {place}" for place in lost]


def county_keys(book: Path, now: str | None = None) -> tuple[str, ...]:
    """The key that signs now, and before it those that led to it by the book; of a book that cannot be read, that one alone."""
    try:
        known = county_key.chain(read(book, finished=True), verify) if book.is_file() else ()
    except LedgerProblem:
        known = ()
    return tuple(reversed(known)) if now is None or now in known[-1:] else (now,)


def _entry(number: int, line: bytes) -> Entry:
    try:
        said = json.loads(line)
        if set(said) != _FIELDS or not line.endswith(b"\n"):
            raise ValueError
        entry = Entry(**said)
        if entry.line() != line:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise LedgerProblem(f"line {number} of the ledger cannot be read; it was changed") from None
    return entry
