"""What an agency undertook to do, told as totals: done, not done, and not known, which together are all that was due."""

import polars as pl


def duty_results(duties: pl.DataFrame) -> pl.DataFrame:
    """The same rows with `not_done`; empty where the other numbers are not exact, or add up to more than was due."""
    rest = pl.col("due") - pl.col("done") - pl.col("not_known")
    return duties.with_columns(not_done=pl.when(rest >= 0).then(rest))
