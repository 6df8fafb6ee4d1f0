"""Which numbers rest on too few young people to be shown, before anyone asks what else would give them away."""

import numpy as np

from pipelines.disclosure_control.system import System
from schemas import Policy


def few(system: System, policy: Policy) -> np.ndarray:
    """Cells, implicit ones too, that are small counts, or rest on few young people: 1 to threshold - 1."""
    small = (system.values >= 1) & (system.values < policy.threshold)
    counted = np.array([_small(c.value, policy) or _small(c.youth, policy) for c in system.cells], dtype=bool)
    return small | counted


def all_or_none(system: System, policy: Policy) -> np.ndarray:
    """Numerators that are nought, or the whole, of a group so small that this tells something about each of its members."""
    found = np.zeros(len(system.cells), dtype=bool)
    for numerator, denominator, _ in system.shares:
        size, value = system.values[denominator], system.values[numerator]
        found[numerator] |= 0 < size < policy.smallest_group and value in (0, size)
    return found


def primary(system: System, policy: Policy) -> np.ndarray:
    """Published cells that must be withheld for what they are."""
    small = few(system, policy)
    found = small | all_or_none(system, policy)
    for numerator, _, rest in system.shares:
        found[numerator] |= small[rest]
    return found & system.published & ~system.held


def _small(count: int | None, policy: Policy) -> bool:
    return count is not None and 1 <= count < policy.threshold
