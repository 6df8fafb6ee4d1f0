"""Against a reader who runs this very program over every table: another table with another small count gives the same file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations, product

import numpy as np

from pipelines.disclosure_control.suppression import elimination, greedy
from pipelines.disclosure_control.suppression.outcome import Suppressed
from pipelines.disclosure_control.suppression.problem import problem
from pipelines.disclosure_control.suppression.proofs import CannotProtect
from pipelines.disclosure_control.suppression.requirement import Requirement
from pipelines.disclosure_control.suppression.table import Table

FEW = 12
"""Up to this many inner cells the tables near by can be tried."""
RUNS = (40, 16, 24)
"""How many other tables are tried on each level; each may need as many again on the levels before."""
ALL = len(RUNS) - 1
MOST = 300
"""Tables that are hidden in trying, all together."""
TELLING = "a reader who runs this program over every table might tell a withheld count of so small a table"

Way = Callable[[Table, Requirement, np.ndarray], Suppressed]
"""What is made of a table, these cells and the small ones hidden among others. May raise CannotProtect."""


class Alike:
    """Three ways of hiding, each stricter than the one before: as asked; with the next larger count taken for small, and all
    that are as large as a cell which the first way hides besides; and with all counts taken for small.

    A table goes the first way on which the reader cannot tell a small count: other tables that go the same way, and come to
    the same file, have other values there. As these tables lead to each other, all of them go this way or none does.
    """

    def __init__(self, way: Way, requirement: Requirement) -> None:
        self.way, self.requirement = way, requirement
        self.known: dict[tuple[int, bytes], Suppressed | None] = {}
        self.judged: dict[tuple[str, bytes], bool] = {}

    def settled(self, table: Table) -> Suppressed:
        """What is made of this table on the first way that does not tell its small counts.

        Raises:
            CannotProtect: even with everything hidden they could be.
        """
        for level in range(len(RUNS)):
            if self._is_open(table, level) and (done := self._done(table, level)):
                return done
        raise CannotProtect(TELLING)

    def _stricter(self, table: Table, level: int) -> Requirement:
        more = self.requirement.threshold + level
        return replace(self.requirement, threshold=max(more, int(table.values.max()) + 1) if level == ALL else more)

    def _beforehand(self, table: Table, level: int) -> np.ndarray:
        """On the second level: of equal cells none is hidden without the others, since which one it is would tell."""
        nothing = np.zeros(len(table.values), bool)
        first = self._hidden(table, 0) if level == 1 else None
        if first is None:
            return nothing
        besides = np.unique(table.values[first & (table.values >= self.requirement.threshold)])
        nothing[table.places] = np.isin(table.inner, besides)
        return nothing

    def _hidden(self, table: Table, level: int) -> np.ndarray | None:
        done = self._done(table, level)
        return None if done is None else done.hidden

    def _done(self, table: Table, level: int) -> Suppressed | None:
        """None where it cannot be done."""
        key = (level, table.inner.tobytes())
        if key not in self.known:
            if len(self.known) >= MOST:
                raise CannotProtect(TELLING)
            try:
                self.known[key] = self.way(table, self._stricter(table, level), self._beforehand(table, level))
            except CannotProtect:
                self.known[key] = None
        return self.known[key]

    def _is_open(self, table: Table, level: int) -> bool:
        """Whether no small count is told on this level, where only tables that go this way come to its files."""
        if level == 0:
            return self._once("open", table, lambda: self._is_sound(table) and self._found_open(table, 0, self._is_sound))
        return self._found_open(table, level, lambda other: not any(self._is_open(other, lower) for lower in range(level)))

    def _is_sound(self, table: Table) -> bool:
        """Whether other tables come to the same file; in one dimension also where a small count changes places with an equal of
        a cell that is hidden besides. Of these tables one may be left over when the others pair off, and then all go on."""
        return all(
            self._once("alone", alike, partial(self._found_open, alike, 0, lambda other: True))
            for alike in (table, *self._changed_about(table))
        )

    def _once(self, asked: str, table: Table, answer: Callable[[], bool]) -> bool:
        key = (asked, table.inner.tobytes())
        if key not in self.judged:
            self.judged[key] = answer()
        return self.judged[key]

    def _changed_about(self, table: Table) -> Iterator[Table]:
        hidden = self._hidden(table, 0)
        if hidden is not None and len(table.dimensions) == 1:
            inner, withheld = table.inner, hidden[table.places]
            small = np.flatnonzero(withheld & (inner < self.requirement.threshold))
            besides = np.unique(inner[withheld & (inner >= self.requirement.threshold)])
            for one, other in product(small.tolist(), np.flatnonzero(np.isin(inner, besides)).tolist()):
                yield Table(table.dimensions, _swapped(inner, one, other))

    def _found_open(self, table: Table, level: int, goes_this_way: Callable[[Table], bool]) -> bool:
        """Whether each small count has another value in some table of the same file, as far as was looked."""
        hidden = self._hidden(table, level)
        if hidden is None:
            return False
        closed = np.flatnonzero(hidden & (table.values > 0) & (table.values < self.requirement.threshold))
        found, tried, runs = [table], {table.inner.tobytes()}, 0
        moves = _moves(table, hidden, self.requirement.threshold)
        while closed.size and found:
            for inner in _others(found.pop(0), moves, level):
                other = Table(table.dimensions, inner)
                if inner.tobytes() in tried or not (other.values[closed] != table.values[closed]).any():
                    continue
                if runs == RUNS[level]:
                    return False
                tried.add(inner.tobytes())
                runs += 1
                theirs = self._hidden(other, level)
                if theirs is not None and bool((theirs == hidden).all()) and goes_this_way(other):
                    found.append(other)
                    closed = closed[other.values[closed] == table.values[closed]]
                    if not closed.size:
                        break
        return not closed.size


def _others(table: Table, moves: list[np.ndarray], level: int) -> Iterator[np.ndarray]:
    """Tables that show the same. With everything hidden those in which two counts have changed places come first."""
    if level == ALL:
        there = np.flatnonzero(table.inner)
        for one, other in combinations(there.tolist(), 2):
            if table.inner[one] != table.inner[other]:
                yield _swapped(table.inner, one, other)
    for move in moves:
        inner = table.inner + move
        if (inner[move != 0] > 0).all():
            yield inner


def _swapped(inner: np.ndarray, one: int, other: int) -> np.ndarray:
    changed = inner.copy()
    changed[[one, other]] = inner[[other, one]]
    return changed


def _moves(table: Table, hidden: np.ndarray, threshold: int) -> list[np.ndarray]:
    """What can be added to a table without a shown cell changing, by how much it changes; noughts stay."""
    asked = problem(table, threshold)
    here = np.zeros(len(asked.values), bool)
    here[asked.of[hidden & (asked.of >= 0)]] = True
    order, floor = np.arange(len(asked.values)), np.ones(len(asked.inner), np.int64)
    # No rule for cells of 1: it would let go of more cells than are hidden, which then could move too.
    basis = greedy.choose(asked, order, floor, hide=here, rule=elimination.ANY, refuse=False).moves.toarray().T
    apart = np.abs(np.subtract.outer(asked.inner, asked.inner))  # by so much, two counts change places
    times = sorted({*range(1, threshold), *apart[apart > 0].tolist()})
    places, moves = np.flatnonzero(table.inner), []
    for step in sorted(_steps(basis, times), key=lambda s: (int(np.abs(s).sum()), s.tolist())):
        move = np.zeros(len(table.inner), np.int64)
        move[places] = step
        moves.append(move)
    return moves


def _steps(basis: np.ndarray, often: list[int]) -> Iterator[np.ndarray]:
    for one in basis:
        for times in often:
            yield times * one
            yield -times * one
    for some in combinations(basis, 2):
        for signs in product((-2, -1, 1, 2), repeat=2):
            yield np.array(signs) @ np.array(some)
    for some in combinations(basis, 3):
        for signs in product((-1, 1), repeat=3):
            yield np.array(signs) @ np.array(some)
