"""One file as it came in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from schemas import Quarter

REFUSED = "rejected"

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
}


@dataclass(frozen=True)
class Submission:
    """`number` counts what this agency sent for this extract and quarter; the highest accepted one is the agency's word.

    `content` is the file's bytes; of a rejected file nothing is kept.
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

    @property
    def id(self) -> str:
        return f"{self.agency}.{self.extract}.{self.quarter}.{self.number:03d}"

    @property
    def accepted(self) -> bool:
        return self.status != REFUSED

    def judged(self, status: str) -> "Submission":
        """The submission with its status; a rejected one loses its content."""
        return replace(self, status=status, content=None if status == REFUSED else self.content)

    def to_frame(self) -> pl.DataFrame:
        row = {name: getattr(self, name) for name in _SCHEMA} | {"quarter": str(self.quarter)}
        return pl.DataFrame([row], schema=_SCHEMA)

    @staticmethod
    def from_frame(frame: pl.DataFrame) -> "Submission":
        row: dict[str, Any] = frame.row(0, named=True)
        row["quarter"] = Quarter.parse(row["quarter"])
        return Submission(**row)


def receive(agency: str, extract: str, quarter: Quarter, content: bytes, *, number: int, received_at: str, is_xlsx: bool) -> Submission:
    """A file just arrived, not yet judged."""
    return Submission(agency, extract, quarter, number, hashlib.sha256(content).hexdigest(), received_at, is_xlsx, "", content)


def current(submissions: Iterable[Submission]) -> dict[str, Submission]:
    """The agency's word for each extract: the last by number that was accepted, in whatever order they are given."""
    accepted = sorted((s for s in submissions if s.accepted), key=lambda s: s.number)
    return {s.extract: s for s in accepted}
