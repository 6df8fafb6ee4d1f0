"""What a table asks of its suppressor: sums of inner cells, what each is worth to readers, which must not be shown."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from pipelines.disclosure_control.suppression.table import Table

SEED = 20_111
"""Random numbers only tell cells apart here; the result is always the same."""
LARGE = 50_000
"""With more parts than this, what lies within what is too much to write down."""


@dataclass(frozen=True)
class Problem:
    """Cells that are the same sum are one here: what is known of one is known of the other. Noughts are shown and left out.

    sums: cells × inner cells. values: of the cells. inner: of the inner cells (1 or more).
    weight, members: the sum of values, and the number, of the table's cells that are one here.
    unit: inner cell → the cell that is only it. small: cells that must be hidden.
    of: the table's cell → cell here, -1 where it is nought.
    """

    sums: sp.csr_matrix
    values: np.ndarray
    inner: np.ndarray
    weight: np.ndarray
    members: np.ndarray
    unit: np.ndarray
    small: np.ndarray
    of: np.ndarray
    table: Table

    @cached_property
    def targets(self) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        """The small cells as sums, and inner cell → small cells that it is a part of."""
        small = self.sums[np.flatnonzero(self.small)]
        return small, small.T.tocsr()

    @cached_property
    def within(self) -> sp.csr_matrix:
        """Cells × cells: 1 where the second is a part of the first. Of a large table, only inner cells are parts."""
        if self.sums.nnz > LARGE:
            return sp.csr_matrix(
                (np.ones(self.sums.nnz, np.int64), self.unit[self.sums.indices], self.sums.indptr), (len(self.values),) * 2
            )
        shared = (self.sums @ self.sums.T).tocoo()
        whole = shared.data == np.diff(self.sums.indptr)[shared.col]
        return sp.csr_matrix((whole[whole].astype(np.int64), (shared.row[whole], shared.col[whole])), shape=shared.shape)

    @cached_property
    def ties(self) -> sp.csr_matrix:
        """Every total less its parts along one dimension, that with the fewest parts, is nought. Rows × cells."""
        table, of = self.table, self.of
        left = np.where(of >= 0, 1, 0).astype(np.int64)
        there = sp.diags_array(left, dtype=np.int64).tocsr()
        onto = sp.csr_matrix((np.ones(int(left.sum()), np.int64), (np.flatnonzero(left), of[left > 0])), shape=(len(of), len(self.values)))
        blocks, parts = [], []
        for dimension in range(len(table.dimensions)):
            family = (there @ table.children(dimension) @ onto).tocsr()
            whole = np.flatnonzero(np.diff(table.children(dimension).indptr) * left)
            block = (onto[whole] - family[whole]).tocsr()
            block.eliminate_zeros()
            blocks.append(
                sp.hstack([sp.csr_matrix((whole, (np.arange(len(whole)), np.zeros(len(whole), int))), shape=(len(whole), 1)), block])
            )
            parts.append(np.diff(block.indptr))
        stacked = sp.vstack(blocks, format="csr")
        whole = np.asarray(stacked[:, 0].todense()).ravel().astype(np.int64)
        size = np.concatenate(parts)
        order = np.lexsort((size, whole))
        first = order[np.concatenate([[True], np.diff(whole[order]) > 0])] if len(order) else order
        rows = stacked[np.sort(first)][:, 1:].tocsr()
        return sp.csr_matrix(rows[np.diff(rows.indptr) > 0])

    @cached_property
    def above(self) -> sp.csr_matrix:
        """Inner cells × cells: what each is a part of."""
        return self.sums.T.tocsr()

    def hidden_cells(self, hidden: np.ndarray) -> np.ndarray:
        """Of the table's cells, which are hidden when these here are."""
        return (self.of >= 0) & hidden[self.of]


def problem(table: Table, threshold: int) -> Problem:
    """Counts from 1 to threshold − 1 are small."""
    some = np.flatnonzero(table.inner > 0)
    sums, values = table.sums[:, some].tocsr(), table.values
    there = np.flatnonzero(values > 0)
    keys = np.random.default_rng(SEED).integers(1, 2**62, (len(some), 2))
    names = sums[there] @ keys
    _, first, of_there = np.unique(names, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    of = np.full(len(values), -1, np.int64)
    of[there] = rank[of_there.ravel()]
    members = np.bincount(of[there], minlength=len(order))
    cells = there[first[order]]
    return Problem(
        sums=sums[cells],
        values=values[cells],
        inner=table.inner[some],
        weight=members * values[cells],
        members=members,
        unit=of[table.places[some]],
        small=values[cells] < threshold,
        of=of,
        table=table,
    )
