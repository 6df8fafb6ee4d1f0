"""The page goes on in the order in which a task force asks; where it would be long, each theme has a page of its own."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import textstat

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard
from reports.dashboard import page as made_of
from reports.dashboard.agenda import OTHER, agenda
from reports.dashboard.measures import Measure
from schemas import Schemas, mou
from schemas.duties import Duty
from schemas.structure import structure
from tests.reports.of_kinds import DRAWN, written
from tests.reports.prose import prose
from tests.reports.reading import Reading, Table
from tests.reports.sample import Sample

SHIPPED = Schemas.load()
ORDER = ["identified", "referrals", "again", "both_systems", "counties", "missing", "needs", "memorandum"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Sample(extra=True).write(tmp_path_factory.mktemp("one"))
    dashboard.build(made)
    return made


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same county where it is too much for one page."""
    made = Sample(extra=True, hostile=True).write(tmp_path_factory.mktemp("several"))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(made_of, "MOST_LINES", 100)
        dashboard.build(made)
    return made


def _pages(folder: Path) -> dict[str, str]:
    return {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in [folder / "dashboard.html", *folder.glob("dashboard/*.html")]}


def _all() -> list[Measure]:
    return [Measure.of(name, raw) for name, raw in structure(SHIPPED)["measures"].items()]


def test_every_shipped_measure_has_a_theme_and_none_is_left_over() -> None:
    ordered = agenda().ordered(_all())
    assert [t.id for t, _ in ordered][: len(ORDER)] == ORDER
    assert ordered[-1][0].id == "actions"
    assert sum(len(measures) for _, measures in ordered) == len(SHIPPED.measures)
    assert OTHER not in [t.id for t, _ in ordered]


def test_the_tiles_name_measures_and_codes_that_there_are() -> None:
    for wanted in agenda().tiles:
        for one in wanted.of:
            outcome = SHIPPED.measures[one.measure].outcome
            assert one.code is None if outcome is None else one.code in outcome.codes


def test_a_measure_of_a_county_s_own_stands_at_the_end(tmp_path: Path) -> None:
    made = Sample(first="2025-Q1", last="2025-Q2", extra=True).write(tmp_path)
    agreed = json.loads((made / "measures.json").read_text("utf-8"))
    agreed["measures"]["identified"]["id"] = "Z1"
    (made / "measures.json").write_text(json.dumps(agreed), "utf-8")
    html = dashboard.build(made)
    themes = re.findall(r'<section class="theme" id="theme-(\w+)"', html)
    assert themes[-1] == OTHER and themes[:-1] == [t for t in ORDER if t in themes]


def test_the_table_of_contents_leads_to_every_measure_and_every_theme(folder: Path) -> None:
    html = (folder / "dashboard.html").read_text("utf-8")
    listed = set(re.findall(r'href="#([\w-]+)"', html.partition('<nav class="contents"')[2].partition("</nav>")[0]))
    there = set(re.findall(r'<section class="(?:measure|theme)" id="([\w-]+)"', html))
    assert there == listed


def test_a_large_publication_has_a_page_for_each_theme_and_every_link_leads_somewhere(several: Path) -> None:
    pages = _pages(several)
    assert {"dashboard.html", "dashboard/referrals.html", "dashboard/again.html"} <= set(pages)
    for name, html in pages.items():
        for link in re.findall(r'href="([^"]+)"', re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)):
            file, _, place = link.partition("#")
            if link.startswith("data:") or "javascript" in link:
                continue
            target = (Path(name).parent / file).as_posix() if file else name
            target = target.replace("dashboard/../", "")
            assert f'id="{place}"' in pages[target] if place else (several / target).is_file(), (name, link)


def test_labels_that_mean_harm_stay_letters_on_every_page(several: Path) -> None:
    for html in _pages(several).values():
        page = Reading(html)
        assert page.of("img") == [] and len(page.scripts) == 2


def test_when_a_county_publishes_less_again_no_old_page_stays(several: Path, tmp_path: Path) -> None:
    dashboard.build(several, into=tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["dashboard.html"]


def test_the_attacker_reads_the_pages_of_the_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = written(tmp_path)
    monkeypatch.setattr(made_of, "MOST_LINES", 1)
    dashboard.build(made, memorandum=mou.read())
    assert list(in_files(made, read.folder(made))) == []
    path = made / "dashboard" / "identified.html"
    path.write_text(path.read_text("utf-8").replace("388 at the most", "387 at the most"), "utf-8")
    assert {(dict(leak.key)["file"], leak.kind) for leak in in_files(made, read.folder(made))} == {
        ("dashboard/identified.html", "a number that nobody published")
    }


def test_each_duty_of_the_memorandum_says_how_often_it_was_done_or_why_that_is_not_shown(tmp_path: Path) -> None:
    clause = mou.Clause("memorandum.all.1", "Every referral is answered", "Memorandum, All agencies", ("M3",))
    asked = mou.Memorandum({clause.id: clause}, {}, {}, {"referral_time_to_answer": Duty("within_2_days")})
    earlier = "    referral_time_to_answer | 2024 | {0} | | {1} | {2}\n"
    shown = earlier.format("_T", "denominator", 50) + earlier.format("within_2_days", "numerator", 30)
    for n, (drawn, says) in enumerate({DRAWN: "withheld to protect young people (2025)", DRAWN + shown: "30 of 50 in 2024"}.items()):
        made = written(tmp_path / str(n), drawn)
        clauses = dashboard.build(made, memorandum=asked).partition('<ul class="clauses">')[2]
        assert clauses.lstrip().startswith("<li>Every referral is answered")
        assert re.findall(r'<a href="#m-referral_time_to_answer">[^<]*</a>: (.*?)</li>', clauses) == [says]
        assert list(in_files(made, read.folder(made))) == []


def _pairs(html: str) -> Iterator[tuple[dict, Table]]:
    """Each chart with the table that stands beside it."""
    for part in re.split(r"<h4>", html)[1:]:
        figure = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', part, re.DOTALL)
        table = re.search(r"<table.*?</table>", part, re.DOTALL)
        if figure and table:
            yield json.loads(figure[1]), Reading(table[0]).tables[0]


def _number(text: str) -> int | None:
    """What stands in a table's cell, without the marks beside a number."""
    bare = text.removesuffix(" [u]").removesuffix(" [r]")
    return int(bare) if bare.isdecimal() else None


@pytest.mark.parametrize("which", ["folder", "several"])
def test_walking_the_page_every_chart_says_what_the_table_beside_it_says(which: str, request: pytest.FixtureRequest) -> None:
    """Tables are held against cells.csv elsewhere, line by line; so what is drawn, what is written and what is published is one."""
    checked = 0
    for html in _pages(request.getfixturevalue(which)).values():
        for figure, table in _pairs(html):
            for trace in figure["data"]:
                lying = trace.get("orientation") == "h"
                names, values = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
                n = len(values)
                some = [table.rows[:n], table.rows[-n:]] if lying else [[r for p in names for r in table.rows if r.heading == p]]
                columns = {c for rows in some for c in zip(*([_number(text) for _, text in row.cells] for row in rows), strict=True)}
                assert tuple(values) in columns, (table.caption, values)
                checked += len(values)
    assert checked > 100


@pytest.mark.parametrize("which", ["folder"])
def test_the_page_can_be_read_by_someone_with_nine_years_of_school(which: str, request: pytest.FixtureRequest) -> None:
    html = (request.getfixturevalue(which) / "dashboard.html").read_text("utf-8")
    assert textstat.flesch_kincaid_grade(prose(html)) <= 9
