"""Needs that were found, side by side: one row of an agency and quarter holds everyone who was seen, and each need."""

from collections.abc import Iterable

import polars as pl

_LINE = ["agency", "quarter"]


def needs_side_by_side(needs: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """`seen` from the line of the whole, each need's young people under its code, and those whose need was met as `<code>_met`.

    One young person can have several needs, so needs are no parts of the whole. A line that is not there leaves its need empty.
    """
    told = {"seen": ("youth", "_T")}
    for column in columns:
        if column not in (*_LINE, "seen"):
            told[column] = ("youth_met", column.removesuffix("_met")) if column.endswith("_met") else ("youth", column)
    return (
        needs.group_by(_LINE)
        .agg(pl.col(number).filter(pl.col("need") == code).first().alias(name) for name, (number, code) in told.items())
        .sort(_LINE)
    )
