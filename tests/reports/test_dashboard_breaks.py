"""Changes of law on the page and in the handbook: a line, a sentence, and no comparison across them."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard, handbook
from schemas import LegalBreak, Schemas, legal_breaks
from schemas.files import SHIPPED as PLACE
from tests.reports.rated import agreed, written
from tests.reports.reading import Reading
from tests.unit.test_legal_breaks import laid

OWN = LegalBreak(
    "own", "Standing order 4", date(2025, 1, 1), "Talks count too", "The court", ("referrals_to_probation", "identified_as_exploited")
)
SAYS = "The law changed on 2025-01-01 (Standing order 4). Talks count too. Numbers before and after do not compare."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = written(tmp_path_factory.mktemp("cut"), agreed(OWN))
    dashboard.build(made)
    handbook.build(made / "handbook", agreed(OWN))
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> Reading:
    return Reading((folder / "dashboard.html").read_text("utf-8"))


def test_each_series_over_the_day_has_an_upright_line_between_the_periods_before_and_after(page: Reading) -> None:
    cut = [f for f in page.figures if f["layout"].get("shapes")]
    assert [f["data"][0]["x"] for f in cut] == [["2024-Q4", "2025-Q1"], ["2024", "2025"], ["2024", "2025"]]
    for figure in cut:
        (line,) = figure["layout"]["shapes"]
        assert (line["x0"], line["x1"], line["y0"], line["y1"]) == (0.5, 0.5, 0, 1)
        assert figure["layout"]["xaxis"]["range"] == [-0.5, 1.5]
        assert "Standing order 4" in [a["text"] for a in figure["layout"]["annotations"]]


def test_the_chart_says_it_in_words_and_so_does_the_note_under_the_table(page: Reading, folder: Path) -> None:
    charts = [t.attributes["aria-label"] or "" for t in page.of("div", class_="chart")]
    assert sum(SAYS in said for said in charts) == 3
    html = (folder / "dashboard.html").read_text("utf-8")
    assert html.count(f'<p class="law">{SAYS}</p>') == 4  # percents and rates by year, and every period of either measure
    assert html.count(f"{SAYS}</figcaption>") == 3


def test_a_headline_does_not_hold_this_year_against_the_year_before_the_law(page: Reading) -> None:
    assert "The year before (2024): 45%; the law changed, so they do not compare" in page.text


def test_the_handbook_page_of_the_measure_says_it_with_its_source(folder: Path) -> None:
    text = Reading((folder / "handbook" / "measures" / "referrals_to_probation.html").read_text("utf-8")).text
    assert f"{SAYS} Source: The court." in text


def test_the_attacker_lets_the_line_and_the_words_out(folder: Path) -> None:
    assert list(in_files(folder, read.folder(folder))) == []


@pytest.mark.parametrize("says", ["In 2025, 7 young people were left out", "The law changed on 2025-01-01 (Standing order 4) for 7 girls"])
def test_the_attacker_finds_a_number_that_is_put_into_what_is_said_of_the_law(says: str, tmp_path: Path) -> None:
    made = written(tmp_path, agreed(OWN))
    assert list(in_files(made, read.folder(made))) == []
    text = (made / "measures.json").read_text("utf-8")
    (made / "measures.json").write_text(text.replace(SAYS, says), "utf-8")
    assert {leak.kind for leak in in_files(made, read.folder(made))} == {"a number in text that is not published"}


def test_a_change_amid_a_period_has_its_line_amid_it(tmp_path: Path) -> None:
    amid = LegalBreak("own", "Order", date(2025, 7, 1), "Talks count too", "The court", ("referrals_to_probation",))
    page = Reading(dashboard.build(written(tmp_path, agreed(amid))))
    (line,) = next(f["layout"]["shapes"] for f in page.figures if f["layout"].get("shapes"))
    assert line["x0"] == 0.75


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2024, 1, 1), date(2026, 1, 1)])
def test_a_change_before_or_after_all_periods_cuts_nothing(day: date, tmp_path: Path) -> None:
    outside = LegalBreak("own", "Order", day, "Talks count too", "The court", ("referrals_to_probation",))
    html = dashboard.build(written(tmp_path, agreed(outside)))
    assert "law changed" not in Reading(html).text
    assert not any(f["layout"].get("shapes") for f in Reading(html).figures)


def test_a_county_s_own_change_reaches_what_is_published(tmp_path: Path) -> None:
    from schemas.structure import structure

    schemas = Schemas.load(PLACE, laid(tmp_path))
    assert (tmp_path / legal_breaks.NAME).is_file()
    said = structure(schemas, {"recidivism"})["measures"]["recidivism"]["breaks"]
    assert [(b["on"], b["law"]) for b in said] == [("2024-04-01", "Standing order 4")]
    assert json.loads(json.dumps(said)) == said


def test_two_years_of_which_one_has_few_are_not_compared(tmp_path: Path) -> None:
    leads = re.findall(r'<p class="lead">(.*?)</p>', dashboard.build(written(tmp_path, agreed())))
    assert leads[0].endswith("The year before (2024): 16; too few to compare.")


def test_a_percent_that_chance_moves_a_lot_is_marked_and_one_that_it_does_not_is_not(tmp_path: Path) -> None:
    # Wilson's limits of 18 of 40 are 31 % and 60 %, of 17 of 38 they are 30 % and 60 %: thirty points or more.
    from tests.reports.rated import DRAWN

    def percents(folder: Path, drawn: str) -> list[str]:
        table = next(t for t in Reading(dashboard.build(written(folder, agreed(), drawn))).tables if "percent by year" in t.caption)
        return [row.cells[0][1] for row in table.rows if row.cells]

    assert percents(tmp_path / "a", DRAWN) == ["45", "40"]
    fewer = DRAWN.replace("denominator | 40", "denominator | 38").replace("numerator   | 18", "numerator   | 17")
    assert percents(tmp_path / "b", fewer) == ["45 [u]", "40"]
    withheld = fewer.replace("denominator | 38", "denominator | c")
    assert percents(tmp_path / "c", withheld) == ["45", "40"]
