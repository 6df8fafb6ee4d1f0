"""A funder's sheet says what is published, or the sum of it, and nothing else."""

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.grants import CannotAnswer, build
from schemas import Schemas
from schemas.files import SHIPPED
from tests.reports.sample import HOSTILE, Sample

MEASURES = ("advocacy_sessions", "recidivism", "referral_totals", "people_trained")
FORM = """
title: "=cmd|A form"
funder: A funder
form: No. 1
source: the funder
periods: [quarter, half, year]
questions:
  - {number: 1, asks: Sessions, match: exact, measure: advocacy_sessions}
  - {number: 2, asks: Sessions by kind, match: close, measure: advocacy_sessions, split: service, differs: By calendar year.}
  - {number: 3, asks: New offences, match: exact, measure: recidivism, at: {horizon: 6m}, statistic: numerator, total: none}
  - {number: 4, asks: Followed, match: exact, measure: recidivism, statistic: denominator}
  - {number: 5, asks: Money, match: provider, why: The award says it.}
  - {number: 6, asks: Screened, match: exact, measure: screenings_in_confidential_programmes}
"""


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemas = Schemas.load()
    few = replace(schemas, measures={n: schemas.measures[n] for n in MEASURES})
    return Sample(schemas=few).write(tmp_path_factory.mktemp("publication") / "2025-Q4-v1")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    own = tmp_path_factory.mktemp("schemas")
    (own / "grants").mkdir()
    (own / "grants" / "mine.yaml").write_text(FORM, encoding="utf-8")
    return (SHIPPED, own)


def _answers(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


def _cells(publication: Path) -> list[dict[str, str]]:
    with (publication / "cells.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _find(publication: Path, period: str, **named: str) -> Mapping[str, str]:
    [cell] = [c for c in _cells(publication) if c["period"] == period and all(c[k] == v for k, v in named.items())]
    return cell


@pytest.mark.parametrize("period", ["2025-Q2", "2025-H1", "2024", "FFY2025", "SFY2024", "FFY2025-Q1"])
def test_every_number_is_the_published_one_or_the_sum_of_the_published_ones(
    period: str, publication: Path, places: tuple[Path, ...], tmp_path: Path
) -> None:
    build(publication, places, "mine", period, tmp_path)
    cells, numbers = _cells(publication), 0
    for row in _answers(tmp_path).values():
        if row[period].isdigit():
            lines = [cells[int(line) - 2] for line in row["cells_csv_lines"].split()]
            assert {line["measure"] for line in lines} == {row["measure"]}
            assert sum(int(line["value"]) for line in lines) == int(row[period])
            numbers += 1
    assert numbers


def test_quarters_of_a_fiscal_year_are_added_across_the_new_year(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    build(publication, places, "mine", "FFY2025", tmp_path)
    named = {"measure": "advocacy_sessions", "service": "_T", "statistic": "count"}
    parts = [_find(publication, q, **named)["value"] for q in ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3")]
    assert _answers(tmp_path)["1"]["FFY2025"] == str(sum(map(int, parts)))
    assert [_answers(tmp_path)["1"][q] for q in ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3")] == parts


def test_where_a_quarter_is_withheld_so_is_the_sum(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    copy = tmp_path / "2025-Q4-v1"
    shutil.copytree(publication, copy)
    rows = _cells(copy)
    for row in rows:
        if row["measure"] == "advocacy_sessions" and row["period"] == "2025-Q1":
            row["value"], row["status"] = "", "c"
    with (copy / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    build(copy, places, "mine", "FFY2025", tmp_path / "out")
    assert _answers(tmp_path / "out")["1"]["FFY2025"] == "[c] withheld to protect young people"


def test_the_calendar_year_is_taken_as_published_and_its_groups_with_it(
    publication: Path, places: tuple[Path, ...], tmp_path: Path
) -> None:
    build(publication, places, "mine", "2024", tmp_path)
    said = _answers(tmp_path)
    year = _find(publication, "2024", measure="advocacy_sessions", service="_T", statistic="count")
    assert said["1"]["2024"] == year["value"]
    for n, code in enumerate(("crisis_counselling", "court_accompaniment", "safety_planning", "benefits_claims", "classes"), start=1):
        cell = _find(publication, "2024", measure="advocacy_sessions", service=code, statistic="count")
        assert said[f"2.{n}"]["2024"] == (cell["value"] or "[c] withheld to protect young people")


def test_what_cannot_be_given_says_why_and_what_is_nearest(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    build(publication, places, "mine", "FFY2024", tmp_path)
    said = _answers(tmp_path)
    assert said["2.1"]["FFY2024"] == "groups are published by calendar year only"
    assert said["2.1"]["nearest_year"] == "2024"
    assert said["3"]["FFY2024"] == "quarters are not added up, because a young person may be in several"
    assert said["5"]["FFY2024"] == "only the provider can say"
    assert said["6"]["FFY2024"] == "not among the measures of this publication"


def test_sheet_table_and_text_say_the_same_and_nothing_is_a_formula(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    build(publication, places, "mine", "2025-H1", tmp_path)
    book = load_workbook(tmp_path / "sheet.xlsx")
    rows = list(book["Questions"].iter_rows(min_row=2, values_only=True))
    said = _answers(tmp_path)
    assert [str(r[4]) for r in rows] == [row["2025-H1"] for row in said.values()]
    assert book["About"]["A1"].value == "'=cmd|A form: 2025-H1"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    assert f"1 Sessions: {said['1']['2025-H1']} (by quarter: " in (tmp_path / "narrative.md").read_text(encoding="utf-8")


def test_a_return_says_what_changed_since_the_last_one(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    first = build(publication, places, "mine", "2025-Q2", tmp_path / "one")
    rows = (tmp_path / "one" / "answers.csv").read_text(encoding="utf-8").splitlines()
    was = _answers(tmp_path / "one")["1"]["2025-Q2"]
    text = "\n".join(row.replace(f",{was},", ",1000000,", 1) if row.startswith("1,") else row for row in rows)
    (tmp_path / "one" / "answers.csv").write_text(text, encoding="utf-8")
    again = build(publication, places, "mine", "2025-Q2", tmp_path / "two", before=tmp_path / "one")
    assert (first.changed, again.changed) == (0, 1)
    assert f"1 Sessions: was 1000000, is {was}" in (tmp_path / "two" / "narrative.md").read_text(encoding="utf-8")


def test_the_same_return_twice_is_the_same_bytes(publication: Path, places: tuple[Path, ...], tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(publication, places, "mine", "FFY2025", tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    about = json.loads((tmp_path / "one" / "return.json").read_text(encoding="utf-8"))
    assert about["publication"] == "2025-Q4-v1"


@pytest.mark.parametrize(
    ("form", "period", "says"),
    [
        ("yours", "2025", "there is no form of the name 'yours'; there is"),
        ("mine", "2025-Q7", "is not a period"),
        ("cdss_csec", "2025-Q1", "cdss_csec asks about a year, and 2025-Q1 is a quarter"),
        ("mine", "FFY2026", "publish that quarter first"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_writes_nothing(
    form: str, period: str, says: str, publication: Path, places: tuple[Path, ...], tmp_path: Path
) -> None:
    with pytest.raises(CannotAnswer, match=says):
        build(publication, places, form, period, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_shipped_form_can_be_answered_from_a_hostile_publication(tmp_path: Path) -> None:
    folder = Sample(hostile=True).write(tmp_path / "2025-Q4-v1")
    for form in ("voca_pmt", "ovc_trafficking", "otip_dvht", "ojjdp_title_ii", "cal_oes_progress", "cdss_csec"):
        made = build(folder, (SHIPPED,), form, "2025", tmp_path / form)
        assert made.asked >= made.answered >= 0
        book = load_workbook(tmp_path / form / "sheet.xlsx")
        assert any(HOSTILE in str(cell.value) for row in book["About"] for cell in row)
