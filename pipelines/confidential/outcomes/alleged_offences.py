"""Every day of an alleged offence that led to an arrest, a petition, a finding of the court or a violation of probation."""

import polars as pl

LINKED = ("exploitation_linked", "legacy_prostitution")
_ARREST = ["agency", "youth_id", "contact_on"]


def alleged_offences(
    law_enforcement_contacts: pl.DataFrame,
    law_enforcement_responses: pl.DataFrame,
    probation_referrals: pl.DataFrame,
    court_petitions: pl.DataFrame,
    probation_violations: pl.DataFrame,
) -> pl.DataFrame:
    """One row per young person, kind of step and day of the offence. The day of the step itself does not matter.

    `kind`: arrest, petition (delinquency alone), adjudication (a petition that the court sustained) or violation.
    `is_linked`: whether the offence came of the young person's own exploitation. Where several rows tell of one day (the petition
    is told by probation and by the court), one that knows of no link stands against those that do; empty where nobody knows.
    """
    responses = law_enforcement_responses.select(*_ARREST, "charge_ground")
    arrests = law_enforcement_contacts.filter(pl.col("arrested") == "yes").join(responses, on=_ARREST, how="left")
    petitions = court_petitions.filter(pl.col("petition_kind") == "delinquency")
    told = [
        _told(arrests, "arrest", pl.coalesce(_linked("charge_ground"), _linked("offence_group"))),
        _told(probation_referrals, "petition", pl.lit(None, pl.Boolean)),
        _told(petitions, "petition", _linked("charge_ground")),
        _told(petitions.filter(pl.col("finding") == "sustained"), "adjudication", _linked("charge_ground")),
        _told(probation_violations, "violation", _linked("charge_ground")),
    ]
    days = pl.concat(told).drop_nulls("offence_on").group_by("youth_id", "kind", "offence_on")
    return days.agg(pl.col("is_linked").min()).sort("youth_id", "kind", "offence_on")


def _told(rows: pl.DataFrame, kind: str, linked: pl.Expr) -> pl.DataFrame:
    return rows.select("youth_id", "offence_on", kind=pl.lit(kind), is_linked=linked)


def _linked(column: str) -> pl.Expr:
    """Empty where the agency does not know."""
    return pl.when(pl.col(column) != "unknown").then(pl.col(column).is_in(LINKED))
