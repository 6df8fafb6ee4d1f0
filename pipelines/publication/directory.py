"""The public directory of services: what a young person or a worker may read, and nothing by which a shelter can be found.

A place is told neither of a confidential place, nor of housing, nor of whatever else is given in the same place. The register that it is
made from has no column for street addresses, staff or telephone numbers, so that none can be told.
"""

from collections.abc import Iterable

import polars as pl

NAME = "services.csv"
EXTRACTS = ("directory_services", "directory_organizations", "directory_locations", "directory_languages")
COLUMNS = (
    *("organization_id", "service_id", "status", "taxonomy_term", "need_level", "mixes_need_levels", "minimum_age", "maximum_age"),
    *("cost_option", "languages", "schedules", "place", "location_types", "service_areas", "assured_date"),
)
"""Named as in HSDS, version three; several codes stand in one field with a blank between them."""
HOUSING = ("emergency_housing", "longer_housing")
OPEN = ("active", "temporarily_closed")
TOLD, KEPT = "told", "confidential"
_SERVICE, _PLACE = ["organization_id", "service_id"], ["organization_id", "location_id"]


def listed(services: pl.DataFrame, organizations: pl.DataFrame, locations: pl.DataFrame, languages: pl.DataFrame) -> pl.DataFrame:
    """One row for each open service of an organisation that wants to be listed, as the newest quarter of each register has it."""
    secret = _secret(services, locations)
    services, organizations, locations, languages = map(_newest, (services, organizations, locations, languages))
    wanted = organizations.filter(pl.col("lists_services") == "yes").select("organization_id").unique()
    found = services.sort("agency").unique(_SERVICE, keep="first").join(wanted, on="organization_id", how="semi")
    hidden = locations.join(secret, on=_PLACE, how="semi").select(_SERVICE).unique().with_columns(hidden=pl.lit(True))
    found = found.filter(pl.col("status").is_in(OPEN))
    for part in (_together(languages, languages="language"), _together(locations, schedules="schedule"), hidden):
        found = found.join(part, on=_SERVICE, how="left")
    where = _together(locations, location_types="location_type", service_areas="service_area")
    kept = pl.col("hidden").fill_null(False) | pl.col("taxonomy_term").is_in(HOUSING)
    found = found.join(where, on=_SERVICE, how="left").with_columns(place=pl.when(kept).then(pl.lit(KEPT)).otherwise(pl.lit(TOLD)))
    found = found.with_columns(pl.when(~kept).then(pl.col(c)).alias(c) for c in ("location_types", "service_areas"))
    return found.select(pl.col(c).cast(pl.String).fill_null("") for c in COLUMNS).sort(
        "organization_id", pl.col("service_id").cast(pl.Int64)
    )


def as_file(rows: pl.DataFrame) -> bytes:
    """The directory as services.csv; the same rows give the same bytes."""
    bare = rows.with_columns(pl.all().replace("", None))
    return bare.write_csv(line_terminator="\n", quote_style="necessary").encode()


def _secret(services: pl.DataFrame, locations: pl.DataFrame) -> pl.DataFrame:
    """Places that were ever told to be confidential, or that housing was ever given in."""
    housing = services.filter(pl.col("taxonomy_term").is_in(HOUSING)).select(_SERVICE).unique()
    told = locations.filter(pl.col("location_type") == "confidential").select(_PLACE)
    return pl.concat([told, locations.join(housing, on=_SERVICE, how="semi").select(_PLACE)]).unique()


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    """A register tells the whole list anew each quarter."""
    return rows.filter(pl.col("quarter") == pl.col("quarter").max())


def _together(rows: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """The codes of each service in one field, in the order of the alphabet."""
    said: Iterable[pl.Expr] = (pl.col(column).unique().sort().str.join(" ").alias(name) for name, column in columns.items())
    return rows.group_by(_SERVICE).agg(said)
