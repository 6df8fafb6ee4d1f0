"""One agency row can tell several things: a petition, a referral, an offence. Each goes to the table of such things."""

from collections.abc import Mapping

import polars as pl

from pipelines.confidential.harmonization.harmonize import DTYPES
from schemas import Contract, Feed, Table
from schemas.under import bounds


def feed(rows: pl.DataFrame, contract: Contract, tables: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """Harmonized rows of one extract, spread over the shared tables that its contract feeds, and as the table that it is itself;
    only those that are in `tables`."""
    ends = {end: _end(c.name, i) for c in contract.columns.values() for i, end in enumerate(c.ends)}
    fed = {f.table: _fed(rows, f, tables[f.table], ends) for f in contract.feeds if f.table in tables}
    itself = tables.get(contract.name)
    return {**fed, contract.name: _as_it_came(rows, contract, ends)} if itself and itself.of_extract else fed


def _as_it_came(rows: pl.DataFrame, contract: Contract, ends: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """A number that was given as "under 11" is empty, and has its least and greatest value beside it."""
    exact = pl.col([c.name for c in contract.columns.values() if c.ends]).cast(DTYPES["integer"], strict=False)
    said = pl.col([c.name for c in contract.columns.values() if not c.ends])
    return rows.select("agency", "quarter", said, exact, *(end.alias(name) for name, end in ends.items()))


def _end(name: str, which: int) -> pl.Expr:
    """The least or the greatest number that a cell stands for, where it may say "under 11"."""
    return pl.col(name).map_elements(lambda value: bounds(value)[which], return_dtype=pl.Int64)


def _fed(rows: pl.DataFrame, a_feed: Feed, table: Table, ends: Mapping[str, pl.Expr]) -> pl.DataFrame:
    wanted = [pl.col(column).is_in(list(codes)) for column, codes in a_feed.where.items()]
    given = {ours: ends.get(theirs, pl.col(theirs)) for ours, theirs in a_feed.columns.items()}
    given |= {ours: pl.lit(constant) for ours, constant in a_feed.constants.items()}
    given |= {c: pl.col(c) for c in ("agency", "quarter")}
    columns = [given.get(c.name, pl.lit(None)).cast(DTYPES[c.type]).alias(c.name) for c in table.columns.values()]
    extra = [] if "quarter" in table.columns else [pl.col("quarter")]
    return rows.filter(*wanted).select(*columns, *extra) if wanted else rows.select(*columns, *extra)
