"""How late rows come: for each quarter of events, how many rows came in its own quarter's file, and how many in each later one."""

from collections.abc import Sequence

import polars as pl

from schemas import Contract, Quarter

NAME = "_arrivals"
FORM = {"happened": pl.Int64, "late": pl.Int64, "rows": pl.Int64}
"""Quarters are counted on from the year 0, so that one less the other is how many lie between."""


def arrivals(frames: Sequence[pl.DataFrame], contract: Contract) -> pl.DataFrame:
    """Columns: happened (the quarter of the event), late (quarters until the first file that tells of it), rows.

    What lies before an agency's first file says nothing, since there was no file in which it could have come in time. Nor do rows
    without a key, of which nobody can say that they came before, nor totals and registers. A file that was sent again is taken as the
    quarter's own, so what it adds does not count as late.
    """
    if contract.kind != "rows" or not contract.key or contract.dated_by is None or not frames:
        return pl.DataFrame(schema=FORM)
    told = pl.concat([f.select("agency", "quarter", *{*contract.key, contract.dated_by}) for f in frames])
    began = pl.col("sent").min().over("agency")
    first = told.select("agency", *contract.key, sent=_sent(), happened=_happened(contract.dated_by)).with_columns(began=began)
    rows = first.filter(pl.col("happened") >= pl.col("began")).group_by("agency", *contract.key).agg(pl.min("happened"), pl.min("sent"))
    return (
        rows.select("happened", late=pl.max_horizontal(pl.col("sent") - pl.col("happened"), 0))
        .group_by("happened", "late")
        .agg(rows=pl.len().cast(pl.Int64))
        .sort("happened", "late")
    )


def numbered(quarter: Quarter) -> int:
    return quarter.year * 4 + quarter.number


def _sent() -> pl.Expr:
    said = pl.col("quarter").cast(pl.String)
    return said.str.slice(0, 4).cast(pl.Int64) * 4 + said.str.slice(-1).cast(pl.Int64)


def _happened(column: str) -> pl.Expr:
    return pl.col(column).dt.year().cast(pl.Int64) * 4 + pl.col(column).dt.quarter().cast(pl.Int64)
