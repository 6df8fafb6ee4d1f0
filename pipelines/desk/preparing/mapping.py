"""The mapping: how the columns of one agency's export become the columns of the extract. It is kept with the agency.

It names columns and local words, and never holds a cell of the export.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.desk.grid import trimmed
from schemas import Column


def folded(word: str) -> str:
    """Words are the same whatever their capitals and blanks: " Not  known" is "not known"."""
    return " ".join(trimmed(word).casefold().split())


@dataclass(frozen=True)
class Day:
    """A column that holds days, and the form they are written in."""

    header: str
    form: str


@dataclass(frozen=True)
class Condition:
    """Rows in which a column holds one of these words."""

    header: str
    words: frozenset[str]

    def holds(self, text: str) -> bool:
        return folded(text) in self.words


@dataclass(frozen=True)
class Words:
    """Local words → codes: whole words, beginnings (of a ZIP code), any other word, and an empty cell."""

    exact: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    others: str | None = None
    empty: str | None = None

    def code(self, text: str) -> str | None:
        """The code; None where the mapping has none for this word. Of several beginnings the longest counts."""
        word = folded(text)
        if not word:
            return self.empty
        if word in self.exact:
            return self.exact[word]
        begins = max((start for start in self.starts if word.startswith(start)), key=len, default=None)
        return self.starts[begins] if begins is not None else self.others


@dataclass(frozen=True)
class Line:
    """How one column of the extract is filled; exactly one of the ways is given."""

    column: Column
    header: str | None = None  # taken over, its words turned into codes
    words: Words = Words()
    day: Day | None = None  # a day, its hour left out
    constant: str | None = None
    age: tuple[Day, Day] | None = None  # birth and event → age band
    counts: str | None = None  # "persons" or "rows", in an extract of totals
    sums: str | None = None
    only_where: tuple[Condition, ...] = ()

    @property
    def taken_over(self) -> str | None:
        """The column whose cells go out as they stand; words that become codes and days that become ages do not."""
        return self.day.header if self.day else self.sums or (None if self.column.codelist else self.header)

    @property
    def headers(self) -> tuple[str, ...]:
        days = (self.day, *(self.age or ()))
        named = (self.header, self.sums, *(d.header for d in days if d), *(c.header for c in self.only_where))
        return tuple(name for name in named if name)


@dataclass(frozen=True)
class Identity:
    """Where the parts of the token stand. `number` is used where an export has no names, and links one agency's files only."""

    last: str | None = None
    first: str | None = None
    full: str | None = None  # "LAST, FIRST" in one column
    born: Day | None = None
    sex: str | None = None
    sexes: Words = Words()
    number: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        named = (self.last, self.first, self.full, self.born.header if self.born else None, self.sex, self.number)
        return tuple(name for name in named if name)


@dataclass(frozen=True)
class Beside:
    """Another export of the agency with one row for each value of `its`, which the main export has in `by`."""

    name: str
    by: str
    its: str


@dataclass(frozen=True)
class MostSerious:
    """Of rows with the same key, the one whose code comes first in `order` is sent."""

    column: str
    order: tuple[str, ...]


@dataclass(frozen=True)
class Mapped:
    """A mapping that agrees with its contract. Whether it fits an export is asked when there is one."""

    extract: str
    lines: Mapping[str, Line]
    identity: Identity | None = None
    beside: tuple[Beside, ...] = ()
    keep: tuple[Condition, ...] = ()
    quarter_by: Day | None = None
    persons: tuple[str, ...] = ()
    most_serious: MostSerious | None = None
    drop: tuple[str, ...] = ()
    under: bool = False  # in an extract of totals: small numbers are given as "under 11", where the contract allows it

    @property
    def secret(self) -> frozenset[str]:
        """The columns of which no word is shown: those that are listed as dropped, and who someone is."""
        who = self.identity
        named = (who.last, who.first, who.full, who.born.header if who.born else None, who.number) if who else ()
        return frozenset(folded(header) for header in (*self.drop, *self.persons, *named) if header)

    def places(self) -> Iterator[tuple[str, str]]:
        """Every column of the export that is named, with the place in the mapping that names it."""
        for name, line in self.lines.items():
            yield from ((f"columns: {name}", header) for header in line.headers)
        yield from (("identity", header) for header in (self.identity.headers if self.identity else ()))
        yield from (("keep", condition.header) for condition in self.keep)
        yield from (("quarter_by", day.header) for day in (self.quarter_by,) if day)
        yield from (("persons", header) for header in self.persons)
        yield from ((f"beside: {b.name}", header) for b in self.beside for header in (b.by, f"{b.name}.{b.its}"))
