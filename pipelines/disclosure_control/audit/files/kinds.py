"""Which files can be attacked, and how each is read. What is not listed here does not leave."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from pipelines.disclosure_control.audit.files import (
    archives,
    columns,
    documents,
    drawings,
    grids,
    own,
    pages,
    pictures,
    structures,
    workbooks,
)
from pipelines.disclosure_control.audit.files.items import Finding, Items, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT

OWN = {
    "measures.json": own.described, "publication.json": own.described, "manifest.json": own.described, "cells.csv": own.cells,
    "datapackage.json": own.packaged, "cells.csv-metadata.json": own.packaged,
    "services.csv": own.services, "actions.csv": own.promises,
}  # fmt: skip
"""Files at the top of a publication by which it describes itself."""

READERS: dict[str, Callable[[bytes, str], Items]] = {
    ".csv": lambda content, place: grids.separated(structures.text_of(content), place),
    ".tsv": lambda content, place: grids.separated(structures.text_of(content), place),
    ".json": structures.read,
    ".svg": lambda content, place: drawings.drawn(structures.text_of(content), place, alone=True),
    ".parquet": columns.read,
    ".pdf": documents.read,
    ".png": pictures.png,
    ".jpg": pictures.jpeg,
    ".jpeg": pictures.jpeg,
    ".zip": archives.read,
    ".txt": lambda content, place: _lines(content, place),
    ".md": lambda content, place: _lines(content, place),
}
STARTS = {
    ".xlsx": b"PK\x03\x04", ".zip": b"PK\x03\x04", ".parquet": b"PAR1", ".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8",
    ".jpeg": b"\xff\xd8",
}  # fmt: skip
PAGES, BOOKS = (".html", ".htm"), (".xlsx",)
"""Read with the names of the measures, which say whose numbers stand where."""


def read(name: str, content: bytes, place: str, measures: Iterable[str], top: bool) -> Items:
    """What a file holds, by its name; `top`: it lies at the top of a publication."""
    if top and name in OWN:
        yield from OWN[name](content, place)
        return
    kind = PurePosixPath(name.casefold()).suffix
    start = STARTS.get(kind, b"")
    if kind not in READERS and kind not in (*PAGES, *BOOKS):
        yield Finding("a kind of file that cannot be attacked", place)
    elif not content.startswith(start) or (not start and content.startswith(tuple(STARTS.values()))):
        yield Finding("a file that is not what its name says", place)
    elif kind in PAGES:
        yield from pages.read(content, place, measures)
    elif kind in BOOKS:
        yield from workbooks.read(content, place, measures)
    else:
        yield from READERS[kind](content, place)


def _lines(content: bytes, place: str) -> Items:
    for n, line in enumerate(structures.text_of(content).splitlines(), 1):
        if DIGIT.search(line):
            yield Words(f"{place}, line {n}", line, None, line, True)
