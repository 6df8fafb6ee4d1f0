"""A file that can be read in two ways, or in part, is never read in the wrong way without a word."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import openpyxl
import pytest

from pipelines.desk import Examination, examine
from pipelines.desk.cells import read as read_cells
from pipelines.desk.findings import Unreadable, letters
from pipelines.desk.preparing import export
from pipelines.desk.preparing.filling import CannotFill, whole_number
from schemas import Quarter
from tests.desk_files import CONTACTS, REFERRALS, TOTALS, as_csv, as_xlsx, cells, codes, contact, examined, referral, schemas, totals
from tests.unit import test_desk_opendocument as open_document


def _token(of: int) -> str:
    return hashlib.sha256(f"made up {of}".encode()).hexdigest()[:32]


def _contacts(count: int, **changed: str) -> list[dict[str, str]]:
    return [contact(youth_token=_token(i), **changed) for i in range(count)]


HEADER, *ROWS = cells(_contacts(30))
RIGHT = examine(as_csv([HEADER, *ROWS]), CONTACTS, schemas()).rows


def _sent(table: Sequence[Sequence[str]], separator: str = ",", ends: str = "\n") -> Examination:
    return examine(as_csv(table, separator, ends), CONTACTS, schemas())


def _of(code: str, examination: Examination) -> list[str]:
    return [f.text for f in examination.findings if f.code == code]


# Rows above the header


@pytest.mark.parametrize("at", [1, 5, 12])
@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_rows_that_were_sorted_above_the_header_reject_the_file_instead_of_vanishing(at: int, written: Callable[..., bytes]) -> None:
    read = examine(written([*ROWS[:at], HEADER, *ROWS[at:12]]), CONTACTS, schemas())
    assert (read.status, codes(read), read.rows) == ("rejected", ["E130"], ())
    assert (
        f"(row{f's 1 to {at}' if at > 1 else ' 1'}) and would be left out. Move the header to the first row. [E130]"
        in read.findings[0].text
    )


def test_totals_above_their_header_reject_the_file_too() -> None:
    header, *lines = cells(totals())
    assert "E130" in codes(examine(as_csv([*lines[:2], header, *lines[2:]]), TOTALS, schemas()))


def test_titles_above_the_header_are_still_left_out() -> None:
    titles = [["Contacts of the quarter"], ["Agency", "Sheriff"], ["From", "2025-10-01", "to", "2025-12-31"], []]
    read = _sent([*titles, HEADER, *ROWS])
    assert (read.status, read.rows) == ("accepted", RIGHT)


def test_a_file_never_says_that_nothing_happened_when_lines_of_several_cells_stand_above_its_header() -> None:
    assert codes(_sent([["x"] * len(HEADER), HEADER])) == ["E130"]
    assert codes(_sent([["Contacts of the quarter"], HEADER])) == ["N801"]


def test_an_export_whose_header_was_sorted_in_among_its_rows_is_not_prepared() -> None:
    names, rows = ["CaseNo", "Day", "Kind", "Town"], [[f"{i}", "2025-10-14", "x", "y"] for i in range(8)]
    contract = schemas().contracts[CONTACTS[1]]
    wanted = {"caseno", "day"}
    assert len(export._table(as_csv([["Report of the day"], names, *rows]), wanted, contract).rows) == 8
    with pytest.raises(Unreadable) as refused:
        export._table(as_csv([*rows[:4], names, *rows[4:]]), wanted, contract)
    assert [f.code for f in refused.value.findings] == ["E130"]


# Numbers


@pytest.mark.parametrize("said", ["250.000", "1.000", "-3.000"])
def test_three_zeros_after_a_dot_may_be_thousands_and_are_never_decided(said: str) -> None:
    column = schemas().contracts[TOTALS[1]].columns["youth"]
    assert read_cells([said], column, schemas(), Quarter(2025, 4)).wrong == {0: "E214"}
    with pytest.raises(CannotFill, match="thousands or decimals"):
        whole_number(f" {said} ", "Dollars")


@pytest.mark.parametrize(("said", "meant"), [("12.0", "12"), ("12.00", "12"), ("0.000", "0"), ("1234.000", "1234"), ("24,000", "24000")])
def test_decimals_that_can_only_be_zeros_are_still_understood(said: str, meant: str) -> None:
    column = schemas().contracts[TOTALS[1]].columns["youth"]
    assert read_cells([said], column, schemas(), Quarter(2025, 4)).values == [meant]


@pytest.mark.parametrize("separator", ["\t", "|", ";"])
def test_a_comma_and_three_zeros_are_not_decided_where_a_comma_may_stand_before_decimals(separator: str) -> None:
    read = examine(as_csv(cells(totals(youth_classes="24,000")), separator), TOTALS, schemas())
    assert (read.status, codes(read)) == ("rejected", ["E214", "E405"])
    assert "Write it with digits alone, such as 250000, or 250. [E214]" in _of("E214", read)[0]


# Workbooks


def _sheet(rows: bytes, shared: bytes, before: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx([HEADER]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                data = b"<worksheet " + space + b">" + before + b"<sheetData>" + rows + b"</sheetData></worksheet>"
            elif name == "xl/sharedStrings.xml" and shared:
                data = data.replace(b"</sst>", shared + b"</sst>")
            new.writestr(name, data)
    return out.getvalue()


def _written(table: Sequence[Sequence[str]], at: bool = True) -> bytes:
    """Rows of cells as text; those that are empty are written as empty cells."""
    out = b""
    for r, row in enumerate(table, 1):
        out += b'<row r="%d">' % r
        for c, said in enumerate(row):
            place = f' r="{letters(c)}{r}"' if at else ""
            out += (f'<c{place} t="inlineStr"><is><t>{said}</t></is></c>' if said else f"<c{place}/>").encode()
        out += b"</row>"
    return out


def _workbook(rows: bytes, shared: bytes = b"", before: bytes = b"") -> Examination:
    return examine(_sheet(rows, shared, before), REFERRALS, schemas())


REFERRED = cells([referral(youth_token=_token(i)) for i in range(3)])
REFERRED_ROWS = examine(as_csv(REFERRED), REFERRALS, schemas()).rows


@pytest.mark.parametrize("at", [True, False])
def test_an_empty_cell_that_does_not_say_where_it_stands_keeps_its_place(at: bool) -> None:
    assert _workbook(_written(REFERRED, at)).rows == REFERRED_ROWS != ()


def test_a_cell_that_is_there_twice_or_out_of_place_is_not_read_as_its_last_one() -> None:
    rows = _written(REFERRED)
    again = b'<c r="B2" t="inlineStr"><is><t>2025-09-25</t></is></c></row>'
    unplaced = b'<c t="inlineStr"><is><t>2025-09-25</t></is></c></row>'
    row = rows[rows.index(b'<row r="2">') : rows.index(b'<row r="3">')]
    for twice in (rows.replace(b"</row>", again, 2).replace(again, b"</row>", 1), rows.replace(b"</row>", unplaced), rows + row):
        assert codes(_workbook(twice)) == ["E116"]


def test_text_that_the_reader_of_workbooks_passes_over_is_refused() -> None:
    hidden = _written(REFERRED).replace(b"<t>2025-10-20</t>", b"<t><![CDATA[2025-10-20]]></t>")
    assert codes(_workbook(hidden)) == ["E116"]
    assert codes(_workbook(_written(REFERRED), b"<si><t><![CDATA[2025-10-20]]></t></si>")) == ["E116"]


@pytest.mark.parametrize(
    "inside", [b"<v>2025-10-20</v><f>TODAY()</f>", b"<!-- x --><f>TODAY()</f><v>2025-10-20</v>", b"<f>TODAY()</f><v>2025-10-20</v>"]
)
def test_a_formula_is_seen_wherever_in_the_cell_it_stands(inside: bytes) -> None:
    rows = _written(REFERRED).replace(b't="inlineStr"><is><t>2025-10-20</t></is>', b't="str">' + inside, 1)
    found = [(f.code, f.cell) for f in _workbook(rows).findings if f.code == "E211"]
    assert found == [("E211", "H2")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'<cols><col min="6" max="6" width="0" customWidth="1"/></cols>', ["C703"]),
        (b'<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>', ["C703"]),
        (b'<cols><col min="6" max="6" width="0.5" customWidth="1"/></cols>', []),
    ],
)
def test_columns_without_width_and_rows_without_height_are_hidden_ones(line: bytes, told: list[str]) -> None:
    rows = _written(REFERRED)
    assert codes(_workbook(rows, before=line)) == told
    flat = rows.replace(b'<row r="3">', b'<row r="3" ht="0" customHeight="1">')
    assert codes(_workbook(flat)) == ["C703"]


def test_rows_of_a_folded_group_of_an_open_document_are_hidden_ones() -> None:
    rows = open_document._rows([HEADER, *ROWS])
    for shown, told in (("false", ["C703"]), ("true", [])):
        group = f'<table:table-row-group table:display="{shown}">{rows[3]}</table:table-row-group>'
        assert codes(open_document._read(open_document._sheet([*rows[:3], group, *rows[4:]]))) == told


def test_an_empty_cell_under_a_merged_one_is_told_of_once() -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.active.merge_cells("J2:J4")
    out = io.BytesIO()
    book.save(out)
    assert codes(examine(out.getvalue(), CONTACTS, schemas())) == ["E126"]


# Days


def _as_read_in_the_other_order(days: Sequence[date]) -> list[str]:
    return [f"{d.year}-{d.day:02}-{d.month:02}" if d.day < 13 else f"{d:%d/%m/%Y}" for d in days]


def test_a_column_in_which_a_spreadsheet_turned_some_days_round_is_wrong_as_a_whole() -> None:
    meant = [date(2025, 2, 3) + timedelta(days=3 * i) for i in range(30)]
    rows = [
        contact(youth_token=_token(i), contact_on=said, offence_on="2025-01-02")
        for i, said in enumerate(_as_read_in_the_other_order(meant))
    ]
    for content in (as_xlsx(cells(rows)), as_csv(cells(rows))):
        read = examine(content, CONTACTS, schemas())
        assert read.status == "rejected"
        (told,) = _of("E132", read)
        assert told.startswith("In contact_on the spreadsheet has read some days the other way round")
        assert "Import the column anew as text" in told and "do not mend the texts alone" in told


def test_a_single_day_written_day_first_in_a_text_file_holds_only_its_row() -> None:
    rows = [*_contacts(29), contact(youth_token=_token(99), contact_on="25/10/2025")]
    read = examined(rows)
    assert (read.status, codes(read), read.rows_held) == ("accepted in part", ["E201"], 1)


# Quotation marks


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r\r\n", "\n\n", "\r"])
@pytest.mark.parametrize("short", [False, True])
def test_quotation_marks_swallow_no_rows_whatever_the_line_ends_and_however_ragged_the_rows(ends: str, short: bool) -> None:
    lines = as_csv([HEADER, *ROWS]).decode().splitlines()
    lines[2] = lines[2].replace("confirmed", '"confirmed')
    lines[3] = ",".join(lines[3].split(",")[:5]) if short else lines[3]
    lines[5] = lines[5].replace("confirmed", 'confirmed"')
    assert codes(examine(ends.join(lines).encode(), CONTACTS, schemas())) == ["E109"]


def test_a_text_of_several_lines_in_another_column_of_an_export_is_what_it_seems() -> None:
    contract = schemas().contracts[CONTACTS[1]]
    rows = [[f"{i}", "2025-10-14", "Came late, with his aunt\nand left", "y"] for i in range(3)]
    table = export._table(as_csv([["CaseNo", "Day", "Remarks", "Town"], *rows]), {"caseno", "day"}, contract)
    assert len(table.rows) == 3


# Lines that are no rows


@pytest.mark.parametrize(
    "word", ["Total", "Gran total", "Total general", "Totales", "Totales generales", "Conteo", "Total: 30", "Total (30)", "Total records"]
)
def test_a_line_of_totals_in_english_or_spanish_is_left_out_with_a_note(word: str) -> None:
    for line in ([word, "30", *[""] * 10], ["", word, *[""] * 10], [word]):
        read = _sent([HEADER, *ROWS, line])
        assert (read.status, codes(read), read.rows) == ("accepted", ["N803"], RIGHT)


def test_a_full_row_whose_first_cell_says_total_does_not_vanish() -> None:
    read = _sent([HEADER, *ROWS, ["Total", *ROWS[0][1:]]])
    assert (read.status, codes(read), read.rows_in, read.rows_held) == ("accepted in part", ["E206"], 31, 1)


@pytest.mark.parametrize(
    "line", [["Printed on 10 January"], ["Summe", "30"], ["Printed on 10 January", *[""] * 11], HEADER, ["* preliminary", "", "x"]]
)
def test_a_line_that_is_no_row_is_told_of_once_and_nobody_is_asked_to_fill_it(line: list[str]) -> None:
    read = _sent([HEADER, *ROWS, line])
    assert (read.status, codes(read), read.held, read.rows) == ("accepted in part", ["E215"], (32,), RIGHT)
    assert _of("E215", read) == [
        "Row 32: this is no row of the table: a note, a stamp, a total, or the header again. "
        "Delete the line; if it stands for a young person, fill it. [E215]"
    ]


def test_what_a_note_below_the_table_tells_of_a_young_person_is_still_found() -> None:
    for note in (["078-05-1120"], ["078-05-1120", *[""] * 11]):
        assert _sent([HEADER, *ROWS, note]).refused_for_privacy


def test_a_row_with_a_token_is_a_row_however_little_else_it_says() -> None:
    assert "E204" in codes(_sent([HEADER, *ROWS, [_token(99), "2025-10-14", *[""] * 10]]))


# Crooked lines


def test_a_crooked_line_is_told_how_many_cells_it_has() -> None:
    read = _sent([HEADER, *ROWS, [_token(98), "2025-10-14"]])
    assert "Row 32: this line has too few cells: 2, and the header has 12." in _of("E212", read)[0]
    read = _sent([HEADER, *ROWS, [*ROWS[0][:3], "x", *ROWS[0][3:], ""]])
    assert "Row 32: this line has too many cells: 13, and the header has 12." in _of("E212", read)[0]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_cells_in_a_column_without_a_header_are_told_of_once(written: Callable[..., bytes]) -> None:
    read = examine(written([HEADER, *([*row, "", "seen"] for row in ROWS)]), CONTACTS, schemas())
    assert (read.status, codes(read)) == ("rejected", ["E131"])
    assert _of("E131", read) == ["Column N has cells and no header. Give it its header, or remove the column. [E131]"]
