"""Which organisations exchanged referrals in a quarter, and whether they have an agreement about it."""

import polars as pl

_NOBODY_IN_PARTICULAR = ["self_or_family", "neighbour_agency", "other", "unknown"]


def referral_pairs(made: pl.DataFrame, received: pl.DataFrame, totals: pl.DataFrame, agreements: pl.DataFrame) -> pl.DataFrame:
    """One row per quarter and pair of organisations between which one referral at least went, either way.

    A total that was given as "under 11" is 1 at least. An agreement counts for both sides, whichever wrote it down.
    """
    exchanged = pl.concat(
        [
            made.select(_quarter("referred_on"), one="agency", other="referred_to"),
            received.select(_quarter("received_on"), one="referred_by", other="agency"),
            totals.filter((pl.col("partner") != "_T") & (pl.max_horizontal("received_low", "sent_low") > 0)).select(
                "quarter", one="agency", other="partner"
            ),
        ]
    )
    agreed = agreements.filter((pl.col("kind") == "referral") & (pl.col("state") == "in_force"))
    in_force = _pairs(agreed.select("quarter", one="organization_id", other="other_organization_id"))
    return (
        _pairs(exchanged)
        .join(in_force.with_columns(has_agreement=pl.lit(True)), on=["quarter", "first", "second"], how="left", maintain_order="left")
        .with_columns(pl.col("has_agreement").fill_null(False))
    )


def _pairs(told: pl.DataFrame) -> pl.DataFrame:
    """Each pair once a quarter, the first by name first; not with oneself, nor with what is no organisation of its own."""
    sides = pl.col("one", "other")
    kept = told.filter(pl.col("one") != pl.col("other"), ~pl.any_horizontal(sides.is_in(_NOBODY_IN_PARTICULAR)))
    pair = kept.select("quarter", first=pl.min_horizontal("one", "other"), second=pl.max_horizontal("one", "other"))
    return pair.unique().sort(pl.all())


def _quarter(day: str) -> pl.Expr:
    return pl.format("{}-Q{}", pl.col(day).dt.year(), pl.col(day).dt.quarter()).alias("quarter")
