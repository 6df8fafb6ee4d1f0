"""What a reader does not know, and the sums that bind it: whole numbers, none below zero, tied by linear relations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Key = tuple[tuple[str, str], ...]
"""A cell's name: column and value in turn, like (("measure", "crossover"), ("period", "2025"), …)."""

Kind = Literal["withheld", "shown", "absent", "implied"]
"""`withheld`: a mark stands there. `absent`: its row is missing. `implied`: never printed, but follows, like d − n."""


@dataclass(frozen=True)
class Unknown:
    """One number. `floor` and `ceiling`: what a reader who knows the rules takes for granted when it is not shown. `silent`: that
    it is not nought is as much of a secret as that it is."""

    key: Key
    kind: Kind
    block: str
    value: int | None = None
    floor: int = 0
    ceiling: int | None = None
    silent: bool = False


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

    def rest(self, key: Key, whole: int, part: int | Sequence[int], block: str) -> int:
        """The place of whole − part, or parts, a number that is nowhere printed and never below zero."""
        parts = (part,) if isinstance(part, int) else tuple(part)
        shown, less = self.unknowns[whole].value, [self.unknowns[p].value for p in parts]
        told = None if shown is None or None in less else shown - sum(n for n in less if n is not None)
        known = told if told is not None and told >= 0 else None
        silent = key[-1][1] == "complement" and all(self.unknowns[p].silent for p in parts)
        place = self.add(Unknown(key, "implied", block, known, silent=silent))
        self.total(whole, (*parts, place), block)
        return place

    def finished(self) -> System:
        return System(tuple(self.unknowns), tuple(self.relations))
