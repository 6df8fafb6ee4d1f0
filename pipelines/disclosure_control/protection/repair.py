"""What else to withhold, at the least loss, so that a withheld number can be moved as far as it must be."""

import numpy as np

from pipelines.disclosure_control.protection.bounds import Failing
from pipelines.disclosure_control.protection.marks import Marks
from pipelines.disclosure_control.protection.needs import Needs, Span
from pipelines.disclosure_control.protection.solver import DUAL, Model
from pipelines.disclosure_control.protection.system import System
from schemas import Policy

MOVED = 1e-6


class Repair:
    """Each shown number may move off its value at a cost: what is lost to readers when it, and what goes with it, is withheld."""

    def __init__(self, system: System, policy: Policy) -> None:
        self.system, self.policy = system, policy
        # A nought stays: were it withheld by itself, its mark would say that it is none. So does what was shown before.
        self._elastic = np.flatnonzero(system.published & ~system.held & (system.values > 0))
        cells, atoms, free = len(system.cells), len(system.atoms), len(self._elastic)
        rows = np.zeros((len(system.balance) + cells, atoms + 2 * free))
        rows[: len(system.balance), :atoms] = system.balance
        self._first = len(system.balance)
        rows[self._first :, :atoms] = system.matrix
        for k, cell in enumerate(self._elastic):
            rows[self._first + cell, atoms + k] = -1
            rows[self._first + cell, atoms + free + k] = 1
        low = np.where(system.published, system.values, 0)
        high = np.where(system.published, system.values, np.inf)
        nought, up, down = np.zeros(self._first), np.full(free, np.inf), system.values[self._elastic] - 1
        columns = np.concatenate([np.full(atoms, np.inf), up, down])
        self._model = Model(rows, np.concatenate([nought, low]), np.concatenate([nought, high]), columns, DUAL)
        self._low, self._high, self._hidden = low, high, np.zeros(cells, dtype=bool)

    def given(self, marks: Marks) -> None:
        """Go on with these marks: what is withheld moves free of cost."""
        system = self.system
        shown = system.published & ~marks.hidden
        least, most = system.known
        low = np.where(shown, system.values, np.maximum(least, marks.floor))
        high = np.where(shown, system.values, most)
        for cell in np.flatnonzero((low != self._low) | (high != self._high)):
            self._model.bound_row(int(self._first + cell), low[cell], high[cell])
        atoms, free = len(system.atoms), len(self._elastic)
        for k in np.flatnonzero(marks.hidden[self._elastic] & ~self._hidden[self._elastic]):
            self._model.bound_column(int(atoms + k), 0.0)
            self._model.bound_column(int(atoms + free + k), 0.0)
        self._low, self._high, self._hidden = low, high, marks.hidden

    def mend(self, failing: Failing, need: Needs, span: Span, whole: bool = False) -> tuple[np.ndarray, np.ndarray] | None:
        """(cells to withhold, the table that they make possible), or None where withholding cells one by one cannot do it."""
        best = None
        for low, high in self._aims(failing, need, span):
            solution = self._moved(failing, low, high, whole)
            if solution is not None and (best is None or solution[0] < best[0]):
                best = solution
        return None if best is None else self._told(best[1])

    def bring(self, cell: int, low: float, high: float) -> tuple[np.ndarray, np.ndarray] | None:
        """The same for a cell that must lie in a range."""
        best = self._moved(Failing(cell, 1), low, high, whole=True)
        return None if best is None else self._told(best[1])

    def _told(self, solution: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        atoms, free = len(self.system.atoms), len(self._elastic)
        moved = solution[atoms : atoms + free] + solution[atoms + free :] > MOVED
        cells = np.zeros(len(self.system.cells), dtype=bool)
        cells[self._elastic[moved]] = True
        return cells & ~self._hidden, solution[:atoms]

    def _aims(self, failing: Failing, need: Needs, span: Span) -> list[tuple[float, float]]:
        """The ranges the cell must be brought into, any one of which will do."""
        cell = failing.cell
        if not failing.aware:
            return [(0, 1)]
        if failing.direction < 0:
            return [(0, max(need.bottom[cell], need.forced[cell]) if np.isinf(need.low[cell]) else need.low[cell])]
        if need.or_none[cell]:
            return [(0, 0), (self.policy.threshold, np.inf)]
        if need.high[cell] > span.high[cell]:
            return [(need.high[cell], np.inf)]
        down = span.high[cell] - need.spread[cell]
        return [(span.low[cell] + need.spread[cell], np.inf), *([(0, down)] if down >= 0 else [])]

    def _moved(self, failing: Failing, low: float, high: float, whole: bool) -> tuple[float, np.ndarray] | None:
        system, row = self.system, int(self._first + failing.cell)
        weight = np.where(self._hidden, 0, system.values + 1) * system.published
        cost = (system.follow @ weight)[self._elastic]
        costs = np.concatenate([np.zeros(len(system.atoms)), cost, cost])
        floors = [] if failing.aware else np.flatnonzero(self._hidden & (self._low > 0))
        least, most = system.known
        for cell in floors:
            self._model.bound_row(int(self._first + cell), least[cell], most[cell])
        low, high = max(low, (self._low if failing.aware else least)[failing.cell]), min(high, most[failing.cell])
        if low > high:
            return None
        self._model.bound_row(row, low, high)
        solution = self._model.minimize(costs, len(system.atoms) if whole else 0)
        self._model.bound_row(row, self._low[failing.cell], self._high[failing.cell])
        for cell in floors:
            self._model.bound_row(int(self._first + cell), self._low[cell], self._high[cell])
        return None if solution is None else (float(costs @ solution), solution)
