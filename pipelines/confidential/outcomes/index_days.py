"""The day from which a young person is followed: found to be exploited, first day of a service, release from the juvenile hall.

Each young person has one such day a year, the first of that year.
"""

import polars as pl

from pipelines.confidential.outcomes.exploitation_found import WHO


def identified(exploitation_found: pl.DataFrame) -> pl.DataFrame:
    """The first day in each year on which exploitation was confirmed; what another agency had just told is not found anew."""
    return _first_of_each_year(exploitation_found.filter(pl.col("is_confirmed") & ~pl.col("is_retold")), "found_on")


def service_started(services_received: pl.DataFrame) -> pl.DataFrame:
    """The first day in each year on which a service began."""
    return _first_of_each_year(services_received, "started_on")


def released(hall_releases: pl.DataFrame) -> pl.DataFrame:
    """The first day in each year on which the young person left the juvenile hall for good, known as exploited."""
    return _first_of_each_year(hall_releases.filter(pl.col("status") == "confirmed"), "released_on")


def _first_of_each_year(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """Columns youth_id, index_on and who the young person was that day. Of several rows of a day the first by agency counts."""
    found = rows.select("youth_id", "agency", *WHO, index_on=day).drop_nulls("index_on").with_columns(year=pl.col("index_on").dt.year())
    first = found.sort("youth_id", "index_on", "agency", *WHO).unique(["youth_id", "year"], keep="first", maintain_order=True)
    return first.select("youth_id", "index_on", *WHO)
