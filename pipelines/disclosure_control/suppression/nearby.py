"""The same for tables too large for one programme: a small programme for each hidden cell, of the inner cells around it."""

import highspy
import numpy as np
import scipy.sparse as sp

from pipelines.disclosure_control.suppression.elastic import MOVED, SHORTER, Mended
from pipelines.disclosure_control.suppression.problem import Problem

NEAR = (100, 400, 1_600)
"""How many inner cells around the target are tried, then how many more; in the end all."""
FURTHER = 4
"""A cell may rise this many times further than what is asked."""


class Nearby:
    """As `Elastic`: what else to hide so that a cell can be moved."""

    def __init__(self, problem: Problem, hidden: np.ndarray, floor: np.ndarray) -> None:
        self.problem, self.hidden, self.floor = problem, hidden.copy(), floor
        self._parts = np.diff(problem.sums.indptr)
        self._columns = problem.sums.tocsc()
        self.solved = 0

    def hide(self, cells: np.ndarray) -> None:
        self.hidden[cells] = True

    def mend(self, cell: int, need: int) -> Mended | None:
        """Let the cell rise by `need` (fall, if negative); None where hiding cells cannot do it."""
        sums = self.problem.sums
        parts = sums.indices[sums.indptr[cell] : sums.indptr[cell + 1]]
        for near in (*NEAR, len(self.problem.inner)):
            columns = self._around(parts, near)
            found = self._solved(columns, cell, need)
            if found is not None or len(columns) == len(self.problem.inner):
                return found
        return None

    def _around(self, parts: np.ndarray, near: int) -> np.ndarray:
        """The inner cells that share the narrowest shown totals with those of the target."""
        if len(self.problem.inner) <= near:
            return np.arange(len(self.problem.inner))
        own = np.zeros(len(self.problem.inner))
        own[parts] = 1 / len(parts)
        bind = np.where(self.hidden, 0.0, 1.0 / self._parts)
        closeness = self.problem.above @ (bind * (self.problem.sums @ own))
        closeness[parts] = np.inf
        return np.sort(np.argsort(-closeness, kind="stable")[: max(near, len(parts))])

    def _solved(self, columns: np.ndarray, cell: int, need: int) -> Mended | None:
        problem, n = self.problem, len(columns)
        local = self._columns[:, columns].tocsr()
        touched = np.flatnonzero((np.diff(local.indptr) > 0) & ~self.hidden)
        rows, target, k = local[touched], local[[cell]], len(touched)
        elastic = sp.identity(k, format="csr")
        matrix = sp.vstack(
            [sp.hstack([rows, -rows, -elastic, elastic]), sp.hstack([target, -target, sp.csr_matrix((1, 2 * k))])], format="csr"
        ).astype(float)
        loss = np.tile(problem.weight[touched].astype(float), 2)
        room = (problem.inner - self.floor)[columns].astype(float)
        down = (problem.values[touched] - 1).astype(float)
        free = highspy.kHighsInf
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * n + 2 * k, k + 1
        lp.col_cost_ = np.concatenate([np.full(2 * n, SHORTER), loss])
        lp.col_lower_ = np.zeros(2 * n + 2 * k)
        lp.col_upper_ = np.concatenate([np.full(n, FURTHER * abs(need) + 1.0), room, np.full(k, free), down])
        lp.row_lower_ = np.concatenate([np.zeros(k), [need if need > 0 else -free]])
        lp.row_upper_ = np.concatenate([np.zeros(k), [free if need > 0 else need]])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        solver.run()
        self.solved += 1
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.array(solver.getSolution().col_value)
        inner = np.zeros(len(problem.inner))
        inner[columns] = solution[:n] - solution[n : 2 * n]
        whole = bool(np.abs(inner - np.rint(inner)).max() < MOVED)
        moves = problem.sums @ (np.rint(inner) if whole else inner)
        cells = np.flatnonzero((np.abs(moves) > MOVED) & ~self.hidden)
        return Mended(cells, moves, whole, float(problem.weight[cells].sum()))
