"""Tables: one row per thing that happened, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas import files

TYPES = ("token", "code", "date", "integer", "boolean", "text")


@dataclass(frozen=True)
class Column:
    """One column. `total` allows the code `_T` for the whole; `local` maps an agency's own words to ours.

    `under` lets a number of young people be given as "under 11" (with 11 here): 1 or more, and not so many.
    """

    name: str
    type: str
    means: str
    required: bool = False
    codelist: str | None = None
    total: bool = False
    minimum: int | None = None
    under: int | None = None
    example: str | None = None
    local: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"column {self.name}: type {self.type!r} must be one of {', '.join(TYPES)}")
        if (self.type == "code") != (self.codelist is not None):
            raise ValueError(f"column {self.name}: a code has a codelist, and nothing else has one")
        if self.under is not None and (self.type != "integer" or not isinstance(self.under, int) or self.under < 2):
            raise ValueError(f"column {self.name}: under is a whole number, like 11, and only a whole number has one")
        if self.under is not None and self.minimum != 0:
            raise ValueError(f"column {self.name}: a number that may be given as under {self.under} counts from 0; write minimum: 0")

    @property
    def ends(self) -> tuple[str, ...]:
        """What a feed may name of a number that may be given as "under 11": its least and its greatest value, never itself."""
        return (f"{self.name}_low", f"{self.name}_high") if self.under is not None else ()


def columns(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    found = {}
    said: dict[str, Any]
    for name, written in raw.items():
        said = dict(written)
        files.only(said, *(f for f in Column.__dataclass_fields__ if f != "name"))
        if "example" in said:
            said["example"] = str(said["example"])
        found[name] = Column(name, **said)
    return found


@dataclass(frozen=True)
class Table:
    """`made_from` names the tables a table of outcomes follows from; `observed_months` how long each row is followed.

    `looks_back`: a row says that something happened for the first time, so it needs every file from before.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    made_from: tuple[str, ...] = ()
    observed_months: int = 0
    looks_back: bool = False

    @staticmethod
    def read(path: Path) -> "Table":
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, "grain", "key", "columns", "made_from", "observed_months", "looks_back")
            table = Table(
                path.stem,
                raw["grain"],
                tuple(raw["key"]),
                columns(raw["columns"]),
                tuple(raw.get("made_from", ())),
                raw.get("observed_months", 0),
                raw.get("looks_back", False),
            )
            missing = [k for k in table.key if k not in table.columns]
            if missing:
                raise ValueError(f"key column {missing[0]!r} is not among the columns")
            return table
