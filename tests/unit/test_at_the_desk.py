"""What an agency sees of its own file: what stands in the cell, the same thing said once, files for its own desk only."""

import csv
import io
import json

import openpyxl
import pytest

from pipelines.desk.at_the_desk import LONGEST, Look, look, safe
from pipelines.desk.findings_workbook import HEADS, TO_CORRECT, findings_workbook, marked_csv, marked_xlsx, neutral
from pipelines.desk.grouped import grouped, ranges, shown_in_full, the_rest
from tests.desk_files import CONTACTS, REFERRALS, as_csv, cells, contact, contacts, drawn, referral, schemas
from tests.line.command import safecount


def seen(rows, named=CONTACTS) -> Look:
    return look(as_csv(cells(rows)), named, schemas())


def sentences(look_of: Look) -> list[str]:
    return [look_of.text(f) for f in look_of.examination.findings]


def test_a_finding_shows_what_stands_in_its_cell_where_it_is_and_what_would_be_right():
    [said] = sentences(seen(contacts(41, contact_on="13/45/2026")))
    assert said.startswith('Row 42, cell B42 — contact_on: "13/45/2026" is not a real date. Write YYYY-MM-DD, for example ')
    assert said.endswith("[E201]")


def test_what_the_county_is_told_has_no_value_in_it():
    found = seen(contacts(41, contact_on="13/45/2026")).examination
    assert "13/45" not in repr(found.findings)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("gender", "078-05-1120"),
        ("gender", "Quibblefrost, Zyxwella"),
        ("gender", "Zyxwella Quibblefrost"),
        ("contact_on", "3/14/2010"),
        ("youth_token", "Zyxwella"),
        ("youth_token", "J123456"),
        ("youth_token", "123456789012345"),
    ],
)
def test_what_may_tell_who_someone_is_is_not_shown_at_the_desk_either(column, text):
    rows = contacts(41, **{column: text})
    said = " ".join(sentences(seen(rows)))
    assert "Row 42" in said and text not in said and text.split(",")[0].split(" ")[0] not in said


def test_an_agencys_own_word_is_shown_though_it_is_written_like_a_name():
    rows = [{**row, "residence": "Harbor Cove"} if i < 3 else row for i, row in enumerate(contacts(90))]
    assert any('"Harbor Cove" is not a code of the list' in said for said in sentences(seen(rows)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\u{1b}[31mb"),
        ("a\u202eb", "a\\u{202e}b"),
        ("a\nb", "a\\u{a}b"),
        ('say "x"', 'say \\"x\\"'),
        ("x" * 200, "x" * (LONGEST - 1) + "…"),
        ("\x07" * 30, None),
    ],
)
def test_a_text_that_a_terminal_would_obey_is_spelled_out_and_a_long_one_cut(text, shown):
    assert len(safe(text)) <= LONGEST and safe(text).isprintable()
    assert shown is None or safe(text) == shown


def test_the_same_thing_is_said_once_with_all_its_rows():
    rows = contacts(300)
    for i in (1, 2, 3, 5, 9, 10):
        rows[i]["gender"] = "femal"
    rows[7]["status"] = "maybe"
    found = grouped(seen(rows).examination.findings)
    assert [(g.code, g.column, g.count) for g in found] == [("E205", "gender", 6), ("E205", "status", 1)]
    assert len(shown_in_full(found[0])) == 2 and the_rest(found[0]) == "and 4 more rows: 5, 7, 11, 12"
    assert the_rest(found[1]) == ""


def test_rows_beyond_a_thousand_are_all_in_the_group():
    found = seen([contact(youth_token=drawn(i, "a"), gender="") for i in range(1500)]).examination
    [group] = [g for g in grouped(found.findings, found.unlisted) if g.code == "E204"]
    assert group.count == 1500 and ranges(group.rows) == "2–1501"
    assert not any(g.code == "N805" for g in grouped(found.findings, found.unlisted))


def test_row_numbers_are_told_as_a_person_lists_them():
    assert ranges([2, 3, 4, 7, 9, 10]) == "2–4, 7, 9, 10"
    assert ranges([2, 4, 6, 8], 2) == "2, 4 …"
    assert ranges([]) == ""


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("referred_on", "Ref Date"),
        ("accepted_on", "Date Accepted"),
        ("gender", "Sex"),
        ("race_ethnicity", "Ethnicity"),
        ("age_band", "Age Group"),
        ("closed_reason", "Why closed"),
        ("youth_token", "Pseudonym"),
        ("service", "xyz"),  # told by its codes alone
        ("referred_on", "when"),  # the only column of days that is missing
    ],
)
def test_a_column_under_another_name_is_told_apart_from_a_missing_one(ours, theirs):
    rows = [referral(youth_token=drawn(i, "a")) for i in range(12)]
    table = cells(rows)
    table[0] = [theirs if name == ours else name for name in table[0]]
    seen_of = look(as_csv(table), REFERRALS, schemas())
    [found] = seen_of.examination.findings
    assert (found.code, found.column) == ("E171", ours)
    assert theirs not in found.text and f'you have "{theirs}"; did you mean {ours}?' in seen_of.text(found)
    assert not seen_of.examination.is_accepted, "it is asked, and not guessed"


@pytest.mark.parametrize("header", ["Zyxwella Quibblefrost", "078-05-1120", "zyx@quibble.example"])
def test_a_header_that_may_itself_be_a_name_is_not_repeated(header):
    table = cells([referral(youth_token=drawn(i, "a")) for i in range(12)])
    table[0] = [header if name == "referred_on" else name for name in table[0]]
    seen_of = look(as_csv(table), REFERRALS, schemas())
    assert header not in " ".join(sentences(seen_of))


def test_two_columns_that_may_be_either_of_two_missing_ones_are_not_guessed_at():
    table = cells([referral(youth_token=drawn(i, "a")) for i in range(12)])
    table[0] = [{"petition_on": "d1", "offence_on": "d2"}.get(name, name) for name in table[0]]
    found = look(as_csv(table), REFERRALS, schemas()).examination.findings
    assert sorted(f.code for f in found) == ["E113", "E113", "E114", "E114"]


def _wrong() -> Look:
    rows = contacts(60)
    rows[3]["gender"], rows[4]["residence"], rows[5]["contact_on"] = "femal", "=1+1", "13/45/2026"
    return seen(rows)


def test_the_workbook_of_findings_says_row_cell_column_what_stands_there_and_what_is_allowed():
    sheet = openpyxl.load_workbook(io.BytesIO(findings_workbook(_wrong()))).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == HEADS
    assert lines[1][:3] == (5, "J5", "gender") and lines[1][4] == "femal" and lines[1][6] == "E205"
    assert any(line[4] == "13/45/2026" for line in lines)
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert all(sheet.column_dimensions[letter].width > 4 for letter in "ABCDEFG")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_agencys_table_comes_back_with_what_to_correct_beside_each_row(form):
    made = _wrong()
    if form == "csv":
        lines = list(csv.reader(io.StringIO(marked_csv(made).decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(marked_xlsx(made))).active
        lines = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert sheet["J5"].fill.bgColor.rgb != sheet["J6"].fill.bgColor.rgb or sheet["J5"].fill.fgColor.rgb != sheet["J6"].fill.fgColor.rgb
    assert lines[0][-1] == TO_CORRECT and len(lines) == 61
    assert "gender: this is not a code of the list" in lines[4][-1] and "[E205]" in lines[4][-1]
    assert lines[1][-1] == "" and lines[5][11] == "'=1+1"
    assert [line[0] for line in lines[1:]] == [row["youth_token"] for row in contacts(60)]


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "-1+1"])
def test_a_text_that_a_spreadsheet_would_calculate_is_made_harmless(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-3", "+12.5", "-1,200", "girl", "2025-10-14"])
def test_a_number_and_a_word_stay_as_they_are(text):
    assert neutral(text) == text


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sheriff.law_enforcement_contacts.2025-Q4.csv"
    rows = contacts(60)
    rows[3]["gender"] = "femal"
    path.write_bytes(as_csv(cells(rows)))
    return path


def test_the_command_shows_the_findings_and_writes_them_for_the_desk_alone(file, tmp_path):
    before = file.read_bytes()
    findings, marked = tmp_path / "findings.xlsx", tmp_path / "marked.csv"
    told = safecount("check", file, "--findings", findings, "--marked", marked)
    assert told.returncode == 1, told.stderr
    assert 'Row 5, cell J5 — gender: "femal" is not a code of the list.' in told.stdout
    assert findings.read_bytes()[:2] == b"PK" and TO_CORRECT in marked.read_text("utf-8-sig")
    assert file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([file.name, "findings.xlsx", "marked.csv"])
    assert findings.stat().st_mode & 0o077 == 0


def test_the_command_never_writes_over_the_file_it_checks(file):
    before = file.read_bytes()
    told = safecount("check", file, "--marked", file)
    assert told.returncode == 2 and "is the file that is checked" in told.stderr
    assert file.read_bytes() == before


def test_json_names_every_row_and_no_value(file):
    told = safecount("check", file, "--format", "json")
    said = json.loads(told.stdout)
    assert "femal" not in told.stdout
    assert said["groups"] == [
        {"code": "E205", "column": "gender", "count": 1, "kind": "must fix", "rows": "5", "title": "Not a code of the list"}
    ]


def test_a_file_that_tells_who_someone_is_is_not_copied(file, tmp_path):
    file.write_bytes(as_csv(cells(contacts(30, gender="078-05-1120"))))
    marked = tmp_path / "marked.xlsx"
    told = safecount("check", file, "--marked", marked, "--findings", tmp_path / "findings.xlsx")
    assert told.returncode == 3 and not marked.exists() and "was not written" in told.stdout
    book = openpyxl.load_workbook(tmp_path / "findings.xlsx")
    assert "078-05-1120" not in told.stdout and not any("078-05" in str(c) for row in book.active.values for c in row)


def test_the_file_of_the_quarter_before_is_compared_with(file, tmp_path):
    old = tmp_path / "sheriff.law_enforcement_contacts.2025-Q3.csv"
    rows = [contact(youth_token=drawn(i, "a"), contact_on="2025-08-10", offence_on="2025-08-09") for i in range(20)]
    old.write_bytes(as_csv(cells(rows)))
    told = safecount("check", file, "--previous", old)
    assert "59, which is at least twice as many as in the file of 2025-Q3: 20" in told.stdout
    assert safecount("check", old, "--previous", file).returncode == 2


def test_a_rule_is_explained_with_an_example_and_all_are_listed():
    told = safecount("explain", "E201").stdout
    assert "Wrong" in told and "Right" in told and "held" in told
    listed = json.loads(safecount("explain", "--format", "json").stdout)
    assert {"E201", "P511", "C711"} <= {rule["code"] for rule in listed}
