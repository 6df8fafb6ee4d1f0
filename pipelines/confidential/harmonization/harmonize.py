"""Accepted rows, still text, become days, numbers and codes, and say who sent them and for which quarter."""

import polars as pl

from schemas import Column, Contract, Quarter

DTYPES: dict[str, pl.DataType] = {
    "token": pl.String(),
    "code": pl.String(),
    "text": pl.String(),
    "date": pl.Date(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
}


def harmonize(text: pl.DataFrame, contract: Contract, agency: str, quarter: Quarter) -> pl.DataFrame:
    """The accepted rows of one file, typed; columns `agency`, `quarter` and those of the contract.

    `text` is canonical, as an examined file gives it: codes are ours, days are YYYY-MM-DD, so anything that cannot be read
    here is an error and not a finding. A number that may be given as "under 11" stays text, so that nothing adds it up.
    """
    typed = [_typed(column) for column in contract.columns.values()]
    return text.select(pl.lit(agency).alias("agency"), pl.lit(str(quarter)).alias("quarter"), *typed)


def _typed(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    return text.str.to_date("%Y-%m-%d") if column.type == "date" else text.cast(_dtype(column))


def _dtype(column: Column) -> pl.DataType:
    return pl.String() if column.under else DTYPES[column.type]


def nothing(contract: Contract) -> pl.DataFrame:
    """No rows, in the form in which harmonized rows of this contract come."""
    columns = {c.name: _dtype(c) for c in contract.columns.values()}
    return pl.DataFrame(schema={"agency": pl.String(), "quarter": pl.String(), **columns})
