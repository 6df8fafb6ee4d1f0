"""The page of a plan in a browser: every chart is drawn, nothing is asked for, and it fits a phone."""

import pytest

from reports import planning
from tests.browser.chromium import opened
from tests.reports.test_plan_page import said


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.html"
    planning.build(said(), path)
    return path


@pytest.mark.parametrize("width", [1280, 360])
def test_it_draws_its_bars_asks_for_nothing_and_never_scrolls_sideways(browser, file, width):
    seen = opened(browser, file, width)
    assert seen.requests == [file.resolve().as_uri()]
    assert seen.complaints == []
    assert seen.page.locator(".trace.bars").count() == 2
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_scripts_the_table_stands_alone(browser, file):
    seen = opened(browser, file, javascript=False)
    assert not seen.page.locator(".chart").first.is_visible()
    assert "two years joined" in seen.page.locator("table").inner_text()
