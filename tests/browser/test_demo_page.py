"""The demo's own dashboard, as a reader opens it from the published folder; its picture is the one in the README.

The picture is written where SAFECOUNT_PICTURES says, so that a test run leaves the tree as it is:
SAFECOUNT_PICTURES=reports/handbook/pictures uv run --group dev pytest tests/browser/test_demo_page.py
"""

import csv
import os
from pathlib import Path

import pytest

from tests.browser.chromium import opened
from tests.browser.test_dashboard_page import violations


@pytest.fixture(scope="module")
def seen(browser, demo):
    return opened(browser, demo.publication / "dashboard.html")


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(seen, demo):
    assert seen.requests == [(demo.publication / "dashboard.html").resolve().as_uri()]
    assert seen.complaints == []


def test_every_trace_is_drawn(seen):
    declared, drawn = seen.page.evaluate(
        """() => { const charts = [...document.querySelectorAll('.chart')];
        const figures = charts.map(c => c.data || (c.querySelector('.js-plotly-plot') || c).data || []);
        return [figures.flat().length, document.querySelectorAll('.trace').length]; }"""
    )
    assert declared > 5
    assert drawn >= declared


def test_its_tables_say_what_cells_csv_says(seen, demo):
    with (demo.publication / "cells.csv").open(encoding="utf-8") as rows:
        cells = {str(line): row for line, row in enumerate(csv.DictReader(rows), 2)}
    said = dict(seen.page.evaluate("[...document.querySelectorAll('[data-line]')].map(e => [e.dataset.line, e.textContent.trim()])"))
    assert set(said) == set(cells)
    for line, row in cells.items():
        there = said[line].removesuffix(" [u]") if row["statistic"] == "percent" else said[line]
        assert there == row["value"] if row["status"] == "" else there.startswith(f"[{row['status']}]"), line


def test_a_picture_of_the_first_screen(seen, tmp_path):
    folder = Path(os.environ.get("SAFECOUNT_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    seen.page.screenshot(path=folder / "dashboard.png")
    assert (folder / "dashboard.png").stat().st_size > 40_000


@pytest.mark.parametrize("name", ["changes.html", "agencies/index.html", "agencies/probation.html"])
def test_the_pages_beside_it_ask_for_nothing_and_axe_finds_nothing(browser, demo, name):
    beside = opened(browser, demo.publication / name)
    assert beside.requests == [(demo.publication / name).resolve().as_uri()]
    assert beside.complaints == []
    assert violations(beside.page) == []
