"""Tables: one row per thing that happened, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas import files

TYPES = ("token", "code", "date", "integer", "boolean", "text")


@dataclass(frozen=True)
class Column:
    """One column. `total` allows the code `_T` for the whole; `local` maps an agency's own words to ours."""

    name: str
    type: str
    means: str
    required: bool = False
    codelist: str | None = None
    total: bool = False
    minimum: int | None = None
    example: str | None = None
    local: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"column {self.name}: type {self.type!r} must be one of {', '.join(TYPES)}")
        if (self.type == "code") != (self.codelist is not None):
            raise ValueError(f"column {self.name}: a code has a codelist, and nothing else has one")


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
