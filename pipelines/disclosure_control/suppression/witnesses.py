"""Tables that a reader cannot rule out: for each hidden cell the least and the most that was found possible so far."""

import numpy as np
import scipy.sparse as sp

from pipelines.disclosure_control.suppression.jumps import jump
from pipelines.disclosure_control.suppression.problem import Problem

FAR = 1_000


class Witnesses:
    """Every bound comes from a table of whole numbers that agrees with what is shown, the true one being the first.

    `cells`: the hidden cells, `low`, `high`: the bounds, in the same order. `tables`: what was found, if it is to be kept, as
    moves of the inner cells.
    """

    def __init__(self, problem: Problem, hidden: np.ndarray, moves: sp.csc_matrix, floor: np.ndarray, keep: bool = False) -> None:
        self.cells = np.flatnonzero(hidden)
        self.values = problem.values[self.cells]
        self.low, self.high = self.values.copy(), self.values.copy()
        self.sums = problem.sums[self.cells]
        self.room = (problem.inner - floor).astype(np.int64)
        self.moves = moves.tocsc()
        self.effects = (self.sums @ self.moves).tocsr()
        self.effects.eliminate_zeros()
        self._arrays = [a.astype(np.int64) for m in (self.moves, self.moves.tocsr()) for a in (m.indptr, m.indices, m.data)]
        self.searched = 0
        self.tables: list[np.ndarray] = []
        self.keep = keep
        self._alone()

    def _alone(self) -> None:
        """Each move by itself, as far as there is room."""
        if not self.moves.nnz:
            return
        for sign in (1, -1):
            steps = np.where(sign * self.moves.data < 0, self.room[self.moves.indices] // np.abs(self.moves.data), FAR)
            far = sp.csc_matrix((FAR - steps, self.moves.indices.copy(), self.moves.indptr), shape=self.moves.shape)
            most = FAR - far.max(axis=0).toarray().ravel() if far.nnz else np.full(self.moves.shape[1], FAR)
            self.tables += [(self.moves[:, [j]] * (sign * most[j])).toarray().ravel() for j in np.flatnonzero(most)] if self.keep else []
            reach = self.effects.multiply(sign * most[None, :]).tocsr()
            if reach.nnz:
                self.high = np.maximum(self.high, self.values + np.maximum(reach.max(axis=1).toarray().ravel(), 0))
                self.low = np.minimum(self.low, self.values + np.minimum(reach.min(axis=1).toarray().ravel(), 0))

    def found(self, inner_moves: np.ndarray) -> None:
        """Another table: the true one, moved by this."""
        at = self.values + self.sums @ inner_moves
        np.minimum(self.low, at, out=self.low)
        np.maximum(self.high, at, out=self.high)
        if self.keep:
            self.tables.append(inner_moves)

    def search(self, cell: int, need: int, steps: int) -> bool:
        """Look for a table in which the hidden cell (by its place here) is higher by `need` (lower, if negative)."""
        target = np.zeros(self.moves.shape[1], np.int64)
        begin, end = self.effects.indptr[cell], self.effects.indptr[cell + 1]
        target[self.effects.indices[begin:end]] = self.effects.data[begin:end] * (1 if need > 0 else -1)
        if not target.any():
            return False
        self.searched += 1
        moved, done = jump(*self._arrays, self.room, target, abs(need), steps, 12345)
        if done:
            self.found(moved)
        return done
