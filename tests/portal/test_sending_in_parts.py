"""A file over a bad line: it comes in parts, what came is kept encrypted, and it is one submission however often the line broke."""

import os
import time
from pathlib import Path
from typing import Any

from tests.portal.conftest import County
from tests.portal.files import contacts
from tests.portal.test_handing_a_file_over import SECOND, SEND, text

FACTS = {"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4"}


def _begun(browser: Any, content: bytes, name: str = "export.csv") -> Any:
    return browser.post(f"{SEND}begin/", {"name": name, "size": len(content)}).json()


def _part(browser: Any, place: str, at: int, content: bytes) -> Any:
    return browser.generic("POST", f"{place}?at={at}", content, content_type="application/octet-stream").json()


def _kept(county: County) -> list[Path]:
    return [p for shelf in ("arriving", "waiting") for p in (county.folder / "confidential" / shelf).rglob("*.parquet")]


def test_after_a_break_it_goes_on_where_it_was_and_counts_once(county: County, browser_of: Any, monkeypatch: Any) -> None:
    from pipelines.portal import clerk

    browser, content = browser_of("sheriff"), contacts(31)
    place = _begun(browser, content)["part"]
    assert browser.get(place).json() == {"came": 0}
    assert _part(browser, place, 0, content[:1000]) == {"came": 1000}
    assert _part(browser, place, 0, content[:1000]) == {"came": 1000}  # the answer was lost, and it is sent again
    assert _part(browser, place, 2000, content[2000:]) == {"came": 1000}  # nothing is left out
    assert [content[200:240] in p.read_bytes() for p in _kept(county)] == [False]
    monkeypatch.setattr(clerk, "_clerks", [])
    monkeypatch.setattr(clerk.Clerk, "start", lambda self: None)
    clerk.start()  # the portal was stopped meanwhile
    assert browser.get(place).json() == {"came": 1000}
    assert "on its way" in text(browser.get("/agency/"))
    done = _part(browser, place, 1000, content[1000:])
    assert done["came"] == len(content)
    seen = browser.get(done["to"], follow=True)
    assert seen.redirect_chain[-1][0] == f"/agency/receipts/{SECOND}/" and "31" in text(seen)
    assert _part(browser, place, 1000, content[1000:]) == done  # and once more
    assert _kept(county) == []
    assert [s.number for s in county.office.submissions("sheriff", county.office.quarters[15])] == [1, 2]


def test_what_is_put_together_is_what_was_sent(county: County, browser_of: Any) -> None:
    from hashlib import sha256

    browser, content = browser_of("sheriff"), contacts(40)
    place, at = _begun(browser, content)["part"], 0
    for step in (1, 17, 900, 3, 100_000):
        at = _part(browser, place, at, content[at : at + step])["came"]
    assert at == len(content)
    assert browser.get(f"/agency/signed/{SECOND}.json").json()["sha256"] == sha256(content).hexdigest()


def test_more_than_was_said_is_not_taken(county: County, browser_of: Any) -> None:
    browser, content = browser_of("sheriff"), contacts(31)
    place = _begun(browser, content)["part"]
    assert _part(browser, place, 0, content + b"x") == {"came": 0}
    assert _part(browser, place, -1, content) == {"came": 0} and _kept(county) == []


def test_a_wrong_file_is_told_before_a_part_is_sent(county: County, browser_of: Any) -> None:
    from pipelines.portal.models import Upload

    browser = browser_of("sheriff")
    assert "another agency" in _begun(browser, b"x", "probation.probation_referrals.2025-Q4.csv")["problem"]
    assert "50 MB" in browser.post(f"{SEND}begin/", {"name": "x.csv", "size": 50_000_001}).json()["problem"]
    assert "Choose a file" in browser.post(f"{SEND}begin/", {"name": "x.csv", "size": "9" * 30}).json()["problem"]
    assert Upload.objects.count() == 0


def test_only_whoever_began_brings_the_rest(county: County, browser_of: Any, people: Any) -> None:
    from pipelines.portal.models import Upload

    upload = Upload.objects.create(person=people["sheriff"], size=9, **FACTS)
    assert browser_of("sheriff").get(f"/agency/send/part/{upload.id}/").json() == {"came": 0}
    for other in ("probation", "rita"):
        assert browser_of(other).post(f"/agency/send/part/{upload.id}/?at=0").status_code in (403, 404)


def test_a_whole_file_that_waits_longer_than_a_day_keeps_its_parts(county: County, browser_of: Any, monkeypatch: Any) -> None:
    from django.utils import timezone

    from pipelines.portal import clerk

    browser, content = browser_of("sheriff"), contacts(31)
    monkeypatch.setattr(clerk, "soon", lambda *_: None)
    done = _part(browser, _begun(browser, content)["part"], 0, content)
    for part in _kept(county):
        os.utime(part.parent, (time.time() - 90_000,) * 2)
    clerk.forget_what_never_came(timezone.now())
    clerk.work_off(set())
    assert browser.get(done["to"]).headers["Location"] == f"/agency/receipts/{SECOND}/" and _kept(county) == []


def test_parts_of_which_the_rest_never_comes_are_thrown_away_after_a_day(county: County, browser_of: Any) -> None:
    from django.utils import timezone

    from pipelines.portal import clerk
    from pipelines.portal.models import Upload

    browser, content = browser_of("sheriff"), contacts(31)
    _part(browser, _begun(browser, content)["part"], 0, content[:1000])
    clerk.forget_what_never_came(timezone.now())
    assert len(_kept(county)) == Upload.objects.count() == 1
    [part] = _kept(county)
    os.utime(part.parent, (time.time() - 90_000,) * 2)
    clerk.forget_what_never_came(timezone.now())
    assert _kept(county) == [] and Upload.objects.count() == 0
