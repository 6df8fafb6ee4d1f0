"""One whole quarter in a browser: two agencies send, a steward runs it, two others approve, it is published. The machine stops twice.

The tests go on from one another. The handbook's pictures of the portal are taken on the way; how to take them anew says
`test_handbook_pictures.py`.
"""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipelines import synthesis
from pipelines.defs.intake import take_in
from pipelines.defs.office import Office
from pipelines.publication import ledger, signing, store
from pipelines.workspace import Workspace
from schemas import Quarter
from tests.browser.at_the_portal import Looked, Portal
from tests.browser.chromium import DRAWN, SCROLLED
from tests.browser.test_handbook_pictures import compared
from tests.faults import agreement
from tests.faults.county import partly_published
from tests.portal.conftest import PASSWORD
from tests.portal.on_a_day import NOW
from tests.portal.served import code

FIRST, LAST, SECRET = Quarter(2025, 3), Quarter(2025, 4), "correct horse battery"
PUB, STEWARDS = f"{LAST}-v1", ("rita", "ana", "ben")
BY_HAND = {"sam": ("sheriff", "law_enforcement_contacts"), "pia": ("probation", "probation_referrals")}


def _second_factor(portal: Portal, who: Looked, first: bool) -> None:
    who.page.fill("#id_password", PASSWORD)
    who.page.click("main .acts button >> nth=0")
    portal.looked_over(who, only=first)
    secret = who.page.locator("input[value]:not([type=hidden])").evaluate_all(
        "all => all.map(e => e.value).find(v => /^[A-Z2-7]{32}$/.test(v))"
    )
    who.page.fill("#id_code", code(secret))
    who.page.click("main .acts button >> nth=0")
    who.page.wait_for_load_state()


@pytest.fixture(scope="module")
def portal(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A small real county; all files are in but those of two agencies for the last quarter."""
    place = tmp_path_factory.mktemp("quarter")
    county = Workspace.create(place / "county", shipped_schemas=False)
    agreement.write(county.folder / "schemas")
    sends = county.folder / "schemas" / "agencies.yaml"
    sends.write_text(re.sub(r"since: .*", f"since: {FIRST}", sends.read_text(encoding="utf-8")), encoding="utf-8")
    agreed = county.schemas()
    for name in STEWARDS:
        county = county.add_steward(name, signing.create_key(place / f"{name}.key", SECRET).public_key)
    files = synthesis.synthesize(place / "sent", schemas=agreed, youth_per_year=60, quarters=2, last=LAST, seed=5).files
    office = Office.open(county.folder)
    for path in files:
        if not path.name.startswith(tuple(f"{agency}.{extract}.{LAST}" for agency, extract in BY_HAND.values())):
            came = NOW if str(LAST) in path.name else NOW - timedelta(days=90)
            assert take_in(office, path, came).status == "accepted"
    found = Portal(place, browser)
    try:
        found.starts("--set-up", "rita@example.org")
        yield found
    finally:
        found.held.close()
        for who in found.people.values():
            who.context.close()


def test_the_first_steward_sets_it_up_and_invites_the_others(portal: Portal) -> None:
    rita = portal.somebody("rita", f"http://127.0.0.1:{portal.running.port}{portal.running.link}")
    _second_factor(portal, rita, first=True)
    portal.looked_over(rita)
    links = {}
    for name in ("ana", "ben", *BY_HAND):
        rita.open("/steward/people/")
        rita.page.fill("#id_name", name.title())
        rita.page.fill("#id_email", f"{name}@example.org")
        rita.page.select_option("#id_role", "agency" if name in BY_HAND else "steward")
        rita.page.select_option(*(("#id_agency", BY_HAND[name][0]) if name in BY_HAND else ("#id_steward", name)))
        rita.page.click("text=Invite >> nth=-1")
        links[name] = rita.page.locator(".long").inner_text()
    portal.looked_over(rita)
    rita.open("/steward/people/")
    portal.looked_over(rita)
    for name, link in links.items():
        who = portal.somebody(name, link)
        if name not in BY_HAND:
            _second_factor(portal, who, first=False)
    assert [portal.people[n].open("/").locator("h1").inner_text() for n in ("ana", "sam")] == [f"The quarter {LAST}", "What is due"]


def _sent(portal: Portal, name: str, path: Path, button: str = "Send") -> Page:
    agency, extract = BY_HAND[name]
    page = portal.people[name].open(f"/agency/send/{extract}/{LAST}/")
    portal.looked_over(portal.people[name], only=button != "Send")
    page.set_input_files("#file", path)
    page.click(f"main button:text-is('{button}')")
    page.wait_for_selector("h2:has-text('What to look at')", timeout=30_000)
    return page


def test_two_agencies_send_what_is_due(portal: Portal, tmp_path: Path) -> None:
    for name, (agency, extract) in BY_HAND.items():
        file = portal.place / "sent" / f"{agency}.{extract}.{LAST}.csv"
        who = portal.people[name]
        who.open("/agency/")
        if name == "sam":
            portal.looked_over(who)
            compared("portal_due", who.page, who.page, tmp_path)
            slip = tmp_path / "slip.csv"
            slip.write_bytes(file.read_bytes().replace(b"in_county", b"in_cuonty", 1))
            portal.faults += [] if "held back" in _sent(portal, name, slip, "Only try it").locator("main").inner_text() else ["no finding"]
            portal.looked_over(who)
        if name == "pia":
            who.page.route("**/agency/send/part/**", lambda route: route.abort(), times=1)  # the line breaks once
        page = _sent(portal, name, file)
        assert page.locator("h1").inner_text() == "Accepted"
        assert page.url.endswith(f"/agency/receipts/{agency}.{extract}.{LAST}.001/")
        portal.looked_over(who, only=name == "pia")
        with page.expect_download() as saved:
            page.click("text=The signed receipt")
        assert f'"agency": "{agency}"' in Path(saved.value.path()).read_text(encoding="utf-8")
        for more in ("/agency/history/", "/account/second/", "/account/password/") if name == "pia" else ():
            who.open(more)
            portal.looked_over(who)


def _begun(portal: Portal, name: str, button: str, form: str) -> Looked:
    """What a steward starts; a key where it is asked for."""
    who = portal.people[name]
    place = who.page.locator(f"form[action='{form}']")
    if place.locator("input[type=file]").count():
        place.locator("input[type=file]").set_input_files(portal.place / f"{name}.key")
        place.locator("input[type=password]").fill(SECRET)
    place.locator(f"button:has-text('{button}')").click(no_wait_after=True)
    return who


def _at_work(portal: Portal, what: str) -> int:
    """The process that was started, once it is there."""
    mark = f"{what}\0{LAST if what == 'run' else PUB}\0".encode()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                said = found.read_bytes()
            except OSError:
                continue
            if said.startswith(b"/bin/sh\0") and mark in said and str(portal.place).encode() in said:
                return int(found.parent.name)
        time.sleep(0.01)
    raise AssertionError("nothing was started")


def _seen_to_end(who: Looked) -> str:
    who.page.wait_for_selector("[role=status]:not(:has-text('Running.'))", timeout=90_000)
    return who.page.locator("main").inner_text()


def test_the_quarter_is_run_though_the_machine_and_then_the_portal_stopped_in_the_middle(portal: Portal, tmp_path: Path) -> None:
    rita = portal.people["rita"]
    rita.open("/steward/")
    compared("portal_quarter", rita.page, rita.page, tmp_path)
    _begun(portal, "rita", "Run", "/steward/run/")
    process = _at_work(portal, "run")
    time.sleep(1.5)
    portal.stops_at_once(process)
    assert "run" in rita.open("/steward/").locator("main li:has-text('ended') >> nth=0").inner_text()
    rita.page.click("main li:has-text('ended') a")
    assert "It was stopped in the middle" in _seen_to_end(rita)
    rita.open("/steward/")
    _begun(portal, "rita", "Run", "/steward/run/")
    _at_work(portal, "run")
    portal.stops_at_once()  # the portal alone: what it started goes on, and so does its page
    rita.open("/steward/")
    rita.page.click("main li a:text-is('run 2025-Q4') >> nth=0")
    portal.looked_over(rita)
    assert "Done." in _seen_to_end(rita)
    words = Office.open(portal.place / "county").current("sheriff", LAST)
    assert [s.id for s in words.values()] == [f"sheriff.law_enforcement_contacts.{LAST}.001"]


def test_two_others_approve_and_it_is_published_whole_though_the_machine_stopped(portal: Portal, tmp_path: Path) -> None:
    page = f"/steward/drafts/{PUB}/"
    for name in ("ana", "ben"):
        who = portal.people[name]
        who.open(page)
        if name == "ana":
            portal.looked_over(who)
            compared("portal_draft", who.page, who.page, tmp_path)
        who.page.check("#yes")
        _begun(portal, name, "Put my name to it", f"{page}approve/")
        who.page.wait_for_url("**/steward/jobs/**", timeout=30_000)
        assert "Done." in _seen_to_end(who)
    rita, shelf = portal.people["rita"], portal.place / "county" / "published"
    rita.open(page)
    _begun(portal, "rita", "Publish", f"{page}publish/")
    process = _at_work(portal, "publish")
    time.sleep(1.5)
    portal.stops_at_once(process)
    assert partly_published(portal.place) == []
    if PUB not in store.publications(shelf):
        rita.open(page)
        _begun(portal, "rita", "Publish", f"{page}publish/")
        rita.page.wait_for_url("**/steward/jobs/**", timeout=30_000)
        assert "Done." in _seen_to_end(rita)
    assert (store.publications(shelf), partly_published(portal.place)) == ([PUB], [])
    said = [e.what for e in ledger.read(portal.place / "county" / "ledger.jsonl", finished=True)]
    assert said.count("published") == 1
    sam = portal.people["sam"]
    sam.open("/published/")
    portal.looked_over(sam)
    sam.page.click("main a >> nth=0")
    assert str(LAST) in sam.page.content()
    for more in ("/steward/books/", "/nothing/here/"):
        rita.open(more)
        portal.looked_over(rita)


def test_without_javascript_a_file_is_sent_all_the_same(portal: Portal) -> None:
    officer = Looked(portal.browser, portal.running, javascript=False)
    officer.sign_in("sam@example.org")
    agency, extract = BY_HAND["sam"]
    officer.open(f"/agency/send/{extract}/{LAST}/")
    officer.page.set_input_files("#file", portal.place / "sent" / f"{agency}.{extract}.{LAST}.csv")
    officer.page.click("main button:text-is('Send')")
    while officer.page.locator("text=Look again").count():
        officer.page.click("text=Look again")
    assert officer.page.url.endswith(f"{agency}.{extract}.{LAST}.001/")  # the same bytes are no second file
    officer.context.close()


def test_everybody_could_use_every_page_on_the_way(portal: Portal) -> None:
    """axe-core found nothing, nothing was wider than 320 px, nothing was asked of another host."""
    assert portal.faults == []
    hosts = {url.split("/")[2] for who in portal.people.values() for url in who.asked if url.startswith("http")}
    assert hosts == {f"127.0.0.1:{portal.running.port}"}
    unexpected = [c for who in portal.people.values() for c in who.complaints if "404" not in c and "ERR_" not in c]
    assert unexpected == []


def test_a_published_page_runs_its_own_script_and_cannot_reach_the_portal(portal: Portal) -> None:
    page = portal.people["pia"].open(f"/published/{PUB}/dashboard.html")
    page.evaluate(SCROLLED)
    page.wait_for_function(DRAWN)
    assert page.locator(".chart .main-svg").count()
    assert page.evaluate("(() => { try { return document.cookie } catch (e) { return e.name } })()") == "SecurityError"
    assert page.evaluate("fetch('/agency/history/').then(() => 'reached', () => 'stopped')") == "stopped"
