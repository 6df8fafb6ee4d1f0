"""Figures that have changed since they were published: which of them may be shown anew, and what readers believed before.

Old and new figures are two systems over the same cells; their difference is a statistic like any other. It may be told where it
is nought or not small, and so may every difference that follows from it. Readers who take whatever was not revised for
unchanged are reckoned with: numbers withheld in both systems are then the same number.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipelines.disclosure_control.protection.drawing import draw
from pipelines.disclosure_control.protection.facts import Fact, Form, Key
from pipelines.disclosure_control.protection.history import COUNTS, History, World
from pipelines.disclosure_control.protection.system import System

HAIR = 1e-7
Few = Callable[[Key, float], bool]
"""Whether a difference of a cell tells about few young people."""


def changed(counted: Mapping[Key, Fact], history: History) -> frozenset[Key]:
    """What is counted otherwise now than it was shown."""
    differ = (k for k, v in history.shown.items() if k[-1] in COUNTS and k in counted and counted[k].value not in (None, v))
    return frozenset(differ)


def units(system: System, keys: Collection[Key]) -> list[frozenset[Key]]:
    """The changed figures in groups that stand in a sum together, so that one without the others would not add up."""
    place = {c.key: i for i, c in enumerate(system.cells) if c.key in keys and c.published}
    leader = {i: i for i in place.values()}

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    groups = [(w, *p) for w, p in system.sums] + list(system.shares) + [(i, *t) for i, t in enumerate(system.twins)]
    for group in groups:
        first, *others = [i for i in group if i in leader] or [-1]
        for other in others:
            leader[find(other)] = find(first)
    found: dict[int, set[Key]] = {}
    for key, i in place.items():
        found.setdefault(find(i), set()).add(key)
    return [frozenset(found[i]) for i in sorted(found)]


def behind(counted: Mapping[Key, Fact]) -> dict[Key, int]:
    """How many young people are behind each count, and behind what it leaves of its denominator."""
    rests = {(*k[:-1], "complement"): f.rest_youth for k, f in counted.items() if k[-1] == "numerator"}
    found = {k: f.youth for k, f in counted.items() if k[-1] in COUNTS} | rests
    return {k: n for k, n in found.items() if n is not None}


@dataclass(frozen=True)
class Change:
    """From one world to the next: what readers saw before (`old`) and see now (`new`), in the cells drawn as they were then."""

    system: System
    old: Mapping[Key, int]
    new: Mapping[Key, int]

    @cached_property
    def seen(self) -> np.ndarray:
        """Cells shown in both worlds."""
        return np.array([c.published and c.key in self.old and c.key in self.new for c in self.system.cells], dtype=bool)

    @cached_property
    def moved(self) -> np.ndarray:
        """By how much each of them differs."""
        return np.array(
            [self.new[c.key] - self.old[c.key] if s else 0 for c, s in zip(self.system.cells, self.seen, strict=True)], dtype=float
        )

    def tells(self, few: Few, excused: Collection[Key] = ()) -> bool:
        """Whether a difference that tells about few young people is shown, or follows from differences that are."""
        system, told = self.system, np.flatnonzero(self.seen)
        rows = np.vstack([system.balance, system.matrix[told]])
        asked = [i for i, c in enumerate(system.cells) if c.key not in excused]
        weights, *_ = np.linalg.lstsq(rows.T, system.matrix[asked].T, rcond=None)
        follows = np.abs(rows.T @ weights - system.matrix[asked].T).max(axis=0, initial=0) < HAIR
        differences = np.rint(self.moved[told] @ weights[len(system.balance) :])
        found = [(system.cells[i].key, d) for i, d, f in zip(asked, differences, follows, strict=True) if f]
        left = [((*system.cells[hidden[0]].key[:-1], "together"), d) for d, hidden in self._left(system.sums) if hidden]
        return any(few(key, d) for key, d in (*found, *left))

    def moving(self) -> set[Key]:
        """Withheld numbers that the shown differences say, or may say, have changed."""
        pairs = [(whole, (part,)) for part, whole, _ in self.system.shares]
        found = (hidden for left, hidden in self._left([*self.system.sums, *pairs], least=1) if left)
        return {self.system.cells[i].key for hidden in found for i in hidden}

    def _left(self, sums: Iterable[tuple[int, tuple[int, ...]]], least: int = 2) -> Iterator[tuple[float, list[int]]]:
        """For each sum: what its shown differences leave to its other numbers, and which those are."""
        for whole, parts in sums:
            if len(parts) >= least:
                yield self.moved[whole] - self.moved[list(parts)].sum(), [i for i in (whole, *parts) if not self.seen[i]]


def believed(world: World, keys: Collection[Key], counted: Mapping[Key, Fact], form: Form) -> System:
    """The cells of a piece as readers saw them then. What was withheld is guessed at from what is counted now."""
    facts: dict[Key, Fact] = {}
    for key in sorted(keys):
        if key in world.shown:
            facts[key] = Fact(world.shown[key], None, None, "", held=True)
        elif key in world.withheld and key in counted and counted[key].value is not None:
            facts[key] = Fact(counted[key].value, None, None, "")
    drawn = draw(facts, form)
    return replace(drawn, cells=tuple(replace(c, world=world.name) for c in drawn.cells))


def side_by_side(systems: Sequence[System], alike: Sequence[Collection[Key]]) -> System:
    """Several worlds as one system, oldest first; from each to the next, the numbers that are `alike` are the same number."""
    cells, relations, parts, twins, sums, shares, kin = [], [], [], [], [], [], []
    atoms, firsts, places = 0, [], []
    for one in systems:
        first = len(cells)
        firsts.append(first)
        places.append({c.key: first + i for i, c in enumerate(one.cells) if c.published})
        cells += [replace(c, atoms=tuple(a + atoms for a in c.atoms)) for c in one.cells]
        relations += [{a + atoms: n for a, n in r.items()} for r in one.relations]
        parts += [tuple(p + first for p in some) for some in one.parts]
        twins += [tuple(p + first for p in some) for some in one.twins]
        sums += [(w + first, tuple(p + first for p in some)) for w, some in one.sums]
        shares += [(n + first, d + first, r + first) for n, d, r in one.shares]
        kin += [(a + first, b + first) for a, b in one.kin]
        atoms += len(one.atoms)
    for before, after, keys in zip(places, places[1:], alike, strict=False):
        for key in sorted(k for k in keys if k in before and k in after):
            relations.append(dict.fromkeys(cells[after[key]].atoms, 1) | dict.fromkeys(cells[before[key]].atoms, -1))
    values = np.concatenate([s.atoms for s in systems])
    return System(tuple(cells), tuple(relations), values, tuple(parts), tuple(twins), tuple(sums), tuple(shares), tuple(kin))
