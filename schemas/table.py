"""Tables: one row per thing that happened, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schemas import files
from schemas.period import Quarter


@dataclass(frozen=True)
class First:
    """The first `day` of something that happened to the same young person, by table `of`, later than the row's own day `after`.

    `where` says which of these rows count; with `same_day` one on the day itself counts too.
    """

    of: str
    day: str
    after: str
    where: Mapping[str, Any] = field(default_factory=dict)
    same_day: bool = False


@dataclass(frozen=True)
class LookedUp:
    """The column of the same name in table `of`, in the row that has the same values in the columns `by`, which are its key."""

    of: str
    by: tuple[str, ...]


PROMISED_QUARTERS = 8
TYPES = ("token", "code", "date", "integer", "boolean", "text")


@dataclass(frozen=True)
class Column:
    """One column. `total` allows the code `_T` for the whole; `local` maps an agency's own words to ours.

    `under` lets a number of young people be given as "under 11" (with 11 here): 1 or more, and not so many. A `promised` day may lie
    after the quarter, up to two years.

    In a table a column may follow from the others of its row: `days` from one date to another (empty where one is, or where the
    other is the earlier), or whether a filter `holds` (never empty); or from another table: the `first` day of something there, or
    what is `looked_up` there.
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
    promised: bool = False
    local: Mapping[str, str] = field(default_factory=dict)
    days: tuple[str, str] | None = None
    holds: Mapping[str, Any] | None = None
    first: First | None = None
    looked_up: LookedUp | None = None

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"column {self.name}: type {self.type!r} must be one of {', '.join(TYPES)}")
        if (self.type == "code") != (self.codelist is not None):
            raise ValueError(f"column {self.name}: a code has a codelist, and nothing else has one")
        if self.under is not None and (self.type != "integer" or not isinstance(self.under, int) or self.under < 2):
            raise ValueError(f"column {self.name}: under is a whole number, like 11, and only a whole number has one")
        if self.days is not None and (self.type != "integer" or len(self.days) != 2):
            raise ValueError(f"column {self.name}: days are a whole number, and go from one column to another: [from, to]")
        if self.first is not None and self.type != "date":
            raise ValueError(f"column {self.name}: the first day of something is a date")
        if self.promised and self.type != "date":
            raise ValueError(f"column {self.name}: only a day can be promised")
        if self.holds is not None and self.type != "boolean":
            raise ValueError(f"column {self.name}: whether a filter holds is true or false, so the type is boolean")
        if self.under is not None and self.minimum != 0:
            raise ValueError(f"column {self.name}: a number that may be given as under {self.under} counts from 0; write minimum: 0")

    def reaches(self, quarter: Quarter) -> Quarter:
        """The last quarter in which a day of the column may lie, in the file of `quarter`."""
        return quarter.plus(PROMISED_QUARTERS) if self.promised else quarter

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
        if "days" in said:
            said["days"] = tuple(said["days"])
        if "first" in said:
            files.only(said["first"], *First.__dataclass_fields__)
            said["first"] = First(**said["first"])
        if "looked_up" in said:
            files.only(said["looked_up"], "of", "by")
            said["looked_up"] = LookedUp(said["looked_up"]["of"], tuple(said["looked_up"]["by"]))
        found[name] = Column(name, **said)
    return found


@dataclass(frozen=True)
class Spell:
    """From one day to another, both included; without an end it is still going on."""

    start: str
    end: str


@dataclass(frozen=True)
class Table:
    """`made_from` names the tables a table of outcomes follows from; `observed_months` how long each row is followed.

    `looks_back`: a row says that something happened for the first time, so it needs every file from before. `same_within_days`:
    what several agencies tell within so many days of each other is taken for one thing.

    A table of `rows_of` another has the rows of that one that match `where`, all its columns, and those of its own that follow
    from them. With `first_by` it has the first row of each young person alone, by that date. With `open_at_quarter_end` it has a
    row for each quarter's last day (column `open_on`) that falls into the spell.

    `of_extract`: the table is not written down; it has the rows of this extract, as they came.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    made_from: tuple[str, ...] = ()
    observed_months: int = 0
    looks_back: bool = False
    same_within_days: int = 0
    rows_of: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    first_by: str | None = None
    open_at_quarter_end: Spell | None = None
    of_extract: str | None = None

    def __post_init__(self) -> None:
        own = [c for c in self.columns.values() if c.first is not None]
        if own and self.rows_of is None:
            raise ValueError(f"column {own[0].name}: only a table of 'rows_of' another finds the first day of something")
        asking = [c.name for c in self.columns.values() if c.looked_up is not None]
        if asking and self.rows_of is None:
            raise ValueError(f"column {asking[0]}: only a table of 'rows_of' another looks something up")
        if any(c.first and c.first.same_day and c.first.of == self.rows_of for c in own):
            raise ValueError("'same_day' would find the row itself, since it looks in the table whose rows these are")
        if self.rows_of is None and (self.where or self.first_by or self.open_at_quarter_end):
            raise ValueError("'where', 'first_by' and 'open_at_quarter_end' say which rows of another table these are: give 'rows_of'")

    @property
    def sources(self) -> tuple[str, ...]:
        """The tables that this one is made from."""
        firsts = dict.fromkeys(c.first.of for c in self.columns.values() if c.first and c.first.of != self.rows_of)
        others = dict.fromkeys(c.looked_up.of for c in self.columns.values() if c.looked_up)
        return (self.rows_of, *firsts, *others) if self.rows_of else self.made_from

    @property
    def one_per_youth(self) -> bool:
        return self.key == ("youth_id",) or self.first_by is not None

    @staticmethod
    def read(path: Path) -> "Table":
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, *(set(Table.__dataclass_fields__) - {"name", "of_extract"}))
            spell = raw.get("open_at_quarter_end")
            table = Table(
                name=path.stem,
                grain=raw["grain"],
                key=tuple(raw.get("key", ())),
                columns=columns(raw.get("columns", {})),
                made_from=tuple(raw.get("made_from", ())),
                observed_months=raw.get("observed_months", 0),
                looks_back=raw.get("looks_back", False),
                same_within_days=raw.get("same_within_days", 0),
                rows_of=raw.get("rows_of"),
                where=raw.get("where", {}),
                first_by=raw.get("first_by"),
                open_at_quarter_end=Spell(*spell) if spell else None,
            )
            missing = [k for k in table.key if k not in table.columns] if table.rows_of is None else []
            if missing:
                raise ValueError(f"key column {missing[0]!r} is not among the columns")
            return table

    def of(self, other: "Table") -> "Table":
        """This table with all that it has from the one whose rows it holds."""
        open_on = Column("open_on", "date", "Last day of a quarter on which it was open", required=True)
        own = {"open_on": open_on, **self.columns} if self.open_at_quarter_end else self.columns
        return replace(
            self,
            key=self.key or (*other.key, *(["open_on"] if self.open_at_quarter_end else [])),
            columns={**other.columns, **own},
            observed_months=max(self.observed_months, other.observed_months),
            looks_back=self.looks_back or other.looks_back or self.first_by is not None,
        )
