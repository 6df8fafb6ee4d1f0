"""The portal in a browser: two agencies upload, stewards look; with axe-core, at 320 px, without JavaScript, asking nobody else."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from schemas import Quarter
from tests.browser.test_dashboard_page import TOO_WIDE, violations
from tests.portal.conftest import DRAFT, OUT, PASSWORD, made  # noqa: F401  (a fixture)
from tests.portal.files import contacts, referrals
from tests.portal.served import Served, Visitor, code, served, steward

LAST = Quarter.of(date.today()).plus(-1)
DAY = str(LAST.start)


@pytest.fixture(scope="module")
def portal(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    county = Path(shutil.copytree(made / "county", tmp_path_factory.mktemp("portal") / "county"))
    with served(county, "--set-up", "ana") as running:
        yield running


@pytest.fixture(scope="module")
def secret(portal: Served) -> str:
    return steward(Visitor(portal.port), portal.link, "ana@localhost")


class Looked:
    """A person at a browser: every page they open is looked over, and every request they cause is noted."""

    def __init__(self, browser: Browser, portal: Served, javascript: bool = True, width: int = 1100) -> None:
        self.context: BrowserContext = browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 900})
        self.page: Page = self.context.new_page()
        self.home, self.complaints, self.asked = f"http://127.0.0.1:{portal.port}", list[str](), list[str]()
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.complaints.append(f"{m.type}: {m.text}"))
        self.page.on("request", lambda r: self.asked.append(r.url))

    def open(self, path: str) -> Page:
        self.page.goto(self.home + path)
        return self.page

    def sign_in(self, email: str, secret: str = "") -> None:
        self.open("/account/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button")
        if secret:
            self.page.fill("#id_code", code(secret))
            self.page.click("main .acts button >> nth=0")

    def at_fault(self) -> list[str]:
        """What axe-core finds on this page, and whether it is wider than a narrow screen."""
        found = [f"{self.page.url}: {v}" for v in violations(self.page)]
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 800})
        if wide := self.page.evaluate(TOO_WIDE):
            found.append(f"{self.page.url}: too wide at 320 px: {wide}")
        if size:
            self.page.set_viewport_size(size)
        return found


def test_two_agencies_and_a_steward_go_their_way_on_pages_that_everybody_can_use(
    browser: Browser, portal: Served, secret: str, tmp_path: Path
) -> None:
    ana, faults = Looked(browser, portal), list[str]()
    ana.open("/account/login/")
    faults += ana.at_fault()
    ana.sign_in("ana@localhost", secret)
    assert ana.page.locator("h1").inner_text() == f"The quarter {LAST}"
    faults += ana.at_fault()
    people = {
        "sam": ("sheriff", "law_enforcement_contacts", contacts(30, contact_on=DAY, offence_on=DAY)),
        "pia": ("probation", "probation_referrals", referrals(9, status="x")),
    }
    for name, (agency, extract, content) in people.items():
        ana.open("/steward/people/")
        faults += ana.at_fault() if name == "sam" else []
        ana.page.fill("#id_name", name)
        ana.page.fill("#id_email", f"{name}@example.org")
        ana.page.select_option("#id_agency", agency)
        ana.page.click("text=Invite >> nth=-1")
        link = ana.page.locator(".long").inner_text()
        faults += ana.at_fault() if name == "sam" else []
        officer = Looked(browser, portal, width=320 if name == "pia" else 1100)
        officer.page.goto(link)
        faults += officer.at_fault() if name == "sam" else []
        officer.page.fill("#id_password1", PASSWORD)
        officer.page.fill("#id_password2", PASSWORD)
        officer.page.click("main button")
        officer.sign_in(f"{name}@example.org")
        assert officer.page.locator("h1").inner_text() == "What is due"
        faults += officer.at_fault() if name == "sam" else []
        officer.open(f"/agency/send/{extract}/{LAST}/")
        faults += officer.at_fault() if name == "sam" else []
        path = tmp_path / f"{name}.csv"
        path.write_bytes(content)
        for button in ("Only try it", "Send"):
            officer.open(f"/agency/send/{extract}/{LAST}/")
            officer.page.set_input_files("#file", path)
            officer.page.click(f"main button:text-is('{button}')")
            officer.page.wait_for_selector("h2:has-text('What to look at')", timeout=30_000)
            faults += officer.at_fault() if name == "pia" else []  # the one with findings
        assert f"/agency/receipts/{agency}.{extract}.{LAST}.001/" in officer.page.url
        with officer.page.expect_download() as saved:
            officer.page.click("text=The signed receipt")
        assert f'"agency": "{agency}"' in Path(saved.value.path()).read_text(encoding="utf-8")
        for more in ("/agency/history/", "/account/second/", "/account/password/") if name == "pia" else ():
            officer.open(more)
            faults += officer.at_fault()
        assert {url.split("/")[2] for url in officer.asked if url.startswith("http")} == {officer.home.split("/")[2]}
        assert officer.complaints == []
    ana.open("/steward/")
    assert "Sheriff's Office" in ana.page.locator("main").inner_text()
    for more in (f"/steward/drafts/{DRAFT}/", "/steward/books/", "/published/", "/nothing/here/"):
        ana.open(more)
        faults += ana.at_fault()
    assert faults == []


def test_without_javascript_a_file_is_sent_all_the_same(browser: Browser, portal: Served, secret: str, tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(contacts(31, contact_on=DAY, offence_on=DAY))
    officer = Looked(browser, portal, javascript=False)
    officer.sign_in("sam@example.org")
    officer.open(f"/agency/send/law_enforcement_contacts/{LAST}/")
    officer.page.set_input_files("#file", path)
    officer.page.click("main button:text-is('Send')")
    officer.page.wait_for_selector("h1:has-text('Accepted')", timeout=30_000)


def test_a_published_page_runs_its_own_script_and_cannot_reach_the_portal(browser: Browser, portal: Served) -> None:
    member = Looked(browser, portal)
    member.sign_in("sam@example.org")
    member.open(f"/published/{OUT}/dashboard.html")
    assert member.page.title() == "It ran"
    assert member.page.evaluate("(() => { try { return document.cookie } catch (e) { return e.name } })()") == "SecurityError"
    reached = member.page.evaluate("fetch('/agency/history/').then(() => 'reached', () => 'stopped')")
    assert reached == "stopped"
