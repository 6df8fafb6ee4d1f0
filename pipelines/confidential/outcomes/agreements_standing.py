"""Agreements as they stand when a quarter ends: reviewed within the year or overdue, and who joined or left."""

import polars as pl

from pipelines.confidential.outcomes.quarter_ends import quarter_end, quarter_start


def agreements_standing(agreements: pl.DataFrame) -> pl.DataFrame:
    """The same rows. A review is due 12 months after the last one, or after the signature; `days_overdue` is 0 where none is due."""
    last = pl.max_horizontal("signed_on", "reviewed_on")
    due = last.dt.offset_by("12mo")
    in_force = pl.col("state") == "in_force"
    late = (in_force & (due <= quarter_end())).fill_null(False)
    state = pl.when(~in_force).then(pl.lit("not_in_force")).when(late).then(pl.lit("overdue")).otherwise(pl.lit("reviewed"))
    this_quarter = {day: pl.col(day).is_between(quarter_start(), quarter_end()).fill_null(False) for day in ("signed_on", "left_on")}
    return agreements.with_columns(
        review_state=state,
        days_overdue=pl.when(late).then((quarter_end() - due).dt.total_days()).otherwise(0),
        joined_this_quarter=this_quarter["signed_on"],
        left_this_quarter=this_quarter["left_on"],
    )
