"""Totals are counted from what happened: a list of facts, and for each line of a quarter's file those that belong to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Client, Entry, Handed, Row
from pipelines.synthesis.life import Life
from pipelines.synthesis.telling import Scene
from schemas import Contract, Quarter, Schemas
from schemas.codelist import TOTAL


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of the quarter of `on` that counts in the line `code`; `name` tells young people apart and is never sent."""

    on: date
    code: str
    name: str = ""
    marks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Books:
    """What happened in the county, for every programme to count its own from."""

    scene: Scene
    lives: Sequence[Life]
    clients: Sequence[Client]
    handed: Sequence[Handed]
    cases: Sequence[Entry]
    per_year: int

    def of(self, agency: str) -> list[Client]:
        return [c for c in self.clients if c.agency == agency]

    def rows(self, extract: str, agency: str | None = None) -> list[tuple[Life, Row]]:
        """The rows of young people in another extract, as they stand in the end."""
        return [
            (life, row)
            for life in self.lives
            for entry in life.entries
            if entry.extract == extract and agency in (None, entry.agency)
            for _, row in list(entry.told())[-1:]
        ]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return Quarter.of(self.scene.begins).through(self.scene.last)

    def expected(self, a_year: float, chance: Chance) -> int:
        """How many of something there are in all quarters, with so many a year for each young person newly identified."""
        wanted = a_year * self.per_year * len(self.quarters) / 4
        return int(wanted) + chance.happens(wanted - int(wanted))


Gathers = Callable[[Books, str, Chance], Iterable[Fact]]
Counts = Callable[[Sequence[Fact]], Row]


@dataclass(frozen=True)
class Totals:
    """How one extract of totals comes about: which facts there are, and what the columns of a line count of them."""

    gathers: Gathers
    counts: Counts


def youth(facts: Iterable[Fact], mark: str | None = None) -> int:
    """How many young people are behind the facts, or behind those with a mark."""
    return len({f.name for f in facts if mark is None or f.marks.get(mark)})


def marked(facts: Iterable[Fact], mark: str) -> int:
    """The sum of a mark over the facts: of those that are 0 or 1, how many have it."""
    return sum(f.marks.get(mark, 0) for f in facts)


def nearest_rank(days: Iterable[int], share: float = 0.5) -> int | None:
    """The smallest of these days that so large a share of them does not exceed."""
    ordered = sorted(days)
    place = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[place] if ordered else None


def lines(contract: Contract, schemas: Schemas, facts: Sequence[Fact], counts: Counts) -> list[Row]:
    """A line for every code of the column that splits the file, and where the contract wants it one for the whole."""
    (split,) = (r.fields["column"] for r in contract.rules if r.name == "every_code")
    codes = schemas.codes_of(contract.columns[split])
    return [{split: code, **counts([f for f in facts if code in (TOTAL, f.code)])} for code in codes]


def said_vaguely(contract: Contract, row: Row) -> Row:
    """The row as a small programme may give it: "under 11" for every number of 1 to 10 that may be said so."""
    vague = {
        c.name: f"under {c.under}"
        for c in contract.columns.values()
        if c.under and isinstance(n := row.get(c.name), int) and 0 < n < c.under
    }
    return {**row, **vague}
