"""A file is read the same whichever program saved it, and refused where it cannot be read for certain."""

import pytest

from pipelines.desk import Examination, Finding, Named, examine, parse
from pipelines.desk.cells import read as read_cells
from schemas import Quarter
from tests.desk_files import CONTACTS, TOTALS, as_csv, cells, codes, contact, contacts, drawn, examined, schemas, totals

TABLE = cells(contacts(3))
RIGHT = examine(as_csv(TABLE), CONTACTS, schemas())


def _read(content: bytes) -> Examination:
    return examine(content, CONTACTS, schemas())


def test_a_clean_file_leads_to_no_finding_and_all_its_rows_are_accepted() -> None:
    assert (RIGHT.findings, RIGHT.status) == ((), "accepted")
    assert (RIGHT.rows_in, RIGHT.rows_held, len(RIGHT.rows)) == (3, 0, 3)
    assert RIGHT.how == "comma-separated, UTF-8, header in row 1"
    assert RIGHT.totals == {"rows": 3}
    assert RIGHT.rows[0] == tuple(contacts(3)[0].values())


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (as_csv(TABLE, ";"), "semicolon-separated, UTF-8"),
        (as_csv(TABLE, "\t"), "tab-separated, UTF-8"),
        (as_csv(TABLE, "|"), "bar-separated, UTF-8"),
        (as_csv(TABLE, ends="\r\n"), "comma-separated, UTF-8"),
        (as_csv(TABLE, ends="\r"), "comma-separated, UTF-8"),
        (as_csv(TABLE, encoding="utf-8-sig"), "comma-separated, UTF-8"),
        (as_csv(TABLE, "\t", encoding="utf-16"), "tab-separated, UTF-16"),
        (as_csv(TABLE) + b"\r\n\x1a", "comma-separated, UTF-8"),
        (b"\n".join(b",".join(b'"%s"' % c.encode() for c in row) for row in TABLE), "comma-separated, UTF-8"),
        (as_csv([["Contacts of the quarter"], [], *TABLE]), "header in row 3, 2 rows above it left out"),
        (b"sep=;\n" + as_csv(TABLE, ";"), "semicolon-separated, UTF-8, header in row 2"),
        (as_csv([["Résumé"], *TABLE], encoding="cp1252"), "Windows-1252"),
        (as_csv([*TABLE[:2], [], [""] * 12, *TABLE[2:], [], []]), "2 blank rows skipped"),
        (as_csv([[name.replace("_", " ").title() for name in TABLE[0]], *TABLE[1:]]), "header in row 1"),
        (as_csv([[*row, "", ""] for row in TABLE]), "header in row 1"),
        (as_csv([[f" {cell}\u00a0" for cell in row] for row in TABLE]), "header in row 1"),
        (as_csv([list(reversed(row)) for row in TABLE]), "header in row 1"),
    ],
)
def test_the_same_table_is_understood_however_it_was_saved(content: bytes, how: str) -> None:
    read = _read(content)
    assert (read.rows, read.status, read.findings) == (RIGHT.rows, "accepted", ())
    assert how in read.how


def test_the_row_number_is_that_of_the_file_with_titles_and_blank_rows_counted() -> None:
    rows = cells([*contacts(30), contact(gender="?")])
    read = _read(as_csv([["Contacts"], [], rows[0], *rows[1:11], [], *rows[11:]]))
    assert [f.text for f in read.findings] == [
        "Row 35, cell J35, gender: this is not a code of the list. Write one of girl, boy, another, unknown. [E205]"
    ]
    assert (read.held, read.rows_held, read.rows_in) == ((35,), 1, 31)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E106"),
        (b"  \r\n\r\n", "E106"),
        (b"\xef\xbb\xbf", "E106"),
        (b"<!DOCTYPE html><html><table><tr><td>youth_token</td></tr></table></html>", "E107"),
        (b'[{"youth_token": 1}]', "E107"),
        (b"PK\x03\x04" + bytes(40), "E116"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "E107"),
        (b"all of this is only a sentence", "E107"),
        (bytes(range(128, 256)) * 20, "E108"),
        (b"\xff\xfe\x00\x00" + "a,b".encode("utf-32-le"), "E108"),
        (b"youth_token,contact_on\n\xc3\xa9,\xe9\n", "E108"),
        (b"\xef\xbb\xbfyouth_token,\xe9\n", "E108"),
        ("youth_token,contact_on\n".encode("utf-16-le"), "E111"),
        (as_csv(TABLE) + b'00000000000000b1,"2025-10-14\n' + as_csv(TABLE), "E109"),
        (as_csv([*TABLE[:2], ["x,,,,,,,,,,,\ny", *TABLE[2][1:]]]), "E109"),
        (b"name,of,nothing\n1,2,3\n", "E112"),
        (as_csv(TABLE[1:]), "E112"),
        (b"," * 2000, "E118"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(content: bytes, code: str) -> None:
    read = _read(content)
    assert code in codes(read)
    assert (read.status, read.rows, read.rows_in) == ("rejected", (), 0)


def test_a_header_in_two_rows_with_groups_above_is_read_as_one() -> None:
    names = TABLE[0]
    upper, lower = [""] * len(names), [*names]
    for name, first, second in (("youth_token", "Youth", "token"), ("age_band", "Age", "band"), ("offence_on", "Offence", "on")):
        upper[names.index(name)], lower[names.index(name)] = first, second
    lower[names.index("offence_group")] = "group"  # below "Offence", which reaches to it
    read = _read(as_csv([["Contacts of the quarter"], upper, lower, *TABLE[1:]]))
    assert (read.rows, read.findings) == (RIGHT.rows, ())
    assert read.how == "comma-separated, UTF-8, header in rows 2 to 3, 1 row above it left out"


def test_a_row_of_units_below_the_header_is_no_row_of_the_extract() -> None:
    units = ["(token)", "YYYY-MM-DD", *["code"] * (len(TABLE[0]) - 2)]
    read = _read(as_csv([TABLE[0], units, *TABLE[1:]]))
    assert (read.rows, read.rows_in, read.findings) == (RIGHT.rows, 3, ())
    assert read.how.endswith("header in row 1, 1 row of units below it left out")
    assert _read(as_csv([*TABLE[:2], units, *TABLE[2:]])).rows_held == 1


def test_a_cell_of_two_lines_holds_its_row_and_loses_none() -> None:
    read = _read(as_csv([*TABLE[:2], ["x\ny", *TABLE[2][1:]], *TABLE[3:]]))
    assert (read.rows_in, read.rows_held, [f.row for f in read.findings]) == (3, 1, [3])


def test_letters_of_windows_and_of_a_mac_are_told_apart_or_refused() -> None:
    title = [["Niñas y jóvenes, José"], *TABLE]
    assert "Windows-1252" in _read(as_csv(title, encoding="cp1252")).how
    assert "Mac Roman" in _read(as_csv(title, encoding="mac-roman")).how
    assert "Mac Roman" in _read(as_csv([["Peña"], *TABLE], ends="\r", encoding="mac-roman")).how
    assert codes(_read(as_csv([["Peña"], *TABLE], ends="\r", encoding="cp1252"))) == ["E108"]


def test_marks_that_cannot_be_seen_do_not_matter() -> None:
    read = _read(as_csv([[f"\u202a{cell}\u202c\u00a0" for cell in row] for row in TABLE]))
    assert (read.rows, read.findings) == (RIGHT.rows, ())


@pytest.mark.parametrize(("said", "meant"), [("1,234", "1234"), ("12.0", "12"), ("1,234,567", "1234567"), ("0012", "12")])
def test_whole_numbers_as_a_spreadsheet_writes_them_are_understood(said: str, meant: str) -> None:
    column = schemas().contracts[TOTALS[1]].columns["youth"]
    read = read_cells([said], column, schemas(), Quarter(2025, 4))
    assert (read.values, read.wrong) == ([meant], {})


@pytest.mark.parametrize(
    ("said", "code"), [("1,5", "E207"), ("1,23", "E207"), ("1.234", "E207"), ("12,34,567", "E207"), ("1.23E+15", "E129")]
)
def test_numbers_that_may_mean_something_else_are_held(said: str, code: str) -> None:
    column = schemas().contracts[TOTALS[1]].columns["youth"]
    assert read_cells([said], column, schemas(), Quarter(2025, 4)).wrong == {0: code}
    assert read_cells(["1,234"], column, schemas(), Quarter(2025, 4), has_decimal_commas=True).wrong == {0: "E207"}


def test_a_day_at_midnight_is_that_day_and_says_so() -> None:
    read = examined([*contacts(8), contact(contact_on="2025-10-14 00:00:00")])
    assert (read.status, codes(read), read.rows[-1][1]) == ("accepted", ["N804"], "2025-10-14")
    assert "E201" in codes(examined([*contacts(30), contact(contact_on="2025-10-14 09:30:00")]))


def test_the_last_empty_cells_of_a_file_with_tabs_are_cells() -> None:
    rows = [*contacts(2), contact(arrested="no", offence_on="", offence_group="")]
    table = cells(rows)
    order = [table[0].index(name) for name in (*table[0][:6], *table[0][8:], "offence_on", "offence_group")]
    order = list(dict.fromkeys(order))
    read = _read(as_csv([[row[i] for i in order] for row in table], "\t"))
    assert (read.status, read.rows_in, read.rows_held) == ("accepted", 3, 0)


def test_an_unclosed_quotation_mark_never_swallows_rows_in_silence() -> None:
    lines = as_csv(cells(contacts(100))).decode().splitlines()
    for at in (5, 50, 99):
        broken = [*lines]
        broken[at] = broken[at].replace("confirmed", '"confirmed', 1)
        assert "E109" in codes(_read("\n".join(broken).encode()))
        broken[-1] = broken[-1].replace("property", 'property"', 1)
        assert "E109" in codes(_read("\n".join(broken).encode()))


def test_a_header_without_rows_says_that_nothing_happened() -> None:
    read = _read(as_csv(TABLE[:1]))
    assert (read.status, read.rows_in, codes(read)) == ("accepted", 0, ["N801"])


def test_totals_without_lines_are_not_taken_for_zeros() -> None:
    read = examine(b"service,youth,sessions\n", TOTALS, schemas())
    assert (read.status, codes(read)) == ("rejected", ["E402"])


def test_an_unknown_column_near_a_missing_one_is_asked_about() -> None:
    read = _read(as_csv([["contact_date" if c == "contact_on" else c for c in TABLE[0]], *TABLE[1:]]))
    assert [(f.code, f.column, f.cell) for f in read.findings] == [("E171", "contact_on", "B1")]
    assert "Change its header to contact_on, or remove the column if it holds something else" in read.findings[0].text


def test_codes_may_be_written_in_the_agencys_words_and_in_any_case_where_only_one_can_be_meant() -> None:
    rows = [
        contact(gender="F", status="CSEC"),
        contact(youth_token=drawn(1), gender="f", status="At risk", age_band="Age 14-15"),
    ]
    read = examined(rows)
    assert [(row[2], row[8], row[9]) for row in read.rows] == [
        ("confirmed", "age_14_15", "girl"),
        ("at_risk", "age_14_15", "girl"),
    ]
    assert [f.column for f in read.findings if f.code == "N804"] == ["status", "age_band", "gender"]


def test_all_rows_of_a_key_that_is_there_twice_are_named() -> None:
    read = examined([*contacts(30), contact(), contact(gender="boy")])
    assert [f.row for f in read.findings if f.code == "E401"] == [32, 33]
    assert read.status == "rejected"


@pytest.mark.parametrize(
    ("wrong", "of", "status"),
    [
        (1, 2, "accepted in part"),
        (1, 20, "accepted in part"),
        (2, 40, "accepted in part"),
        (3, 40, "rejected"),
        (2, 4, "rejected"),
        (1, 1, "rejected"),
    ],
)
def test_a_file_of_which_too_many_rows_are_held_is_rejected(wrong: int, of: int, status: str) -> None:
    read = examined([contact(youth_token=drawn(i), gender="?" if i < wrong else "boy") for i in range(of)])
    assert read.status == status
    assert (read.rows_in, len(read.rows) + read.rows_held) == (of, of)


def test_the_line_of_the_whole_is_given_to_compare_and_its_parts_are_not_added_once_more() -> None:
    read = examined(totals(), TOTALS)
    assert (read.status, read.findings) == ("accepted", ())
    assert read.totals == {"rows": 6, "youth": 15, "sessions": 45}


@pytest.mark.parametrize(("ending", "is_workbook"), [("tsv", False), ("txt", False), ("XLS", True), ("ods", True), ("xlsx", True)])
def test_the_ending_of_a_name_may_be_that_of_any_form_that_is_read(ending: str, is_workbook: bool) -> None:
    assert parse(f"sheriff.law_enforcement_contacts.2025-Q4.{ending}") == Named(*CONTACTS[:2], Quarter(2025, 4), is_workbook)


@pytest.mark.parametrize("name", ["sheriff.law_enforcement_contacts.2025-Q4.csv", "C:\\out\\Sheriff.Law_Enforcement_Contacts.2025-q4.CSV"])
def test_the_file_name_says_who_sends_what_for_when(name: str) -> None:
    assert parse(name) == Named("sheriff", "law_enforcement_contacts", Quarter(2025, 4))


@pytest.mark.parametrize(
    "name",
    ["Zyxwella Quibblefrost.xlsx", "a.b.2025-Q4.pdf", "a.b.2025-Q4 (1).csv", "a.b.Zyxwella.csv", "", "a" * 10_000],
)
def test_a_file_name_of_another_form_is_refused_and_never_repeated(name: str) -> None:
    refused = parse(name)
    assert isinstance(refused, Finding)
    assert "Zyxwella" not in refused.text and "for example" in refused.text
