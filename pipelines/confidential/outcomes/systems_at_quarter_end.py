"""How many systems are at work for an exploited or at-risk young person when a quarter ends."""

import polars as pl

from pipelines.confidential.outcomes.court_cases import whole
from pipelines.confidential.outcomes.open_when_quarters_end import open_when_quarters_end
from schemas import Quarter

_ROW = ["youth_id", "open_on"]


def systems_at_quarter_end(
    probation_supervision: pl.DataFrame,
    identifications_made: pl.DataFrame,
    dependency_spells: pl.DataFrame,
    child_welfare_cases: pl.DataFrame,
    services_received: pl.DataFrame,
    last: Quarter,
) -> pl.DataFrame:
    """One row per young person and quarter on whose last day probation supervised, or a care agency's episode was open.

    The systems are justice (supervision, or an episode of an agency that supervises), child welfare (a dependency case, an open case by
    what probation knows, or an episode of the agency that keeps these cases), mental health care (by what probation knows, or a service
    that was going on), and all other care agencies together. `systems` is unknown where probation does not know of one that could still
    raise the number, and nobody else tells of it.
    """
    supervised = open_when_quarters_end(probation_supervision, "supervised_on", "ended_on", last)
    episodes = open_when_quarters_end(identifications_made, "identified_on", "episode_ended_on", last)
    cases = open_when_quarters_end(whole(dependency_spells), "started_on", "ended_on", last)
    care = open_when_quarters_end(services_received.filter(pl.col("service") == "mental_health"), "started_on", "ended_on", last)
    of_justice = pl.col("agency").is_in(probation_supervision["agency"].unique().implode())
    of_child_welfare = pl.col("agency").is_in(child_welfare_cases["agency"].unique().implode())

    active = [
        _told(supervised, "justice"),
        _told(episodes.filter(of_justice), "justice"),
        _told(cases, "child_welfare"),
        _told(supervised.filter(pl.col("child_welfare_involvement") == "open_case"), "child_welfare"),
        _told(episodes.filter(of_child_welfare), "child_welfare"),
        _told(care, "mental_health"),
        _told(supervised.filter(pl.col("mental_health_care") == "yes"), "mental_health"),
        _told(episodes.filter(~of_justice & ~of_child_welfare), "other_care"),
    ]
    not_known = [
        _told(supervised.filter(pl.col("child_welfare_involvement") == "unknown"), "child_welfare"),
        _told(supervised.filter(pl.col("mental_health_care") == "unknown"), "mental_health"),
    ]
    known = pl.concat(active).unique()
    missing = pl.concat(not_known).unique().join(known, on=[*_ROW, "system"], how="anti")
    rows = pl.concat([supervised.select(_ROW), episodes.select(_ROW)]).unique()
    return (
        rows.join(known.group_by(_ROW).agg(at_work=pl.len()), on=_ROW, how="left")
        .join(missing.group_by(_ROW).agg(in_doubt=pl.len()), on=_ROW, how="left")
        .select(*_ROW, systems=_how_many())
        .sort(_ROW)
    )


def _told(rows: pl.DataFrame, system: str) -> pl.DataFrame:
    return rows.select(*_ROW, system=pl.lit(system))


def _how_many() -> pl.Expr:
    return (
        pl.when(pl.col("at_work") >= 3)
        .then(pl.lit("three_or_more"))
        .when(pl.col("in_doubt").is_not_null())
        .then(pl.lit("unknown"))
        .when(pl.col("at_work") == 2)
        .then(pl.lit("two_systems"))
        .otherwise(pl.lit("one_system"))
    )
