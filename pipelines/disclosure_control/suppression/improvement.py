"""Hiding less: other orders of elimination, and showing a cell again where the others can be mended for less."""

import numpy as np

from pipelines.disclosure_control.suppression import elimination, greedy
from pipelines.disclosure_control.suppression.elastic import Elastic
from pipelines.disclosure_control.suppression.problem import SEED, Problem
from pipelines.disclosure_control.suppression.proofs import CannotProtect, Proofs
from pipelines.disclosure_control.suppression.requirement import Requirement
from pipelines.disclosure_control.suppression.witnesses import Witnesses

RULES = (elimination.STRICT, elimination.TOGETHER, elimination.MIXED, elimination.ANY)


def lost(problem: Problem, hidden: np.ndarray) -> int:
    """The sum of the counts that are hidden without being small."""
    return int(problem.weight[hidden & ~problem.small].sum())


def other_orders(problem: Problem, requirement: Requirement, floor: np.ndarray, tries: int, stall: int, seed: int = SEED) -> Proofs | None:
    """The best of many eliminations that proves itself: a hidden cell or two are tried first, and kept so if no more is lost.

    tries, stall: how many eliminations at most, and how many in a row without less being lost.
    """
    random = np.random.default_rng(seed)
    best: Proofs | None = None
    order = greedy.by_value(problem)
    for rule in RULES:
        proofs = _proven(problem, greedy.choose(problem, order, floor, rule=rule), requirement, floor)
        if proofs is not None and (best is None or lost(problem, proofs.hidden) < lost(problem, best.hidden)):
            best = proofs
    if best is None:
        return None
    idle = 0
    for _ in range(tries):
        hidden = np.flatnonzero(best.hidden & ~problem.small)
        if not hidden.size or idle >= stall:
            break
        first = np.zeros(len(problem.values), bool)
        first[random.choice(hidden, min(1 + int(random.random() > 0.6), hidden.size), replace=False)] = True
        tried = np.concatenate([np.flatnonzero(first), order[~first[order]]])
        choice = greedy.choose(problem, tried, floor, rule=int(random.choice(RULES)))
        less = lost(problem, best.hidden) - lost(problem, choice.hidden)
        idle += 1
        if less < 0 or not (choice.hidden != best.hidden).any():
            continue
        proofs = _proven(problem, choice, requirement, floor)
        if proofs is not None:
            best, order, idle = proofs, tried, idle if less == 0 else 0
    return best


def _proven(problem: Problem, choice: greedy.Choice, requirement: Requirement, floor: np.ndarray) -> Proofs | None:
    proofs = Proofs(problem, requirement, choice.hidden)
    witnesses = Witnesses(problem, choice.hidden, choice.moves, floor, keep=True)
    proofs.search(witnesses)
    if proofs.open().size:
        return None
    proofs.moves = [problem.sums @ table for table in witnesses.tables]
    return proofs


def swapped(proofs: Proofs, elastic: Elastic, budget: int) -> Proofs:
    """Show hidden cells again, the dearest first, where what must then be hidden instead is worth less.

    budget: how many linear programmes may be solved; they are counted by `elastic`.
    """
    problem, requirement = proofs.problem, proofs.requirement
    end = elastic.solved + budget
    better = True
    while better and elastic.solved < end:
        better = False
        extra = np.flatnonzero(proofs.hidden & ~problem.small)
        for cell in extra[np.lexsort((extra, -problem.weight[extra]))].tolist():
            if elastic.solved >= end:
                break
            if not proofs.hidden[cell]:
                continue
            kept = [m for m in proofs.moves if abs(m[cell]) < 1e-6]
            without = proofs.hidden.copy()
            without[cell] = False
            tried = Proofs(problem, requirement, without)
            tried.moves, tried.cause = list(kept), dict(proofs.cause)
            tried.reach(np.array(kept).reshape(len(kept), len(problem.values)))
            elastic.show(np.array([cell]))
            elastic.hold(cell, True)
            try:
                gain = problem.weight[cell] - tried.mend(elastic, float(problem.weight[cell]), proofs.cause.get(cell))
            except CannotProtect:
                gain = -1.0
            elastic.hold(cell, False)
            if gain > 0 and not tried.open().size:
                # What is hidden and moves in no table that is needed, is shown by the next rounds.
                proofs, better = tried, True
            else:
                elastic.show(np.flatnonzero(tried.hidden & ~proofs.hidden))
                elastic.hide(np.array([cell]))
    return proofs
