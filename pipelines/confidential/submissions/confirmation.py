"""An agency's answer to what was asked to be confirmed: a reason from a list, and a sentence where one is needed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.desk import CATALOGUE, PLEASE_CONFIRM, screen
from schemas import Quarter, Schemas

LONGEST = 200  # characters of a sentence
_SCHEMA = dict.fromkeys(("code", "reason", "note", "confirmed_at"), pl.String)
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){5,}|(?=\w*\d)(?=\w*[a-zA-Z])\w{8,}")
_TWO_NAMES = re.compile(r"\b([A-Z][\w'’-]+),? ([A-Z][\w'’-]+)")


class NotTaken(ValueError):
    """A confirmation that cannot be taken. The message never repeats what was given."""


class Tells(NotTaken):
    """A sentence that may tell who a young person is."""


@dataclass(frozen=True)
class Confirmation:
    """`code` is that of the finding; `note` stays on the confidential side, and only its fingerprint goes into a receipt."""

    code: str
    reason: str
    note: str = ""

    @property
    def for_receipt(self) -> dict[str, str]:
        fingerprint = hashlib.sha256(self.note.encode()).hexdigest() if self.note else ""
        return {"code": self.code, "reason": self.reason, "note_sha256": fingerprint}


def confirmations(reasons: Mapping[str, str], notes: Mapping[str, str], quarter: Quarter, schemas: Schemas) -> tuple[Confirmation, ...]:
    """Answers as they were given: code → reason, code → sentence.

    Raises:
        Tells: a sentence does not pass the screen.
        NotTaken: a code that nobody asks, a reason that is not on the list, a sentence too long or without a reason.
    """
    asked = {code for code, entry in CATALOGUE.items() if entry.kind == PLEASE_CONFIRM}
    listed = schemas.codelists.get("confirmation")
    if listed is None:
        raise NotTaken("there is no codelist of reasons; put confirmation.yaml among the county's codelists")
    if not set(reasons) <= asked:
        raise NotTaken(f"nothing of that name is asked to be confirmed; there are {', '.join(sorted(asked))}")
    if not set(reasons.values()) <= set(listed.codes):
        raise NotTaken(f"that is not a reason on the list; there are {', '.join(listed.codes)}")
    if not set(notes) <= set(reasons):
        raise NotTaken("a sentence goes with a reason for the same code; give both")
    for note in notes.values():
        _refuse(note, quarter, _words(schemas))
    return tuple(Confirmation(code, reasons[code], notes.get(code, "")) for code in sorted(reasons))


def asked_for(found: Iterable[str], given: Iterable[Confirmation]) -> tuple[Confirmation, ...]:
    """Those of the answers to which there is a question; `found` are the codes that the file has to confirm."""
    open_ones = set(found)
    return tuple(c for c in given if c.code in open_ones)


def to_frame(answers: Iterable[Confirmation], confirmed_at: str) -> pl.DataFrame:
    return pl.DataFrame([{**vars(c), "confirmed_at": confirmed_at} for c in answers], schema=_SCHEMA)


def from_frame(frame: pl.DataFrame) -> tuple[Confirmation, ...]:
    """The last answer to each code."""
    last = {r["code"]: Confirmation(r["code"], r["reason"], r["note"]) for r in frame.iter_rows(named=True)}
    return tuple(last[code] for code in sorted(last))


def _refuse(note: str, quarter: Quarter, known: frozenset[str]) -> None:
    if not note.isprintable() or not 0 < len(note.strip()) <= LONGEST:
        raise NotTaken(f"a sentence has 1 to {LONGEST} characters on one line")
    named = any(known.isdisjoint({one.casefold(), other.casefold()}) for one, other in _TWO_NAMES.findall(note))
    if named or screen.value_code(note, quarter, "text", known) or _LONG_NUMBER.search(note):
        raise Tells(
            "the sentence looks as if it told who a young person is, and was not kept; say it again without names, days of birth, "
            "addresses, long numbers, or two words in a row that begin with a capital letter"
        )


def _words(schemas: Schemas) -> frozenset[str]:
    """Words of the agreed lists and names of agencies, which are no person's."""
    said = [t for k in schemas.codelists.values() for c in k.words.values() for t in (c.label, c.means)]
    said += [a.title for a in schemas.agencies.values()]
    return frozenset(word.casefold() for text in said for word in re.findall(r"[^\W\d_]+", text))
