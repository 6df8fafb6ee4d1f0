"""One sheet of a workbook as it was seen before its cells were read, and how large a workbook may be."""

from dataclasses import dataclass

from pipelines.desk.findings import Finding, Unreadable, finding
from pipelines.desk.grid import Aside

MOST_UNPACKED = 96_000_000  # bytes; a larger extract is sent as CSV
MOST_CELLS = 2_500_000
MOST_COLUMNS = 500
MOST_ROWS = 1_000_000
MOST_NAMED = 200_000  # cells whose place is kept, since they are calculated or merged


@dataclass(frozen=True)
class Sheet:
    """`formulas` and `errors` are cells like H42. `merged` are the first and last row and column of joined cells, from 1."""

    name: str
    is_hidden: bool = False
    has_hidden_lines: bool = False
    formulas: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Book:
    """A workbook of any form: its sheets, the rows of text on each, what was found, and what stands beside the sheets."""

    form: str
    sheets: tuple[tuple[Sheet, list[list[str]]], ...]
    findings: tuple[Finding, ...] = ()
    asides: tuple[Aside, ...] = ()


def refuse_large(rows: int, columns: int, cells: int = 0) -> None:
    """A reader sets aside room for the whole square up to the farthest cell, used or not."""
    if columns > MOST_COLUMNS or rows > MOST_ROWS or columns * rows > MOST_CELLS or cells > MOST_CELLS:
        raise Unreadable(finding("E118"))


def refuse_many(places: int) -> None:
    """Where nearly all is calculated or merged, no list of cells would help."""
    if places > MOST_NAMED:
        raise Unreadable(finding("E124"))
