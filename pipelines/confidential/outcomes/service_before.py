"""Whether a young person had completed a service by the day from which they are followed."""

import polars as pl

_ROW = ["youth_id", "index_on"]
_RANKS = ("completed", "unknown", "started")


def with_service_before(index: pl.DataFrame, services_received: pl.DataFrame, probation_referrals: pl.DataFrame) -> pl.DataFrame:
    """The rows of `index` with `service_before`: completed, started, unknown, or none.

    Only what had happened by the index day counts: a service that is completed later is known only of those who stayed long enough
    to complete it, which would make services look better than they are.
    """
    services = services_received.select("youth_id", "started_on", "ended_on", "was_completed")
    referrals = probation_referrals.filter(pl.col("started_on").is_not_null())
    done = pl.when(pl.col("completed_on").is_not_null()).then(pl.lit("yes"))
    told = pl.concat([services, referrals.select("youth_id", "started_on", ended_on="completed_on", was_completed=done)])
    over = pl.col("ended_on") <= pl.col("index_on")
    how_far = (
        pl.when(over & (pl.col("was_completed") == "yes"))
        .then(pl.lit(0))
        .when(over & (pl.col("was_completed") == "unknown"))
        .then(pl.lit(1))
        .otherwise(pl.lit(2))
    )
    before = index.select(_ROW).join(told, on="youth_id").filter(pl.col("started_on") <= pl.col("index_on"))
    best = before.group_by(_ROW).agg(how_far.min().cast(pl.Int8).alias("how_far"))
    named = pl.col("how_far").replace_strict(range(len(_RANKS)), _RANKS, default="none", return_dtype=pl.String)
    return index.join(best, on=_ROW, how="left", maintain_order="left").with_columns(service_before=named).drop("how_far")
