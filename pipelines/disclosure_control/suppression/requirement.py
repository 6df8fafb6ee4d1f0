"""How far each hidden cell must be open to a reader."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.disclosure_control.suppression.problem import Problem

Kind = Literal["full", "width", "exact"]


@dataclass(frozen=True)
class Requirement:
    """`full`: a small count may be as low as its mark allows and as high as threshold − 1. `width`: by as much between its least
    and its most. `exact`: hidden cells are not told exactly.

    `floor`: what a reader knows of a hidden inner cell: at least 1 where noughts are shown, but a width is against one who
    knows only that counts are not negative.
    """

    kind: Kind = "full"
    width: int = 1
    threshold: int = 11

    @property
    def floor(self) -> int:
        return 0 if self.kind == "width" else 1

    @staticmethod
    def parse(text: str, threshold: int) -> "Requirement":
        """`full`, `exact` or `width:N`.

        Raises:
            ValueError: it is none of these.
        """
        kind, _, number = text.partition(":")
        if kind == "width" and number.isdigit() and int(number) >= 1:
            return Requirement("width", int(number), threshold)
        if text == "full" or text == "exact":
            return Requirement(text, 1, threshold)
        raise ValueError(f"the protection is full, exact or width:N with a whole number N, not {text!r}")


@dataclass(frozen=True)
class Needs:
    """Per cell: it must be possible that it is `low` or less, `high` or more, and that it spans `spread`."""

    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray


def needs(problem: Problem, hidden: np.ndarray, requirement: Requirement) -> Needs:
    """What is asked of the hidden cells; nothing of the others."""
    n = len(problem.values)
    low, high, spread = np.full(n, np.iinfo(np.int64).max), np.zeros(n, np.int64), np.zeros(n, np.int64)
    if requirement.kind == "exact":
        spread[hidden] = 1
    elif requirement.kind == "width":
        spread[hidden] = 1
        spread[problem.small] = requirement.width
    else:
        open_parts = problem.sums @ hidden[problem.unit].astype(np.int64)
        # By the marks alone every hidden part is at least 1. What holds a shown cell is never small: noughts are left out here.
        shown_parts = problem.within @ (~hidden).astype(np.int64)
        wary = hidden & (shown_parts == 0) & (open_parts < requirement.threshold)
        low[wary] = np.maximum(open_parts[wary], 1)
        high[problem.small] = requirement.threshold - 1
        spread[hidden] = 1
    return Needs(low, high, spread)
