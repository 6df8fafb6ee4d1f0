"""On the last days of which quarters something was going on."""

import polars as pl

from schemas import Quarter


def open_when_quarters_end(spells: pl.DataFrame, start: str, end: str, last: Quarter) -> pl.DataFrame:
    """The rows, one for each quarter's last day from the start to the end, both included, and `last` at most, as `open_on`.

    Without an end it still goes on; without a start it never began.
    """
    quarter_ends = pl.date_ranges(pl.col(start).dt.truncate("1q"), pl.lit(last.end), interval="1q").alias("open_on")
    rows = spells.filter(pl.col(start) <= last.end).with_columns(quarter_ends).explode("open_on", empty_as_null=False, keep_nulls=False)
    rows = rows.with_columns(pl.col("open_on").dt.offset_by("1q").dt.offset_by("-1d"))
    return rows.filter(pl.col("open_on") <= pl.col(end).fill_null(last.end))
