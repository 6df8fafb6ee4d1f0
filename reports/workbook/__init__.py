"""The published numbers as a workbook: a cover, a list of contents, notes, and one table on each sheet."""

from pathlib import Path

from reports.dashboard.about import Around, in_short
from reports.dashboard.publication import Publication
from reports.workbook import book
from reports.workbook.tables import tables

__all__ = ["BOOK", "build"]

BOOK = "tables.xlsx"


def build(folder: Path, publication: Publication, around: Around | None = None) -> None:
    """Write tables.xlsx into a publication's folder. `around`: whom to ask, what is due. The same always gives the same bytes."""
    (folder / BOOK).write_bytes(book.written(publication, tables(publication), in_short(publication, around or Around())))
