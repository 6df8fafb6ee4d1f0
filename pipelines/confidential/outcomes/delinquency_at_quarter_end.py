"""Young people with an open delinquency case when a quarter ends: are they in dependency too, and has the court found both?"""

import polars as pl

from pipelines.confidential.outcomes.court_cases import ended, whole
from pipelines.confidential.outcomes.open_when_quarters_end import open_when_quarters_end
from schemas import Quarter

_ROW = ["youth_id", "open_on"]
_WARDS = ("ward", "dual_status")


def delinquency_at_quarter_end(
    delinquency_spells: pl.DataFrame,
    dependency_spells: pl.DataFrame,
    court_petitions: pl.DataFrame,
    probation_supervision: pl.DataFrame,
    last: Quarter,
) -> pl.DataFrame:
    """One row per young person and quarter on whose last day a delinquency case was open, by whoever tells of one.

    `is_dependent`: a dependency case was open too, or the court had dependency jurisdiction, or probation supervised under dual status.
    `is_adjudicated_twice`: of these, those over whom the court also had delinquency jurisdiction, or whom probation supervised as wards.
    A dependency case is opened only when the court takes jurisdiction, so nothing more is asked of that side.
    """
    jurisdiction = court_petitions.filter(pl.col("jurisdiction_on").is_not_null())
    found = {kind: jurisdiction.filter(pl.col("petition_kind") == kind) for kind in ("delinquency", "dependency")}
    wards = probation_supervision.filter(pl.col("supervision_kind").is_in(_WARDS))
    both = wards.filter(pl.col("supervision_kind") == "dual_status")

    adjudicated = _days(_of_court(found["delinquency"], last), _supervised(wards, last))
    cases = open_when_quarters_end(whole(ended(delinquency_spells)), "started_on", "ended_on", last)
    dependent = _days(
        open_when_quarters_end(whole(dependency_spells), "started_on", "ended_on", last),
        _of_court(found["dependency"], last),
        _supervised(both, last),
    )
    rows = _days(cases, adjudicated)
    return (
        rows.join(dependent.with_columns(is_dependent=pl.lit(True)), on=_ROW, how="left")
        .join(adjudicated.with_columns(is_adjudicated=pl.lit(True)), on=_ROW, how="left")
        .with_columns(pl.col("is_dependent", "is_adjudicated").fill_null(False))
        .select(*_ROW, "is_dependent", is_adjudicated_twice=pl.col("is_dependent") & pl.col("is_adjudicated"))
        .sort(_ROW)
    )


def _of_court(petitions: pl.DataFrame, last: Quarter) -> pl.DataFrame:
    return open_when_quarters_end(petitions, "jurisdiction_on", "jurisdiction_ended_on", last)


def _supervised(rows: pl.DataFrame, last: Quarter) -> pl.DataFrame:
    return open_when_quarters_end(rows, "supervised_on", "ended_on", last)


def _days(*told: pl.DataFrame) -> pl.DataFrame:
    """Each young person once for each day, by whoever tells of it."""
    return pl.concat(rows.select(_ROW) for rows in told).unique()
