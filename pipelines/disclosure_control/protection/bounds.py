"""The attack that a publication must withstand: whole-number tables that agree with all that is shown, as far apart as needed.

Each table found is proof for every cell at once, so few questions settle many cells. A table counts only after it has been
added up again, in whole numbers, without the solver.
"""

from typing import NamedTuple

import numpy as np

from pipelines.disclosure_control.protection.marks import Marks
from pipelines.disclosure_control.protection.needs import Needs, Span, unmet
from pipelines.disclosure_control.protection.solver import Model, rounded
from pipelines.disclosure_control.protection.system import System
from schemas import Policy

NEAR = 1e-6


class Failing(NamedTuple):
    """A cell that cannot be moved far enough, down (-1) or up (1), by a reader aware of what the marks say, or not."""

    cell: int
    direction: int
    aware: bool = True


class Attack:
    """What a reader can rule out. The marks may change between questions; tables found before stay valid when more is hidden."""

    def __init__(self, system: System, policy: Policy) -> None:
        self.system, self.policy = system, policy
        self.tables = [system.atoms]
        self.loose: list[np.ndarray] = []  # tables of a reader who ignores what the marks say
        self.span = Span(system.values.copy(), system.values.copy())
        self._shown = np.flatnonzero(system.published)
        rows = np.vstack([system.balance, system.matrix[self._shown]])
        known = np.concatenate([np.zeros(len(system.balance)), system.values[self._shown]])
        # Far enough for any proof; only so that no question has an endless answer.
        room = system.values.max() + 4 * policy.threshold
        self._model = Model(rows, known, known, system.atoms + room)
        self._first = len(system.balance)
        self._now = system.values[self._shown].copy(), system.values[self._shown].copy()
        self._marks = Marks(np.zeros(len(system.cells), dtype=bool), np.zeros(len(system.cells)))

    def given(self, marks: Marks, aware: bool = True) -> None:
        """Go on with these marks; `aware` of what they say about noughts, or not."""
        hidden, values = marks.hidden[self._shown], self.system.values[self._shown]
        least, most = (k[self._shown] for k in self.system.known)
        low = np.where(hidden, np.maximum(least, marks.floor[self._shown] if aware else 0), values)
        high = np.where(hidden, most, values)
        for row in np.flatnonzero((low != self._now[0]) | (high != self._now[1])):
            self._model.bound_row(int(self._first + row), low[row], high[row])
        self._now, self._marks = (low, high), marks

    def agrees(self, table: np.ndarray, aware: bool = True) -> bool:
        """Whether a table is one a reader cannot rule out: whole numbers, all sums right, all shown cells as shown."""
        return agrees(self.system, self._marks, table, aware)

    def offer(self, solution: np.ndarray | None, aware: bool = True) -> bool:
        """Take a table in if it is one."""
        if solution is None or np.abs(solution - rounded(solution)).max() > NEAR or not self.agrees(rounded(solution), aware):
            return False
        table = rounded(solution)
        if not aware:
            self.loose.append(table)
            return True
        values = self.system.matrix @ table
        if (values < self.span.low).any() or (values > self.span.high).any():
            self.tables.append(table)
            self.span = Span(np.minimum(values, self.span.low), np.maximum(values, self.span.high))
        return True

    def failing(self, need: Needs) -> list[Failing]:
        """What no table was found for that goes far enough."""
        for direction in (1, -1):
            self._many_at_once(need, direction)
        for cell in np.flatnonzero(need.wary & (self.span.low >= self.policy.threshold)):
            self._one(int(cell), -1)  # how low it can be matters only if it can be low
        found = []
        for cell in np.flatnonzero(np.any(unmet(need, self.span, self.policy), axis=0)):
            for direction in (1, -1):
                if unmet(need, self.span, self.policy).towards(direction)[cell]:
                    self._one(int(cell), direction)
            left = unmet(need, self.span, self.policy)
            if left.higher[cell] or left.other[cell]:
                found.append(Failing(int(cell), 1))
            if left.lower[cell]:
                found.append(Failing(int(cell), -1))
        return found + self._failing_loosely(need)

    def _many_at_once(self, need: Needs, direction: int) -> None:
        left = unmet(need, self.span, self.policy).towards(direction)
        while left.any():
            if not self.offer(self._model.minimize(-direction * left.astype(float) @ self.system.matrix)):
                return
            still = unmet(need, self.span, self.policy).towards(direction)
            if still.sum() == left.sum():
                return
            left = still

    def _one(self, cell: int, direction: int) -> None:
        cost = -direction * self.system.matrix[cell]
        solution = self._model.minimize(cost)
        if solution is not None and not self.offer(solution):
            self.offer(self._model.minimize(cost, whole=self._model.columns))

    def reach(self, cell: int, aware: bool = True) -> tuple[float, float]:
        """The bounds of a cell as far as whole-number tables show them."""
        found = []
        for direction in (-1, 1):
            cost = -direction * self.system.matrix[cell]
            tables = [self._model.minimize(cost, whole) for whole in (0, self._model.columns)]
            sound = [rounded(t) for t in tables if t is not None and self.agrees(rounded(t), aware)]
            found += [float(self.system.matrix[cell] @ t) for t in sound] or [float(self.system.values[cell])]
        return min(found), max(found)

    def loosely(self, cell: int) -> bool:
        """Whether one who ignores what the marks say finds 1 or less possible."""
        return any(self.system.matrix[cell] @ t <= 1 for t in self.loose)

    def asked_loosely(self, need: Needs) -> np.ndarray:
        """Sums that the marks keep above 1, where they are small or may be."""
        return np.flatnonzero((need.forced > 1) & (np.isfinite(need.low) | (self.span.low < self.policy.threshold)))

    def _failing_loosely(self, need: Needs) -> list[Failing]:
        """Sums that the marks keep above 1: one who ignores the marks must not find more."""
        asked = self.asked_loosely(need)
        if not len(asked):
            return []
        marks, found = self._marks, []
        self.given(marks, aware=False)
        for cell in asked:
            for whole in (0, self._model.columns):
                if not self.loosely(cell):
                    self.offer(self._model.minimize(self.system.matrix[cell], whole), aware=False)
            if not self.loosely(cell):
                found.append(Failing(int(cell), -1, aware=False))
        self.given(marks)
        return found


def agrees(system: System, marks: Marks, table: np.ndarray, aware: bool = True) -> bool:
    values = system.matrix @ table
    shown = system.published & ~marks.hidden
    floor = marks.floor if aware else 0
    least, most = system.known
    inside = (values >= np.maximum(least, floor)).all() and (values <= most).all()
    return system.adds_up(table) and bool((values[shown] == system.values[shown]).all() and inside)
