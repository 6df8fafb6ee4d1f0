"""The handbook in a browser: offline, quiet, readable by everyone."""

import pytest

from tests.browser.chromium import opened
from tests.browser.test_dashboard_page import TOO_WIDE, violations

EACH_KIND = (
    "index.html",
    "disclosure-control.html",
    "codelists.html",
    "notebooks.html",
    "versions.html",
    "agencies.html",
    "measures/index.html",
    "measures/referral_funnel.html",
    "contracts/probation_referrals.html",
    "desk/index.html",
    "desk/checker.html",
    "desk/rules.html",
    "desk/guides/sheriff.html",  # rows with tokens, totals and a register
    "desk/guides/advocates.html",  # totals, some of which may be "under 11"
    "desk/guides/contracted_placements.html",  # registers only
)

FEW_TABLES = "[...document.querySelectorAll('table')].slice(3).forEach(t => t.closest('.scroll').remove())"
"""Of a page with a hundred tables of one form the first three are looked at."""


@pytest.fixture(scope="module")
def visited(browser, book):
    """Every page on a phone, one after the other in one window: what it asked for, what it complained of, whether it is too wide."""
    pages = sorted(book.rglob("*.html"))
    seen = opened(browser, pages[0], width=320, height=640)
    found = {}
    for path in pages:
        seen.requests.clear(), seen.complaints.clear()
        seen.page.goto(path.as_uri(), wait_until="load")
        found[path] = list(seen.requests), list(seen.complaints), seen.page.evaluate(TOO_WIDE)
    seen.page.close()
    return found


def test_no_page_asks_for_anything_or_complains(visited):
    assert len(visited) > 100
    for path, (requests, complaints, _) in visited.items():
        asked = [url for url in requests if not url.startswith("data:image/png;base64,")]  # a picture in the page itself
        assert (asked, complaints) == ([path.as_uri()], []), path.name


def test_no_page_needs_sideways_scrolling_on_a_phone(visited):
    assert [path.name for path, (_, _, too_wide) in visited.items() if too_wide] == []


def test_axe_finds_nothing_on_any_kind_of_page(browser, book):
    for name in EACH_KIND:
        seen = opened(browser, book / name)
        seen.page.evaluate(FEW_TABLES)
        assert violations(seen.page) == [], name
        seen.page.close()
