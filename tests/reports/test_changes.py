"""A page and a table say what is new, revised or marked otherwise since the last publication, by its own numbers alone."""

import re

import pytest

from reports import changes
from reports.dashboard.publication import read
from tests.reports.two_publications import Two, lines, two


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Two:
    return two(tmp_path_factory.mktemp("two"))


def test_each_line_that_changed_is_a_line_of_cells_csv_with_one_word_more(both):
    heading, rows = lines(both.now / "changes.csv")
    known, cells = lines(both.now / "cells.csv")
    assert heading == [*known, "change"]
    assert [row[:-1] for row in rows] == [row for row in cells if row in [r[:-1] for r in rows]]


def test_what_the_last_publication_had_otherwise_is_told_by_how_it_differs(both):
    _, rows = lines(both.now / "changes.csv")
    old = [row for row in rows if row[1] in ("2025-Q1", "2025-Q2", "2025-Q3")]
    assert sorted(row[-1] for row in old) == ["marked otherwise", "revised", "shown for the first time"]
    assert {row[1] for row in rows if row[-1] == "new"} == {"2025-Q4", "2025"}


def test_the_page_lists_new_periods_and_the_lines_that_changed(both):
    page = (both.now / "changes.html").read_text("utf-8")
    assert "The last publication was 2025-Q3-v1." in page
    assert re.search(r"<li>[^<]+: 2025-Q4, 2025</li>", page)
    assert page.count("data-line") == 3
    assert "7331" not in page, "the former number stands in the last publication's own files"


def test_the_first_publication_has_an_empty_list_of_changes(both, tmp_path):
    changes.build(both.now, read(both.now), None)
    heading, rows = lines(both.now / "changes.csv")
    assert heading[-1] == "change" and rows == []
    assert "This is the first publication." in (both.now / "changes.html").read_text("utf-8")
