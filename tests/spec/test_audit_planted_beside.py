"""A number planted in the files for programs, or in the list of changes, is found; as they were made nobody complains."""

import io
import json
from collections.abc import Callable

import openpyxl
import polars as pl
import pytest
from openpyxl.cell import Cell
from openpyxl.comments import Comment

from tests.reports.two_publications import Two, alone, found, two


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Two:
    return two(tmp_path_factory.mktemp("two"))


def test_the_files_beside_the_dashboard_pass_as_they_are_made(both):
    assert found(both.now) == set()


def parquet(change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        made = io.BytesIO()
        change(pl.read_parquet(io.BytesIO(content))).write_parquet(made)
        return made.getvalue()

    return changed


def said(*path: str | int, value: object) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        whole = place = json.loads(content)
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return json.dumps(whole).encode()

    return changed


def book(change: Callable[[openpyxl.Workbook], None]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        made, opened = io.BytesIO(), openpyxl.load_workbook(io.BytesIO(content))
        change(opened)
        opened.save(made)
        return made.getvalue()

    return changed


def withheld(opened: openpyxl.Workbook) -> Cell:
    """A place of a sheet where a withheld number stands."""
    marks = [[c for row in s.iter_rows() for c in row if c.value == "[c] withheld"] for s in opened if s.title not in ("Cover", "Notes")]
    return max(marks, key=len)[0]


def in_withheld(value: object) -> Callable[[openpyxl.Workbook], None]:
    """Put something where a withheld number stands."""

    def put(opened: openpyxl.Workbook) -> None:
        withheld(opened).value = value

    return put


def hidden(opened: openpyxl.Workbook) -> None:
    sheet = opened.create_sheet("kept")
    sheet.sheet_state = "hidden"
    for row in (["Period", "Time since the index day", "Number"], ["2025-Q1", "Within 6 months", 7773]):
        sheet.append(row)


def noted(opened: openpyxl.Workbook) -> None:
    withheld(opened).comment = Comment("7773", "x")


def swapped(opened: openpyxl.Workbook) -> None:
    """Of two groups each has the other's number."""
    sheet = opened["referral_funnel_quarters"]
    column = next(c.column for c in sheet[4] if c.value == "Out of")
    values = [c for row in sheet.iter_rows(min_row=5, min_col=column, max_col=column) for c in row if isinstance(c.value, int)]
    one, other = values[0], next(c for c in values if c.value != values[0].value)
    one.value, other.value = other.value, one.value


def noted_otherwise(opened: openpyxl.Workbook) -> None:
    sheet = opened["referral_funnel_quarters"]
    sheet.cell(4, sheet.max_column + 1, "Notes")
    sheet.cell(5, sheet.max_column, "fewer than before")


def under(opened: openpyxl.Workbook) -> None:
    opened["referral_funnel_quarters"]["A3"] = "In cells.csv this measure is called crossover."


WITHHELD = pl.col("status") == "c"
FILL = pl.when(WITHHELD).then(pl.lit(7)).otherwise(pl.col("value")).alias("value")
PLANTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "withheld numbers in the Parquet file": ("cells.parquet", parquet(lambda t: t.with_columns(FILL))),
    "other marks in the Parquet file": (
        "cells.parquet",
        parquet(lambda t: t.with_columns(pl.when(WITHHELD).then(pl.lit("s")).otherwise("status").alias("status"))),
    ),
    "a column more": ("cells.parquet", parquet(lambda t: t.with_columns(true=pl.lit(3)))),
    "a line less": ("cells.parquet", parquet(lambda t: t.head(t.height - 1))),
    "lines in the order of their true numbers": ("cells.parquet", parquet(lambda t: t.reverse())),
    "a number in a description": ("datapackage.json", said("description", value="In 2025 there were 7 young people of the north.")),
    "a number of its own": ("datapackage.json", said("resources", 0, "withheld", value=7)),
    "a label with a number": ("datapackage.json", said("resources", 0, "schema", "fields", 0, "title", value="recidivism, 2025: 7")),
    "a number in the other description": ("cells.csv-metadata.json", said("dc:title", value="recidivism, 2025: 7")),
    "a number as a name": ("cells.csv-metadata.json", said("7731", value="")),
    "a number in place of a mark in the workbook": ("tables.xlsx", book(in_withheld(7773))),
    "a bound in place of a mark": ("tables.xlsx", book(in_withheld("under 11"))),
    "another mark for some": ("tables.xlsx", book(in_withheld("[c] withheld first"))),
    "a formula in place of a mark": ("tables.xlsx", book(in_withheld("=7000+773"))),
    "numbers in each other's places": ("tables.xlsx", book(swapped)),
    "a note of its own": ("tables.xlsx", book(noted_otherwise)),
    "a hidden sheet": ("tables.xlsx", book(hidden)),
    "a comment on a mark": ("tables.xlsx", book(noted)),
    "numbers under the name of another measure": ("tables.xlsx", book(under)),
    "a number in place of a mark": ("changes.csv", lambda c: c.replace(b",,c,new", b",7,,new", 1)),
    "a number in place of the word": ("changes.csv", lambda c: c.replace(b",,c,new", b",,c,7", 1)),
    "a former number": ("changes.csv", lambda c: c.replace(b",revised", b",revised from 7331", 1)),
    "a column for former numbers": ("changes.csv", lambda c: c.replace(b"change\n", b"change,before\n", 1)),
    "a line that is nowhere else": ("changes.csv", lambda c: c + c.splitlines(keepends=True)[-1]),
    "a former number on the page": ("changes.html", lambda c: c.replace(b"<td>revised</td>", b"<td>revised from 7331</td>", 1)),
    "a withheld number on the page": ("changes.html", lambda c: c.replace(b"<h2>New periods</h2>", b"<p>recidivism, 2025: 7</p>", 1)),
}


def test_a_workbook_that_was_only_saved_again_is_not_complained_about(both, tmp_path):
    again = book(lambda opened: None)((both.now / "tables.xlsx").read_bytes())
    assert found(alone(both.now, tmp_path / "again", "tables.xlsx", again)) == set()


@pytest.mark.parametrize("plant", PLANTS)
def test_a_plant_beside_the_dashboard_is_found(plant, both, tmp_path):
    name, change = PLANTS[plant]
    clean = (both.now / name).read_bytes()
    planted = change(clean)
    assert planted != clean
    assert found(alone(both.now, tmp_path / "planted", name, planted)) != set()
