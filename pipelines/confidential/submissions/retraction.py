"""An agency takes a file back. What it withdrew is remembered by name, so that it stays withdrawn if it comes again."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas import Quarter

_SCHEMA = dict.fromkeys(("agency", "extract", "quarter", "mark", "reason", "received_at"), pl.String)


@dataclass(frozen=True)
class Retraction:
    """`mark` says which file: `r3` the one that its sender numbered 3, whether or not it has come; `002` the second that came."""

    agency: str
    extract: str
    quarter: Quarter
    mark: str
    reason: str
    received_at: str

    @property
    def of(self) -> str:
        """The name of what is withdrawn, as the agency gave it."""
        return f"{self.agency}.{self.extract}.{self.quarter}.{self.mark}"

    @property
    def revision(self) -> int:
        """The sender's number, 0 where the file has none."""
        return int(self.mark[1:]) if self.mark.startswith("r") else 0

    def to_frame(self) -> pl.DataFrame:
        return pl.DataFrame([{name: str(getattr(self, name)) for name in _SCHEMA}], schema=_SCHEMA)

    @staticmethod
    def from_frame(frame: pl.DataFrame) -> "Retraction":
        row: dict[str, Any] = frame.row(0, named=True)
        row["quarter"] = Quarter.parse(row["quarter"])
        return Retraction(**row)
