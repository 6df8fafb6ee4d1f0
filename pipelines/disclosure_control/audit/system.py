"""What a reader does not know, and the sums that bind it: whole numbers, none below zero, tied by linear relations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Key = tuple[tuple[str, str], ...]
"""A cell's name: column and value in turn, like (("measure", "crossover"), ("period", "2025"), …)."""

Kind = Literal["withheld", "shown", "absent", "implied"]
"""`withheld`: a mark stands there. `absent`: its row is missing. `implied`: never printed, but follows, like d − n."""


@dataclass(frozen=True)
class Unknown:
    """One number. `floor` and `ceiling`: what a reader who knows the rules takes for granted when it is not shown."""

    key: Key
    kind: Kind
    block: str
    value: int | None = None
    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True)
class Relation:
    """low <= sum of coefficient x unknown <= high. A `spare` one follows from others and only speeds up the work."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    block: str
    spare: bool = False


@dataclass(frozen=True)
class System:
    """Everything that a set of tables says, as unknowns and relations between them (by place)."""

    unknowns: tuple[Unknown, ...]
    relations: tuple[Relation, ...]


@dataclass
class Draft:
    """A system while it is being gathered."""

    unknowns: list[Unknown] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    places: dict[Key, int] = field(default_factory=dict)

    def add(self, unknown: Unknown) -> int:
        """The place of this unknown; one that is there already stays as it is."""
        if unknown.key not in self.places:
            self.places[unknown.key] = len(self.unknowns)
            self.unknowns.append(unknown)
        return self.places[unknown.key]

    def relate(self, terms: Iterable[tuple[int, int]], low: int | None, high: int | None, block: str, spare: bool = False) -> None:
        self.relations.append(Relation(tuple(terms), low, high, block, spare))

    def total(self, whole: int, parts: Iterable[int], block: str, spare: bool = False) -> None:
        """`whole` is the sum of `parts`."""
        self.relate([(whole, 1), *((p, -1) for p in parts)], 0, 0, block, spare)

    def rest(self, key: Key, whole: int, part: int, block: str) -> int:
        """The place of whole − part, a number that is nowhere printed and never below zero."""
        shown, less = self.unknowns[whole].value, self.unknowns[part].value
        known = shown - less if shown is not None and less is not None and shown >= less else None
        place = self.add(Unknown(key, "implied", block, known))
        self.total(whole, (part, place), block)
        return place

    def finished(self) -> System:
        return System(tuple(self.unknowns), tuple(self.relations))
