"""The days from which the county's records can tell nothing more of a young person: moved, came of age, record sealed, died."""

import polars as pl

REASONS = ("died", "moved", "came_of_age", "record_sealed")
"""Of several on one day the first of these is given."""
_SUPERVISION = {"moved_away": "moved", "aged_out": "came_of_age", "sealed": "record_sealed"}
_HOME = ("parent", "relative")
_ELSEWHERE = ("neighbouring", "elsewhere_in_state", "other_state")
_POINTS = {"6m": "6mo", "12m": "12mo"}


def out_of_sight(
    probation_supervision: pl.DataFrame, placements: pl.DataFrame, hall_releases: pl.DataFrame, follow_ups: pl.DataFrame
) -> pl.DataFrame:
    """One row per young person, day and reason, in the order of time.

    Nobody sends birthdays, so that a young person came of age is known only where an agency gave it as the reason. Of a follow-up
    that did not come about, the day on which it was due stands for the day in question; that one could not be reached, or did not
    wish to answer, is no end, since the other records go on.
    """
    supervision = probation_supervision.filter(pl.col("supervision_end").is_in(list(_SUPERVISION)))
    aged = placements.filter(pl.col("end_reason") == "came_of_age")
    away = placements.filter(pl.col("is_out_of_county") == "yes")
    home_elsewhere = pl.col("home_county").is_in(_ELSEWHERE) & pl.col("receiver").is_in(_HOME)
    released_away = hall_releases.filter((pl.col("receiver") == "out_of_county_agency") | home_elsewhere)
    not_followed = follow_ups.filter(pl.col("result").is_in(REASONS))
    due = pl.col("service_started_on").dt.offset_by(pl.col("followup_point").replace_strict(_POINTS, return_dtype=pl.String))
    told = [
        _told(supervision, pl.col("ended_on"), pl.col("supervision_end").replace_strict(_SUPERVISION, return_dtype=pl.String)),
        _told(aged, pl.col("ended_on"), pl.lit("came_of_age")),
        _told(away, pl.col("started_on"), pl.lit("moved")),
        _told(released_away, pl.col("released_on"), pl.lit("moved")),
        _told(not_followed, due, pl.col("result")),
    ]
    order = pl.col("reason").replace_strict(REASONS, range(len(REASONS)), return_dtype=pl.Int8)
    return pl.concat(told).drop_nulls().unique().sort("youth_id", "left_on", order)


def _told(rows: pl.DataFrame, day: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    return rows.select("youth_id", left_on=day, reason=reason)
