"""Reading a CSV file as it comes from any spreadsheet or case system: its letters, its separators, its header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from pipelines.desk.encoding import decoded
from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import LOOKED_AT, MOST_CELLS, MOST_COLUMNS, Grid, is_blank, laid_out, matches, squeezed, trimmed

MOST_BYTES = 200_000_000  # some two million rows; what is larger is no quarter
_SEPARATORS = {",": "comma-separated", ";": "semicolon-separated", "\t": "tab-separated", "|": "bar-separated"}
_SAMPLE = 60_000  # letters at the top of the file, and rows, by which the separator is told
_TRIED = 40
_AT_ONCE = 5_000
_OTHER_FORMS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"PAR1",
    b"SQLite format 3",
)
_OTHER_TEXTS = ("<!doctype", "<html", "<?xml", "<table", "{", "[", "%pdf")
_LINE_BREAKS = re.compile(r"[\r\n]+")  # several at once are lines that are empty, or ends that were doubled


def read(content: bytes, wanted: Collection[str], elsewhere: Collection[str]) -> Grid:
    """The table in a CSV file.

    Raises:
        Unreadable: it is not a table, or not for certain.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(finding("E118"))
    if content.startswith(_OTHER_FORMS):
        raise Unreadable(finding("E107"))
    text, encoding = decoded(content)
    text = text.rstrip("\x1a\r\n")
    if not (trimmed(text[:_SAMPLE]) or trimmed(text)):
        raise Unreadable(finding("E106"))
    if text[:_SAMPLE].lstrip().lower().startswith(_OTHER_TEXTS):
        raise Unreadable(finding("E107"))
    separator = _separator(text, wanted, elsewhere)
    rows, some_run_on = _rows(text, separator)
    grid = laid_out(rows, wanted, elsewhere, f"{_SEPARATORS[separator]}, {encoding}")
    if not grid.found and max(map(len, rows)) < 2 and not matches(grid.header, elsewhere):
        raise Unreadable(finding("E107"))
    joined = next(_run_on(grid, separator, wanted), None) if some_run_on else None
    if joined:
        raise Unreadable(finding("E109", row=joined))
    return replace(grid, has_decimal_commas=separator == ";", has_doubtful_commas=separator in "\t|")


def _run_on(grid: Grid, separator: str, wanted: Collection[str]) -> Iterator[int]:
    """Rows in which other rows may have vanished: a cell goes on in the next line.

    Rows that vanish bring their separators along, and each of them one less than there are columns, or else leave a row
    that does not fit. A cell with fewer is what it seems, a text of several lines; but not in the columns that are wanted:
    no code, token, day or number goes on in the next line, so that one separator is enough, since rows may be ragged.
    """
    width = len(grid.header)
    asked = {place for place, header in enumerate(grid.header) if squeezed(header) in wanted}
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        for place, cell in enumerate(row):
            if "\n" in cell or "\r" in cell:
                least = 1 if place in asked else len(_LINE_BREAKS.findall(cell)) * (width - 1)
                if cell.count(separator) >= least or len(row) < width or not is_blank(row[width:]):
                    yield number


def _separator(text: str, wanted: Collection[str], elsewhere: Collection[str]) -> str:
    """The separator with which the top of the file names most columns; or else the one that splits most rows alike."""

    def score(separator: str) -> tuple[int, int, int, int]:
        try:
            rows = list(islice(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator, skipinitialspace=True), _TRIED))
        except csv.Error:
            return 0, 0, 0, 0
        named = [max((matches(row, names) for row in rows[:LOOKED_AT]), default=0) for names in (wanted, elsewhere)]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        alike = max(widths.values(), default=0)
        return named[0], named[1], alike, max((width for width, times in widths.items() if times == alike), default=0)

    return max(_SEPARATORS, key=score)


def _rows(text: str, separator: str) -> tuple[list[list[str]], bool]:
    """Every row, blank ones included, so that places are row numbers; and whether some row runs over several lines.

    Raises:
        Unreadable: quotation marks do not pair up, or there are more cells than any quarter can have.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        while some := list(islice(reader, _AT_ONCE)):
            rows += some
            cells += sum(map(len, some))
            if cells > MOST_CELLS or max(map(len, some)) > MOST_COLUMNS:
                raise Unreadable(finding("E118"))
    except csv.Error:
        raise Unreadable(finding("E109", row=_row_of_error(text, separator)) if '"' in text else finding("E107")) from None
    return rows, reader.line_num != len(rows)


def _row_of_error(text: str, separator: str) -> int:
    """The row in which reading came to an end."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    row = 0
    try:
        for row, _ in enumerate(rows, 1):  # noqa: B007
            pass
    except csv.Error:
        pass
    return row + 1
