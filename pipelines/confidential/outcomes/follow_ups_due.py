"""How young people are some months after a service started: each follow-up on the day when it is due, whether it came about or not."""

import polars as pl

_POINTS = {"6m": "6mo", "12m": "12mo"}


def follow_ups_due(follow_ups: pl.DataFrame) -> pl.DataFrame:
    """The same rows with `due_on`, the same day of the month 6 or 12 months after the first day of the service."""
    later = pl.col("followup_point").replace_strict(_POINTS, return_dtype=pl.String)
    return follow_ups.with_columns(due_on=pl.col("service_started_on").dt.offset_by(later))
