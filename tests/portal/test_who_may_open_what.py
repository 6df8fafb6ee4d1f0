"""Every address of the portal for every kind of visitor. An address that is not in the table fails the test."""

import uuid
from typing import Any

import pytest

from tests.portal.conftest import DRAFT, LAST, OUT

VISITORS = (None, "sheriff", "probation", "rita", "newcomer", "member")
LOGIN, SET_UP, CONFIRM = "to sign in", "to set up a second factor", "to confirm the password"
MINE, TOKEN = "sheriff.law_enforcement_contacts.2025-Q4.001", "a" * 43
UPLOAD, JOB = uuid.UUID(int=1), uuid.UUID(int=2)


def _agency(mine: Any, other: Any = 404) -> tuple[Any, ...]:
    """For the sheriff's own things: what the sheriff sees, what another agency sees."""
    return LOGIN, mine, other, 403, SET_UP, 403


def _steward(rita: Any) -> tuple[Any, ...]:
    return LOGIN, 403, 403, rita, SET_UP, 403


def _everyone(seen: Any, newcomer: Any = SET_UP) -> tuple[Any, ...]:
    return LOGIN, seen, seen, seen, newcomer, seen


def _account(seen: Any, nobody: Any = LOGIN) -> tuple[Any, ...]:
    """Pages of one's own account, which whoever must still set up a second factor may open too."""
    return nobody, seen, seen, seen, seen, seen


SEND = "/agency/send/law_enforcement_contacts/2025-Q4/"
PAGES: dict[str, list[tuple[str, str, tuple[Any, ...]]]] = {
    "home": [("get", "/", _everyone(302))],
    "style": [("get", "/static/portal.css", (200,) * 6)],
    "script": [("get", f"/static/{name}.js", (200,) * 6) for name in ("waiting", "sending")],
    "passkey_script": [("get", "/static/mfa/js/webauthn.js", (404,) * 6)],
    "invitation": [("get", f"/invitation/{TOKEN}/", (404, 404, 404, 404, SET_UP, 404))],
    "account_login": [("get", "/account/login/", (200, 302, 302, 302, 302, 302))],
    "account_logout": [("get", "/account/logout/", _account(200, 302))],
    "account_inactive": [("get", "/account/inactive/", _account(200, 200))],
    "account_signup": [("get", "/account/signup/", (200, 302, 302, 302, 302, 302))],
    "account_reauthenticate": [("get", "/account/confirm/", _account(200))],
    "account_change_password": [("get", "/account/password/", _account(200))],
    "account_reset_password": [("get", "/account/password/reset/", _account(200, 200))],
    "account_reset_password_done": [("get", "/account/password/reset/sent/", _account(200, 200))],
    "account_reset_password_from_key": [("get", "/account/password/reset/1-set-password/", _account(200, 200))],
    "account_reset_password_from_key_done": [("get", "/account/password/reset/done/", _account(200, 200))],
    "mfa_index": [("get", "/account/second/", _account(200))],
    "mfa_authenticate": [("get", "/account/second/authenticate/", _account(302, 302))],
    "mfa_reauthenticate": [("get", "/account/second/reauthenticate/", (LOGIN, CONFIRM, CONFIRM, 200, CONFIRM, CONFIRM))],
    "mfa_activate_totp": [("get", "/account/second/totp/activate/", _account(CONFIRM))],
    "mfa_deactivate_totp": [("get", "/account/second/totp/deactivate/", (LOGIN, 404, 404, CONFIRM, 404, 404))],
    "mfa_view_recovery_codes": [("get", "/account/second/recovery-codes/", (LOGIN, 404, 404, CONFIRM, 404, 404))],
    "mfa_generate_recovery_codes": [("get", "/account/second/recovery-codes/generate/", _account(CONFIRM))],
    "mfa_download_recovery_codes": [("get", "/account/second/recovery-codes/download/", (LOGIN, 404, 404, CONFIRM, 404, 404))],
    "due": [("get", "/agency/", _agency(200, 200)), ("post", "/agency/", _agency(405, 405))],
    "blank": [("get", "/agency/blank/law_enforcement_contacts.csv", _agency(200))],
    "send": [("get", SEND, _agency(200)), ("post", SEND, _agency(422))],
    "begin": [("post", f"{SEND}begin/", _agency(422)), ("get", f"{SEND}begin/", _agency(405, 405))],
    "part": [("get", f"/agency/send/part/{UPLOAD}/", _agency(200)), ("post", f"/agency/send/part/{UPLOAD}/?at=0", _agency(200))],
    "sent": [("get", f"/agency/sent/{UPLOAD}/", _agency(200))],
    "history": [("get", "/agency/history/", _agency(200, 200))],
    "receipt": [("get", f"/agency/receipts/{MINE}/", _agency(200))],
    "receipt_file": [("get", f"/agency/signed/{MINE}.json", _agency(200)), ("get", f"/agency/signed/{MINE}.html", _agency(200))],
    "findings": [("get", f"/agency/receipts/{MINE}/findings.xlsx", _agency(200))],
    "confirm": [("post", f"/agency/receipts/{MINE}/confirm/", _agency(422))],
    "retract": [("get", f"/agency/receipts/{MINE}/retract/", _agency(200)), ("post", f"/agency/receipts/{MINE}/retract/", _agency(422))],
    "program_description": [("get", "/api/openapi.json", _agency(200, 200))],
    "program_due": [("get", "/api/due", _agency(200, 200))],
    "program_history": [("get", "/api/history", _agency(200, 200)), ("post", "/api/history", _agency(405, 405))],
    "program_receipt": [("get", f"/api/receipts/{MINE}", _agency(200))],
    "calendar": [("get", "/steward/", _steward(200)), ("get", "/steward/?quarter=1999-Q1", _steward(404))],
    "remind": [("post", "/steward/remind/", _steward(404))],
    "run": [("post", "/steward/run/", _steward(404)), ("get", "/steward/run/", _steward(405))],
    "job": [("get", f"/steward/jobs/{JOB}/", _steward(404))],
    "draft": [("get", f"/steward/drafts/{DRAFT}/", _steward(200))],
    "approve": [("post", f"/steward/drafts/{DRAFT}/approve/", _steward(422))],
    "publish": [("post", f"/steward/drafts/{DRAFT}/publish/", _steward(409))],
    "draft_file": [("get", f"/steward/drafts/{DRAFT}/files/dashboard.html", _steward(200))],
    "withdraw": [("post", f"/steward/published/{OUT}/withdraw/", _steward(404))],
    "people": [("get", "/steward/people/", _steward(200))],
    "invite": [("post", "/steward/people/invite/", _steward(422))],
    "change": [("post", "/steward/people/9999/close/", _steward(404))],
    "books": [("get", "/steward/books/", _steward(200))],
    "publications": [("get", "/published/", _everyone(200))],
    "published_file": [("get", f"/published/{OUT}/cells.csv", _everyone(200))],
}


def _names(patterns: Any) -> set[str]:
    """The name of every address there is, those that were taken in from elsewhere too."""
    from django.urls import URLPattern, URLResolver

    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.add(str(pattern.name))
    return found


def _seen(answer: Any) -> Any:
    """What became of a visitor, in a word or a number."""
    place = answer.headers.get("Location", "")
    if answer.status_code != 302:
        return answer.status_code
    for where, word in (("/account/login/", LOGIN), ("/account/second/totp/activate/", SET_UP), ("/account/confirm/", CONFIRM)):
        if place.startswith(where) and (word != LOGIN or "next=" in place):
            return word
    return CONFIRM if place.startswith("/account/second/reauthenticate/") else 302


def test_the_table_has_every_address_that_there_is(county: Any) -> None:
    from django.urls import get_resolver

    assert set(PAGES) == _names(get_resolver().url_patterns)


@pytest.mark.parametrize("who", VISITORS, ids=str)
def test_each_visitor_sees_what_the_table_says_and_no_more(who: str | None, browser_of: Any, people: Any) -> None:
    from pipelines.portal.models import Upload

    Upload.objects.create(
        id=UPLOAD, person=people["sheriff"], agency="sheriff", extract="law_enforcement_contacts", quarter=LAST, size=1, state="waiting"
    )
    browser, at, found, wanted = browser_of(who), VISITORS.index(who), {}, {}
    for rows in PAGES.values():
        for method, path, expected in rows:
            answer = getattr(browser, method)(path)
            found[method, path], wanted[method, path] = _seen(answer), expected[at]
            if who == "probation" and not answer.streaming:  # nobody reads another agency's anything
                assert MINE not in answer.content.decode(errors="replace").replace(path, "")
    assert found == wanted


def test_a_page_that_names_no_visitors_is_closed_to_all(browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.portal.views import agency

    assert browser_of("sheriff").get("/agency/history/").status_code == 200
    monkeypatch.delattr(agency.history, "roles")
    assert browser_of("sheriff").get("/agency/history/").status_code == 403


def test_what_is_published_is_open_to_all_where_the_county_says_so(browser_of: Any, settings_with: Any) -> None:
    with settings_with(published="public"):
        for path in ("/published/", f"/published/{OUT}/dashboard.html"):
            assert browser_of(None).get(path).status_code == 200
        assert _seen(browser_of(None).get("/agency/")) == LOGIN
        assert "Take it back" not in browser_of(None).get("/published/").content.decode()


def test_whoever_has_no_second_factor_may_be_asked_for_one_whatever_their_role(browser_of: Any, settings_with: Any) -> None:
    with settings_with(second_factor="everyone"):
        assert _seen(browser_of("sheriff").get("/agency/")) == SET_UP
    assert browser_of("sheriff").get("/agency/").status_code == 200
