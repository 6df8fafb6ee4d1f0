"""Kinds of service that the county needs, beside the services there are of that kind: none, full, or with room."""

import polars as pl

_KIND = ["quarter", "service"]


def needed_services(stage_services: pl.DataFrame, services_listed: pl.DataFrame) -> pl.DataFrame:
    """One row per quarter and kind of service that is needed at one stage at least. Only services that take clients count."""
    needed = stage_services.filter(pl.col("is_needed") == "yes").select(*_KIND).unique().sort(_KIND)
    there = (
        services_listed.filter(pl.col("status") == "active")
        .rename({"taxonomy_term": "service"})
        .group_by(_KIND)
        .agg(services=pl.len(), places=pl.col("maximum").sum(), free_places=pl.col("available").sum(), known=pl.col("available").count())
    )
    numbers = pl.col("services", "places", "free_places", "known").fill_null(0).cast(pl.Int64)
    standing = (
        pl.when(pl.col("services") == 0).then(pl.lit("no_service"))
        .when(pl.col("free_places") > 0).then(pl.lit("room"))
        .when(pl.col("known") == 0).then(pl.lit("room_unknown"))
        .otherwise(pl.lit("full"))
    )  # fmt: skip
    return (
        needed.join(there, on=_KIND, how="left", maintain_order="left")
        .with_columns(numbers)
        .with_columns(standing=standing)
        .drop("known")
    )  # fmt: skip
