"""A table comes back cell for cell from whichever program saved it, or is refused; and no file stops the reader."""

import csv
import io
import random
import time
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipelines.desk import delimited, workbook
from pipelines.desk.findings import Unreadable
from pipelines.desk.grid import Grid, is_blank
from tests.desk_files import as_xlsx

HEADER = ["youth_token", "contact_on", "status", "town"]
WILD = Path(__file__).parents[2].parent / "shared" / "data"
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PLAIN = "abcXYZ 0123456789-_.:/'#%&()"
_ACCENTS = "áéíóúñüÑÉçèàô"
_cell = (
    st.text(_PLAIN + ',;\t|"', max_size=12)
    | st.text(_PLAIN + _ACCENTS, max_size=8)
    | st.sampled_from(["a\nb", "12", "2025-10-14", "Total", "1,5"])
)
_table = st.lists(st.lists(_cell, min_size=4, max_size=4), min_size=1, max_size=8)


def _writable(rows: list[list[str]], ends: str) -> list[list[str]]:
    """Between line ends of an old Mac Python's writer leaves other line ends without quotation marks."""
    return [[cell.replace("\n", " ") for cell in row] for row in rows] if ends == "\r" else rows


def _read(content: bytes) -> Grid:
    form = workbook if workbook.is_workbook(content) else delimited
    return form.read(content, HEADER, ())


def _same(grid: Grid, rows: Sequence[Sequence[str]], above: int) -> None:
    assert list(grid.header) == HEADER and grid.header_row == above + 1
    filled = [(number, row) for number, row in enumerate(rows, above + 2) if not is_blank(row)]
    assert list(grid.numbers) == [number for number, _ in filled]
    assert [[cell.strip() for cell in row] for row in grid.rows] == [[cell.strip() for cell in row] for _, row in filled]


@few
@given(
    rows=_table,
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"]),
    above=st.lists(st.sampled_from([[], ["Contacts of the quarter"], ["Agency", "Sheriff"]]), max_size=3),
    blank_below=st.integers(0, 3),
)
def test_a_table_written_in_any_dialect_comes_back_cell_for_cell_or_is_refused(
    rows: list[list[str]], separator: str, quoting: int, ends: str, encoding: str, above: list[list[str]], blank_below: int
) -> None:
    rows = _writable(rows, ends)
    out = io.StringIO()
    written = [*above, HEADER, *rows, *[[]] * blank_below]
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=ends).writerows(written)  # type: ignore
    content = out.getvalue().encode(encoding)
    try:
        grid = _read(content)
    except Unreadable as refused:
        assert str(refused) in ("E108", "E109")
        assert str(refused) == "E109" or encoding in ("cp1252", "mac-roman")
        return
    one_byte = {"cp1252": "mac-roman", "mac-roman": "cp1252"}
    if encoding in one_byte and grid.how.find({"cp1252": "Windows", "mac-roman": "Mac"}[encoding]) < 0 and not out.getvalue().isascii():
        rows = [[cell.encode(encoding).decode(one_byte[encoding]) for cell in row] for row in rows]  # it says which it took it for
    _same(grid, rows, len(above))


@few
@given(rows=_table, ends=st.sampled_from(["\n", "\r\n", "\r"]))
def test_spanish_letters_of_windows_are_never_taken_for_those_of_a_mac(rows: list[list[str]], ends: str) -> None:
    written = [HEADER, *_writable(rows, ends), ["x", "Peña", "José", "niña"]]
    out = io.StringIO()
    csv.writer(out, lineterminator=ends).writerows(written)
    for encoding, told in (("cp1252", "Windows-1252"), ("mac-roman", "Mac Roman")):
        try:
            grid = _read(out.getvalue().encode(encoding))
        except Unreadable:
            continue
        assert told in grid.how
        _same(grid, written[1:], 0)


@settings(max_examples=25, deadline=None)
@given(rows=_table, above=st.integers(0, 3))
def test_a_table_on_a_sheet_comes_back_cell_for_cell(rows: list[list[str]], above: int) -> None:
    assume(any(not is_blank(row) for row in rows))
    while is_blank(rows[-1]):
        rows = rows[:-1]
    _same(_read(as_xlsx([*[["Contacts"]] * above, HEADER, *rows])), rows, above)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_header_in_several_rows_loses_no_row_below_it(data: st.DataObject) -> None:
    rows = data.draw(_table)
    upper = [["youth", "contact", "", ""], ["Youth", "Contact", "Where it stands", ""]][data.draw(st.integers(0, 1))]
    lower = ["token", "on", "status", "town"]
    out = io.StringIO()
    csv.writer(out).writerows([upper, lower, *rows])
    try:
        grid = _read(out.getvalue().encode())
    except Unreadable as refused:
        assert str(refused) == "E109"
        return
    assert "header in rows 1 to 2" in grid.how
    left_out = 1 if "row of units" in grid.how else 0
    assert [h.casefold().replace(" ", "_") for h in grid.header] == HEADER
    assert len(grid.rows) + left_out == sum(not is_blank(row) for row in rows)


def _books() -> list[Path]:
    names = ["frictionless/table.ods", "frictionless/table.xls", "frictionless/table.xlsx", "frictionless/multiline-headers.xlsx"]
    names += [
        "messy_spreadsheets/calamine/date.ods",
        "messy_spreadsheets/calamine/merged_range.xls",
        "frictionless/table-with-booleans.xls",
    ]
    return [WILD / name for name in names]


@pytest.mark.skipif(not WILD.is_dir(), reason="the collections of files of others are not on this machine")
@pytest.mark.parametrize("path", _books(), ids=lambda path: path.name)
def test_a_real_workbook_with_bytes_changed_is_read_or_refused_and_never_stops_the_reader(path: Path) -> None:
    whole = path.read_bytes()
    drawn = random.Random(path.name)
    for _ in range(25):
        content = bytearray(whole)
        for _ in range(drawn.randint(1, 12)):
            content[drawn.randrange(8, len(content))] = drawn.randrange(256)
        begun = time.process_time()
        try:
            grid = _read(bytes(content[: drawn.choice([len(content), len(content), drawn.randrange(8, len(content))])]))
            assert len(grid.rows) == len(grid.numbers)
        except Unreadable as refused:
            assert refused.findings
        assert time.process_time() - begun < 2


def test_a_workbook_of_another_program_is_read_as_the_same_table() -> None:
    rows = [["a1", "2025-10-14", "x", "Peña"], ["a2", "", "y", "Östersund"]]
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    _same(_read(out.getvalue()), rows, 0)
