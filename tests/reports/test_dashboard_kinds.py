"""Every kind of measure has its section: a headline, a chart and a table of the same numbers; and the attacker reads them all."""

import json
import re
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard
from reports.dashboard.publication import KINDS
from schemas import measure
from tests.reports.of_kinds import DRAWN, NAMES, written
from tests.reports.reading import Reading


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = written(tmp_path_factory.mktemp("kinds"))
    dashboard.build(made)
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "dashboard.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Reading:
    return Reading(html)


def _lead(html: str, name: str) -> str:
    return re.findall(r'<p class="lead">(.*?)</p>', html.partition(f'id="m-{name}"')[2])[0]


def test_no_kind_of_measure_is_left_out(html: str) -> None:
    assert set(KINDS) == set(measure.KINDS)
    assert all(f'<section class="measure" id="m-{name}"' in html for name in NAMES)


def test_a_number_known_by_its_ends_is_told_by_both_and_not_by_a_later_mark(html: str) -> None:
    said = _lead(html, "different_young_people")
    assert said.startswith("214 different young people in 2024 at the least, 388 at the most.")
    assert "210 are with agencies that send rows" in said


def test_an_estimate_is_called_one_and_has_its_limits(html: str) -> None:
    assert _lead(html, "with_those_nobody_knows") == (
        "This is an estimate, not a count: about 420 young people in 2025, between 380 and 460."
    )


def test_events_stand_beside_their_months_with_the_rate_where_both_are_shown(html: str, page: Reading) -> None:
    said = _lead(html, "events_at_liberty")
    assert said.startswith("1240 months at liberty in 2025. Exploited again: 31 (a rate of 2.5 in every hundred months)")
    assert "Arrested: withheld to protect young people" in said
    table = next(t for t in page.tables if ("", "Rate in every hundred months") in t.columns)
    assert [[said for _, said in row.cells] for row in table.rows] == [["1240", "no rate"], ["31", "2.5"], ["[c] withheld", "[c] withheld"]]


def test_shares_by_day_have_their_limits_and_say_until_when_others_must_wait(html: str, page: Reading) -> None:
    said = _lead(html, "exploited_again_by_day")
    assert "by day 180 12% (between 7% and 19%); by day 365 24% (between 17% and 32%)" in said
    assert "By day 730: not yet measurable until 2027-Q1." in said
    table = next(t for t in page.tables if [h for _, h in t.columns][-2:] == ["Low limit", "High limit"])
    assert [said for _, said in table.rows[0].cells] == ["130", "12", "7", "19"]


def test_where_only_the_days_can_be_shown_they_are_the_headline(html: str) -> None:
    assert _lead(html, "referral_time_to_answer").startswith("Median days in 2025: 4.")


def test_every_number_of_cells_csv_stands_in_a_table(folder: Path, page: Reading) -> None:
    rows = (folder / "cells.csv").read_text("utf-8").splitlines()
    said = {line: text for t in page.tables for r in t.rows for line, text in r.cells if line}
    assert set(said) == set(range(2, len(rows) + 1))
    for line, text in said.items():
        *_, value, mark = rows[line - 1].split(",")
        assert text.startswith(f"[{mark}]") if mark else text.removesuffix(" [u]") == value


def test_the_attacker_lets_the_page_out(folder: Path) -> None:
    assert list(in_files(folder, read.folder(folder))) == []


@pytest.mark.parametrize(
    "told, instead",
    [
        ("between 380 and 460", "between 379 and 460"),
        ("388 at the most", "389 at the most"),
        ("(a rate of 2.5 in every", "(a rate of 2.6 in every"),
        ("<td>2.5</td>", "<td>2.7</td>"),
        ("Arrested: withheld to protect young people", "Arrested: 7"),
        ("by day 365 24%", "by day 365 25%"),
        ("Median days in 2025: 4.", "Median days in 2025: 3."),
        ('<td class="mark">[c] withheld</td></tr>\n</tbody>', "<td>0.6</td></tr>\n</tbody>"),
    ],
)
def test_the_attacker_finds_a_number_that_is_put_in_its_place(tmp_path: Path, html: str, told: str, instead: str) -> None:
    assert told in html
    made = written(tmp_path)
    (made / "dashboard.html").write_text(html.replace(told, instead), "utf-8")
    assert {leak.kind for leak in in_files(made, read.folder(made))} & {"a number that nobody published", "a value for a withheld number"}


def test_nothing_is_drawn_for_an_end_that_is_withheld(tmp_path: Path) -> None:
    made = written(tmp_path, DRAWN.replace("high  | 388", "high  | c"))
    html = dashboard.build(made)
    assert _lead(html, "different_young_people").startswith("214 different young people in 2024 at the least, at the most: withheld")
    figures = [json.loads(f) for f in re.findall(r'data-chart="c-different_young_people-1">(.*?)</script>', html)]
    assert [t["x"] for f in figures for t in f["data"]] == [[214, None, 210]]


def test_the_number_in_a_title_is_a_number_of_the_agreement_and_no_other_may_stand_there(tmp_path: Path) -> None:
    made = written(tmp_path)
    agreed = json.loads((made / "measures.json").read_text("utf-8"))
    agreed["measures"]["exploited_again_by_day"]["outcome"]["title"] = "Language, by its ISO 639 code"
    (made / "measures.json").write_text(json.dumps(agreed), "utf-8")
    html = dashboard.build(made)
    assert list(in_files(made, read.folder(made))) == []
    (made / "dashboard.html").write_text(html.replace("by its ISO 639 code", "by its ISO 638 code"), "utf-8")
    assert {leak.kind for leak in in_files(made, read.folder(made))} == {"a number that nobody published"}
