"""What a steward does beside the line: reminds, looks a draft over, takes their key to their account; and what is refused."""

import io
import json
from typing import Any

from tests.portal.conftest import DRAFT, LAST, OUT, SECRET, County
from tests.portal.test_handing_a_file_over import text

APPROVE = f"/steward/drafts/{DRAFT}/approve/"


def _key(content: bytes) -> io.BytesIO:
    held = io.BytesIO(content)
    held.name = "any.key"
    return held


def test_the_quarter_shows_who_is_missing_and_reminds_them_alone(people: Any, browser_of: Any) -> None:
    from django.core import mail

    browser = browser_of("rita")
    shown = text(browser.get("/steward/"))
    assert f"The quarter {LAST}" in shown and ("missing or were rejected" in shown or "not due yet" in shown)
    done = browser.post("/steward/remind/", {"quarter": LAST})
    assert "Nobody of these has an account here" in text(done)
    told = {address for letter in mail.outbox for address in letter.to}
    assert told <= {"sheriff@example.org", "probation@example.org"}
    assert browser.post("/steward/remind/", {"quarter": "2099-Q1"}).status_code == 404


def test_a_draft_is_shown_as_the_command_shows_it(county: County, browser_of: Any) -> None:
    from pipelines.defs.looking import looked_at

    shown, told = text(browser_of("ana").get(f"/steward/drafts/{DRAFT}/")), looked_at(county.office, DRAFT)
    assert told is not None
    for measure in told["measures"]:
        assert f'<th scope="row">{measure["measure"]}</th><td class="number">{measure["shown"]}</td>' in shown
    assert "rita" in shown and "0 of 2 are in" in shown
    assert browser_of("ana").get("/steward/drafts/2025-Q4-v9/").status_code == 404


def test_a_key_is_taken_to_an_account_once_and_by_its_holder_alone(county: County, people: Any, browser_of: Any) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    from pipelines.portal.models import Person

    TOTP.activate(people["newcomer"], "JBSWY3DPEHPK3PXP")
    browser = browser_of("newcomer")
    for key, passphrase, says in (
        (county.key("ben"), "not the passphrase", "the passphrase is not its own"),
        (b"no key at all", SECRET, "does not hold a steward"),
        (county.key("ana"), SECRET, "not the key that belongs to your account"),  # that is ana's
        (b"", SECRET, "Choose the file of your own key"),
    ):
        answer = browser.post(APPROVE, {"changes": "", "key": _key(key), "passphrase": passphrase})
        assert answer.status_code == 422 and says in text(answer)
        assert Person.objects.get(name="newcomer").steward == ""
    taken = browser.post(APPROVE, {"changes": "", "key": _key(county.key("ben")), "passphrase": SECRET})
    assert taken.status_code == 409  # it may start the command, and something else is running
    assert Person.objects.get(name="newcomer").steward == "ben"


def test_what_cannot_be_asked_for_is_not_begun(county: County, browser_of: Any) -> None:
    browser = browser_of("rita")
    assert browser.post(APPROVE, {"changes": "no_reason"}).status_code == 404
    assert browser.post(f"/steward/published/{OUT}/withdraw/", {"reason": "because"}).status_code == 404
    assert browser.post("/steward/published/2031-Q1-v1/withdraw/", {"reason": "wrong_number"}).status_code == 404
    assert browser.post("/steward/drafts/2031-Q1-v1/publish/").status_code == 404
    assert browser.post("/steward/run/", {"quarter": "2031-Q1"}).status_code == 404


def test_the_books_say_when_a_line_of_the_ledger_was_changed(county: County, browser_of: Any) -> None:
    browser = browser_of("rita")
    assert "Each line is as it was written" in text(browser.get("/steward/books/"))
    book = county.folder / "ledger.jsonl"
    book.write_bytes(book.read_bytes().replace(b'"rita"', b'"eve1"'))
    assert "It is not as it was written" in text(browser.get("/steward/books/"))


def test_a_job_of_which_the_portal_lost_sight_says_that_it_does_not_know(county: County, people: Any, browser_of: Any) -> None:
    from pipelines.portal.models import Job

    job = Job.objects.create(person=people["rita"], what="run", about=LAST, pid=2**22 + 1)
    assert "how it ended is not known here" in text(browser_of("rita").get(f"/steward/jobs/{job.pk}/"))


def test_what_was_taken_back_is_handed_out_to_nobody(county: County, browser_of: Any) -> None:
    from pipelines.publication import store

    notice = county.office.workspace.published / store.WITHDRAWN
    before = notice.read_bytes() if notice.is_file() else None
    assert browser_of("member").get(f"/published/{OUT}/cells.csv").status_code == 200
    notice.write_text(json.dumps({OUT: {"on": "2026-01-31", "reason": "disclosure"}}), encoding="utf-8")
    try:
        assert "taken back on 2026-01-31" in text(browser_of("member").get("/published/"))
        for name in ("cells.csv", "dashboard.html", "manifest.json"):
            for who in ("member", "rita"):
                assert browser_of(who).get(f"/published/{OUT}/{name}").status_code == 404
    finally:
        notice.unlink() if before is None else notice.write_bytes(before)
