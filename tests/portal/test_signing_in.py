"""How people come in: by invitation, with a password and a second factor; and how they are kept out."""

import re
import time
from typing import Any

import pytest

from tests.portal.conftest import PASSWORD, County
from tests.portal.test_handing_a_file_over import text

LOGIN, SECRET = "/account/login/", "JBSWY3DPEHPK3PXP"


def _enter(browser: Any, name: str, password: str = PASSWORD) -> Any:
    return browser.post(LOGIN, {"login": f"{name}@example.org", "password": password})


def _code(secret: str = SECRET) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_invitation_makes_one_account_once(county: County, browser_of: Any) -> None:
    from django.core import mail

    from pipelines.portal.models import Person

    asked = {"name": "Lena", "email": "lena@example.org", "role": "agency", "agency": "probation"}
    shown = browser_of("rita").post("/steward/people/invite/", asked)
    [letter] = mail.outbox
    link = re.search(r"http://localhost(/invitation/\S+/)", letter.body)
    assert link and letter.to == ["lena@example.org"] and link[1] in text(shown)  # shown since there is no mail server
    guest = browser_of(None)
    assert "Welcome, Lena" in text(guest.get(link[1]))
    for weak in ("short", "password1234", "lena@example.org", "111111111111111"):
        assert guest.post(link[1], {"password1": weak, "password2": weak}).status_code == 422
    assert guest.post(link[1], {"password1": PASSWORD, "password2": "another long one"}).status_code == 422
    assert guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD}).headers["Location"] == LOGIN
    assert guest.get(link[1]).status_code == 404
    assert _enter(guest, "lena").headers["Location"] == "/"
    assert Person.objects.get(name="Lena").agency == "probation"
    assert "What is due" in text(guest.get("/", follow=True))


def test_an_invitation_that_is_old_or_made_up_opens_nothing(county: County, browser_of: Any) -> None:
    from datetime import timedelta

    from pipelines.portal.models import VALID, Invitation

    old, token = Invitation.make(email="old@example.org", name="Old", role="taskforce")
    Invitation.objects.filter(pk=old.pk).update(made_at=old.made_at - VALID - timedelta(minutes=1))
    assert browser_of(None).get(f"/invitation/{token}/").status_code == 404
    assert token not in str(list(Invitation.objects.values_list()))


@pytest.mark.parametrize(
    "asked",
    [
        {"role": "agency", "agency": ""},
        {"role": "taskforce", "agency": "probation"},
        {"role": "agency", "agency": "nobody"},
        {"role": "taskforce", "steward": "ana"},
        {"role": "root"},
        {"role": "taskforce", "email": "sheriff@example.org"},
    ],
    ids=str,
)
def test_nobody_is_invited_as_what_cannot_be(asked: dict[str, str], browser_of: Any) -> None:
    from pipelines.portal.models import Invitation

    answer = browser_of("rita").post("/steward/people/invite/", {"name": "X", "email": "x@example.org", **asked})
    assert answer.status_code == 422 and Invitation.objects.count() == 0


def test_nobody_signs_up_by_themselves(county: County, browser_of: Any) -> None:
    from pipelines.portal.models import Person

    before = Person.objects.count()
    browser_of(None).post("/account/signup/", {"email": "eve@example.org", "password1": PASSWORD})
    assert Person.objects.count() == before
    assert browser_of(None).get("/admin/").status_code in (302, 404)


def test_after_five_wrong_passwords_the_right_one_does_not_help_either(people: Any, browser_of: Any) -> None:
    browser = browser_of(None)
    for _ in range(5):
        assert _enter(browser, "sheriff", "wrong password!").status_code == 200
    locked = _enter(browser, "sheriff")
    assert locked.status_code == 200 and "Too many failed" in text(locked)
    assert _enter(browser_of(None), "sheriff").status_code == 200  # from elsewhere neither
    assert _enter(browser_of(None), "probation").status_code == 302  # others still come in


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(people: Any, browser_of: Any) -> None:
    wrong, unknown = _enter(browser_of(None), "sheriff", "wrong password!"), _enter(browser_of(None), "nobody", "wrong password!")
    strip = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|(sheriff|nobody)@example.org')
    assert strip.sub("", text(wrong)) == strip.sub("", text(unknown))


def test_a_steward_comes_in_with_both_factors_and_each_code_counts_once(people: Any, browser_of: Any) -> None:
    browser = browser_of(None)
    assert _enter(browser, "rita").headers["Location"] == "/account/second/authenticate/"
    assert browser.get("/steward/").status_code == 302  # the password alone opens nothing
    assert browser.post("/account/second/authenticate/", {"code": "000000"}).status_code == 200
    code = _code()
    assert browser.post("/account/second/authenticate/", {"code": code}).status_code == 302
    assert browser.get("/steward/").status_code == 200
    second = browser_of(None)
    _enter(second, "rita")
    assert second.post("/account/second/authenticate/", {"code": code}).status_code == 200
    assert second.get("/steward/").status_code == 302


def test_five_wrong_codes_lock_the_second_factor(people: Any, browser_of: Any) -> None:
    browser = browser_of(None)
    _enter(browser, "rita")
    for _ in range(5):
        browser.post("/account/second/authenticate/", {"code": "000000"})
    assert browser.post("/account/second/authenticate/", {"code": _code()}).status_code == 200
    assert browser.get("/steward/").status_code == 302


def test_a_steward_without_a_second_factor_sets_one_up_and_cannot_drop_it(people: Any, browser_of: Any) -> None:
    from allauth.mfa.models import Authenticator

    browser = browser_of(None)
    _enter(browser, "newcomer")
    asked = browser.get("/", follow=True)
    assert asked.redirect_chain[0][0] == "/account/second/totp/activate/"
    page = browser.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)  # whoever sets one up says again who they are
    secret = re.search(r'value="([A-Z2-7]{32})"', page.content.decode())
    assert secret
    browser.post("/account/second/totp/activate/", {"code": _code(secret[1])})
    assert browser.get("/steward/").status_code == 200
    assert secret[1] not in str(list(Authenticator.objects.values_list("data", flat=True)))  # it lies encrypted
    browser.post("/account/second/totp/deactivate/")
    assert Authenticator.objects.filter(user=people["newcomer"], type="totp").exists()


def test_a_session_that_somebody_else_laid_out_is_not_the_one_that_is_signed_in(people: Any, browser_of: Any) -> None:
    from django.conf import settings

    browser = browser_of(None)
    session = browser.session
    session["laid"] = "out"
    session.save()
    laid_out = session.session_key
    browser.cookies[settings.SESSION_COOKIE_NAME] = laid_out
    _enter(browser, "sheriff")
    assert browser.session.session_key != laid_out
    other = browser_of(None)
    other.cookies[settings.SESSION_COOKIE_NAME] = laid_out
    assert other.get("/agency/").status_code == 302
    kept = browser.session.session_key
    browser.post("/account/logout/")
    other.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert other.get("/agency/").status_code == 302  # a session that was ended is not opened again


def test_a_day_after_signing_in_one_signs_in_again(people: Any, browser_of: Any) -> None:
    from pipelines.portal.access import SINCE

    browser = browser_of("sheriff")
    browser.get("/agency/")
    session = browser.session
    session[SINCE] = time.time() - 11 * 3600
    session.save()
    assert browser.get("/agency/").headers["Location"].startswith(LOGIN)
    assert browser.get("/agency/").headers["Location"].startswith(LOGIN)


def test_an_account_that_is_closed_is_out_at_once(people: Any, browser_of: Any) -> None:
    officer, steward = browser_of("sheriff"), browser_of("rita")
    assert officer.get("/agency/").status_code == 200
    steward.post(f"/steward/people/{people['sheriff'].pk}/close/")
    assert officer.get("/agency/").status_code == 302
    assert _enter(browser_of(None), "sheriff").headers["Location"] == "/account/inactive/"
    steward.post(f"/steward/people/{people['sheriff'].pk}/open/")
    assert _enter(browser_of(None), "sheriff").headers["Location"] == "/"


def test_a_lost_second_factor_is_taken_away_by_another_steward_never_by_oneself(people: Any, browser_of: Any) -> None:
    from allauth.mfa.utils import is_mfa_enabled

    browser = browser_of("rita")
    assert browser.post(f"/steward/people/{people['rita'].pk}/reset/").status_code == 404
    browser.post(f"/steward/people/{people['ana'].pk}/reset/")
    assert is_mfa_enabled(people["rita"]) and not is_mfa_enabled(people["ana"])


def test_where_somebody_is_led_after_signing_in_lies_here(people: Any, browser_of: Any) -> None:
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"):
        answer = browser_of(None).post(LOGIN, {"login": "sheriff@example.org", "password": PASSWORD, "next": place})
        assert answer.headers["Location"] == "/"


def test_whoever_asks_very_often_is_asked_to_wait(people: Any, browser_of: Any) -> None:
    from django.test import override_settings

    path = "/agency/signed/sheriff.law_enforcement_contacts.2025-Q4.001.json"
    with override_settings(MOST_IN_AN_HOUR={"fetch": 3}):
        assert [browser_of("sheriff").get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert "Wait some minutes" in text(browser_of("sheriff").get(path))
