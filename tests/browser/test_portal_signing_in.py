"""Two other ways into the portal, in a browser: a passkey, and the county's own sign-in (OpenID Connect)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.at_the_portal import Looked
from tests.portal.conftest import PASSWORD, made  # noqa: F401  (a fixture)
from tests.portal.provider import CLIENT, SECRET, Provider, provider
from tests.portal.served import Served, Visitor, code, invited, served, steward

KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture(scope="module")
def signs_in() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def portal(made: Path, signs_in: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    county = Path(shutil.copytree(made / "county", tmp_path_factory.mktemp("portal") / "county"))
    settings = county / "safecount.toml"
    said = f'passkeys = true\n[portal.oidc]\nname = "County"\nclient_id = "{CLIENT}"\nserver_url = "{signs_in.address}"\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[stewards]", f"[portal]\n{said}\n[stewards]"), encoding="utf-8")
    with served(county, "--set-up", "ana", SAFECOUNT_PORTAL_OIDC_SECRET=SECRET) as running:
        yield running


@pytest.fixture(scope="module")
def ana(portal: Served) -> tuple[Visitor, str]:
    """The first steward, and the secret of her second factor."""
    visitor = Visitor(portal.port)
    return visitor, steward(visitor, portal.link, "ana@localhost")


@pytest.fixture(scope="module")
def sam(portal: Served, ana: tuple[Visitor, str]) -> Visitor:
    return invited(ana[0], portal.port, name="Sam", email="sam@example.org", role="agency", agency="sheriff")


@pytest.fixture(scope="module")
def pia(portal: Served, ana: tuple[Visitor, str]) -> Visitor:
    return invited(ana[0], portal.port, name="Pia", email="pia@example.org", role="agency", agency="probation")


def _key(page: Page) -> Any:
    """A device that makes and keeps passkeys, and knows its owner."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "automaticPresenceSimulation": True}})
    return device


def test_a_passkey_is_made_and_then_signs_in_alone(browser: Browser, portal: Served, sam: Visitor) -> None:
    officer, faults = Looked(browser, portal), list[str]()
    officer.home = f"http://localhost:{portal.port}"
    _key(officer.page)
    officer.sign_in("sam@example.org")
    officer.open("/account/second/webauthn/add/")
    if officer.page.locator("#id_password").count():  # whoever adds a key says again who they are
        officer.page.fill("#id_password", PASSWORD)
        officer.page.click("main button >> nth=0")
    faults += officer.at_fault()
    officer.page.check("#id_passwordless")
    officer.page.click("#mfa_webauthn_add")
    officer.page.wait_for_url("**/recovery-codes/**")
    faults += officer.at_fault()
    officer.open("/account/second/webauthn/")
    faults += officer.at_fault()
    officer.page.click("text=Sign out")
    officer.page.wait_for_selector("#passkey_login")
    faults += officer.at_fault()
    officer.page.click("#passkey_login")
    officer.page.wait_for_selector("h1:has-text('What is due')")
    assert faults == [] and officer.complaints == []
    assert {url.split("/")[2] for url in officer.asked if url.startswith("http")} == {f"localhost:{portal.port}"}


def test_the_passkey_of_nobody_here_opens_nothing(browser: Browser, portal: Served, sam: Visitor) -> None:
    stranger = Looked(browser, portal)
    stranger.home = f"http://localhost:{portal.port}"
    _key(stranger.page)
    stranger.open("/account/login/")
    stranger.page.click("#passkey_login")
    stranger.page.wait_for_timeout(500)
    assert stranger.page.url.endswith("/account/login/")
    assert stranger.open("/agency/").url.endswith("/account/login/?next=/agency/")


def _from_the_county(browser: Browser, portal: Served, signs_in: Provider, **claims: Any) -> Looked:
    signs_in.claims = {"sub": "1", "name": "Somebody", **claims}
    visitor = Looked(browser, portal)
    visitor.open("/account/login/")
    visitor.page.click("text=Sign in with County")
    visitor.page.wait_for_load_state()
    return visitor


def test_whoever_has_an_account_comes_in_by_the_countys_sign_in(browser: Browser, portal: Served, pia: Visitor, signs_in: Provider) -> None:
    officer = _from_the_county(browser, portal, signs_in, sub="pia-1", email="Pia@Example.org", email_verified=True)
    assert officer.page.locator("h1").inner_text() == "What is due"
    assert officer.complaints == []


def test_a_stranger_has_no_account_afterwards_either(
    browser: Browser, portal: Served, ana: tuple[Visitor, str], pia: Visitor, signs_in: Provider
) -> None:
    before, faults = ana[0].get("/steward/people/").text.count("@"), list[str]()
    strangers: list[dict[str, Any]] = [
        {"email": "eve@example.org", "email_verified": True},
        {"email": "pia@example.org", "email_verified": "false"},  # some say it in words
        {"email": "pia@example.org"},
    ]
    for n, claims in enumerate(strangers):
        eve = _from_the_county(browser, portal, signs_in, sub=f"eve-{n}", **claims)
        assert "By invitation alone" in eve.page.locator("main").inner_text(), claims
        faults += eve.at_fault() if n == 0 else []
        assert eve.open("/agency/").url.endswith("/account/login/?next=/agency/")
    assert faults == [] and ana[0].get("/steward/people/").text.count("@") == before


def test_a_token_of_another_issuer_is_not_believed(browser: Browser, portal: Served, pia: Visitor, signs_in: Provider) -> None:
    signs_in.issuer = "https://elsewhere.example"
    try:
        eve = _from_the_county(browser, portal, signs_in, sub="pia-1", email="pia@example.org", email_verified=True)
    finally:
        signs_in.issuer = ""
    assert "What is due" not in eve.page.content()
    assert eve.open("/agency/").url.endswith("/account/login/?next=/agency/")


def test_a_steward_from_the_countys_sign_in_still_shows_the_second_factor(
    browser: Browser, portal: Served, ana: tuple[Visitor, str], signs_in: Provider
) -> None:
    first = _from_the_county(browser, portal, signs_in, sub="ana-1", email="ana@localhost", email_verified=True)
    assert first.page.url.endswith("/account/second/authenticate/")
    assert first.open("/steward/").url.endswith("/account/second/authenticate/")
    again = _from_the_county(browser, portal, signs_in, sub="ana-1", email="ana@localhost", email_verified=True)
    again.page.fill("#id_code", code(ana[1], 1))  # the code of now was used when it was set up
    again.page.click("main .acts button >> nth=0")
    assert again.page.locator("h1").inner_text().startswith("The quarter")
