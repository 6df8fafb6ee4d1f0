"""One file as it came in."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from pipelines.confidential.submissions.retraction import Retraction
from schemas import Quarter

REFUSED = "rejected"
_PART = 1 << 20  # bytes of content in one row of the frame that is kept

_SCHEMA = {
    "agency": pl.String,
    "extract": pl.String,
    "quarter": pl.String,
    "number": pl.Int64,
    "sha256": pl.String,
    "received_at": pl.String,
    "is_xlsx": pl.Boolean,
    "status": pl.String,
    "content": pl.Binary,
    "revision": pl.Int64,
    "is_numbered": pl.Boolean,
    "kept_sha256": pl.String,
    "destroyed_on": pl.String,
    "reached_to": pl.String,
}


@dataclass(frozen=True)
class Submission:
    """`number` counts what arrived from this agency for this extract and quarter, and is part of its name.

    `revision` is the sender's own number where the file has one (`is_numbered`), else the highest that came before it: such a
    file counts in order of arrival. `content` is the file's bytes; of a rejected file nothing is kept. `sha256` is of what was sent,
    as its receipt has it; `kept_sha256` of what is kept in its place, where rows were taken out of it later; `destroyed_on` the day
    on which the rest of it went too, while it is still known that it came, and to which quarter its rows reached.
    """

    agency: str
    extract: str
    quarter: Quarter
    number: int
    sha256: str
    received_at: str
    is_xlsx: bool
    status: str = ""
    content: bytes | None = None
    revision: int = 0
    is_numbered: bool = False
    kept_sha256: str = ""
    destroyed_on: str = ""
    reached_to: str = ""

    @property
    def id(self) -> str:
        return f"{self.agency}.{self.extract}.{self.quarter}.{self.number:03d}"

    @property
    def accepted(self) -> bool:
        return self.status != REFUSED

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the order that counts: the sender's number first, then arrival."""
        return self.revision, self.number

    @property
    def mark(self) -> str:
        """What a retraction of it names: the sender's number, which any arrival of the same file has, or our own."""
        return f"r{self.revision}" if self.is_numbered else f"{self.number:03d}"

    def judged(self, status: str) -> "Submission":
        """The submission with its status; a rejected one loses its content."""
        return replace(self, status=status, content=None if status == REFUSED else self.content)

    def rewritten(self, content: bytes) -> "Submission":
        """The same submission with fewer rows: a plain CSV of what may stay, whatever form was sent."""
        return replace(self, content=content, kept_sha256=hashlib.sha256(content).hexdigest(), is_xlsx=False)

    def destroyed(self, on: str, reached_to: Quarter) -> "Submission":
        """The same submission without its rows; that it came, and what became of it then, stays known."""
        return replace(self, content=None, destroyed_on=on, reached_to=str(reached_to))

    def to_frame(self) -> pl.DataFrame:
        """A row for each part of the content, so that the frame can be written and read part by part."""
        row = {name: getattr(self, name) for name in _SCHEMA if name != "content"} | {"quarter": str(self.quarter)}
        parts = [self.content[at : at + _PART] for at in range(0, max(len(self.content), 1), _PART)] if self.content is not None else [None]
        about = pl.DataFrame([row], schema={name: kind for name, kind in _SCHEMA.items() if name != "content"})
        return about.join(pl.DataFrame({"content": parts}, schema={"content": pl.Binary}), how="cross").select(*_SCHEMA)

    @staticmethod
    def from_frame(frame: pl.DataFrame) -> "Submission":
        """From what `to_frame` made, with its content or without."""
        parts = frame["content"] if "content" in frame.columns else None
        row: dict[str, Any] = frame.drop("content", strict=False).row(0, named=True)
        row["quarter"] = Quarter.parse(row["quarter"])
        return Submission(**row, content=None if parts is None or parts.null_count() else b"".join(parts))


def receive(
    agency: str,
    extract: str,
    quarter: Quarter,
    content: bytes,
    *,
    number: int,
    received_at: str,
    is_xlsx: bool,
    revision: int = 0,
    is_numbered: bool = False,
) -> Submission:
    """A file just arrived, not yet judged."""
    fingerprint = hashlib.sha256(content).hexdigest()
    return Submission(agency, extract, quarter, number, fingerprint, received_at, is_xlsx, "", content, revision, is_numbered)


def withdrawn(submission: Submission, retractions: Iterable[Retraction]) -> bool:
    return (submission.extract, submission.mark) in {(r.extract, r.mark) for r in retractions}


def current(submissions: Iterable[Submission], retractions: Collection[Retraction] = ()) -> dict[str, Submission]:
    """The agency's word for each extract: the last in the order that counts which was accepted and not withdrawn.

    The order in which they are given does not matter.
    """
    standing = sorted((s for s in submissions if s.accepted and not withdrawn(s, retractions)), key=lambda s: s.place)
    return {s.extract: s for s in standing}
