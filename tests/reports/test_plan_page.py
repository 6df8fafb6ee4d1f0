"""The page of a plan: a picture and a table of the same numbers, words for those who do not see it, and nothing that it fetches."""

import io
import json

import pytest

from reports.__main__ import main
from reports.planning import page
from tests.reports.reading import Reading

ASSUMED = "No number here is about anyone."


def line(by, window, change, before, after, agreed=False):
    return {
        "by": by,
        "window": window,
        "change": change,
        "agreed": agreed,
        "joined": "years" in window,
        "cells": 12,
        "noughts": 3,
        "before": [before, before - 1, before + 1],
        "after": [after, after - 2, after + 2],
    }


def said(title="New arrests"):
    lines = [
        line("whole county", "year", "as agreed", 83, 42, agreed=True),
        line("gender", "year", "as agreed", 44, 25, agreed=True),
        line("gender", "two years", "two years joined", 67, 51),
        line("gender", "year", "without residence", 44, 29),
    ]
    measure = {"name": "arrests", "title": title, "question": "How many?", "advice": ["Two years joined: 51 %."], "lines": lines}
    return {"youth_per_year": 60, "quarters": 8, "counties": 3, "threshold": 11, "assumptions": [ASSUMED], "measures": [measure]}


@pytest.fixture(scope="module")
def read():
    return Reading(page(said()))


def test_every_bar_stands_in_the_table_as_a_number(read):
    drawn = [value for figure in read.figures for trace in figure["data"] for value in trace["x"]]
    assert sorted(drawn) == sorted([83, 42, 44, 25, 67, 51])
    cells = {text for row in read.tables[0].rows for _, text in row.cells}
    assert {f"{value}%" for value in drawn} <= cells


def test_who_does_not_see_the_picture_is_told_what_it_shows(read):
    told = next(t.attributes["aria-label"] for t in read.of("div") if t.attributes.get("role") == "img")
    assert "whole county, year: 83% before, 42% after; gender, year: 44% before, 25% after" in told


def test_it_says_that_nobody_is_in_it_and_what_was_assumed(read):
    assert "No number on this page is about a real young person." in read.text
    assert ASSUMED in read.text


def test_what_else_was_tried_stands_in_the_table_only(read):
    assert "without residence" in read.text
    assert not [a for figure in read.figures for a in figure["layout"]["annotations"] if "residence" in a["text"]]


def test_it_fetches_nothing_and_a_title_never_becomes_a_tag():
    html = page(said("<script>alert(1)</script>"))
    assert "<script>alert(1)" not in html
    found = Reading(html)
    assert any("default-src 'none'" in (t.attributes.get("content") or "") for t in found.of("meta"))
    assert not [t for t in found.tags if t.attributes.get("src")]


def test_the_command_reads_a_plan_and_writes_the_page(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(said())))
    assert main(["plan", str(tmp_path / "plan.html")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'plan.html'}\n"
    assert (tmp_path / "plan.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
