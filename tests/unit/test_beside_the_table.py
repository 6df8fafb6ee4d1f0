"""What travels along with a table tells who someone is as well as a cell does: names of files and sheets, headers, properties."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import openpyxl.workbook.defined_name
import pytest

from pipelines.desk import Examination, Finding, Named, examine, parse
from pipelines.desk.comparison import compared
from schemas import Quarter
from schemas.forms.template_xlsx import template_xlsx
from tests.desk_files import CONTACTS, TOTALS, as_csv, as_xlsx, cells, codes, contact, contacts, drawn, examined, schemas, told, totals

CANARY = "078-05-1120"
QUARTER, BEFORE = Quarter(2025, 4), Quarter(2025, 3)


def _book(change: Callable[[openpyxl.Workbook], object], *parts: tuple[str, str]) -> Examination:
    book = openpyxl.Workbook()
    for row in cells(contacts(12)):
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as packed:
        for name, text in parts:
            packed.writestr(name, text)
    return examine(out.getvalue(), CONTACTS, schemas())


@pytest.mark.parametrize(
    "change",
    [
        lambda book: setattr(book.active, "title", CANARY),
        lambda book: setattr(book.properties, "title", f"Referral of {CANARY}"),
        lambda book: setattr(book.properties, "keywords", "DOB 3/14/2010"),
        lambda book: setattr(book.active.oddHeader.center, "text", f"SSN {CANARY}"),
        lambda book: setattr(book.active.oddFooter.left, "text", "case no. 25JV00123"),
    ],
    ids=["sheet", "title", "keywords", "header", "footer"],
)
def test_a_name_or_number_beside_the_table_refuses_the_file_and_is_not_repeated(change):
    read = _book(change)
    assert codes(read) == ["P523"] and read.refused_for_privacy
    assert CANARY not in told(read) and "25JV" not in told(read)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/drawings/drawing1.xml", f"<x><a:t>{CANARY}</a:t></x>"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "<pivotCacheRecords/>"),
        ("xl/charts/chart1.xml", "<chart/>"),
        ("docProps/thumbnail.jpeg", "x"),
    ],
)
def test_a_workbook_with_more_than_cells_is_refused(part, text):
    read = _book(lambda book: None, (part, text))
    assert "P524" in codes(read) and read.refused_for_privacy and CANARY not in told(read)


def test_an_agencys_own_letterhead_and_author_raise_no_alarm():
    def ours(book: openpyxl.Workbook) -> None:
        book.properties.creator, book.properties.lastModifiedBy = "Roe, Jane", "jroe@agency.example"
        book.properties.title, book.active.title = "Law enforcement contacts, October to December 2025", "2025-Q4"
        book.active.oddHeader.center.text = "Sheriff's Office, (714) 555-0100, 12 Oak Ave"
        book.active.oddFooter.right.text = "Page &P of &N, printed 2026-01-14"

    assert codes(_book(ours)) == []


@pytest.mark.parametrize("contract", schemas().contracts.values(), ids=schemas().contracts)
def test_our_own_template_raises_no_alarm(contract):
    source = next(s for s in schemas().sources if s.extract == contract.name)
    quarter = max(source.since, contract.effective)
    read = examine(template_xlsx(schemas(), contract), (source.agency, contract.name, quarter), schemas())
    assert not read.refused_for_privacy, codes(read)


@pytest.mark.parametrize("name", [f"{CANARY}.csv", "case no 25JV00123.xlsx", "DOB 2010-03-14.csv", "JD-2025-00123.csv", "MRN12345678.csv"])
def test_a_file_called_after_a_young_person_is_refused_for_its_name(name):
    found = parse(name)
    assert isinstance(found, Finding) and found.code == "P523"
    assert name.split(".")[0] not in found.text


@pytest.mark.parametrize("name", ["Contacts October 2025.csv", "referrals_2025-10-14.csv", "final (2).xlsx", "Q4 2025 v12.csv"])
def test_a_file_of_another_name_is_told_the_form_of_names(name):
    found = parse(name)
    assert isinstance(found, Finding) and found.code == "E101"
    assert isinstance(parse("probation.probation_referrals.2025-Q4.csv"), Named)


def test_the_child_welfare_systems_numbers_do_not_pass_for_tokens():
    read = examined(contacts(9, youth_token="0123456789012345678"))
    assert codes(read) == ["P517"] and read.refused_for_privacy


def _beside(now, before, extract=CONTACTS[1], named=CONTACTS) -> Examination:
    agency, _, _ = named
    earlier = examine(as_csv(cells(before)), (agency, extract, str(BEFORE)), schemas())
    later = examine(as_csv(cells(now)), named, schemas())
    assert earlier.is_accepted and later.is_accepted
    return compared(later, earlier, schemas().contracts[extract], QUARTER, BEFORE, schemas())


def test_lines_of_totals_are_compared_one_by_one():
    now = totals(sessions_crisis_counselling="60", sessions__T="85")
    found = {f.text for f in _beside(now, totals(), TOTALS[1], TOTALS).findings}
    assert any(
        "Sessions of crisis_counselling: 60, which is at least twice as many as in the file of 2025-Q3: 20" in said for said in found
    )
    assert not any("youth" in said for said in found)


def test_the_same_totals_again_are_asked_about():
    read = _beside(totals(), totals(), TOTALS[1], TOTALS)
    assert codes(read) == ["C726"] and read.status == "accepted with confirmations"


def test_an_ordinary_next_quarter_raises_no_question():
    before = [contact(youth_token=drawn(i, "a"), contact_on="2025-08-10", offence_on="2025-08-09") for i in range(30)]
    now = [contact(youth_token=drawn(i, "b")) for i in range(28)]
    assert codes(_beside(now, before)) == []


def test_events_that_came_late_and_rows_that_changed_are_counted_apart():
    before = [contact(youth_token=drawn(i, "a"), contact_on="2025-08-10", offence_on="2025-08-09") for i in range(30)]
    late = [contact(youth_token=drawn(i, "c"), contact_on="2025-09-30", offence_on="2025-09-09") for i in range(4)]
    changed = [{**row, "gender": "another"} for row in before[:3]]
    now = [*(contact(youth_token=drawn(i, "b")) for i in range(28)), *late, *changed]
    said = {f.code: f.says for f in _beside(now, before).findings}
    assert said == {
        "C724": "4 of 35 rows are dated before 2025-Q4 and were not in the file of 2025-Q3",
        "C725": "3 rows were in the file of 2025-Q3 and now say something else",
    }


def test_the_hour_in_which_a_program_saved_the_file_is_no_day_of_birth():
    """A template is as old as its contract, and its quarters go on for many years."""
    blank = template_xlsx(schemas(), schemas().contracts["probation_referrals"])
    late = Named("probation", "probation_referrals", Quarter(2030, 4), is_xlsx=True)
    assert [f.code for f in examine(blank, late, schemas()).findings] == ["N801"]


def test_the_name_of_who_made_the_workbook_is_no_ground_to_refuse_it():
    assert _book(lambda book: setattr(book.properties, "creator", "Jane Smith")).is_accepted


JANE = "Zyxwella Quibblefrost"


@pytest.mark.parametrize("said", [JANE, "Quibblefrost, Zyxwella", CANARY, "DOB 03/14/2009"])
@pytest.mark.parametrize("name", ["Codes", "About", "Columns", "Data dictionary", "How to fill in"])
@pytest.mark.parametrize("state", ["visible", "veryHidden"])
def test_a_sheet_called_like_one_of_our_template_is_looked_at_too(name, said, state):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet(name)
        sheet["B3"] = said
        sheet.sheet_state = state

    read = _book(change)
    assert codes(read) == ["P523"] and read.refused_for_privacy and said not in told(read)


def test_a_table_on_a_sheet_called_codes_is_read():
    assert len(_book(lambda book: setattr(book.active, "title", "Codes")).rows) == 12


@pytest.mark.parametrize("name", ["Sheet1", "Raw Data", "Probation referrals", "Export Worksheet", "Q4 Referrals", "July to September"])
def test_a_sheet_called_like_sheets_are_raises_no_alarm(name):
    assert codes(_book(lambda book: setattr(book.active, "title", name))) == []


def test_a_sheet_or_a_range_called_after_a_young_person_refuses_the_file():
    def named(book: openpyxl.Workbook) -> None:
        book.defined_names["Zyxwella_Quibblefrost"] = openpyxl.workbook.defined_name.DefinedName(
            "Zyxwella_Quibblefrost", attr_text="Sheet!$A$2"
        )

    for change in (named, lambda book: setattr(book.active, "title", JANE)):
        assert codes(_book(change)) == ["P523"]


@pytest.mark.parametrize(
    "part",
    [
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "xl/connections.xml",
        "xl/slicers/slicer1.xml",
        "xl/worksheets/sheet9.xml",
        "secret.txt",
        "names.csv",
    ],
)
def test_a_part_that_no_table_has_refuses_the_workbook(part):
    read = _book(lambda book: None, (part, "<x/>"))
    assert "P524" in codes(read) and read.refused_for_privacy


@pytest.mark.parametrize("part", ["customXml/item1.xml", "xl/persons/person.xml", "docMetadata/LabelInfo.xml"])
def test_what_usual_programs_put_in_is_taken_and_what_it_says_is_looked_at(part):
    assert codes(_book(lambda book: None, (part, "<x a='{28A0092B-C50C-407E-A947-70E740481C1C}'>Jane Roe</x>"))) == []
    assert codes(_book(lambda book: None, (part, f"<x a='SSN {CANARY}'/>"))) == ["P523"]
    assert codes(_book(lambda book: None, (part, f"<x/><!-- {CANARY} -->"))) == ["P523"]


def test_the_format_of_a_number_and_the_comment_of_the_packed_file_are_looked_at():
    assert codes(_book(lambda book: setattr(book.active["A2"], "number_format", f'"SSN {CANARY}"'))) == ["P523"]
    book = openpyxl.Workbook()
    for row in cells(contacts(3)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as packed:
        packed.comment = b"x"
    assert codes(examine(out.getvalue(), CONTACTS, schemas())) == ["P524"]


def test_a_text_that_no_cell_shows_any_more_is_looked_at():
    before, out = io.BytesIO(as_xlsx(cells(contacts(3)))), io.BytesIO()
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sst>", f"<si><t>SSN {CANARY}</t></si></sst>".encode()))
    assert codes(examine(out.getvalue(), CONTACTS, schemas())) == ["P523"]
