"""The charts are drawn from published numbers only; what is withheld is not drawn, and is said."""

import json
import re

import pytest

from reports import dashboard
from reports.dashboard.figures import Bar, bars, columns, literal
from tests.reports import sample
from tests.reports.reading import Reading
from tests.reports.sample import Sample

PERCENT_MARKS = [0, 25, 50, 75, 100]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = Sample(extra=True).write(tmp_path_factory.mktemp("publication"))
    dashboard.build(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return Reading((folder / "dashboard.html").read_text(encoding="utf-8"))


def _numbers(trace):
    return trace["x"] if trace.get("orientation") == "h" else trace["y"]


def test_every_number_in_a_chart_is_a_published_one(folder, page):
    published = {int(r["value"]) for r in sample.rows(folder) if not r["status"]}
    drawn = [v for f in page.figures for t in f["data"] for v in _numbers(t) if v is not None]
    assert len(drawn) > 100
    assert set(drawn) <= published


def test_each_chart_carries_the_numbers_of_its_own_measure(folder, page):
    rows = sample.rows(folder)
    for tag, figure in zip(page.of("script", class_="figure"), page.figures, strict=True):
        measure = tag.attributes["data-chart"].removeprefix("c-").rpartition("-")[0]
        published = {int(r["value"]) for r in rows if r["measure"] == measure and not r["status"]}
        assert {v for t in figure["data"] for v in _numbers(t) if v is not None} <= published


def test_numbers_are_plain_lists_so_that_anyone_can_check_them(page):
    assert all(isinstance(_numbers(t), list) for f in page.figures for t in f["data"])


def test_axes_have_no_range_but_percent_from_0_to_100(page):
    axes = [a for f in page.figures for k, a in f["layout"].items() if k.startswith(("xaxis", "yaxis"))]
    ranges = [a["range"] for a in axes if "range" in a]
    assert ranges and all(r == [0, 100] for r in ranges)
    assert all(a["tickvals"] == PERCENT_MARKS for a in axes if "range" in a)


def test_a_quarter_that_is_not_available_has_no_bar_and_a_mark_in_its_place(folder, page):
    ids = [t.attributes["data-chart"] for t in page.of("script", class_="figure")]
    figure = page.figures[ids.index("c-crossover-3")]
    trace = figure["data"][0]
    lost = trace["x"].index("2025-Q2")
    assert trace["y"][lost] is None
    assert [(a["x"], a["text"]) for a in figure["layout"]["annotations"]] == [("2025-Q2", "[x]")]


def test_a_withheld_bar_is_not_drawn_as_zero_and_its_label_says_withheld():
    chart = bars([Bar("a", "Girls", 40, "40"), Bar("b", "Boys: [c] withheld", None, "")], False, "says", "caption")
    figure = json.loads(chart.figure)
    assert figure["data"][0]["x"] == [40, None]
    assert "Boys: [c] withheld" in [a["text"] for a in figure["layout"]["annotations"]]


def test_nothing_is_drawn_where_nothing_is_published():
    assert bars([Bar("b", "Boys: [c] withheld", None, "")], False, "says", "caption") is None


def test_a_page_of_withheld_numbers_has_no_chart_and_says_so(tmp_path):
    page = Reading(dashboard.build(Sample(withhold_all=True).write(tmp_path)))
    assert page.figures == []
    assert "No number of this measure can be shown: withheld to protect young people." in page.text
    assert "There is no chart here" in page.text


def test_every_chart_says_in_words_what_it_shows(page):
    charts = page.of("div", class_="chart")
    assert len(charts) == len(page.figures) > 10
    assert all(c.attributes["role"] == "img" and len(c.attributes["aria-label"]) > 60 for c in charts)
    told = next(c.attributes["aria-label"] for c in charts if c.attributes["id"] == "c-crossover-2")
    assert "2025 not available, because an agency did not report it as a number" in told


def test_every_bar_in_a_chart_is_told_to_those_who_do_not_see_it(page):
    for chart, figure in zip(page.of("div", class_="chart"), page.figures, strict=True):
        for value in (v for t in figure["data"] for v in _numbers(t) if v is not None):
            assert re.search(rf"\b{value}\b", chart.attributes["aria-label"])


def test_charts_have_at_most_ten_gridlines_and_nothing_only_in_a_hover(page):
    for f in page.figures:
        axes = [a for k, a in f["layout"].items() if k.startswith(("xaxis", "yaxis")) and a.get("showgrid", True)]
        assert all(len(a.get("tickvals", ())) <= 10 and a.get("nticks", 0) <= 10 for a in axes)
        assert all("hovertemplate" not in t and "customdata" not in t for t in f["data"])


def test_lines_are_told_apart_without_colour(page):
    lines = [[t for t in f["data"] if t["type"] == "scatter"] for f in page.figures]
    several = [found for found in lines if len(found) > 1]
    assert several
    for found in several:
        assert len({t["marker"]["symbol"] for t in found}) == len({t["line"]["dash"] for t in found}) == len(found)


def test_a_label_is_drawn_letter_by_letter():
    assert literal("<b>a</b> & b") == "&lt;b&gt;a&lt;/b&gt; &amp; b"


def test_the_sentence_over_a_chart_is_made_of_numbers_that_the_chart_draws(folder):
    checked = 0
    for part in (folder / "dashboard.html").read_text(encoding="utf-8").split("<h4>")[1:]:
        said = re.search(r'<p class="says">(.*?)</p>', part)
        figure = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', part, re.DOTALL)
        if said and figure:
            numbers = re.findall(r"(?<=[ :])(\d+)%?(?= (?:\[u\] )?in \d{4})", said[1])
            drawn = {v for t in json.loads(figure[1])["data"] for v in _numbers(t)}
            assert numbers and {int(n) for n in numbers} <= drawn
            checked += len(numbers)
    assert checked > 15


def test_a_nought_among_bars_is_written_and_a_chart_of_noughts_alone_is_none() -> None:
    figure = json.loads(columns(["2025-Q1", "2025-Q2", "2025-Q3"], [12, 0, None], {"2025-Q3": "[c]"}, "says", "caption").figure)
    assert [(a["x"], a["text"]) for a in figure["layout"]["annotations"]] == [("2025-Q3", "[c]"), ("2025-Q2", "0")]
    assert columns(["2025-Q1", "2025-Q2"], [0, None], {"2025-Q2": "[c]"}, "says", "caption") is None


@pytest.mark.parametrize(("largest", "step"), [(3, 1), (40, None)])
def test_the_axis_of_a_few_things_counts_whole_ones(largest: int, step: int | None) -> None:
    figure = json.loads(columns(["2025", "2026"], [0, largest], {}, "says", "caption").figure)
    assert figure["layout"]["yaxis"].get("dtick") == step
