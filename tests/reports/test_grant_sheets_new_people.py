"""A funder's sheet counts a young person as new once in the funder's year, and never shows more than is published."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reports.grants import build
from schemas import Schemas
from schemas.files import SHIPPED
from tests.reports.sample import Sample

FORM = """
title: A form
funder: A funder
form: No. 1
source: the funder
year: federal
periods: [quarter, half, year]
questions:
  - {number: 1, asks: New, match: exact, measure: new_and_continuing, people: new}
  - {number: 2, asks: Continuing, match: exact, measure: new_and_continuing, people: continuing}
  - {number: 3, asks: Served, match: exact, measure: new_and_continuing, people: served}
  - {number: 4, asks: New by gender, match: exact, measure: served_in_federal_year, split: gender}
"""
QUARTERS = ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3")
CODES = ("", "not_quarter_before", "not_two_before", "not_three_before")


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemas = Schemas.load()
    few = replace(schemas, measures={n: schemas.measures[n] for n in ("new_and_continuing", "served_in_federal_year")})
    return Sample(schemas=few, size=400).write(tmp_path_factory.mktemp("publication") / "2025-Q4-v1")


def _sheet(publication: Path, folder: Path, period: str, form: str = FORM) -> dict[str, dict[str, str]]:
    (folder / "grants").mkdir(parents=True, exist_ok=True)
    (folder / "grants" / "mine.yaml").write_text(form, encoding="utf-8")
    build(publication, (SHIPPED, folder), "mine", period, folder / "out")
    with (folder / "out" / "answers.csv").open(encoding="utf-8", newline="") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


def _cell(publication: Path, quarter: str, code: str) -> Mapping[str, str]:
    with (publication / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["measure"] == "new_and_continuing" and r["period"] == quarter]
    wanted = ("numerator", code) if code else ("denominator", "_T")
    [found] = [r for r in rows if (r["statistic"], r["outcome"]) == wanted]
    return found


def test_new_is_told_by_how_far_the_funder_s_year_has_gone(publication: Path, tmp_path: Path) -> None:
    said = _sheet(publication, tmp_path, "FFY2025")["1"]
    cells = [_cell(publication, q, code) for q, code in zip(QUARTERS, CODES, strict=True)]
    for quarter, cell in zip(QUARTERS, cells, strict=True):
        assert said[quarter] == (cell["value"] or "[c] withheld to protect young people")
    shown = [int(c["value"]) for c in cells if c["value"]]
    assert said["FFY2025"] == (str(sum(shown)) if len(shown) == 4 else "[c] withheld to protect young people")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_new_and_continuing_are_all_who_were_served(quarter: str, publication: Path, tmp_path: Path) -> None:
    said = _sheet(publication, tmp_path, quarter)
    new, continuing, served = (said[n][quarter] for n in "123")
    if new.isdigit() and served.isdigit():
        assert int(new) + int(continuing) == int(served)
    else:
        assert not continuing.isdigit()


def test_in_the_first_quarter_of_the_funder_s_year_everyone_is_new(publication: Path, tmp_path: Path) -> None:
    said = _sheet(publication, tmp_path, "2024-Q4")
    assert (said["1"]["2024-Q4"], said["2"]["2024-Q4"]) == (said["3"]["2024-Q4"], "0")
    assert said["2"]["how"] == "in the first quarter of the year everyone is new"


def test_those_who_go_on_are_not_added_up_over_quarters(publication: Path, tmp_path: Path) -> None:
    assert _sheet(publication, tmp_path, "FFY2025")["2"]["FFY2025"] == "quarters are not added up, because a young person may be in several"


def test_everybody_served_in_the_funder_s_year_is_as_many_as_were_new_in_it(publication: Path, tmp_path: Path) -> None:
    said = _sheet(publication, tmp_path, "FFY2025")
    assert said["3"]["FFY2025"] == said["1"]["FFY2025"]


def test_groups_of_new_people_are_told_for_the_federal_year_and_else_the_nearest_stands_beside(publication: Path, tmp_path: Path) -> None:
    with (publication / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["measure"], r["period"]) == ("served_in_federal_year", "2025")]
    girls = next(r["value"] for r in rows if r["gender"] == "girl") or "[c] withheld to protect young people"
    assert _sheet(publication, tmp_path / "a", "FFY2025")["4.1"]["FFY2025"] == girls
    other = _sheet(publication, tmp_path / "b", "SFY2025")["4.1"]
    assert other["SFY2025"] == "published by federal fiscal year only"
    assert other["nearest_year"] == ("FFY2025" if girls.isdigit() else "")


def test_the_same_quarter_is_another_one_of_the_state_s_year(publication: Path, tmp_path: Path) -> None:
    of_the_state = _sheet(publication, tmp_path, "2025-Q1", FORM.replace("year: federal", "year: state"))["1"]["2025-Q1"]
    assert of_the_state == (_cell(publication, "2025-Q1", "not_two_before")["value"] or "[c] withheld to protect young people")
