"""How closely each number that is not shown can be told: the tightest bounds, each end reached by a whole table."""

from dataclasses import dataclass

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.groups import Part, parts
from pipelines.disclosure_control.audit.solver import WHOLE, Group, Solver
from pipelines.disclosure_control.audit.system import System

Array = np.ndarray

NOT, IF_SMALL, TIGHT = 0, 1, 2
"""What is asked about a number: nothing; how tightly it can be told if it is provably small; how tightly it can be told."""

FEW = 60
"""Up to this many linked unknowns every end is settled in whole numbers; beyond, only ends on which a verdict hangs."""


@dataclass(frozen=True)
class Bounds:
    """Per unknown, in the order of the system: no table that agrees lies outside low..high (high may be infinite).

    `least` and `most` are the ends that a whole-number table was found for. `broken` names the blocks that contradict
    themselves; `dead` marks their unknowns, of which nothing is said. `tables`: whole tables that reached further than those
    before them, each of some of the unknowns (only where they are asked for).
    """

    low: Array
    high: Array
    least: Array
    most: Array
    broken: frozenset[str]
    dead: Array
    tables: tuple[tuple[Array, Array], ...] = ()


def bounds(
    system: System, floors: Array, ceilings: Array, asks: Array, threshold: int, seen: Bounds | None = None, *, certified: bool = False
) -> Bounds:
    """Bounds for a reader who takes floors..ceilings for granted; `seen` are those of one who took more for granted."""
    relations = system.relations
    sums = Sums.of(relations, len(system.unknowns))
    squeezed = squeeze(sums, floors, ceilings)
    search = _Search(squeezed.low.copy(), squeezed.high.copy(), asks, threshold, certified)
    if seen is not None and not seen.broken:
        # A table that satisfies the stricter reader satisfies this one too.
        search.least, search.most = seen.least.copy(), seen.most.copy()
    dead = squeezed.dead.copy()
    broken = {relations[r].block for r in np.flatnonzero(squeezed.broken)}

    spare = np.array([r.spare for r in relations], dtype=bool)
    wanted = ~spare & ~squeezed.broken
    told = -1
    while told < (search.low == search.high).sum():
        # Numbers that turn out to be told exactly are taken out first, so that what is left falls into smaller groups.
        told = (search.low == search.high).sum()
        for part in parts(sums, wanted, search.low, search.high, dead):
            if len(part.columns) > FEW and not search.pin(part.group, part.columns):
                dead[part.columns] = True
                broken |= {relations[r].block for r in part.rows}
        again = squeeze(sums, search.low, search.high)
        search.low, search.high = np.where(dead, search.low, again.low), np.where(dead, search.high, again.high)
    for part in parts(sums, wanted, search.low, search.high, dead):
        if not search.settle(part):
            dead[part.columns] = True
            broken |= {relations[r].block for r in part.rows}
    known = search.low == search.high
    search.least[known] = search.most[known] = search.low[known]
    return Bounds(search.low, search.high, search.least, search.most, frozenset(broken), dead, tuple(search.tables))


@dataclass
class _Search:
    """What is known so far: low..high from outside, least..most from tables that were found."""

    low: Array
    high: Array
    asks: Array
    threshold: int
    keeps: bool = False

    def __post_init__(self) -> None:
        self.tables: list[tuple[Array, Array]] = []
        self.least = np.full(len(self.low), np.inf)
        self.most = np.full(len(self.low), -np.inf)

    def open(self, columns: Array) -> Array:
        """Which of these are not settled yet."""
        asks = self.asks[columns]
        low, high, least, most = (a[columns] for a in (self.low, self.high, self.least, self.most))
        not_small = (least < 1) | (most >= self.threshold) | (high < 1) | (low >= self.threshold)
        settled = not_small | ((least <= 1) & (most >= self.threshold - 1))
        return ((least > low) | (most < high)) & ((asks == TIGHT) | ((asks == IF_SMALL) & ~settled))

    def hangs(self, columns: Array) -> Array:
        """Which of these could still get another verdict from whole numbers."""
        low, high, least, most = (a[columns] for a in (self.low, self.high, self.least, self.most))
        safe = ((least <= 1) | (low >= self.threshold)) & (most >= self.threshold - 1) & (least < most)
        failed = (low == high) | (high < self.threshold - 1)
        return self.open(columns) & ((self.asks[columns] == IF_SMALL) | ~(safe | failed))

    def pin(self, group: Group, columns: Array) -> bool:
        """Find what is exact in one group, all at once. False when no table agrees with what is shown.

        Numbers that were the same in every table so far are pushed up and down together, each with a weight of its own
        drawn by chance (the same in every run): were one of them free, the weighted sum would move.
        """
        if not self.open(columns).any():
            return True
        solver = Solver(group)
        still = np.ones(len(columns), dtype=bool)
        weights = np.random.default_rng(11).uniform(1, 2, len(columns))
        start = solver.together(weights)
        if start.value is None:
            return False
        if start.point is None:
            return True
        self._learn(group, columns, start.point, None)
        quiet, sign = 0, 1
        while quiet < 2 and still.any():
            reach = solver.together(np.where(still, sign * weights, 0.0))
            self._learn(group, columns, reach.point, reach.endless)
            moved = reach.endless if reach.point is None else np.abs(reach.point - start.point) > WHOLE
            if moved is None:
                return True
            quiet = 0 if (moved & still).any() else quiet + 1
            still &= ~moved
            sign = -sign if quiet or sign > 0 else 1
        value = np.rint(start.point)
        if (np.abs(start.point - value)[still] > WHOLE).any():
            return False
        self.low[columns[still]] = self.high[columns[still]] = value[still]
        return True

    def settle(self, part: Part) -> bool:
        """Find the bounds of one group. False when no table agrees with what is shown."""
        group, columns = part.group, part.columns
        if not self.open(columns).any():
            return True
        if part.is_tree:
            # Sums that form a tree have nothing to add to one another: plain arithmetic already gave the exact bounds.
            self.least[columns], self.most[columns] = self.low[columns], self.high[columns]
            return True
        solver = Solver(group)
        for sign in (1, -1):
            reach = solver.together(np.full(len(columns), float(sign)))
            if reach.value is None:
                return False
            self._learn(group, columns, reach.point, reach.endless)
        if not self._ask(solver, group, columns, np.flatnonzero(self.open(columns))):
            return False
        wanted = self.open(columns) if len(columns) <= FEW else self.hangs(columns)
        if wanted.any():
            return self._ask(Solver(group, whole=True), group, columns, np.flatnonzero(wanted))
        return True

    def _ask(self, solver: Solver, group: Group, columns: Array, questions: Array) -> bool:
        for place in questions.tolist():
            column = columns[place]
            for sign in (1, -1):
                end_open = self.least[column] > self.low[column] if sign > 0 else self.most[column] < self.high[column]
                if not end_open or not self.open(columns[place : place + 1])[0]:
                    continue
                reach = solver.farthest(place, sign)
                if reach.value is None:
                    return False
                self._learn(group, columns, reach.point, reach.endless)
                if sign > 0:
                    self.low[column] = max(self.low[column], np.ceil(reach.value - WHOLE))
                else:
                    self.high[column] = min(self.high[column], np.floor(reach.value + WHOLE))
                    if reach.value == np.inf:
                        self.most[column] = np.inf
        return True

    def _learn(self, group: Group, columns: Array, point: Array | None, endless: Array | None) -> None:
        """A table that agrees is a witness for all its numbers at once; it is checked here in whole numbers."""
        if endless is not None:
            self.most[columns[endless & np.isinf(self.high[columns])]] = np.inf
        if point is None:
            return
        whole = np.rint(point)
        if np.abs(whole - point).max() < WHOLE and group.holds(whole):
            further = (whole < self.least[columns]) | (whole > self.most[columns])
            if self.keeps and (further & (self.asks[columns] == TIGHT)).any():
                self.tables.append((columns, whole))
            self.least[columns] = np.minimum(self.least[columns], whole)
            self.most[columns] = np.maximum(self.most[columns], whole)
