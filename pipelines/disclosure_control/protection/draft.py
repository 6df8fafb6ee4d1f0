"""A system on the drawing board: its cells, the unknowns they are sums of, and what ties them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipelines.disclosure_control.protection.facts import Fact, Form, Key
from pipelines.disclosure_control.protection.system import Cell, System

WHOLE = ""
"""The name, within a group, of its denominator or count."""
Place = tuple[str, str]
"""Breakdown and code."""


@dataclass(frozen=True)
class Group:
    """The young people of one measure, period and breakdown code.

    `cells`: outcome code (or list) → cell; WHOLE comes first. `pairs`: of two lists, the cell of those on both.
    """

    cells: Mapping[str, int]
    nested: bool = False
    pairs: Mapping[str, int] = field(default_factory=dict)


Groups = dict[Place, Group]
Drawn = dict[str, dict[str, Groups]]
"""Measure, period → its groups."""


@dataclass
class Draft:
    """A system on the drawing board."""

    form: Form
    facts: Mapping[Key, Fact]
    cells: list[Cell] = field(default_factory=list)
    atoms: list[float] = field(default_factory=list)
    relations: list[dict[int, int]] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)
    twins: list[list[int]] = field(default_factory=list)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    shares: list[tuple[int, int, int]] = field(default_factory=list)
    kin: list[tuple[int, int]] = field(default_factory=list)

    def value(self, key: Key) -> int | None:
        fact = self.facts.get(key)
        return None if fact is None else fact.value

    def atom(self, value: float) -> int:
        self.atoms.append(value)
        return len(self.atoms) - 1

    def cell(self, key: Key, atoms: Sequence[int], youth: int | None = None, published: bool = True) -> int:
        fact = self.facts[key] if published else Fact(None, youth, None, "")
        silent = (published or key[-1] == "complement") and self.form.keeps_silent(key)
        if published and key[-1] == "events":  # of so few that none of them would tell something of each
            silent = 0 < (fact.youth or 0) + (fact.rest_youth or 0) < self.form.structure["smallest_group"]
        self.cells.append(Cell(key, tuple(atoms), fact.value, fact.youth, published, fact.held, fact.fresh, fact.known, silent=silent))
        self.parts.append([])
        self.twins.append([])
        return len(self.cells) - 1

    def share(self, numerator: int, denominator: int, key: Key | None = None, left: Sequence[int] = ()) -> None:
        """A numerator, its denominator, and the rest, which is never shown. `key`: the rest's key, where not the numerator's.
        `left`: the atoms of the rest, where they are not those of the denominator without the numerator's."""
        above, below = self.cells[numerator], self.cells[denominator]
        left = left or sorted(set(below.atoms) - set(above.atoms))
        rest = self.cell((*(key or above.key)[:-1], "complement"), left, self.facts[above.key].rest_youth, published=False)
        self.shares.append((numerator, denominator, rest))
        self.parts[denominator].append(numerator)

    def tie(self, whole: Group, parts: Sequence[Group], below: bool = False) -> None:
        """The whole is the sum of its parts, number by number, or with `below` no more than their sum.

        Where a part has no such number yet, the whole is at least the sum of those that have.
        """
        level = [c for c in whole.cells if all(c in p.cells for p in parts)]
        for code in whole.cells:
            have = [p.cells[code] for p in parts if code in p.cells]
            if have and not below:
                self.sums.append((whole.cells[code], tuple(have)))
                if code not in level:
                    self._relate({whole.cells[code]: 1} | dict.fromkeys(have, -1), slack=-1)
        for code, lower in self._steps(level, [whole, *parts], below):
            signed = {whole.cells[code]: 1} | {p.cells[code]: -1 for p in parts}
            if lower is not None:
                signed |= {whole.cells[lower]: -1} | {p.cells[lower]: 1 for p in parts}
            self._relate(signed, slack=1 if below else 0)

    def _steps(self, level: Sequence[str], groups: Sequence[Group], below: bool) -> list[tuple[str, str | None]]:
        """The fewest and shortest sums that say the same: by step of a nested outcome, by the finest codes of a partition."""
        if below:
            return [(c, None) for c in level]
        if groups[0].nested:
            return [*zip(level, [*level[1:], None], strict=True)] if level else []

        def atoms(group: Group, code: str) -> set[int]:
            return set(self.cells[group.cells[code]].atoms)

        def told_by_others(code: str) -> bool:
            inner = [c for c in level if atoms(groups[0], c) < atoms(groups[0], code)]
            return all(set().union(*(atoms(g, c) for c in inner)) == atoms(g, code) for g in groups)

        return [(c, None) for c in level if not told_by_others(c)]

    def at_least(self, whole: Group, part: Group) -> None:
        """Nobody of the part is missing from the whole."""
        wider, narrower = {**whole.cells, **whole.pairs}, {**part.cells, **part.pairs}
        for code in wider:
            if code in narrower:
                self._relate({wider[code]: 1, narrower[code]: -1}, slack=-1)
                self.sums.append((wider[code], (narrower[code],)))

    def no_fewer(self, many: int, few: int, key: Key | None = None) -> None:
        """One number is no less than another. `key`: what is between them is young people too, a cell that is never shown."""
        self._relate({many: 1, few: -1}, slack=-1)
        self.sums.append((many, (few,)))
        if key:
            self.cell(key, [len(self.atoms) - 1], published=False)

    def at_least_less_lost(self, many: int, few: int, left: int, of: int) -> None:
        """One number is no less than another, but for those who are not among those left."""
        signed = {many: 1, of: 1}
        for cell in (few, left):
            signed[cell] = signed.get(cell, 0) - 1
        self._relate(signed, slack=-1)

    def never_below_nought(self, signed: Mapping[int, int]) -> None:
        """Some numbers less some others are nought or more."""
        self._relate(signed, slack=-1)

    def adds_up(self, whole: int, parts: Sequence[int]) -> None:
        """One number is the sum of others."""
        self._relate({whole: 1} | dict.fromkeys(parts, -1))
        self.sums.append((whole, tuple(parts)))

    def same(self, one: int, other: int) -> None:
        self._relate({one: 1, other: -1})
        self.twins[one].append(other)
        self.twins[other].append(one)

    def _relate(self, signed: Mapping[int, int], slack: int = 0) -> None:
        found: dict[int, int] = {}
        for cell, sign in signed.items():
            for atom in self.cells[cell].atoms:
                found[atom] = found.get(atom, 0) + sign
        found = {a: n for a, n in found.items() if n}
        if slack:
            found[self.atom(-slack * sum(n * self.atoms[a] for a, n in found.items()))] = slack
        if found:
            self.relations.append(found)

    def finished(self) -> System:
        return System(
            tuple(self.cells),
            tuple(self.relations),
            np.array(self.atoms, dtype=float),
            tuple(map(tuple, self.parts)),
            tuple(map(tuple, self.twins)),
            tuple(self.sums),
            tuple(self.shares),
            tuple(self.kin),
        )


def chain(outcome: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of a nested outcome, widest first: as they are listed, but a longer follow-up holds a shorter one."""
    months = outcome.get("follow_up_months", {})
    return tuple(sorted(outcome["codes"], key=lambda c: -months.get(c, 0)))
