"""How many days of each year a young person lived at liberty in the county, and what happened on these days."""

from datetime import date, timedelta

import polars as pl

from pipelines.confidential.outcomes.index_days import identified
from pipelines.confidential.outcomes.spells import days_within, in_hall, merged, missing

_DAY = timedelta(days=1)


def time_at_liberty(
    exploitation_found: pl.DataFrame,
    alleged_offences: pl.DataFrame,
    hall_stays: pl.DataFrame,
    missing_episodes: pl.DataFrame,
    missing_from_care: pl.DataFrame,
    out_of_sight: pl.DataFrame,
    cut: date,
) -> pl.DataFrame:
    """One row per young person and year, from the day after the first one on which exploitation was confirmed until `cut`.

    A day is away from liberty when all of it was spent in the juvenile hall or missing: not the day of intake, on which an offence
    may have come before it, and not the day of release. Nothing counts after the first day on which a young person left sight.
    Several offences of one day are one event, and so are several findings.
    """
    first = identified(exploitation_found).unique("youth_id", keep="first", maintain_order=True)
    years = _years(first, out_of_sight, cut)
    away = [in_hall(hall_stays, cut), missing(missing_episodes, cut), missing(missing_from_care, cut)]
    apart = pl.concat(away).select("youth_id", "before_on", from_on=pl.col("from_on") + _DAY)
    spells = merged(apart)
    lost = days_within(years, spells)["days"]
    days = (pl.col("end_on") - pl.col("first_on")).dt.total_days() - lost
    found = exploitation_found.filter(~pl.col("is_retold") & (pl.col("since_on") == pl.col("found_on")))
    arrests = alleged_offences.filter(pl.col("kind") == "arrest")
    return years.with_columns(
        days_at_liberty=days,
        times_exploited=_events(years, spells, found, "found_on"),
        offences=_events(years, spells, arrests, "offence_on"),
    ).drop("row", "first_on", "end_on")


def _years(first: pl.DataFrame, out_of_sight: pl.DataFrame, cut: date) -> pl.DataFrame:
    """A row for each year in which a young person was followed for a day at least: `year_on` its first day, the span, the row's number."""
    left = out_of_sight.join(first.select("youth_id", "index_on"), on="youth_id").filter(pl.col("left_on") >= pl.col("index_on"))
    gone = left.group_by("youth_id").agg(pl.col("left_on").min())
    spans = first.join(gone, on="youth_id", how="left", maintain_order="left").with_columns(
        last_on=pl.min_horizontal("left_on", pl.lit(cut)),
        year_on=pl.date_ranges(pl.col("index_on").dt.truncate("1y"), pl.lit(cut), interval="1y"),
    )
    years = spans.explode("year_on").with_columns(
        first_on=pl.max_horizontal(pl.col("index_on") + _DAY, "year_on"),
        end_on=pl.min_horizontal(pl.col("last_on") + _DAY, pl.col("year_on").dt.offset_by("1y")),
    )
    return years.filter(pl.col("first_on") < pl.col("end_on")).drop("index_on", "left_on", "last_on").with_row_index("row")


def _events(years: pl.DataFrame, spells: pl.DataFrame, events: pl.DataFrame, day: str) -> pl.Series:
    """How many different days of the span had such an event, those spent away left out."""
    told = events.select("youth_id", day=day).unique()
    inside = years.select("row", "youth_id", "first_on", "end_on").join(told, on="youth_id")
    inside = inside.filter((pl.col("day") >= pl.col("first_on")) & (pl.col("day") < pl.col("end_on")))
    away = inside.join(spells, on="youth_id").filter((pl.col("day") >= pl.col("from_on")) & (pl.col("day") < pl.col("before_on")))
    kept = inside.join(away.select("row", "day").unique(), on=["row", "day"], how="anti")
    counts = kept.group_by("row").agg(pl.len().cast(pl.Int64).alias("events"))
    return years.select("row").join(counts, on="row", how="left", maintain_order="left")["events"].fill_null(0)
