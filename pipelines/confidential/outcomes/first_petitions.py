"""Young people with a delinquency petition: did child welfare know them, did dependency cross with it, and which came first?"""

from datetime import timedelta

import polars as pl

from pipelines.confidential.calendar import months_after
from pipelines.confidential.outcomes.court_cases import ended, whole

_DAY = timedelta(days=1)


def first_petitions(
    delinquency_spells: pl.DataFrame, dependency_spells: pl.DataFrame, child_welfare_reports: pl.DataFrame, months: int
) -> pl.DataFrame:
    """One row per young person, from the first petition that probation or the court tells of, seen until the day before `months`
    months after it.

    A spell holds on its first and its last day and on all between; one without an end is open. What child welfare hears or opens
    later than the months seen does not exist for this count. Whoever has a dependency case was reported, and with substance, also
    where no report is told of.
    """
    delinquency_spells = ended(delinquency_spells)
    order = ["youth_id", "started_on", "agency", "quarter"]
    order += [c for c in delinquency_spells.columns if c not in order]
    first = (
        delinquency_spells.sort(order, descending=[c == "quarter" for c in order])  # of several rows of one petition, the one told last
        .unique("youth_id", keep="first", maintain_order=True)
        .rename({"started_on": "first_petition_on"})
        .with_columns(seen_until=months_after("first_petition_on", months))
    )
    seen = first.select("youth_id", "first_petition_on", "seen_until")
    dependency = _within(whole(dependency_spells), seen)
    delinquency = _within(whole(delinquency_spells.join(dependency, on="youth_id", how="semi")), seen)
    opened = dependency.group_by("youth_id").agg(pl.col("started_on").min().alias("dependency_on"))
    together = (
        dependency.join(delinquency, on="youth_id", suffix="_other")
        .filter(pl.max_horizontal("started_on", "started_on_other") <= pl.min_horizontal("ended_on", "ended_on_other"))
        .select("youth_id", concurrent=pl.lit(True))
        .unique("youth_id")
    )
    return (
        first.join(opened, on="youth_id", how="left", maintain_order="left")
        .join(together, on="youth_id", how="left", maintain_order="left")
        .join(_reported(child_welfare_reports, seen), on="youth_id", how="left", maintain_order="left")
        .with_columns(
            pathway=_pathway(), was_substantiated=pl.col("was_substantiated").fill_null(False) | pl.col("dependency_on").is_not_null()
        )
        .with_columns(was_reported=pl.col("was_substantiated") | pl.col("was_reported").fill_null(False))
        .drop("dependency_on", "concurrent", "seen_until", "ended_on")
    )


def _reported(child_welfare_reports: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Who was reported in the time seen, and whose report was substantiated, then or later."""
    told = child_welfare_reports.join(seen, on="youth_id").filter(pl.col("reported_on") < pl.col("seen_until"))
    proven = pl.col("level").is_in(["substantiated", "dependency"]).fill_null(False) | (pl.col("finding") == "substantiated").fill_null(
        False
    )
    return told.group_by("youth_id").agg(was_reported=pl.lit(True), was_substantiated=proven.any())


def _within(spells: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Spells that opened within the time seen, cut at its last day."""
    last_day = pl.col("seen_until") - _DAY
    return (
        spells.select("youth_id", "started_on", "ended_on")
        .join(seen, on="youth_id", how="inner")
        .filter(pl.col("started_on") < pl.col("seen_until"))
        .select("youth_id", "started_on", ended_on=pl.min_horizontal(pl.col("ended_on").fill_null(last_day), last_day))
    )


def _pathway() -> pl.Expr:
    before, after = pl.col("dependency_on") < pl.col("first_petition_on"), pl.col("dependency_on") > pl.col("first_petition_on")
    together = pl.col("concurrent").fill_null(False)
    return (
        pl.when(pl.col("dependency_on").is_null())
        .then(pl.lit("no_dependency"))
        .when(together & before)
        .then(pl.lit("concurrent_dependency_first"))
        .when(together & after)
        .then(pl.lit("concurrent_delinquency_first"))
        .when(together)
        .then(pl.lit("concurrent_same_day"))
        .when(before)
        .then(pl.lit("nonconcurrent_dependency_first"))
        .otherwise(pl.lit("nonconcurrent_delinquency_first"))
    )
