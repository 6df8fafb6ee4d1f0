"""The dashboard in a browser: offline, quiet, drawn as declared, readable by everyone, and deaf to harm."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import needed, opened
from tests.reports import sample
from tests.reports.sample import HOSTILE

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
DECLARED = "[...document.querySelectorAll('script.figure')].map(s => [s.dataset.chart, JSON.parse(s.textContent).data])"
DRAWN = """[...document.querySelectorAll('.chart')].map(c => [c.id, {
    traces: {bar: c.querySelectorAll('.barlayer .trace').length, scatter: c.querySelectorAll('.scatterlayer .trace').length},
    bars: [...c.querySelectorAll('.barlayer .point path')].filter(p => p.getBBox().width && p.getBBox().height).length,
    points: c.querySelectorAll('.scatterlayer .point').length}])"""
TABLES = """[...document.querySelectorAll('td[data-line]')].map(d => [Number(d.dataset.line), d.textContent.trim()])"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


ALL_LAID_OUT = "document.querySelectorAll('.measure').forEach(s => { s.style.contentVisibility = 'visible'; })"
"""Sections far from the window are laid out when they come near; axe would compare places from before and after."""


def violations(page):
    page.evaluate(ALL_LAID_OUT)
    page.evaluate(AXE)
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in page.evaluate(RULES)["violations"]]


@pytest.fixture(scope="module")
def seen(browser, publication):
    seen = opened(browser, publication / "dashboard.html")
    yield seen
    seen.page.close()


def test_nothing_is_asked_for_but_the_file_itself(seen, publication):
    assert seen.requests == [(publication / "dashboard.html").as_uri()]


def test_the_browser_complains_of_nothing(seen):
    assert seen.complaints == []


def test_every_trace_that_a_figure_declares_is_drawn(seen):
    declared, drawn = dict(seen.page.evaluate(DECLARED)), dict(seen.page.evaluate(DRAWN))
    assert len(declared) > 10 and declared.keys() == drawn.keys()
    for chart, traces in declared.items():
        kinds = [t["type"] for t in traces]
        assert set(kinds) <= {"bar", "scatter"}  # a kind that is not in the chart library draws nothing, silently
        assert drawn[chart]["traces"] == {"bar": kinds.count("bar"), "scatter": kinds.count("scatter")}


def test_every_published_number_of_a_chart_is_drawn_and_nothing_in_the_place_of_a_mark(seen):
    declared, drawn = dict(seen.page.evaluate(DECLARED)), dict(seen.page.evaluate(DRAWN))
    for chart, traces in declared.items():
        bars = [v for t in traces if t["type"] == "bar" for v in (t["x"] if t.get("orientation") == "h" else t["y"])]
        points = [v for t in traces if t["type"] == "scatter" for v in t["y"]]
        assert drawn[chart]["bars"] == sum(bool(v) for v in bars)  # a bar of zero has a label and no length
        assert drawn[chart]["points"] == sum(v is not None for v in points)
    assert any(v is None for traces in declared.values() for t in traces for v in (*t["x"], *t["y"]))


def test_no_chart_can_be_hovered_zoomed_or_has_buttons(seen):
    assert seen.page.locator(".modebar, .hoverlayer .hovertext, .nsewdrag").count() == 0


def test_axe_finds_nothing_to_complain_about(browser, short):
    seen = opened(browser, short)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(seen.page) == []
    seen.page.close()


def test_a_phone_of_320_pixels_needs_no_sideways_scrolling(browser, publication):
    seen = opened(browser, publication / "dashboard.html", width=320, height=640)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert not seen.page.evaluate(TOO_WIDE)
    widest = seen.page.evaluate("Math.max(...[...document.querySelectorAll('.chart .main-svg')].map(s => s.getBoundingClientRect().right))")
    assert widest <= 320
    seen.page.close()


def test_axe_finds_nothing_on_a_phone_either(browser, short):
    seen = opened(browser, short, width=320, height=640)
    assert violations(seen.page) == []
    seen.page.close()


def test_labels_that_mean_harm_do_nothing(browser, hostile):
    seen = opened(browser, hostile)
    seen.page.wait_for_timeout(300)
    assert seen.page.evaluate("window.hurt") is None
    assert seen.page.locator("img").count() == 0
    assert seen.page.locator(".chart a, .chart svg b, .chart image").count() == 0
    assert seen.requests == [hostile.as_uri()] and seen.complaints == []
    assert HOSTILE in seen.page.locator("h1").inner_text()
    assert "<img src=x" in "".join(seen.page.locator(".chart text").all_text_contents())
    seen.page.close()


def test_hostile_labels_still_fit_a_phone(browser, hostile):
    seen = opened(browser, hostile, width=320, height=640)
    assert not seen.page.evaluate(TOO_WIDE)
    seen.page.close()


def test_the_tables_say_exactly_what_cells_csv_says(seen, publication):
    rows = sample.rows(publication)
    said = seen.page.evaluate(TABLES)
    assert {line for line, _ in said} == set(range(2, len(rows) + 2))
    for line, text in said:
        row = rows[line - 2]
        there = text.removesuffix(" [u]") if row["statistic"] == "percent" else text
        assert there == row["value"] if not row["status"] else there.startswith(f"[{row['status']}]")


def test_without_javascript_headlines_and_tables_still_stand_there(browser, publication):
    seen = opened(browser, publication / "dashboard.html", javascript=False)
    page = seen.page
    assert page.locator(".tile .value").count() == 5
    assert all(page.locator(".tile .value").nth(i).is_visible() for i in range(5))
    assert page.locator("button").count() == 0  # nothing stands there that does nothing
    assert page.get_by_role("table").first.is_visible()
    assert page.get_by_text("The charts need JavaScript.").is_visible()
    assert not page.locator(".chart").first.is_visible()
    folded = page.locator(".measure details").first
    folded.locator("summary").click()
    assert folded.get_by_role("table").first.is_visible()
    page.close()


def test_the_keyboard_reaches_the_numbers_first(browser, publication):
    seen = opened(browser, publication / "dashboard.html")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the numbers"
    seen.page.close()


def test_the_first_screen_tells_the_period_who_reported_and_the_headlines(seen):
    height = seen.page.evaluate("window.innerHeight")
    for what in ("h1", "#reported-short", ".tile .value >> nth=0", ".tile .value >> nth=3"):
        box = seen.page.locator(what).bounding_box()
        assert box and box["y"] + box["height"] < height


def test_charts_and_folded_tables_are_on_the_printed_page(browser, publication, tmp_path):
    seen = opened(browser, publication / "dashboard.html")
    seen.page.emulate_media(media="print")
    seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert seen.page.locator("details:not([open])").count() == 0
    assert seen.page.locator(".chart .main-svg").first.is_visible()
    assert not seen.page.locator("nav").is_visible()
    seen.page.close()


def test_a_picture_of_the_first_screen_can_be_saved(publication, tmp_path):
    needed()
    picture = tmp_path / "dashboard.png"
    command = [sys.executable, "-m", "tests.browser.chromium", str(publication / "dashboard.html"), str(picture)]
    subprocess.run(command, check=True, timeout=120, cwd=Path(__file__).parents[2])
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")) == (1280, 900)
