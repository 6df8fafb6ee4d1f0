"""What else to hide, at the least loss, so that a hidden cell can be moved as far as it must be: one linear programme, kept warm."""

from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from pipelines.disclosure_control.suppression.problem import Problem

ITERATIONS, NODES = 100_000, 200
FEASIBLE = 2
"""HiGHS's word for a solution that keeps to all bounds."""
MOVED = 1e-6
SHORTER = 1e-3
"""What it costs to move a hidden cell: of two ways that hide as much, the shorter."""


class Mended(NamedTuple):
    """`cells`: the shown cells that move too, to be hidden. `moves`: how every cell moves; `whole`: in whole numbers."""

    cells: np.ndarray
    moves: np.ndarray
    whole: bool
    loss: float


class Elastic:
    """Every cell may move off its value, up and down apart; the sums hold. Moving a shown cell costs what is lost with it."""

    def __init__(self, problem: Problem, hidden: np.ndarray, floor: np.ndarray) -> None:
        self.problem, self.hidden = problem, hidden.copy()
        self.sums = problem.ties
        n = self.cells = len(problem.values)
        least = np.zeros(n, np.int64)
        least[problem.unit] = floor
        # A cell of 1 or more that is hidden is known to be 1 or more, if it is known of its parts.
        self.down = problem.values - np.maximum(least, floor.max(initial=0))
        matrix = sp.hstack([self.sums, -self.sums], format="csr").astype(float)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n, matrix.shape[0]
        lp.col_cost_ = np.tile(np.where(hidden, SHORTER, problem.weight), 2).astype(float)
        lp.col_lower_ = np.zeros(2 * n)
        lp.col_upper_ = np.concatenate([np.full(n, highspy.kHighsInf), self.down.astype(float)])
        lp.row_lower_ = lp.row_upper_ = np.zeros(matrix.shape[0])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        self._solver = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("presolve", "off"),
            ("simplex_strategy", 1),
            ("simplex_iteration_limit", ITERATIONS),
        ):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(lp)
        self.solved = 0
        self._solver.run()
        # Nothing moves. Each question starts from here: few steps lead to a table that differs in little.
        self._rest = self._solver.getBasis()

    def hide(self, cells: np.ndarray) -> None:
        new = cells[~self.hidden[cells]]
        self.hidden[new] = True
        if new.size:
            both = np.concatenate([new, new + self.cells]).astype(np.int32)
            self._solver.changeColsCost(both.size, both, np.full(both.size, SHORTER))

    def show(self, cells: np.ndarray) -> None:
        """Take cells out of hiding again; they may be hidden at their cost."""
        old = cells[self.hidden[cells]]
        self.hidden[old] = False
        if old.size:
            both = np.concatenate([old, old + self.cells]).astype(np.int32)
            self._solver.changeColsCost(both.size, both, np.tile(self.problem.weight[old].astype(float), 2))

    def hold(self, cell: int, held: bool) -> None:
        """While it is held, a cell cannot move at all."""
        self._bound(cell, 0.0, 0.0 if held else highspy.kHighsInf)
        self._bound(cell + self.cells, 0.0, 0.0 if held else float(self.down[cell]))

    def _bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(int(column), low, high)

    def mend(self, cell: int, need: int, whole: bool = False) -> Mended | None:
        """Let the cell rise by `need` (fall, if negative); None where hiding cells cannot do it. `whole`: in whole numbers."""
        n, solver = self.cells, self._solver
        asked, other = (cell, cell + n) if need > 0 else (cell + n, cell)
        if need < -self.down[cell]:
            return None
        tops = (highspy.kHighsInf, float(self.down[cell]))
        before = tops if need > 0 else tops[::-1]
        self._bound(asked, float(abs(need)), before[0])
        self._bound(other, 0.0, 0.0)
        if whole:
            solver = self._in_whole_numbers()
        else:
            solver.setBasis(self._rest)
        solver.run()
        self.solved += 1
        status = solver.getModelStatus()
        enough = status == highspy.HighsModelStatus.kOptimal or (whole and solver.getInfo().primal_solution_status == FEASIBLE)
        found = np.array(solver.getSolution().col_value) if enough else None
        self._bound(asked, 0.0, before[0])
        self._bound(other, 0.0, before[1])
        if found is None:
            if status != highspy.HighsModelStatus.kInfeasible and not whole:
                solver.clearSolver()
            return None
        y = found[:n] - found[n:]
        cells = np.flatnonzero((np.abs(y) > MOVED) & ~self.hidden)
        whole = bool(np.abs(y - np.rint(y)).max(initial=0) < MOVED)
        return Mended(cells, np.rint(y) if whole else y, whole, float(self.problem.weight[cells].sum()))

    def _in_whole_numbers(self) -> highspy.Highs:
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("mip_max_nodes", NODES)):
            solver.setOptionValue(option, value)
        solver.passModel(self._solver.getLp())
        columns = np.arange(2 * self.cells, dtype=np.int32)
        solver.changeColsIntegrality(columns.size, columns, np.full(columns.size, highspy.HighsVarType.kInteger))
        return solver


def largest_piece(problem: Problem, hidden: np.ndarray) -> int:
    """The most hidden inner cells that sums tie together, shown totals taken off."""
    cells = np.flatnonzero(hidden)
    ties = problem.ties[:, cells]
    _, piece = connected_components(sp.bmat([[None, ties], [ties.T, None]]), directed=False)
    inner = np.isin(cells, problem.unit)
    return int(np.bincount(piece[ties.shape[0] :][inner]).max(initial=0))
