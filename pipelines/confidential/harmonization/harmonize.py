"""Accepted rows, still text, become days, numbers and codes, and say who sent them and for which quarter."""

import polars as pl

from schemas import Contract, Quarter

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
    here is an error and not a finding.
    """
    typed = [_typed(name, column.type) for name, column in contract.columns.items()]
    return text.select(pl.lit(agency).alias("agency"), pl.lit(str(quarter)).alias("quarter"), *typed)


def _typed(name: str, kind: str) -> pl.Expr:
    column = pl.col(name)
    return column.str.to_date("%Y-%m-%d") if kind == "date" else column.cast(DTYPES[kind])


def nothing(contract: Contract) -> pl.DataFrame:
    """No rows, in the form in which harmonized rows of this contract come."""
    columns = {c.name: DTYPES[c.type] for c in contract.columns.values()}
    return pl.DataFrame(schema={"agency": pl.String(), "quarter": pl.String(), **columns})
