"""The published cells as a file that a person can read and any program can check: one line per number, shown or withheld."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.publication.table import ProtectedTable

FIRST = ("measure", "period")
LAST = ("statistic", "value", "status")
STATISTICS = (
    *("count", "denominator", "numerator", "percent", "ci_low", "ci_high", "median_days", "p90_days"),
    *("low", "high", "estimate", "months", "events"),
)
SHOWN = ("", "r")
"""Shown, or shown at another value than before."""
# Withheld to protect young people, not yet mature, not available, not applicable, too unreliable to be given.
STATUSES = (*SHOWN, "c", "m", "x", "z", "u")


def write(tables: Iterable[ProtectedTable], path: Path) -> None:
    """Write tables as cells.csv. The same cells give the same bytes, in whatever order they come.

    Raises:
        ValueError: the tables do not have the same columns, or a cell is there twice.
    """
    frames = [t.cells for t in tables]
    if not frames:
        raise ValueError("there is no table to write")
    if any(f.columns != frames[0].columns for f in frames):
        raise ValueError("tables of one publication have the same dimension columns")
    together = ordered(pl.concat(frames))
    check(together)
    bare = together.with_columns(pl.col(pl.String).replace("", None))  # an empty field, not an empty text in quotes
    path.write_bytes(bare.write_csv(line_terminator="\n", quote_style="necessary").encode())


def read(path: Path) -> pl.DataFrame:
    """A cells.csv: all columns text, empty where a measure lacks the dimension, but `value`, a whole number or null.

    Raises:
        ValueError: the file is not in the form of cells.csv.
    """
    try:
        text = pl.read_csv(path, infer_schema=False)
        numbers = pl.col("value").replace("", None).cast(pl.Int64)
        frame = text.with_columns(numbers, pl.exclude("value").fill_null(""))
    except pl.exceptions.PolarsError:
        raise ValueError(f"{path.name} cannot be read as cells") from None  # the reader's own message quotes values
    check(frame)
    return frame


def ordered(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells in the order of their keys."""
    return cells.sort(keys(cells), nulls_last=True)


def keys(cells: pl.DataFrame) -> list[str]:
    """The columns that tell cells apart."""
    return [c for c in cells.columns if c not in ("value", "status")]


def check(cells: pl.DataFrame) -> None:
    """Raises ValueError, which names no value, when this is not in the form of cells.csv."""
    columns = tuple(cells.columns)
    if columns[: len(FIRST)] != FIRST or columns[-len(LAST) :] != LAST:
        raise ValueError("cells have the columns measure, period, dimensions, statistic, value, status, in this order")
    text = [c for c in columns if c != "value"]
    if any(cells[c].dtype != pl.String or cells[c].null_count() for c in text) or cells["value"].dtype != pl.Int64:
        raise ValueError("cells are text, empty where nothing applies, and value is a whole number")
    if not cells["status"].is_in(STATUSES).all() or not cells["statistic"].is_in(STATISTICS).all():
        raise ValueError("a cell has a status or statistic that nobody knows")
    if not (cells["status"].is_in(SHOWN) == cells["value"].is_not_null()).all():
        raise ValueError("a cell has a value if, and only if, it is shown")
    if cells.select(keys(cells)).is_duplicated().any():
        raise ValueError("a cell is there twice")
