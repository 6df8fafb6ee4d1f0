"""The dashboard for people with a keyboard alone, large letters, colours of their own or no wish for motion; and saving from it."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports import dashboard
from reports.dashboard import page as made_of
from tests.browser.chromium import Opened, opened
from tests.browser.test_dashboard_page import TOO_WIDE, violations
from tests.reports.sample import HOSTILE, Sample

FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, e.getAttribute('aria-label') || e.textContent.trim(), s.outlineStyle, parseFloat(s.outlineWidth)]; }"""
CONTROLS = "[...document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility()).length"
MOVING = """[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
  return parseFloat(s.animationDuration) > 0 && s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of half a year, which is soon walked through."""
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path_factory.mktemp("small"))
    dashboard.build(folder)
    return folder / "dashboard.html"


@pytest.fixture(scope="module")
def seen(browser: Browser, publication: Path) -> Opened:
    seen = opened(browser, publication / "dashboard.html")
    yield seen
    seen.page.close()


@pytest.fixture(scope="module")
def harmful(browser: Browser, hostile: Path) -> Opened:
    seen = opened(browser, hostile)
    yield seen
    seen.page.close()


def _saved(page: Page, button: str, which: int = 0) -> tuple[str, bytes]:
    """The name and the bytes of what the button gives; it is pressed by the keyboard."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    with page.expect_download() as waiting:
        page.locator(button).nth(which).evaluate("e => e.focus()")
        page.keyboard.press("Enter")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_every_table_can_be_saved_with_what_it_says_and_where_it_is_from(seen: Opened) -> None:
    tables, buttons = seen.page.locator("table").count(), seen.page.locator(".scroll + .save").count()
    assert tables == buttons > 20
    shown = seen.page.locator(".pair table").first
    name, content = _saved(seen.page, ".pair .scroll + .save")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert re.fullmatch(r"[A-Za-z0-9-]+\.csv", name)
    said = [[c.strip() for c in row.locator("th, td").all_text_contents()] for row in shown.locator("tbody tr").all()]
    assert rows[1 : len(said) + 1] == said
    assert rows[-2] == [shown.locator("caption").inner_text()]
    assert rows[-1][0].startswith("Source: Example County task force dashboard, publication 2025-Q4-v1: ")


def test_a_table_with_two_lines_of_headings_is_saved_with_one(seen: Opened) -> None:
    which = "[...document.querySelectorAll('.scroll + .save')].findIndex(b => b.previousElementSibling.querySelector('thead tr + tr'))"
    _, content = _saved(seen.page, ".scroll + .save", seen.page.evaluate(which))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert any(": " in heading for heading in rows[0]) and len({len(row) for row in rows[:-3]}) == 1


def test_every_chart_can_be_saved_as_a_picture_without_a_network(seen: Opened) -> None:
    assert seen.page.locator("figure .save").count() == seen.page.locator(".chart").count()
    name, content = _saved(seen.page, "figure .save")
    assert name.endswith(".png") and content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) > 10_000
    assert int.from_bytes(content[16:20], "big") == 1800
    assert all(url.startswith(("file:", "data:", "blob:")) for url in seen.requests) and seen.complaints == []


def test_a_label_like_a_formula_is_saved_as_words(harmful: Opened) -> None:
    page = harmful.page
    page.evaluate("document.querySelector('tbody th').textContent = '=cmd|calc'")
    _, content = _saved(page, ".scroll + .save")
    cells = [c for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for c in row]
    assert "'=cmd|calc" in cells and not any(c.startswith(("=", "+", "-", "@")) for c in cells)


def test_saving_a_chart_with_a_harmful_label_runs_nothing(harmful: Opened) -> None:
    _, content = _saved(harmful.page, "figure .save")
    assert content[:4] == b"\x89PNG"
    assert harmful.page.evaluate("window.hurt") is None and harmful.complaints == []
    assert HOSTILE in harmful.page.locator("h1").inner_text()


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(browser: Browser, small: Path) -> None:
    page = opened(browser, small).page
    many, reached = page.evaluate(CONTROLS), []
    page.evaluate("document.activeElement.blur()")
    for _ in range(many):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert len(reached) == many > 30
    assert not [r for r in reached if r[0] == "BODY"], "the keyboard fell off the page"
    assert all(style == "solid" and width >= 2 for _, _, style, width in reached)
    assert {"A", "BUTTON", "SUMMARY", "DIV"} == {tag for tag, *_ in reached}
    page.close()


def test_a_folded_table_opens_and_closes_by_the_keyboard(seen: Opened) -> None:
    folded = seen.page.locator(".measure details").first
    folded.locator("summary").focus()
    before = folded.evaluate("d => d.open")
    seen.page.keyboard.press("Enter")
    assert folded.evaluate("d => d.open") is not before
    seen.page.keyboard.press("Enter")
    assert folded.evaluate("d => d.open") is before


def test_with_letters_twice_as_large_nothing_needs_sideways_scrolling(browser: Browser, small: Path) -> None:
    page = opened(browser, small, width=640, height=450).page  # a window of 1280 at 200 percent
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert not page.evaluate(TOO_WIDE)
    page.close()


def test_in_colours_of_the_reader_s_own_boxes_keep_their_edges_and_charts_their_ground(seen: Opened) -> None:
    seen.page.emulate_media(forced_colors="active")
    assert seen.page.locator(".tile").first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert seen.page.locator(".chart").first.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    seen.page.emulate_media(forced_colors="none")


def test_nothing_moves(seen: Opened) -> None:
    seen.page.emulate_media(reduced_motion="reduce")
    assert seen.page.evaluate(MOVING) == 0
    seen.page.emulate_media(reduced_motion="no-preference")
    assert seen.page.evaluate(MOVING) == 0


def test_on_paper_there_are_no_buttons(seen: Opened) -> None:
    seen.page.emulate_media(media="print")
    assert not seen.page.locator(".save").first.is_visible()
    seen.page.emulate_media(media="screen")


def test_charts_are_drawn_when_a_reader_comes_near_and_all_of_them_before_printing(browser: Browser, publication: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((publication / "dashboard.html").as_uri(), wait_until="load")
    drawn = "document.querySelectorAll('.chart .main-svg').length"
    assert page.evaluate(drawn) < page.locator(".chart").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))")
    page.close()


def test_the_page_of_a_theme_is_as_good_as_the_first(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path)
    monkeypatch.setattr(made_of, "MOST_LINES", 10)
    dashboard.build(folder)
    first = opened(browser, folder / "dashboard.html")
    assert violations(first.page) == []
    first.page.locator(".contents a").first.click()
    first.page.wait_for_load_state()
    assert "/dashboard/" in first.page.url
    assert violations(first.page) == [] and not first.page.evaluate(TOO_WIDE)
    assert first.complaints == [] and all(url.startswith(folder.as_uri()) for url in first.requests)
    first.page.close()
