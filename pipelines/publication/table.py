"""What a protected table looks like to those who show it; nobody can make one from here."""

from typing import Protocol

import polars as pl


class ProtectedTable(Protocol):
    """All cells of one measure, as they may be shown.

    `cells`: columns `measure, period, <dimensions>, statistic, value, status`, all text but `value`, which is a whole number
    where `status` is empty and null everywhere else. `threshold`: how many young people each shown count rests on at least.
    """

    @property
    def measure(self) -> str: ...

    @property
    def cells(self) -> pl.DataFrame: ...

    @property
    def threshold(self) -> int: ...
