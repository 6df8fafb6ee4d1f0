"""Extracts drawn as little tables, and the tables that follow from them."""

import polars as pl

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
_MADE = ("followed_from_identification", "followed_from_service", "followed_from_release", "time_at_liberty")


def sources() -> frozenset[str]:
    """The extracts that the follow-up is made from."""
    return frozenset[str]().union(*(SCHEMAS.extracts_for(name) for name in _MADE))


def frames(**extracts: str) -> dict[str, pl.DataFrame]:
    """Every extract as a table; those that were not drawn have no rows, and codes that were not drawn are unknown."""
    found = {}
    for name in sources():
        table = SCHEMAS.tables[name]
        unknown = {c.name: "unknown" for c in table.columns.values() if c.codelist}
        found[name] = drawn.frame(extracts.get(name, "youth_id"), table, **{"agency": "sheriff", "quarter": "2026-Q1", **unknown})
    return found


def followed(linked: dict[str, pl.DataFrame], last: str = "2030-Q4") -> dict[str, pl.DataFrame]:
    """The tables that follow from extracts told up to the end of a quarter."""
    reached = (*_MADE, "exploitation_found", "alleged_offences", "out_of_sight", *sources())
    return follow(linked, {n: t for n, t in SCHEMAS.tables.items() if n in reached}, Quarter.parse(last))


def told(table: pl.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of a table as people would write them, empty where nothing is there."""
    return [
        tuple("" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in row) for row in table.select(columns).rows()
    ]
