"""Young people whom child welfare found to be exploited before they had a delinquency petition: when did the first one come?"""

from datetime import date

import polars as pl


def known_to_child_welfare_first(
    exploitation_found: pl.DataFrame,
    child_welfare_cases: pl.DataFrame,
    delinquency_spells: pl.DataFrame,
    out_of_sight: pl.DataFrame,
    cut: date,
) -> pl.DataFrame:
    """One row per young person, from the first day on which the agency that keeps child welfare cases confirmed exploitation.

    Whoever had a petition on that day or before it is left out. `followed_until`: the last day on which a first petition would have
    been seen, the day the young person left sight or `cut`.
    """
    by_child_welfare = pl.col("agency").is_in(child_welfare_cases["agency"].unique().implode())
    found = exploitation_found.filter(by_child_welfare & pl.col("is_confirmed"))
    first = found.group_by("youth_id").agg(pl.col("found_on").min().alias("identified_on"))
    petitions = delinquency_spells.group_by("youth_id").agg(pl.col("started_on").min().alias("first_petition_on"))
    rows = first.join(petitions, on="youth_id", how="left").filter(
        pl.col("first_petition_on").is_null() | (pl.col("first_petition_on") > pl.col("identified_on"))
    )
    left = rows.join(out_of_sight, on="youth_id").filter(pl.col("left_on") >= pl.col("identified_on"))
    gone = left.group_by("youth_id").agg(pl.col("left_on").min())
    seen = rows.join(gone, on="youth_id", how="left").with_columns(followed_until=pl.min_horizontal("left_on", pl.lit(cut)))
    return seen.drop("left_on").sort("youth_id")
