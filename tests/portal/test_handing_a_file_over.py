"""A data officer tries a file, sends it, gets the receipt, confirms, and takes it back; what is kept on the way, and where."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipelines.publication.receipt import Receipt
from tests.portal.conftest import County
from tests.portal.files import NAMES, contacts

SEND = "/agency/send/law_enforcement_contacts/2025-Q4/"
FIRST, SECOND = "sheriff.law_enforcement_contacts.2025-Q4.001", "sheriff.law_enforcement_contacts.2025-Q4.002"


def file(content: bytes, name: str = "export.csv") -> io.BytesIO:
    held = io.BytesIO(content)
    held.name = name
    return held


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_file_that_is_sent_gets_the_same_signed_receipt_as_on_the_command_line(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    seen = browser.post(SEND, {"act": "send", "file": file(contacts(31))}, follow=True)
    assert seen.redirect_chain[-1][0] == f"/agency/receipts/{SECOND}/"
    assert "<h1>Accepted</h1>" in text(seen) and "This file is your word for the quarter." in text(seen)
    signed = browser.get(f"/agency/signed/{SECOND}.json")
    assert "attachment" in signed.headers["Content-Disposition"]
    assert Receipt.problems(signed.content, county.office.signing_key.public_key) == []
    told = json.loads(signed.content)
    assert (told["rows_in"], told["changes"]) == (31, {"new": 1, "changed": 0, "unchanged": 30, "gone": 0})
    assert "Accepted" in browser.get(f"/agency/signed/{SECOND}.html").content.decode()


def test_the_same_bytes_twice_are_one_submission(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    seen = browser.post(SEND, {"act": "send", "file": file(contacts())}, follow=True)
    assert seen.redirect_chain[-1][0] == f"/agency/receipts/{FIRST}/"
    assert [s.id for s in county.office.submissions("sheriff", county.office.quarters[15])] == [FIRST]


def test_trying_a_file_says_what_would_change_and_keeps_nothing(county: County, browser_of: Any) -> None:
    def state() -> dict[str, bytes]:
        kept = (p for p in county.folder.rglob("*") if p.is_file() and "visits" not in p.parts and p.name != ".intake.lock")
        return {str(p.relative_to(county.folder)): p.read_bytes() for p in kept}

    before = state()
    seen = browser_of("sheriff").post(SEND, {"act": "try", "file": file(contacts(32, status="suspected"))})
    assert seen.status_code == 200
    said = text(seen)
    assert "it would be <strong>accepted in part</strong>" in said and "32 rows, 31 taken, 1 held back." in said
    assert '<th scope="row">new</th><td class="number">1</td>' in said
    assert "suspected" not in said  # what stands in the file is not repeated
    assert state() == before


def test_findings_name_the_place_and_repeat_no_value_on_the_page_and_in_the_workbook(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    seen = browser.post(SEND, {"act": "send", "file": file(contacts(40, status=NAMES[1]))}, follow=True)
    assert "E201" in text(seen) or "E2" in text(seen)
    assert NAMES[1] not in text(seen)
    sheet = browser.get(f"/agency/receipts/{SECOND}/findings.xlsx").content
    rows = list(load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Rule", "Kind", "Row", "Cell") and len(rows) == 2 and rows[1][2] == 41
    assert NAMES[1] not in str(rows)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("probation.probation_referrals.2025-Q4.csv", "it is another agency"),
        ("sheriff.law_enforcement_contacts.2025-Q3.csv", "another extract or quarter"),
        ("987-65-4320.csv", "Nothing was sent"),
    ],
)
def test_a_name_that_tells_of_another_file_stops_it_and_is_not_repeated(name: str, says: str, county: County, browser_of: Any) -> None:
    answer = browser_of("sheriff").post(SEND, {"act": "send", "file": file(contacts(33), name)})
    assert answer.status_code == 422 and name not in text(answer)
    assert says in text(answer).replace("that it is another", "it is another")
    assert not list((county.folder / "receipts" / "sheriff").glob("*.002.json"))


def test_a_file_that_is_refused_for_privacy_is_kept_nowhere(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    seen = browser.post(SEND, {"act": "send", "file": file(contacts(20, residence=NAMES[2]))}, follow=True)
    assert "<h1>Rejected</h1>" in text(seen)
    assert NAMES[2] not in text(seen)
    found = [p for p in county.folder.rglob("*") if p.is_file() and NAMES[2].encode() in p.read_bytes()]
    assert found == [] and not list((county.folder / "confidential" / "waiting").glob("*"))


def test_what_is_asked_is_confirmed_from_the_list_with_a_sentence(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    old = contacts(30, contact_on="2012-03-05", offence_on="2012-03-01")  # so old a day is more often a slip
    seen = browser.post(SEND, {"act": "send", "file": file(old)}, follow=True)
    assert "Please confirm" in text(seen) and "C701" in text(browser.get("/agency/"))
    submission = seen.redirect_chain[-1][0].split("/")[-2]
    code = "C701"
    place = f"/agency/receipts/{submission}/confirm/"
    assert browser.post(place, {}).status_code == 422
    telling = browser.post(place, {f"reason-{code}": "other", f"note-{code}": "It was Xochitl Ramirez again"})
    assert telling.status_code == 422 and "Xochitl" not in text(telling) and "was not kept" in text(telling)
    assert browser.post(place, {f"reason-{code}": "nonsense"}).status_code == 422
    done = browser.post(place, {f"reason-{code}": "backlog_entered", f"note-{code}": "a backlog was entered"}, follow=True)
    assert done.status_code == 200 and f'name="reason-{code}"' not in text(done)
    latest = browser.get(f"/agency/signed/{submission}.v2.json").json()
    assert [c["reason"] for c in latest["confirmed"]] == ["backlog_entered"] and "backlog was" not in json.dumps(latest)


def test_a_file_is_taken_back_with_a_reason_from_the_list(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    asked = browser.get(f"/agency/receipts/{FIRST}/retract/")
    assert "Take this file back?" in text(asked)
    assert browser.post(f"/agency/receipts/{FIRST}/retract/", {"reason": "because"}).status_code == 422
    done = browser.post(f"/agency/receipts/{FIRST}/retract/", {"reason": "wrong_quarter"}, follow=True)
    assert "<h1>Retracted</h1>" in text(done) and "it counts as missing" in text(done)
    again = browser.post(f"/agency/receipts/{FIRST}/retract/", {"reason": "wrong_quarter"})
    assert again.status_code == 422 and "taken back before" in text(again)
    assert "missing" in text(browser.get("/agency/")) and "retracted" in text(browser.get("/agency/history/"))


def test_no_agency_takes_back_or_confirms_for_another(county: County, browser_of: Any) -> None:
    browser = browser_of("probation")
    browser.post(f"/agency/receipts/{FIRST}/retract/", {"reason": "wrong_quarter"})
    answer = browser.post(f"/agency/receipts/{FIRST}/confirm/", {"reason-C701": "other"})
    assert answer.status_code == 404
    assert county.office.current("sheriff", county.office.quarters[15])["law_enforcement_contacts"].id == FIRST


def test_a_file_that_was_handed_over_is_judged_after_the_server_was_killed(county: County, browser_of: Any, people: Any) -> None:
    """It lies encrypted on the shelf, and what was begun is not there twice."""
    from pipelines.defs import counter
    from pipelines.portal import clerk
    from pipelines.portal.front import at_the_counter
    from pipelines.portal.models import Upload

    facts = {"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4"}
    upload = Upload.objects.create(person=people["sheriff"], size=9, state="waiting", **facts)
    secret = contacts(35)
    counter.hand_over(at_the_counter(), **facts, ticket=upload.ticket, read=io.BytesIO(secret).read)
    waiting = county.folder / "confidential" / "waiting" / f"{upload.ticket}.parquet"
    assert secret[200:240] not in waiting.read_bytes()
    browser = browser_of("sheriff")
    assert "It is being examined" in text(browser.get(f"/agency/sent/{upload.id}/"))
    assert "waiting to be examined" in text(browser.get("/agency/"))
    counter.take(at_the_counter(), upload.ticket)  # judged, and killed before it could say so
    clerk.work_off(set())
    seen = browser.get(f"/agency/sent/{upload.id}/", follow=True)
    assert seen.redirect_chain[-1][0] == f"/agency/receipts/{SECOND}/"
    assert not waiting.exists() and not list((county.folder / "receipts" / "sheriff").glob("*.003.json"))


def test_a_file_that_waits_while_the_stores_key_is_changed_is_judged_with_the_new_one(county: County, browser_of: Any, people: Any) -> None:
    """And none is laid down meanwhile, with a key that is about to go."""
    import fcntl

    from pipelines.confidential.store.rotation import new_key
    from pipelines.defs import counter, rotation
    from pipelines.defs.answers import handing_over
    from pipelines.portal.front import at_the_counter

    facts = {"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4", "ticket": "a" * 32}
    counter.hand_over(at_the_counter(), **facts, read=io.BytesIO(contacts(34)).read)
    rotation.change_store_key(county.office, new_key(), "rita", keep_key=True)
    assert counter.take(at_the_counter(), "a" * 32).status == "accepted"
    with handing_over(county.folder / "confidential"), (county.folder / "confidential" / ".waiting.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)  # two at once are fine
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_file_that_cannot_be_examined_is_kept_and_said_so(
    county: County, browser_of: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipelines.defs import counter

    def broken(*_: Any) -> None:
        raise RuntimeError("row 7 says Xochitl")

    monkeypatch.setattr(counter, "take", broken)
    seen = browser_of("sheriff").post(SEND, {"act": "send", "file": file(contacts(36))}, follow=True)
    assert "could not be examined yet" in text(seen) and "Xochitl" not in text(seen)
    assert len(list((county.folder / "confidential" / "waiting").glob("*.parquet"))) == 1


def test_each_look_and_each_download_stands_in_a_signed_book_without_a_value(county: County, browser_of: Any) -> None:
    from pipelines.publication import ledger, signing

    browser = browser_of("sheriff")
    browser.get(f"/agency/receipts/{FIRST}/")
    browser.get(f"/agency/signed/{FIRST}.json")
    browser.post(SEND, {"act": "send", "file": file(contacts(37), f"{NAMES[0]}.csv")})
    [book] = (county.folder / "confidential" / "visits").glob("*.jsonl")
    told = [(e.what, e.about.get("receipt", "")) for e in ledger.read(book)]
    assert told == [
        ("book begun", ""),
        ("receipt seen", FIRST),
        ("receipt fetched", FIRST),
        ("handed a file over", ""),
    ]
    assert ledger.problems(book, signing.verify, county.office.signing_key.public_key) == []
    assert NAMES[0] not in book.read_text(encoding="utf-8")
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert ledger.problems(book, signing.verify) != []


def test_the_book_goes_on_in_a_new_month_and_after_a_torn_line(county: County, tmp_path: Path) -> None:
    from datetime import UTC, datetime
    from hashlib import sha256

    from pipelines.defs.counter import note, visits
    from pipelines.publication import ledger

    office = county.office
    note(office, "agency:1", "receipt seen", {}, datetime(2026, 1, 31, tzinfo=UTC))
    january = county.folder / "confidential" / "visits" / "2026-01.jsonl"
    with january.open("ab") as file:
        file.write(b'{"about":')
    note(office, "agency:1", "history seen", {}, datetime(2026, 1, 31, tzinfo=UTC))
    note(office, "agency:2", "receipt seen", {}, datetime(2026, 2, 1, tzinfo=UTC))
    assert [e.what for e in ledger.read(january)] == ["book begun", "receipt seen", "history seen"]
    february = ledger.read(january.with_name("2026-02.jsonl"))
    assert february[0].about["after"] == sha256(january.read_bytes().splitlines(keepends=True)[-1]).hexdigest()
    assert [e.who for e in visits(office, 5)] == ["agency:2"]


def test_a_blank_form_is_that_of_the_county(browser_of: Any) -> None:
    blank = browser_of("probation").get("/agency/blank/probation_referrals.csv")
    assert blank.content.decode("utf-8-sig").startswith("youth_token,petition_on")


def test_what_never_came_in_whole_is_not_waited_for_after_a_new_start(county: County, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.portal import clerk
    from pipelines.portal.models import Upload

    monkeypatch.setattr(clerk, "_clerks", [])
    monkeypatch.setattr(clerk.Clerk, "start", lambda self: None)
    facts = {"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4", "size": 1}
    cut = Upload.objects.create(person=people["sheriff"], **facts)
    waiting = Upload.objects.create(person=people["sheriff"], state="waiting", **facts)
    clerk.start()
    assert [u.pk for u in Upload.objects.all()] == [waiting.pk] and cut.pk != waiting.pk
