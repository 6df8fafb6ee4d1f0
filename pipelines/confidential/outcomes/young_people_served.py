"""Young people who received a service in a quarter, by agencies that send rows."""

from datetime import date

import polars as pl


def young_people_served(services_received: pl.DataFrame, probation_referrals: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per young person and quarter in which a service went on: `served_on` is the first day of it in the quarter.

    Of a service that began under a referral of probation nobody tells how long it went on, so it counts in the quarter it began and
    in the one in which it was completed.
    """
    until = pl.min_horizontal(pl.col("ended_on").fill_null(pl.lit(cut)), pl.lit(cut))
    quarters = pl.date_ranges(pl.col("started_on").dt.truncate("1q"), until, interval="1q").alias("quarter_on")
    going_on = services_received.filter(pl.col("started_on") <= cut).with_columns(quarters)
    going_on = going_on.explode("quarter_on", empty_as_null=False, keep_nulls=False)
    days = [
        going_on.select("youth_id", served_on=pl.max_horizontal("started_on", "quarter_on")),
        probation_referrals.select("youth_id", served_on="started_on"),
        probation_referrals.select("youth_id", served_on="completed_on"),
    ]
    return pl.concat(days).drop_nulls().group_by("youth_id", _quarter()).agg(pl.col("served_on").min()).drop("quarter_on").sort(pl.all())


def _quarter() -> pl.Expr:
    return pl.col("served_on").dt.truncate("1q").alias("quarter_on")
