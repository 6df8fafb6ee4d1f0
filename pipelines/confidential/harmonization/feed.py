"""One agency row can tell several things: a petition, a referral, an offence. Each goes to the table of such things."""

from collections.abc import Mapping

import polars as pl

from pipelines.confidential.harmonization.harmonize import DTYPES
from schemas import Contract, Feed, Table


def feed(rows: pl.DataFrame, contract: Contract, tables: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """Harmonized rows of one extract, spread over the shared tables that its contract feeds."""
    return {f.table: _fed(rows, f, tables[f.table]) for f in contract.feeds}


def _fed(rows: pl.DataFrame, a_feed: Feed, table: Table) -> pl.DataFrame:
    wanted = [pl.col(column).is_in(list(codes)) for column, codes in a_feed.where.items()]
    given = {ours: pl.col(theirs) for ours, theirs in a_feed.columns.items()}
    given |= {ours: pl.lit(constant) for ours, constant in a_feed.constants.items()}
    given |= {c: pl.col(c) for c in ("agency", "quarter")}
    columns = [given.get(c.name, pl.lit(None)).cast(DTYPES[c.type]).alias(c.name) for c in table.columns.values()]
    extra = [] if "quarter" in table.columns else [pl.col("quarter")]
    return rows.filter(*wanted).select(*columns, *extra) if wanted else rows.select(*columns, *extra)
