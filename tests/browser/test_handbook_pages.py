"""The handbook in a browser: offline, quiet, readable by everyone."""

from tests.browser.chromium import opened
from tests.browser.test_dashboard_page import TOO_WIDE, violations

EACH_KIND = (
    "index.html",
    "disclosure-control.html",
    "codelists.html",
    "agencies.html",
    "measures/index.html",
    "measures/referral_funnel.html",
    "contracts/probation_referrals.html",
)


def test_no_page_asks_for_anything_or_complains(browser, book):
    pages = sorted(book.rglob("*.html"))
    assert len(pages) > 15
    for path in pages:
        seen = opened(browser, path)
        assert (seen.requests, seen.complaints) == ([path.as_uri()], []), path.name
        seen.page.close()


def test_axe_finds_nothing_on_any_kind_of_page(browser, book):
    for name in EACH_KIND:
        seen = opened(browser, book / name)
        assert violations(seen.page) == [], name
        seen.page.close()


def test_no_page_needs_sideways_scrolling_on_a_phone(browser, book):
    for path in sorted(book.rglob("*.html")):
        seen = opened(browser, path, width=320, height=640)
        assert not seen.page.evaluate(TOO_WIDE), path.name
        seen.page.close()
