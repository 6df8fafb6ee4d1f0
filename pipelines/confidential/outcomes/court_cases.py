"""Cases of the two courts: from which day to which each was open, when it is told in several rows."""

import polars as pl


def ended(delinquency_spells: pl.DataFrame) -> pl.DataFrame:
    """A petition that the court decided without taking jurisdiction ended that day."""
    without = pl.when(pl.col("jurisdiction_on").is_null()).then(pl.col("decided_on"))
    return delinquency_spells.with_columns(ended_on=pl.coalesce("ended_on", without)).drop("jurisdiction_on", "decided_on")


def whole(spells: pl.DataFrame) -> pl.DataFrame:
    """A spell can stand in several rows (a petition in each of its referrals): those told last say when it ended."""
    spell = ["youth_id", "agency", "started_on"]
    open_still = pl.col("ended_on").is_null().any()
    told = spells.group_by(*spell, "quarter").agg(ended_on=pl.when(open_still).then(None).otherwise(pl.col("ended_on").max()))
    return told.sort("quarter").unique(spell, keep="last").drop("quarter")
