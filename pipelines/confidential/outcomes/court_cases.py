"""Cases of the two courts: from which day to which each was open, when it is told in several rows."""

import polars as pl


def ended(delinquency_spells: pl.DataFrame) -> pl.DataFrame:
    """A petition that the court decided without taking jurisdiction ended that day."""
    without = pl.when(pl.col("jurisdiction_on").is_null()).then(pl.col("decided_on"))
    return delinquency_spells.with_columns(ended_on=pl.coalesce("ended_on", without)).drop("jurisdiction_on", "decided_on")


def whole(spells: pl.DataFrame) -> pl.DataFrame:
    """A spell can stand in several rows (a petition in each of its referrals): those told last say when it ended."""
    spell = ["youth_id", "agency", "started_on"]
    return (
        spells.filter(pl.col("quarter") == pl.col("quarter").max().over(spell))
        .group_by(spell)
        .agg(ended_on=pl.when(pl.col("ended_on").is_null().any()).then(None).otherwise(pl.col("ended_on").max()))
    )
