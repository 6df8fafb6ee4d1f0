"""Reading a CSV file as it comes from any spreadsheet or case system: its letters, its separators, its header."""

import csv
import io
import re
from collections.abc import Collection
from itertools import islice

from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import MOST_CELLS, MOST_COLUMNS, Grid, laid_out, matches

MOST_BYTES = 100_000_000
_SEPARATORS = {",": "comma-separated", ";": "semicolon-separated", "\t": "tab-separated", "|": "bar-separated"}
_SAMPLE = 60_000
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
# A single letter of Windows-1252 between plain ones; two in a row may be another alphabet, or broken UTF-8.
_LONE_LETTER = re.compile(rb"(?<![\x80-\xff])[\x82-\x8c\x8e\x91-\x9c\x9e-\xff](?![\x80-\xff])")
_LINE_BREAK = re.compile(r"[\r\n]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f\x7f]")


def read(content: bytes, wanted: Collection[str], elsewhere: Collection[str]) -> Grid:
    """The table in a CSV file.

    Raises:
        Unreadable: it is not a table, or not for certain.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(finding("E118"))
    if content.startswith(_OTHER_FORMS):
        raise Unreadable(finding("E107"))
    text, encoding = _decoded(content)
    text = text.rstrip("\x1a\r\n\t ")
    if not text:
        raise Unreadable(finding("E106"))
    if text.lstrip().lower().startswith(_OTHER_TEXTS):
        raise Unreadable(finding("E107"))
    separator = _separator(text, wanted, elsewhere)
    rows, some_run_on = _rows(text, separator)
    grid = laid_out(rows, wanted, elsewhere, f"{_SEPARATORS[separator]}, {encoding}")
    if not grid.found and len(grid.header) < 2 and not matches(grid.header, elsewhere):
        raise Unreadable(finding("E107"))
    joined = [n for n, row in zip(grid.numbers, grid.rows, strict=True) if any(map(_LINE_BREAK.search, row))] if some_run_on else []
    if joined:
        raise Unreadable(finding("E109", row=joined[0]))
    return grid


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and in words which encoding it was in."""
    try:
        if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
            raise Unreadable(finding("E108"))
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text, encoding = content.decode("utf-16"), "UTF-16"
        else:
            text, encoding = content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):  # it says what it is, and is not
            raise Unreadable(finding("E108")) from None
        text, encoding = _windows(content), "Windows-1252 (it is not UTF-8; letters with accents were read that way)"
    if "\x00" in text:
        raise Unreadable(finding("E111"))
    return text, encoding


def _windows(content: bytes) -> str:
    """Windows-1252, only where every letter beyond plain ones stands alone, as accents do in English and Spanish."""
    if b"\x00" in content:
        raise Unreadable(finding("E111"))
    beyond = len(content) - len(content.translate(None, bytes(range(128, 256))))
    alone = len(_LONE_LETTER.findall(content))
    if beyond != alone or _CONTROLS.search(content) or beyond * 10 > len(content):
        raise Unreadable(finding("E108"))
    return content.decode("cp1252")


def _separator(text: str, wanted: Collection[str], elsewhere: Collection[str]) -> str:
    """The separator with which the top of the file names most columns; or else the one that splits most rows."""

    def score(separator: str) -> tuple[int, int, int]:
        try:
            rows = list(islice(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator, skipinitialspace=True), 20))
        except csv.Error:
            return 0, 0, 0
        named = [max((matches(row, names) for row in rows[:10]), default=0) for names in (wanted, elsewhere)]
        return named[0], named[1], sum(len(row) > 1 for row in rows)

    return max(_SEPARATORS, key=score)


def _rows(text: str, separator: str) -> tuple[list[list[str]], bool]:
    """Every row, blank ones included, so that places are row numbers; and whether some row runs over several lines.

    Raises:
        Unreadable: quotation marks do not pair up, or there are more cells than any quarter can have.
    """
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            if cells > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise Unreadable(finding("E118"))
    except csv.Error:
        raise Unreadable(finding("E109", row=len(rows) + 1) if '"' in text else finding("E107")) from None
    return rows, reader.line_num != len(rows)
