"""A first choice of what to hide, by elimination: nothing hidden follows by sums and differences from what is shown."""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from pipelines.disclosure_control.suppression import elimination
from pipelines.disclosure_control.suppression.problem import SEED, Problem

DENOMINATORS = 64


class Choice(NamedTuple):
    """`moves`: inner cells × moves, whole numbers: all ways in which inner cells can move without a shown cell moving are
    sums of multiples of these."""

    hidden: np.ndarray
    moves: sp.csc_matrix


def by_value(problem: Problem) -> np.ndarray:
    """The order in which cells are tried: the largest first, equal ones as they stand in the table."""
    return np.argsort(-problem.values, kind="stable")


def choose(
    problem: Problem,
    order: np.ndarray,
    floor: np.ndarray,
    hide: np.ndarray | None = None,
    rule: int = elimination.STRICT,
    refuse: bool = True,
) -> Choice:
    """Hide the small cells, those in `hide`, and of the others, in this order, each that would tell a small one.

    floor: the least that each inner cell is known to be. refuse: without it nothing else is hidden, and the moves are told.
    """
    must = problem.small if hide is None else problem.small | hide
    candidates = order[~must[order]]
    targets, above = problem.targets if refuse else (problem.sums[:0], problem.sums[:0].T.tocsr())
    own = problem.sums[candidates]
    room = problem.inner - floor
    stuck = (room == 0) & must[problem.unit]
    noise = np.random.default_rng(SEED).integers(1, elimination.PRIME, (2, len(problem.inner)))
    shown, *basis = elimination.choose(
        own.indptr.astype(np.int64),
        own.indices.astype(np.int32),
        targets.indptr.astype(np.int64),
        targets.indices.astype(np.int32),
        above.indptr.astype(np.int64),
        above.indices.astype(np.int32),
        stuck.astype(np.uint8),
        np.where(problem.small[problem.unit], room, room + 1_000_000).astype(np.int64),
        noise,
        rule,
    )
    hidden = must.copy()
    hidden[candidates[shown == 0]] = True
    return Choice(hidden, _moves(problem, hidden, *elimination.kernel(*basis)))


def _moves(problem: Problem, hidden: np.ndarray, starts: np.ndarray, rows: np.ndarray, values: np.ndarray) -> sp.csc_matrix:
    """The vectors of the kernel in whole numbers: a residue is a fraction with a small denominator, or the move is left out."""
    p = elimination.PRIME
    values = values.copy()
    # No vector is empty: each begins with the inner cell that moves by one.
    largest = np.maximum.reduceat(np.abs(values), starts[:-1]) if len(values) else np.zeros(0, np.int64)
    for move in np.flatnonzero(largest > 1000):
        own = values[starts[move] : starts[move + 1]]
        for q in range(2, DENOMINATORS + 1):
            tried = (own * q + p // 2) % p - p // 2
            if np.abs(tried).max() <= 1000:
                values[starts[move] : starts[move + 1]] = tried
                break
    moves = sp.csc_matrix((values, rows, starts), shape=(len(problem.inner), len(starts) - 1))
    moves.sort_indices()
    # By whole numbers, not by residues: no shown cell may move.
    moved = np.asarray(abs(problem.sums[~hidden] @ moves).sum(axis=0)).ravel()
    return sp.csc_matrix(moves[:, moved == 0])
