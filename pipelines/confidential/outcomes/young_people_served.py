"""Young people who received a service in a quarter, by agencies that send rows, and in which of the quarters before they did too."""

from datetime import date

import polars as pl

WHO = ("age_band", "gender", "race_ethnicity", "residence")
BEFORE = {1: "quarter_before", 2: "two_before", 3: "three_before"}
"""Quarters since the young person was last served → its code."""
FIRST_MONTH = 10
"""The federal fiscal year begins on 1 October (31 USC 1102)."""


def young_people_served(services_received: pl.DataFrame, probation_referrals: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per young person and quarter in which a service went on: `served_on` is the first day of it in the quarter.

    A service under a referral of probation went on until it was completed. Where it never was, nobody tells how long it went on, so it
    counts in the quarter in which it began.
    """
    days = _days_served(services_received, probation_referrals, cut)
    served = days.group_by("youth_id", "quarter_on").agg(pl.col("served_on").min()).sort("youth_id", "quarter_on")
    number = pl.col("quarter_on").dt.year() * 4 + pl.col("quarter_on").dt.quarter()
    since = (number - number.shift(1)).over("youth_id")
    code = since.replace_strict(BEFORE, default="longer_or_never", return_dtype=pl.String)
    return served.with_columns(served_before=code).drop("quarter_on").sort(pl.all())


def served_in_federal_year(services_received: pl.DataFrame, probation_referrals: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per young person and federal fiscal year, named by its last day, with who the young person was by the first service of it.

    Of several services on that day the one that started first tells, then the first by agency.
    """
    first_day = pl.col("quarter_on").dt
    year = first_day.year() + (first_day.month() >= FIRST_MONTH).cast(pl.Int32)
    days = _days_served(services_received, probation_referrals, cut).with_columns(year_ended_on=pl.date(year, FIRST_MONTH - 1, 30))
    first = days.sort("youth_id", "served_on", "started_on", "agency", *WHO)
    found = first.unique(["youth_id", "year_ended_on"], keep="first", maintain_order=True)
    return found.select("youth_id", "year_ended_on", *WHO)


def _days_served(services_received: pl.DataFrame, probation_referrals: pl.DataFrame, cut: date) -> pl.DataFrame:
    """One row per service and quarter in which it went on, with the first day of it in the quarter."""
    who = ("youth_id", "agency", *(c for c in WHO if c in services_received.columns))
    spells = [
        services_received.select(*who, "started_on", pl.col("ended_on").fill_null(pl.lit(cut))),
        probation_referrals.select(*who, "started_on", ended_on=pl.coalesce("completed_on", "started_on")),
    ]
    served = pl.concat(spells).filter(pl.col("started_on") <= cut)
    until = pl.min_horizontal("ended_on", pl.lit(cut))
    quarters = pl.date_ranges(pl.col("started_on").dt.truncate("1q"), until, interval="1q").alias("quarter_on")
    going_on = served.with_columns(quarters).explode("quarter_on", empty_as_null=False, keep_nulls=False)
    return going_on.with_columns(served_on=pl.max_horizontal("started_on", "quarter_on"))
