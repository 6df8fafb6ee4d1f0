"""The lines of cells.csv as a table that programs read at once: the same columns, with whole numbers and gaps."""

import csv
from pathlib import Path

import polars as pl


def heading(cells: Path) -> tuple[str, ...]:
    """The columns of a cells.csv."""
    with cells.open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file), ()))


def write(cells: Path, target: Path) -> None:
    """Write a Parquet file beside a cells.csv. Every column is text but `value`; what is empty there is empty here."""
    text = pl.read_csv(cells, infer_schema=False)
    typed = text.with_columns(pl.col("value").cast(pl.Int64), pl.exclude("value").fill_null(""))
    typed.write_parquet(target, compression="zstd", statistics=False)
