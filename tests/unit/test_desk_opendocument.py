"""OpenDocument workbooks: read like any other, and what they hide is seen."""

import io
import zipfile
from html import escape

import pytest

from pipelines.desk import Examination, examine
from tests.desk_files import CONTACTS, as_csv, cells, codes, contacts, schemas

TABLE = cells(contacts(3))
RIGHT = examine(as_csv(TABLE), CONTACTS, schemas()).rows
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing"))
)


def _cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{escape(text)}</text:p></table:table-cell>'


def _rows(table: list[list[str]]) -> list[str]:
    return [f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in table]


def _sheet(rows: list[str], name: str = "Sheet1", style: str = "shown") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def _read(body: str, **parts: bytes) -> Examination:
    styles = '<style:style style:name="hidden"><style:table-properties table:display="false"/></style:style>'
    content = (
        f'<?xml version="1.0"?><office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        for name, data in parts.items():
            packed.writestr(name, data)
    return examine(out.getvalue(), CONTACTS, schemas())


def _altered(row: int, place: int, cell: str) -> str:
    rows = _rows(TABLE)
    said = [_cell(text) for text in TABLE[row]]
    said[place] = cell
    rows[row] = f"<table:table-row>{''.join(said)}</table:table-row>"
    return _sheet(rows)


def test_it_is_read_like_a_csv_file() -> None:
    read = _read(_sheet(_rows(TABLE)))
    assert (read.rows, read.status, read.findings) == (RIGHT, "accepted", ())
    assert read.how == "OpenDocument workbook, sheet 1 of 1, header in row 1"


def test_a_day_is_that_day_and_repeated_blanks_are_counted() -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2025-10-14T00:00:00"><text:p>14 Oct</text:p></table:table-cell>'
    assert _read(_altered(1, 1, day)).rows == RIGHT
    blank = '<table:table-row table:number-rows-repeated="4"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    rows = _rows(TABLE)
    read = _read(_sheet([blank, rows[0], rows[1], blank, *rows[2:], blank]))
    assert (read.rows, read.how) == (
        RIGHT,
        "OpenDocument workbook, sheet 1 of 1, header in row 5, 4 rows above it left out, 4 blank rows skipped",
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_sheet(_rows(TABLE)) + _sheet(_rows([["x"]]), "b", "hidden"), "P522"),
        (_sheet(_rows(TABLE)) + _sheet(_rows([["x"]]), "b"), "E119"),
        (_sheet(_rows(TABLE)) + _sheet(_rows([["x"]]), "Codes", "hidden"), ""),
        (
            _altered(1, 2, _cell("confirmed").replace("<text:p>", "<office:annotation><text:p>who</text:p></office:annotation><text:p>")),
            "P520",
        ),
        (_altered(1, 2, _cell("confirmed").replace("<text:p>", "<draw:frame><draw:image/></draw:frame><text:p>")), "P521"),
        (_altered(1, 2, _cell("confirmed", 'table:formula="of:=1"')), "E211"),
        (_altered(1, 2, _cell("confirmed", 'table:number-rows-spanned="2"')), "E126"),
        ("<table:tracked-changes><table:cell-content-change/></table:tracked-changes>" + _sheet(_rows(TABLE)), "E127"),
        (_sheet(["<table:table-source/>", *_rows(TABLE)]), "E116"),
        (_sheet([row.replace("<table:table-row>", '<table:table-row table:visibility="collapse">') for row in _rows(TABLE)]), "C703"),
    ],
)
def test_what_it_hides_is_seen(body: str, code: str) -> None:
    assert codes(_read(body)) == ([code] if code else [])


def test_programs_and_pictures_beside_the_sheets_are_seen() -> None:
    sheet = _sheet(_rows(TABLE))
    assert codes(_read(sheet, **{"Basic/Standard/Module1.xml": b"<x/>"})) == ["E116"]
    assert "P521" in codes(_read(sheet, **{"Pictures/1.png": b"\x89PNG"}))
    told = _read(sheet, **{"meta.xml": b"<a><title>078-05-1120</title></a>"})
    assert told.refused_for_privacy and "078" not in " ".join(f.text for f in told.findings)
