"""Workbooks: read like CSV files, and refused where they hide something or would stop the reader."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter

from pipelines.desk import Examination, examine
from tests.desk_files import CONTACTS, TOTALS, as_csv, as_xlsx, cells, codes, contact, contacts, schemas, totals

TABLE = cells(contacts(3))
RIGHT = examine(as_csv(TABLE), CONTACTS, schemas()).rows


def _read(content: bytes) -> Examination:
    return examine(content, CONTACTS, schemas())


def _copied() -> list[list[object]]:
    return [list[object](row) for row in TABLE]


def _altered(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml", also: dict[str, bytes] | None = None) -> bytes:
    """The workbook with one of its parts changed by hand, as no spreadsheet program would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, data in (also or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def _with_rows(rows: bytes) -> bytes:
    return _altered(lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>"))


def test_a_workbook_is_read_like_a_csv_file() -> None:
    read = _read(as_xlsx(TABLE))
    assert (read.rows, read.status, read.findings) == (RIGHT, "accepted", ())
    assert read.how == "workbook, sheet 1 of 1, header in row 1"


def test_real_dates_and_whole_numbers_of_a_spreadsheet_are_read_as_written() -> None:
    day = {name: i for i, name in enumerate(TABLE[0])}
    table = _copied()
    for row in table[1:]:
        row[day["contact_on"]], row[day["offence_on"]] = dt.date(2025, 10, 14), dt.datetime(2025, 10, 12)
    assert _read(as_xlsx(table)).rows == RIGHT
    numbers = [[int(c) if c.isdigit() else c for c in row] for row in cells(totals())]
    assert examine(as_xlsx(numbers), TOTALS, schemas()).totals == {"rows": 6, "youth": 15, "sessions": 45}


def test_days_of_the_1904_calendar_are_the_same_days() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(TABLE):
            sheet.write_row(r, 0, row)
            if r:
                sheet.write_datetime(r, 1, dt.datetime(2025, 10, 14))
    assert _read(out.getvalue()).rows == RIGHT


def test_a_day_with_a_time_or_a_bare_day_number_is_no_date() -> None:
    for wrong, code in ((dt.datetime(2025, 10, 14, 9, 30), "E201"), (45944, "E128"), ("10/14/2025", "E201")):
        table = _copied()
        table[3][1] = wrong
        read = _read(as_xlsx(table))
        assert [(f.code, f.cell) for f in read.findings] == [(code, "B4")]


def test_a_token_that_a_spreadsheet_turned_into_a_number_is_held() -> None:
    table = _copied()
    table[1][0] = 1234567890123456
    assert [(f.code, f.cell) for f in _read(as_xlsx(table)).findings] == [("E129", "A2")]


def test_the_sheet_with_the_table_is_found_among_those_of_our_template() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("How to fill in").write(0, 0, "Questions: 714-555-0123")
        data = book.add_worksheet("Data")
        for r, row in enumerate(TABLE):
            data.write_row(r + 2, 0, row)
        book.add_worksheet("Codes").hide()
        book.add_worksheet("Sheet4")
    read = _read(out.getvalue())
    assert (read.rows, read.status) == (RIGHT, "accepted")
    assert read.how.startswith("workbook, sheet 2 of 4, header in row 3")


def test_identifiers_on_another_sheet_refuse_the_file_for_privacy() -> None:
    read = _read(as_xlsx(TABLE, Key=[["078-05-1120"]]))
    assert codes(read) == ["E119", "P511"] and read.refused_for_privacy


def test_a_hidden_sheet_is_refused_by_its_number_and_never_by_its_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(TABLE)))
    sheet = book.create_sheet("Zyxwella Quibblefrost")
    sheet.append(["x"])
    sheet.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    read = _read(out.getvalue())
    assert (
        codes(read) == ["P522", "P523"]
        and "Zyxwella" not in "".join(f.text for f in read.findings)
        and any("sheet 2 is hidden" in f.says for f in read.findings)
    )


def test_cells_that_are_only_formatted_do_not_count_as_far_away() -> None:
    read = _read(_with_rows(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert (read.rows, read.status) == (RIGHT, "accepted")


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='9'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="9"><c r = "XFD1048576" ><v>1</v></c></row>',
        b'<row r="9"><c x="/>" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c></row>',
        b'<row r="99999999999999"><c r="A99999999999999"><v>1</v></c></row>',
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b" " * 200_000_000 + b"</t></is></c></row>",
    ],
    ids=[
        "far",
        "single-quotes",
        "spaced",
        "bracket-in-attribute",
        "entity",
        "unplaced",
        "twenty-digits",
        "unpacks-to-200-MB",
    ],
)
def test_a_workbook_that_would_stop_the_reader_is_refused_before_it_is_opened(rows: bytes) -> None:
    assert codes(_read(_with_rows(rows))) == ["E118"]


def test_one_long_text_shown_in_a_hundred_thousand_cells_is_refused() -> None:
    text = as_xlsx([["x" * 30_000]])
    with zipfile.ZipFile(io.BytesIO(text)) as packed:
        shared = packed.read("xl/sharedStrings.xml")
    cell = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (r, r) for r in range(1, 100_001))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + cell + b"</sheetData></worksheet>"
    content = _altered(lambda _: sheet, also={})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, shared if name == "xl/sharedStrings.xml" else old.read(name))
    assert codes(_read(out.getvalue())) == ["E118"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E106"),
        (b"PK\x03\x04", "E116"),
        (as_xlsx(TABLE)[:-40], "E116"),
        (as_xlsx([]), "E106"),
        (_altered(lambda data: data[:300]), "E116"),
        (_altered(lambda data: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + data), "E116"),
        (_altered(lambda data: data.decode().encode("utf-16")), "E116"),
        (_altered(lambda data: data, also={"xl/vbaProject.bin": b"x"}), "E116"),
        (_altered(lambda data: data.replace(b'"rId1"', b'"rId99"'), part="xl/workbook.xml"), "E116"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "E116"),
    ],
)
def test_a_workbook_that_cannot_be_opened_is_refused_in_plain_words(content: bytes, code: str) -> None:
    assert codes(_read(content)) == [code]


def test_a_formula_is_never_read_as_the_zero_it_last_showed() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(cells(totals())):
            sheet.write_row(r, 0, [int(c) if c.isdigit() else c for c in row])
        sheet.write_formula("B5", "=1+1")  # the line that says 0
    read = examine(out.getvalue(), TOTALS, schemas())
    assert [(f.code, f.cell) for f in read.findings if f.row] == [("E211", "B5")] and read.status == "rejected"


def test_an_error_in_a_cell_that_may_be_empty_is_not_read_as_empty() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(cells([*contacts(30), contact(arrested="no", offence_on="", offence_group="")]))))
    cell = book.active["G32"]
    cell.value, cell.data_type = "#REF!", "e"
    out = io.BytesIO()
    book.save(out)
    assert [(f.code, f.cell) for f in _read(out.getvalue()).findings] == [("E210", "G32")]
