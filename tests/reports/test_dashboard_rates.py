"""Rates per 10,000 on the page: beside published counts only, with their limits, and marked where they rest on few."""

import re
from pathlib import Path

import pytest
from scipy.stats import poisson

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard, handbook
from reports.dashboard.residents import Residents
from tests.reports.rated import DRAWN, SHIPPED, agreed, written
from tests.reports.reading import Reading

HEADING = "Per 10,000 young people 10 to 17 years old"
WHO = "Young people 10 to 17 years old who live here"
RATED = "Young people identified as exploited, set against all who live here"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = written(tmp_path_factory.mktemp("rated"), agreed())
    dashboard.build(made)
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "dashboard.html").read_text("utf-8")


def rows(html: str, caption: str) -> dict[str, list[str]]:
    table = next(t for t in Reading(html).tables if t.caption == caption)
    return {r.heading: [said for _, said in r.cells] for r in table.rows}


def test_each_year_has_its_number_who_lives_here_and_the_rate_with_its_limits(html: str) -> None:
    # 60 of 110,900 is 5.41 in 10,000; the exact Poisson limits of 60 are 45.79 and 77.23, of 16 they are 9.15 and 25.98.
    assert rows(html, RATED) == {
        "2024": ["16", "111,500", "1.4 (0.8 to 2.3) [u]"],
        "2025": ["60", "110,900", "5.4 (4.1 to 7.0)"],
    }


def test_a_breakdown_has_rates_where_it_is_known_how_many_live_here_and_marks_where_the_number_is_withheld(html: str) -> None:
    assert rows(html, "Young people identified as exploited, 2025: Gender") == {
        "All": ["60", "110,900", "5.4 (4.1 to 7.0)"],
        "Girls": ["48", "54,100", "8.9 (6.5 to 11.8)"],
        "Boys": ["[c] withheld", "56,800", "[c] withheld"],
        "Another gender": ["[c] withheld", "no figure", "[c] withheld"],
        "Unknown": ["0", "no figure", "no figure"],
    }


def test_the_headline_gives_the_rate_beside_the_number(html: str) -> None:
    lead = re.findall(r'<p class="lead">(.*?)</p>', html)[0]
    assert lead.startswith(f"60 young people in 2025. {HEADING}: 5.4 (4.1 to 7.0). ")


def test_the_page_says_whose_numbers_they_are_and_what_the_mark_means(html: str) -> None:
    text = Reading(html).text
    assert "How many live here: made up for the example county, as of 2026-07-01." in text
    assert "These numbers are an assumption." in text
    assert "[u] of low reliability" in text and "fewer than twenty were counted" in text


def test_the_attacker_lets_the_page_and_the_handbook_out(folder: Path) -> None:
    handbook.build(folder / "handbook", agreed())
    assert list(in_files(folder, read.folder(folder))) == []


def test_the_attacker_stops_the_page_when_a_rate_of_a_withheld_number_is_put_in(tmp_path: Path) -> None:
    made = written(tmp_path, agreed())
    html = dashboard.build(made)
    withheld = '<td>56,800</td><td class="mark">[c] withheld</td>'
    assert withheld in html
    (made / "dashboard.html").write_text(html.replace(withheld, "<td>56,800</td><td>1.2 (0.5 to 2.5)</td>"), "utf-8")
    assert [leak.kind for leak in in_files(made, read.folder(made))] != []


def test_no_rate_stands_anywhere_for_a_county_that_did_not_say_how_many_live_there(tmp_path: Path) -> None:
    html = dashboard.build(written(tmp_path, agreed(residents=None)))
    assert "10,000" not in Reading(html).text
    assert rows(html, "Young people identified as exploited, 2025: Gender")["Girls"] == ["48"]


def test_a_publication_from_before_there_were_rates_is_still_a_page(tmp_path: Path) -> None:
    html = dashboard.build(written(tmp_path, agreed(), old=True))
    assert "10,000" not in Reading(html).text
    assert "60 young people in 2025." in Reading(html).text


def test_a_year_of_which_it_is_not_known_how_many_live_here_has_no_rate(tmp_path: Path) -> None:
    html = dashboard.build(written(tmp_path, agreed(), DRAWN.replace("2025 ", "2031 ")))
    assert list(rows(html, RATED)) == ["2024"]
    assert rows(html, "Young people identified as exploited, 2031: Gender")["Girls"] == ["48"]


@pytest.mark.parametrize("counted", [0, 1, 11, 19, 20, 60, 400])
def test_the_limits_are_those_between_which_the_count_is_no_surprise(counted: int) -> None:
    published = SHIPPED.published_residents(SHIPPED.measures)
    assert published is not None
    said = Residents.of({**published, "each": 1_000_000}).rate(counted, 1_000)  # so that rounding does not show
    low, high = (float(n) / 1_000 for n in re.findall(r"[\d.]+", said)[1:3])
    assert poisson.sf(counted - 1, low) == pytest.approx(0.025 if counted else 1, abs=0.002)
    assert poisson.cdf(counted, high) == pytest.approx(0.025, abs=0.002)
    assert said.endswith("[u]") == (counted < 20)
