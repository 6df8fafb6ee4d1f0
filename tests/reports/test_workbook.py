"""The workbook shows the numbers of cells.csv and no others, in tables that a screen reader and a spreadsheet both understand."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reports import workbook
from reports.changes.told import STATISTICS
from reports.dashboard.publication import read
from reports.workbook.book import neutral
from reports.workbook.names import LONGEST, Names
from reports.workbook.tables import HEADS
from tests.reports.sample import Sample

SAID = "In cells.csv this measure is called "


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = Sample(first="2024-Q1", last="2025-Q4", extra=True).write(tmp_path_factory.mktemp("book"))
    workbook.build(made, read(made))
    return made


@pytest.fixture(scope="module")
def book(folder) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "tables.xlsx")


def tables(book: openpyxl.Workbook) -> dict[str, tuple[str, list[str], list[list[object]]]]:
    """Of each sheet with numbers: the measure, the heading, the lines."""
    found = {}
    for sheet in book:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        said = next((str(row[0]) for row in rows[:4] if str(row[0]).startswith(SAID)), None)
        if said:
            found[sheet.title] = said.removeprefix(SAID).rstrip("."), [str(h) for h in rows[3]], rows[4:]
    return found


def test_every_number_of_cells_csv_stands_in_the_workbook_and_no_other(folder, book):
    publication = read(folder)
    labels = {
        (m.name, code): label
        for m in publication.measures
        for part in (*m.breakdowns, *([m.outcome] if m.outcome else []))
        for code, label in part.labels.items()
    } | {(m.name, r.agency): r.name for m in publication.measures if m.lists for r in publication.reported}
    wanted = {
        (c.measure, c.period, frozenset(labels.get((c.measure, code), code) for _, code in c.codes), HEADS[c.statistic], c.number)
        for c in publication.cells
        if c.shown
    }
    found = set()
    for measure, heading, rows in tables(book).values():
        for row in rows:
            words = {
                str(v) for h, v in zip(heading, row, strict=True) if h not in ("Period", "Notes", *HEADS.values(), "Value", "Statistic")
            }
            statistic = str(row[heading.index("Statistic")]) if "Statistic" in heading else ""
            for head, value in zip(heading, row, strict=True):
                if isinstance(value, int):
                    whole = head == "Out of" or statistic == "Out of"
                    group = words - {"All"} - ({str(row[heading.index("Out of") - 2])} if whole and "Percent" in heading else set())
                    found.add((measure, str(row[0]), frozenset(group), statistic or head, value))
    assert found == wanted
    assert len(wanted) > 300


def test_a_mark_stands_in_words_where_there_is_no_number_and_no_cell_of_a_table_is_empty(book):
    seen = set()
    for _, heading, rows in tables(book).values():
        for row in rows:
            for head, value in zip(heading, row, strict=True):
                assert value is not None or head == "Notes"
                seen |= {value} if isinstance(value, str) and value.startswith("[") else set()
    assert "[c] withheld" in seen
    assert any(str(said).startswith("[m] from 20") for said in seen)
    assert not {"*", "c", "-", "..", 0} & seen


def test_cover_contents_and_notes_come_first_and_the_contents_lead_to_every_sheet(book):
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    rows = list(book["Contents"].iter_rows(min_row=4))
    assert [row[0].value for row in rows] == ["Cover", "Notes", *book.sheetnames[3:]]
    assert [row[0].hyperlink.location for row in rows] == [f"'{row[0].value}'!A1" for row in rows]


def test_each_sheet_has_a_title_one_table_and_nothing_merged_hidden_frozen_filtered_or_calculated(book):
    for sheet in book:
        assert isinstance(sheet["A1"].value, str)
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert not any(d.hidden for d in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        assert len(sheet.tables) == (0 if sheet.title == "Cover" else 1)
        for table in sheet.tables.values():
            assert table.ref.endswith(f"{sheet.max_row}")


def test_all_marks_and_measures_are_explained_in_the_notes(folder, book):
    told = {str(row[0]): str(row[1]) for row in book["Notes"].iter_rows(values_only=True)}
    assert told["[c]"] == "withheld to protect young people"
    assert {m.title for m in read(folder).measures} <= set(told)


def test_the_same_publication_gives_the_same_bytes_dated_the_last_day_of_the_quarter(folder):
    once = (folder / "tables.xlsx").read_bytes()
    workbook.build(folder, read(folder))
    assert (folder / "tables.xlsx").read_bytes() == once
    core = zipfile.ZipFile(io.BytesIO(once)).read("docProps/core.xml").decode()
    assert core.count("2025-12-31T00:00:00Z") == 2


def test_a_label_that_a_spreadsheet_would_obey_is_only_text(tmp_path):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "sample")
    text = (folder / "measures.json").read_text().replace("Delinquency only", "=cmd|' /C calc'!A0")
    (folder / "measures.json").write_text(text)
    workbook.build(folder, read(folder))
    raw = zipfile.ZipFile(folder / "tables.xlsx")
    assert "'=cmd|' /C calc'!A0" in raw.read("xl/sharedStrings.xml").decode()
    assert not any(b"<f>" in raw.read(name) for name in raw.namelist())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_could_be_a_formula_gets_an_apostrophe(text):
    assert neutral(text) == f"'{text}"


def test_long_names_of_sheets_are_shortened_and_never_given_twice():
    names = Names()
    given = [names.sheet("young_people_who_are_met_in_the_" + end, "race_ethnicity") for end in ("north", "south", "north")]
    assert len(set(given)) == 3
    assert all(len(name) <= LONGEST and name.endswith("_race_ethnicity") for name in given)


def test_every_statistic_has_a_heading():
    assert set(HEADS) == set(STATISTICS)
