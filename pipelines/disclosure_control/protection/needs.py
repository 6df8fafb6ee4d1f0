"""How much must stay open about each withheld number: what a reader must not be able to rule out."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipelines.disclosure_control.protection.marks import Marks, forced
from pipelines.disclosure_control.protection.system import System
from schemas import Policy


@dataclass(frozen=True)
class Needs:
    """Per cell: it must be possible that it is `low` or less, that it is `high` or more, that it spans `spread`.

    `or_none`: enough if it may be nought, or need not be small. `wary`: where it can be less than the threshold, it must be
    possible that it is `bottom` or less, or no more than `forced`. `forced`: the least by the marks alone; where that is over 1, a
    reader who ignores what the marks say must still find 1 or less possible. `bottom`: 1, or 0 where a nought is kept silent about.
    """

    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray
    or_none: np.ndarray
    wary: np.ndarray
    forced: np.ndarray
    bottom: np.ndarray


@dataclass(frozen=True)
class Span:
    """The least and the most of each cell among the tables found so far."""

    low: np.ndarray
    high: np.ndarray


def needs(system: System, given: Marks, small: np.ndarray, events: np.ndarray, policy: Policy) -> Needs:
    """What `full` protection asks for, for the marks given. `small`: small counts; `events`: larger, but of few young people."""
    most, n = policy.threshold - 1, len(system.cells)
    values, hidden = system.values, given.hidden
    low, high, spread = np.full(n, np.inf), np.full(n, -np.inf), np.where(hidden, 1.0, 0.0)
    implicit = ~system.published
    exactly = system.exactly
    # Withheld counts of young people, and what is left of, or lost between, numbers that are shown.
    subject = (hidden | implicit) & ~exactly
    counts, events = small & subject, events & subject
    # Many events of few young people: no closer than the width of a small count, and if possibly few, then possibly one.
    spread[events] = most
    # A reader cannot tell a small count from one that is withheld beside it: neither may look like a small one seen closely.
    wary = events | (hidden & ~exactly & ~counts)
    least = np.where(counts | wary, forced(system, given), 0)
    bottom = np.where(system.silent, 0.0, 1.0)
    low[counts] = np.maximum(bottom, least)[counts]
    high[counts] = most
    # None, or all, of a small group: that one could not tell it from a count that is not small.
    for numerator, denominator, rest in system.shares:
        if hidden[numerator] and not hidden[denominator] and 0 < values[denominator] < policy.smallest_group:
            for cell in (numerator, rest):
                if values[cell] == 0:
                    high[cell] = most
    return Needs(low, high, spread, exactly, wary, least, bottom)


class Unmet(NamedTuple):
    """Cells still to be found possible at a lower value, at a higher, and at any other."""

    lower: np.ndarray
    higher: np.ndarray
    other: np.ndarray

    def towards(self, direction: int) -> np.ndarray:
        """Cells that a step up (1) or down (-1) may help."""
        return self.other | (self.higher if direction > 0 else self.lower)


def unmet(need: Needs, span: Span, policy: Policy) -> Unmet:
    few = need.wary & (span.low > np.maximum(need.bottom, need.forced)) & (span.low < policy.threshold)
    narrow = span.high - span.low < need.spread
    pinned = need.or_none & (span.low > 0) & (span.high < policy.threshold)
    return Unmet((span.low > need.low) | few, span.high < need.high, narrow | pinned)
