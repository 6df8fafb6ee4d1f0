"""What became of a table: which cells are hidden, and what a reader can still think of them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Suppressed:
    """`hidden`: by cell of the table. `primary`: those that are small. `low`, `high`: of tables that were found possible.

    `undecided`: hidden cells that are open in fractions only, as far as was found.
    """

    hidden: np.ndarray
    primary: np.ndarray
    low: np.ndarray
    high: np.ndarray
    undecided: int
