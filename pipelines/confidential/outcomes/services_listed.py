"""Services of the directory with all that its parts say of them: languages, places, room, waiting time, last check."""

import polars as pl

from pipelines.confidential.outcomes.quarter_ends import quarter_end

_SERVICE = ["quarter", "organization_id", "service_id"]


def services_listed(
    directory_services: pl.DataFrame, directory_languages: pl.DataFrame, directory_locations: pl.DataFrame, provider_capacity: pl.DataFrame
) -> pl.DataFrame:
    """One row per quarter and service of the directory, whoever sent it; of several tellings of its room the one last looked at."""
    services = directory_services.sort("agency", *_SERVICE).unique(_SERVICE, keep="first", maintain_order=True)
    room = (
        provider_capacity.sort("updated", "agency", descending=[True, False])
        .unique(_SERVICE, keep="first", maintain_order=True)
        .select(*_SERVICE, "maximum", "available", "wait_days", has_room_told=pl.lit(True))
    )
    spoken = directory_languages.select(*_SERVICE, has_language=pl.lit(True)).unique()
    known_hours = directory_locations.filter(pl.col("schedule") != "unknown").select(*_SERVICE, has_hours=pl.lit(True)).unique()
    told = ["has_room_told", "has_language", "has_hours"]
    found = services
    for part in (room, spoken, known_hours):
        found = found.join(part, on=_SERVICE, how="left", maintain_order="left")
    named = pl.all_horizontal(pl.col("taxonomy_term", "need_level", "cost_option") != "unknown")
    return found.with_columns(pl.col(told).fill_null(False)).with_columns(
        is_complete=named & pl.all_horizontal(told), wait=_wait(), checked=_checked()
    )


def _wait() -> pl.Expr:
    days = pl.col("wait_days")
    return (
        pl.when(days.is_null()).then(pl.lit("unknown"))
        .when(days <= 7).then(pl.lit("within_7_days"))
        .when(days <= 30).then(pl.lit("within_30_days"))
        .otherwise(pl.lit("over_30_days"))
    )  # fmt: skip


def _checked() -> pl.Expr:
    on, since = pl.col("assured_date"), quarter_end().dt.offset_by("-12mo")
    return pl.when(on.is_null()).then(pl.lit("never")).when(on > since).then(pl.lit("within_12_months")).otherwise(pl.lit("longer_ago"))
