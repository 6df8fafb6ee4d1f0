"""Young people who received a service in a quarter, by agencies that send rows."""

from datetime import date

import polars as pl


def young_people_served(services_received: pl.DataFrame, probation_referrals: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per young person and quarter in which a service went on: `served_on` is the first day of it in the quarter.

    A service under a referral of probation went on until it was completed. Where it never was, nobody tells how long it went on, so it
    counts in the quarter in which it began.
    """
    spells = [
        services_received.select("youth_id", "started_on", pl.col("ended_on").fill_null(pl.lit(cut))),
        probation_referrals.select("youth_id", "started_on", ended_on=pl.coalesce("completed_on", "started_on")),
    ]
    served = pl.concat(spells).filter(pl.col("started_on") <= cut)
    until = pl.min_horizontal("ended_on", pl.lit(cut))
    quarters = pl.date_ranges(pl.col("started_on").dt.truncate("1q"), until, interval="1q").alias("quarter_on")
    going_on = served.with_columns(quarters).explode("quarter_on", empty_as_null=False, keep_nulls=False)
    days = going_on.with_columns(served_on=pl.max_horizontal("started_on", "quarter_on"))
    return days.group_by("youth_id", "quarter_on").agg(pl.col("served_on").min()).drop("quarter_on").sort(pl.all())
