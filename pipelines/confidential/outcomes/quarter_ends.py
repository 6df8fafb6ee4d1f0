"""The last day of the quarter that a row of a register speaks of."""

import polars as pl


def quarter_end() -> pl.Expr:
    """From a column `quarter` like 2026-Q3."""
    year, number = pl.col("quarter").str.slice(0, 4).cast(pl.Int32), pl.col("quarter").str.slice(6, 1).cast(pl.Int32)
    return pl.date(year, number * 3, 1).dt.month_end()


def quarter_start() -> pl.Expr:
    return quarter_end().dt.month_start().dt.offset_by("-2mo")
