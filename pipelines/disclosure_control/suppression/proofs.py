"""What is proven so far: for each cell the tables found possible, and what must still be found or mended."""

import numpy as np

from pipelines.disclosure_control.suppression.elastic import Elastic, Mended
from pipelines.disclosure_control.suppression.nearby import Nearby
from pipelines.disclosure_control.suppression.problem import Problem
from pipelines.disclosure_control.suppression.requirement import Needs, Requirement, needs
from pipelines.disclosure_control.suppression.witnesses import Witnesses

STEPS = 60


class CannotProtect(Exception):
    """Hiding cells one by one cannot do it. It names no cell."""


class Proofs:
    """`low`, `high`: the least and the most found possible of each cell (a shown one stays at its value).

    `moves`: the tables that were found by mending, as moves of all cells off the true ones. `cause`: hidden cell → the cell for
    which it had to be hidden.
    """

    def __init__(self, problem: Problem, requirement: Requirement, hidden: np.ndarray) -> None:
        self.problem, self.requirement, self.hidden = problem, requirement, hidden.copy()
        self.low, self.high = problem.values.copy(), problem.values.copy()
        self._whole_low, self._whole_high = self.low.copy(), self.high.copy()
        self.needs: Needs = needs(problem, hidden, requirement)
        self.moves: list[np.ndarray] = []
        self.cause: dict[int, int] = {}

    def open(self) -> np.ndarray:
        """The cells with something still to find."""
        return np.flatnonzero(self._lacking(self.low, self.high))

    @property
    def undecided(self) -> np.ndarray:
        """Per cell, whether the tables of whole numbers found so far are not enough."""
        return self._lacking(self._whole_low, self._whole_high)

    def _lacking(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        need = self.needs
        return (low > need.low) | (high < need.high) | (high - low < need.spread)

    def _wanted(self, cell: int) -> list[list[int]]:
        """What is still to be found of a cell: for each, moves off the true value of which one is enough."""
        value, need = int(self.problem.values[cell]), self.needs
        if self.low[cell] > need.low[cell]:
            return [[int(need.low[cell]) - value]]
        if self.high[cell] < need.high[cell]:
            return [[int(need.high[cell]) - value]]
        if self.high[cell] - self.low[cell] < need.spread[cell]:
            lacking = int(need.spread[cell])
            up, down = int(self.low[cell]) + lacking - value, int(self.high[cell]) - lacking - value
            return [[up, down] if value + down >= self.requirement.floor else [up]]
        return []

    def search(self, witnesses: Witnesses, most: int | None = None) -> None:
        """By the moves that elimination left. most: how many cells are searched for."""
        place = {int(c): i for i, c in enumerate(witnesses.cells)}
        self._take(witnesses)
        for cell in self.open().tolist():
            if most is not None and witnesses.searched >= most:
                return
            for _ in range(2):
                for ways in self._wanted(cell):
                    for aim in ways:
                        if witnesses.search(place[cell], aim, STEPS):
                            break
                    self._take(witnesses)

    def _take(self, witnesses: Witnesses) -> None:
        cells = witnesses.cells
        self.low[cells] = np.minimum(self.low[cells], witnesses.low)
        self.high[cells] = np.maximum(self.high[cells], witnesses.high)
        np.minimum(self._whole_low, self.low, out=self._whole_low)
        np.maximum(self._whole_high, self.high, out=self._whole_high)

    def mend(self, elastic: Elastic | Nearby, most: float = np.inf, first: int | None = None) -> float:
        """Hide more where something is missing, small counts first; what was lost by it. Stops once that is `most` or more.

        first: a cell to begin with.

        Raises:
            CannotProtect: hiding cells one by one cannot do it.
        """
        lost = 0.0
        while (rest := self.open()).size:
            for cell in rest[np.lexsort((rest, self.problem.values[rest], rest != first))].tolist():
                while wanted := self._wanted(cell):
                    found = [m for aim in wanted[0] if (m := elastic.mend(cell, aim)) is not None]
                    if not found:
                        raise CannotProtect("hiding cells one by one cannot protect this table")
                    best = min(found, key=lambda m: m.loss)
                    lost += best.loss
                    self.take(elastic, best, cell)
                    if lost >= most:
                        return lost
        return lost

    def hide(self, cells: np.ndarray) -> None:
        """Hide more, for another reason. `cells`: a mask."""
        self.hidden = self.hidden | cells
        self.needs = needs(self.problem, self.hidden, self.requirement)

    def made_whole(self, elastic: Elastic) -> None:
        """Look for tables of whole numbers where only others were found; what has to be hidden for them is hidden."""
        for cell in np.flatnonzero(self.undecided).tolist():
            low, high = self.low, self.high
            self.low, self.high = self._whole_low.copy(), self._whole_high.copy()
            wanted = self._wanted(cell)
            self.low, self.high = low, high
            found = [m for ways in wanted for aim in ways if (m := elastic.mend(cell, aim, whole=True)) is not None and m.whole]
            if found:
                self.take(elastic, min(found, key=lambda m: m.loss), cell)

    def take(self, elastic: Elastic | Nearby, mended: Mended, cause: int) -> None:
        """A table was found: hide what moves in it. cause: the cell for which it was looked for."""
        self.moves.append(mended.moves)
        self.reach(mended.moves[None, :])
        if mended.cells.size:
            self.hidden[mended.cells] = True
            self.cause |= dict.fromkeys(mended.cells.tolist(), cause)
            elastic.hide(mended.cells)
            self.needs = needs(self.problem, self.hidden, self.requirement)

    def reach(self, moves: np.ndarray) -> None:
        """Take in tables, as moves off the true one (tables × cells)."""
        if len(moves):
            values = self.problem.values
            self.low = np.minimum(self.low, np.ceil(values + moves.min(axis=0) - 1e-6)).astype(np.int64)
            self.high = np.maximum(self.high, np.floor(values + moves.max(axis=0) + 1e-6)).astype(np.int64)
            whole = moves[np.abs(moves - np.rint(moves)).max(axis=1) < 1e-6]
            if len(whole):
                self._whole_low = np.minimum(self._whole_low, values + np.rint(whole.min(axis=0)).astype(np.int64))
                self._whole_high = np.maximum(self._whole_high, values + np.rint(whole.max(axis=0)).astype(np.int64))
