"""What the marks themselves say: which cells go with a withheld one, and which withheld cells a reader knows not to be nought."""

from dataclasses import dataclass

import numpy as np

from pipelines.disclosure_control.protection.system import System
from schemas import Policy


@dataclass(frozen=True)
class Marks:
    """`hidden`: published cells that carry a mark. `floor`: the least a reader takes each of them to be."""

    hidden: np.ndarray
    floor: np.ndarray


def marks(system: System, roots: np.ndarray, kept: np.ndarray, policy: Policy) -> Marks:
    """The marks that follow when `roots` are withheld.

    Where a total is withheld its parts are too, noughts included. But what a shown nought already says is shown: where nobody
    of the county reached a step, nobody of any group did. `kept` stay withheld even so.
    """
    hidden = _with_parts(system, roots)
    told = _told_by_noughts(system, hidden) & hidden & ~kept
    if told.any():
        hidden = _with_parts(system, roots & ~told) & ~told
    return Marks(hidden, floors(system, hidden, policy))


def floors(system: System, hidden: np.ndarray, policy: Policy) -> np.ndarray:
    """1 where a nought would have been shown, 0 where noughts may be withheld."""
    return (said_not_nought(system, hidden, policy) & (system.values > 0)).astype(float)


def said_not_nought(system: System, hidden: np.ndarray, policy: Policy) -> np.ndarray:
    """Withheld cells whose mark says that they are not nought."""
    numerators, denominators, _ = system.shared
    in_small_group = ~hidden[denominators] & (system.values[denominators] < policy.smallest_group)
    found = hidden & ~system.part_of[:, hidden].any(axis=1)
    found[numerators[in_small_group]] = False
    found &= ~system.silent
    one, other = system.related.T
    while True:
        # The same number in two places, or rows and their young people: where either may be a nought, a mark stands in both.
        doubtful = one[found[one] & hidden[other] & ~found[other]]
        if not len(doubtful):
            return found
        found[doubtful] = False


def forced(system: System, given: Marks) -> np.ndarray:
    """The least that each withheld cell can be by the marks alone: a sum of withheld cells is at least their number."""
    least = np.where(given.hidden, given.floor, np.where(system.published, system.values, 0))
    while True:
        before = least.copy()
        for whole, parts in system.sums:
            if given.hidden[whole]:
                least[whole] = max(least[whole], least[list(parts)].sum())
        for rest, others in system.left_over:
            least[rest] = max(least[rest], least[others].sum())
        one, other = system.twinned.T
        np.maximum.at(least, one, np.where(given.hidden[one], least[other], 0))
        if (before == least).all():
            return least


def noughts(system: System, hidden: np.ndarray) -> np.ndarray:
    """Atoms that the shown cells say are nought: those of a shown nought, and of the rest where all of a group are shown."""
    shown = system.published & ~hidden
    said = shown & (system.values == 0)
    numerators, denominators, rests = system.shared
    said[rests[shown[numerators] & shown[denominators] & (system.values[rests] == 0)]] = True
    found = system.matrix[said].any(axis=0)
    plus, minus = system.balance.clip(min=0), -system.balance.clip(max=0)
    while True:
        more = plus[minus @ ~found == 0].any(axis=0) | minus[plus @ ~found == 0].any(axis=0) | found
        if (more == found).all():
            return found
        found = more


def _told_by_noughts(system: System, hidden: np.ndarray) -> np.ndarray:
    """Cells that the shown noughts already tell: themselves nought, or all of a shown denominator."""
    left = system.beyond(noughts(system, hidden))
    found = ~left & system.published
    numerators, denominators, rests = system.shared
    found[numerators[~hidden[denominators] & ~left[rests]]] = True
    return found


def _with_parts(system: System, roots: np.ndarray) -> np.ndarray:
    return (system.follow[roots].any(axis=0) if roots.any() else np.zeros(len(roots), dtype=bool)) & system.published & ~system.held
