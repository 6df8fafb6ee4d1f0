"""When each agency first found a young person to be exploited or at risk, and which part of the county saw whom in a year."""

import polars as pl

_FORM = ("agency", "youth_id", "identified_on")


def identified_by_agency(
    law_enforcement_contacts: pl.DataFrame,
    identifications_made: pl.DataFrame,
    cse_grid: pl.DataFrame,
    cse_reports: pl.DataFrame,
    probation_supervision: pl.DataFrame,
) -> pl.DataFrame:
    """One row per agency and young person, from the first day on which the agency took the young person to be exploited or at risk."""
    told = _told(law_enforcement_contacts, identifications_made, cse_grid, cse_reports, probation_supervision)
    return told.group_by("agency", "youth_id").agg(pl.col("identified_on").min()).sort("agency", "youth_id")


def seen_by_system(
    law_enforcement_contacts: pl.DataFrame,
    identifications_made: pl.DataFrame,
    cse_grid: pl.DataFrame,
    cse_reports: pl.DataFrame,
    probation_supervision: pl.DataFrame,
) -> pl.DataFrame:
    """One row per young person, year and `system`, from the first day of the year on which an agency of that system saw the young
    person and took them to be exploited or at risk.

    An agency belongs to law enforcement, child welfare or probation when it sends the extract that only these send; else to the others.
    """
    told = _told(law_enforcement_contacts, identifications_made, cse_grid, cse_reports, probation_supervision)
    system = (
        pl.when(pl.col("agency").is_in(law_enforcement_contacts["agency"].unique().implode()))
        .then(pl.lit("law_enforcement"))
        .when(pl.col("agency").is_in(pl.concat([cse_grid["agency"], cse_reports["agency"]]).unique().implode()))
        .then(pl.lit("child_welfare"))
        .when(pl.col("agency").is_in(probation_supervision["agency"].unique().implode()))
        .then(pl.lit("probation"))
        .otherwise(pl.lit("others"))
    )
    by_year = told.with_columns(system=system).group_by("youth_id", "system", pl.col("identified_on").dt.year().alias("year"))
    first = by_year.agg(pl.col("identified_on").min().alias("seen_on"))
    return first.drop("year").sort("youth_id", "system", "seen_on")


def _told(
    contacts: pl.DataFrame, identified: pl.DataFrame, grid: pl.DataFrame, reports: pl.DataFrame, supervised: pl.DataFrame
) -> pl.DataFrame:
    return pl.concat(
        [
            contacts.filter(pl.col("status").is_in(["confirmed", "at_risk"])).select("agency", "youth_id", identified_on="contact_on"),
            identified.select(_FORM),
            grid.select("agency", "youth_id", identified_on="recorded_on"),
            reports.filter(pl.col("finding") == "substantiated").select("agency", "youth_id", identified_on="reported_on"),
            supervised.select("agency", "youth_id", identified_on="supervised_on"),
        ]
    )
