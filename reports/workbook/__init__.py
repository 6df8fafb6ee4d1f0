"""The published numbers as a workbook: a cover, a list of contents, notes, and one table on each sheet."""

from pathlib import Path

from reports.dashboard.publication import Publication
from reports.workbook import book
from reports.workbook.tables import tables

__all__ = ["BOOK", "build"]

BOOK = "tables.xlsx"


def build(folder: Path, publication: Publication) -> None:
    """Write tables.xlsx into a publication's folder. The same publication always gives the same bytes."""
    (folder / BOOK).write_bytes(book.written(publication, tables(publication)))
