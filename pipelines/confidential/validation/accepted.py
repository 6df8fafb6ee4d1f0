"""The rows that were accepted from a file, as a table: still text, each word already one of ours."""

from collections.abc import Sequence

import polars as pl

from schemas import Contract


def accepted(rows: Sequence[Sequence[str | None]], contract: Contract) -> pl.DataFrame:
    """Canonical rows, each in the contract's column order, as a frame of text; what is empty is null."""
    return pl.DataFrame(list(rows), schema=dict.fromkeys(contract.columns, pl.String), orient="row")


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows where their words were kept as places in a list."""
    return rows.select(pl.all().cast(pl.String))
