"""Days away, from a first one to the one on which it ended: how many of them fall into a span of time, none counted twice."""

from datetime import date

import polars as pl


def merged(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells of one young person that touch or overlap become one. Columns youth_id, from_on and before_on, the first day after it."""
    before = pl.col("before_on").cum_max().shift(1).over("youth_id")
    found = spells.filter(pl.col("from_on") < pl.col("before_on")).sort("youth_id", "from_on", "before_on")
    apart = (pl.col("from_on") > before).fill_null(True)
    return (
        found.with_columns(spell=apart.cum_sum().over("youth_id"))
        .group_by("youth_id", "spell", maintain_order=True)
        .agg(pl.col("from_on").min(), pl.col("before_on").max())
        .drop("spell")
    )


def days_within(spans: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """For each span (column `row`, youth_id, first_on, end_on; the last day not included) the days of merged spells in it, as `days`."""
    inside = pl.min_horizontal("before_on", "end_on") - pl.max_horizontal("from_on", "first_on")
    found = spans.join(spells, on="youth_id").filter((pl.col("from_on") < pl.col("end_on")) & (pl.col("before_on") > pl.col("first_on")))
    days = found.group_by("row").agg(inside.dt.total_days().sum().alias("days"))
    return spans.select("row").join(days, on="row", how="left", maintain_order="left").with_columns(pl.col("days").fill_null(0))


def detained(hall_stays: pl.DataFrame, cut: date) -> pl.DataFrame:
    """Stays in the juvenile hall of those who were kept there: from the day of intake to the day before the release."""
    kept = hall_stays.filter(pl.col("intake_decision").is_in(["detained", "safety_hold"]))
    return kept.select("youth_id", from_on="admitted_on", before_on=_ended("released_on", cut))


def in_hall(hall_stays: pl.DataFrame, cut: date) -> pl.DataFrame:
    """All stays, also those of which nobody knows what was decided; who was sent home is there as long as the release says."""
    sent_home = pl.col("intake_decision").is_in(["released", "alternative"])
    there = hall_stays.filter(~(sent_home & pl.col("released_on").is_null()))
    return there.select("youth_id", from_on="admitted_on", before_on=_ended("released_on", cut))


def missing(episodes: pl.DataFrame, cut: date) -> pl.DataFrame:
    return episodes.select("youth_id", from_on="missing_on", before_on=_ended("located_on", cut))


def _ended(day: str, cut: date) -> pl.Expr:
    """What still lasts lasts to the end of what was told."""
    return pl.col(day).fill_null(pl.lit(cut).dt.offset_by("1d"))
