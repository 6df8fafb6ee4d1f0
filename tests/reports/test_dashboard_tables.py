"""The tables of the page carry the published numbers, all of them and nothing else."""

import random

import pytest

from reports import dashboard
from tests.reports import sample
from tests.reports.reading import Reading
from tests.reports.sample import Sample

MARKS = {"c": "[c] withheld", "m": "[m] from ", "x": "[x] not available"}
LOW = " [u]"
"""Beside a percent that chance alone moves a lot."""
HEADINGS = {"numerator": "Number", "percent": "Percent", "median_days": "Median days"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = Sample(extra=True).write(tmp_path_factory.mktemp("publication"))
    dashboard.build(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return Reading((folder / "dashboard.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def placed(page):
    """Every number cell of the page with the table, row and column that a reader finds it under."""
    return [
        (line, said, table, row, column)
        for table in page.tables
        for row in table.rows
        for (line, said), column in zip(row.cells, table.columns, strict=True)
        if line is not None
    ]


def test_every_published_cell_stands_in_a_table_and_says_exactly_its_value_or_its_mark(folder, placed):
    rows = sample.rows(folder)
    shown = {line for line, *_ in placed}
    assert shown == set(range(2, len(rows) + 2))
    for line, said, *_ in placed:
        row = rows[line - 2]
        if row["status"]:
            assert said.startswith(MARKS[row["status"]])
        else:
            assert said.removesuffix(LOW if row["statistic"] == "percent" else "") == row["value"]


def test_all_four_kinds_of_cell_are_in_the_sample(folder):
    assert {row["status"] for row in sample.rows(folder)} == {"", "c", "m", "x"}


def test_each_number_stands_under_the_headings_of_what_it_counts(folder, placed):
    rows, schemas = sample.rows(folder), Sample().schemas
    checked = 0
    for line, _, table, row, (group, heading) in placed:
        cell = rows[line - 2]
        measure = schemas.measures.get(cell["measure"])
        if measure is None or heading == "Out of":
            continue
        said = f"{table.caption} {row.heading}"
        assert cell["period"] in said or "latest period" in said
        assert measure.title in table.caption
        if cell["statistic"] in HEADINGS and measure.outcome:
            code = cell[measure.outcome.dimension]
            label = schemas.codelists[measure.outcome.codelist].label(code)
            assert label in (group, heading) or row.heading.startswith(label)
            assert HEADINGS[cell["statistic"]] == heading or "percent by" in table.caption
        for b in measure.breakdowns:
            codelist = schemas.codelist_of(measure, b)
            if cell[b] != "_T":
                assert codelist.title in table.caption
                assert row.heading == codelist.label(cell[b])
        checked += 1
    assert checked > 3000


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_withheld_or_missing_the_page_can_be_made_and_draws_only_what_is_shown(tmp_path, seed):
    chance = random.Random(seed)
    cells = Sample(first="2024-Q1", last="2025-Q4", extra=True, seed=seed).write(tmp_path) / "cells.csv"
    head, *lines = cells.read_text().splitlines()
    kept = [_marked(line, chance.choice("cx")) if chance.random() < 0.4 else line for line in lines if chance.random() < 0.9]
    cells.write_text("\n".join([head, *kept]) + "\n")
    page = Reading(dashboard.build(tmp_path))
    rows = sample.rows(tmp_path)
    said = {line: said for t in page.tables for r in t.rows for line, said in r.cells if line}
    assert len(said) > 1000
    for n, text in said.items():
        mark, value = rows[n - 2]["status"], rows[n - 2]["value"]
        assert text.startswith(f"[{mark}]") if mark else text.removesuffix(LOW) == value
    assert "None" not in page.text


def _marked(line, mark):
    return line if line[-1] != "," else ",".join([*line.split(",")[:-2], "", mark])


def test_a_publication_without_a_single_number_is_a_page_that_says_so(tmp_path):
    cells = Sample().write(tmp_path) / "cells.csv"
    cells.write_text(cells.read_text().splitlines()[0] + "\n")
    page = Reading(dashboard.build(tmp_path))
    assert page.text.count("No number of this measure can be shown: nothing of it is in this publication.") == 4


def test_a_number_not_yet_measurable_says_from_when_on(page):
    table = next(t for t in page.tables if t.caption == "New arrests and petitions, percent by year")
    newest = next(r for r in table.rows if r.heading == "2025")
    assert [said for _, said in newest.cells] == ["[m] from 2026-Q4", "[m] from 2027-Q2", "[m] from 2028-Q2"]


def test_no_table_has_a_star_or_an_empty_cell(page):
    said = [said for t in page.tables for r in t.rows for _, said in r.cells]
    assert said and all(s and "*" not in s for s in said)


def test_every_table_has_a_caption_and_every_heading_a_scope(page):
    assert len(page.tables) > 30
    assert all(t.caption for t in page.tables)
    assert all(scope in ("row", "col", "colgroup") for t in page.tables for scope in t.scopes)


def test_agencies_on_lists_are_called_by_their_names(page):
    table = next(t for t in page.tables if t.caption == "Young people on several lists, 2025")
    assert "On the lists of Social Services Agency and Probation Department" in [r.heading for r in table.rows]
