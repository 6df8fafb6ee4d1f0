"""Contributors who know their own counts: alone or two together they must not be told another's exactly."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from pipelines.disclosure_control.suppression.elastic import Elastic
from pipelines.disclosure_control.suppression.problem import Problem
from pipelines.disclosure_control.suppression.proofs import CannotProtect, Proofs


def withstand(proofs: Proofs, elastic: Elastic, dimension: str) -> None:
    """Hide more until no contributor, and no two of them, can work out a hidden cell that is not theirs.

    dimension: that whose lowest codes are the contributors.

    Raises:
        CannotProtect: hiding cells one by one cannot do it.
    """
    everybody = Elastic(proofs.problem, proofs.hidden, np.full(len(proofs.problem.inner), proofs.requirement.floor))
    theirs = list(_coalitions(proofs.problem, dimension))
    before = -1
    while int(proofs.hidden.sum()) != before:
        before = int(proofs.hidden.sum())
        for own in theirs:
            _against(proofs, elastic, own)
        everybody.hide(np.flatnonzero(proofs.hidden))
        # What was hidden now must be as open to everybody else.
        proofs.mend(everybody)
        elastic.hide(np.flatnonzero(proofs.hidden))


def _coalitions(problem: Problem, dimension: str) -> Iterator[np.ndarray]:
    """For each contributor and each two: which inner cells are theirs."""
    table = problem.table
    which = [d.name for d in table.dimensions].index(dimension)
    leaves = table.dimensions[which].leaves
    code = np.unravel_index(np.flatnonzero(table.inner > 0), tuple(len(d.leaves) for d in table.dimensions))[which]
    for some in (*((c,) for c in range(len(leaves))), *combinations(range(len(leaves)), 2)):
        own = np.isin(code, some)
        if own.any() and not own.all():
            yield own


def _against(proofs: Proofs, elastic: Elastic, own: np.ndarray) -> None:
    """`own`: by inner cell. They know every cell that holds only theirs."""
    problem = proofs.problem
    cells = np.flatnonzero(problem.sums @ (~own).astype(np.int64) == 0)
    for cell in cells.tolist():
        elastic.hold(cell, True)
    fit = [m for m in proofs.moves if (problem.inner + m[problem.unit] >= 1 - 1e-6).all()]
    moves = [m for m in fit if not np.any(np.abs(m[cells]) > 1e-6)]
    moved = np.any(np.abs(np.array(moves)) > 1 - 1e-6, axis=0) if moves else np.zeros(len(problem.values), bool)
    try:
        while (left := np.flatnonzero(_of_others(proofs, own) & ~moved)).size:
            cell = int(left[np.lexsort((left, problem.values[left]))][0])
            aims = [1, -1] if problem.values[cell] > 1 else [1]
            found = [m for aim in aims if (m := elastic.mend(cell, aim)) is not None]
            if not found:
                raise CannotProtect("hiding cells one by one cannot keep a contributor from working out another's count")
            best = min(found, key=lambda m: m.loss)
            proofs.take(elastic, best, cell)
            moved |= np.abs(best.moves) > 1 - 1e-6
    finally:
        for cell in cells.tolist():
            elastic.hold(cell, False)


def _of_others(proofs: Proofs, own: np.ndarray) -> np.ndarray:
    """Hidden cells with a hidden part that is not theirs; in the others they see what everybody sees."""
    parts = proofs.hidden[proofs.problem.unit] & ~own
    return proofs.hidden & (proofs.problem.sums @ parts.astype(np.int64) > 0)
