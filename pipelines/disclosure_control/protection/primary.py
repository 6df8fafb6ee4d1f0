"""Which numbers rest on too few young people to be shown, before anyone asks what else would give them away."""

import numpy as np

from pipelines.disclosure_control.protection.system import System
from schemas import Policy


def small_counts(system: System, policy: Policy) -> np.ndarray:
    """Cells, implicit ones too, of 1 to threshold - 1, or of nought where a nought would tell as much."""
    counted = np.array([_small(c.value, policy) for c in system.cells], dtype=bool) & ~system.past
    return counted | ((system.values >= 1) & (system.values < policy.threshold)) | telling_noughts(system)


def telling_noughts(system: System) -> np.ndarray:
    """Nobody, or all, of what is kept silent about; but of nobody at all it is no secret that nobody had it."""
    found = system.silent & (system.values == 0) & ~system.past
    for numerator, denominator, rest in system.shares:
        if not system.silent[denominator] and system.values[denominator] == 0:
            found[[numerator, rest]] = False
    return found


def few(system: System, policy: Policy) -> np.ndarray:
    """Small counts, and larger ones that rest on few young people."""
    return small_counts(system, policy) | np.array([_small(c.youth, policy) for c in system.cells], dtype=bool)


def all_or_none(system: System, policy: Policy) -> np.ndarray:
    """Numerators that are nought, or the whole, of a group so small that this tells something about each of its members."""
    found = np.zeros(len(system.cells), dtype=bool)
    for numerator, denominator, _ in system.shares:
        size, value = system.values[denominator], system.values[numerator]
        found[numerator] |= 0 < size < policy.smallest_group and value in (0, size)
    return found


def primary(system: System, policy: Policy) -> np.ndarray:
    """Published cells that must be withheld for what they are."""
    return sensitive(system, policy) & ~system.held


def sensitive(system: System, policy: Policy) -> np.ndarray:
    """The same, those that readers have already included."""
    small = few(system, policy)
    found = small | all_or_none(system, policy)
    for numerator, _, rest in system.shares:
        found[numerator] |= small[rest]
    return found & system.published


def _small(count: int | None, policy: Policy) -> bool:
    return count is not None and 1 <= count < policy.threshold
