"""The portal as it is deployed: its own process, its named server, real connections, and a kill in the middle."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import stat
import time
from datetime import date
from pathlib import Path

import pytest

from pipelines.defs.office import Office
from schemas import Quarter
from tests.line.command import here
from tests.portal.conftest import DRAFT, SECRET
from tests.portal.files import NAMES, contacts, large
from tests.portal.served import Served, Visitor, form, invited, served, steward

EMAIL = "ana@example.org"
LAST = Quarter.of(date.today()).plus(-1)
SEND = f"/agency/send/law_enforcement_contacts/{LAST}/"


@pytest.fixture(scope="module")
def county(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(made / "county", tmp_path_factory.mktemp("served") / "county"))


@pytest.fixture(scope="module")
def running(county: Path):
    with served(county, "--set-up", "ana", TMPDIR=str(_temporary(county))) as portal:
        yield portal


def _temporary(county: Path) -> Path:
    place = county.parent / "temporary"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="module")
def ana(running: Served) -> Visitor:
    """The first steward, by the link that the console printed."""
    visitor = Visitor(running.port)
    steward(visitor, running.link, "ana@localhost")
    return visitor


@pytest.fixture(scope="module")
def officer(running: Served, ana: Visitor) -> Visitor:
    return invited(ana, running.port, name="Sam", email="sam@example.org", role="agency", agency="sheriff")


def test_the_first_start_makes_the_first_steward_and_keeps_its_files_to_itself(county: Path, running: Served, ana: Visitor) -> None:
    assert "within 7 days, to make the account of ana" in running.said[0] and "is at http://127.0.0.1:" in "\n".join(running.said)
    assert "Run the quarter" in ana.get("/").text
    assert Visitor(running.port).get(running.link).status == 404  # it worked once
    for path in (county / "portal", *(county / "portal").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_large_file_comes_in_without_ever_lying_on_the_disk_as_it_is(county: Path, running: Served, officer: Visitor) -> None:
    """While it comes in, while it waits, and after it was judged."""
    content = large(12, str(LAST.start)).replace(b"in_county", NAMES[1][:20].encode(), 3)  # three rows that will be held
    body_at = len(content) // 2
    seen = officer.send(SEND, files={"file": content}, act="send")
    for _ in range(120):
        if "being examined" not in seen.text and seen.status == 200:
            break
        time.sleep(0.5)
        seen = officer.get(f"/agency/receipts/sheriff.law_enforcement_contacts.{LAST}.001/")
    assert "<h1>Accepted in part</h1>" in seen.text and NAMES[1][:20] not in seen.text
    token = content[body_at:].split(b"\n")[1].split(b",")[0]
    for place in (county, _temporary(county), Path(f"/proc/{running.process.pid}/fd")):
        for path in (p for p in place.rglob("*") if p.is_file()):
            raw = path.read_bytes()
            assert NAMES[1][:20].encode() not in raw and token not in raw, path


def test_what_is_too_large_is_stopped_before_it_is_there(running: Served, officer: Visitor) -> None:
    link = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    link.putrequest("POST", SEND)
    link.putheader("Content-Length", "900000000")
    link.putheader("Cookie", f"safecount={officer.cookies['safecount']}")
    link.endheaders()
    assert link.getresponse().status == 413  # not a byte of it was waited for
    assert Visitor(running.port).asked("POST", SEND, b"x" * 300_000, "text/plain").status == 413  # nobody's files are not taken in at all


def test_a_steward_approves_with_a_key_that_is_used_once_and_kept_nowhere(county: Path, made: Path, ana: Visitor) -> None:
    place, page = f"/steward/drafts/{DRAFT}/approve/", f"/steward/drafts/{DRAFT}/"
    ben = (made / "keys" / "ben.key").read_bytes()
    other = ana.send(place, page, {"key": ben}, changes="", passphrase=SECRET)
    assert other.status == 422 and "not the key that belongs to your account" in other.text
    mine = (made / "keys" / "ana.key").read_bytes()
    wrong = ana.send(place, page, {"key": mine}, changes="", passphrase="not the passphrase")
    assert wrong.status == 422 and "the passphrase is not its own" in wrong.text
    done = ana.send(place, page, {"key": mine}, changes="", passphrase=SECRET)
    for _ in range(60):
        if "Running" not in done.text:
            break
        time.sleep(0.5)
        job = re.search(r"/steward/jobs/[\w-]+/", ana.get("/steward/").text)
        done = ana.get(job[0]) if job else done
    assert "Written down. Somebody else must look at it too." in done.text
    assert "1 of 2 are in" in ana.get(page).text
    secret = mine.splitlines()[3]
    found = [p for p in county.rglob("*") if p.is_file() and (secret in p.read_bytes() or SECRET.encode() in p.read_bytes())]
    assert found == []
    told = here("review", DRAFT, "--workspace", county)
    assert "1 of 2 are in" in told.stdout  # the command line sees the same


def test_what_waits_when_the_server_is_killed_is_judged_after_the_next_start(county: Path, running: Served, officer: Visitor) -> None:
    """The last test of this file, since the server is gone then."""
    import threading

    content, before = large(6, str(LAST.start)), LAST.plus(-1)
    half = _half_sent(running, officer, SEND.replace(str(LAST), str(before)))
    sending = threading.Thread(target=_quietly, args=(officer, content))
    sending.start()
    shelf = county / "confidential" / "waiting"
    for _ in range(400):
        if any(shelf.glob("*.parquet")):
            break
        time.sleep(0.02)
    os.kill(running.process.pid, signal.SIGKILL)
    sending.join()
    half.close()
    assert any(shelf.glob("*.parquet")), "it was judged before it could be killed"
    with served(county, port=running.port):
        for _ in range(100):
            if not any(shelf.glob("*.parquet")):
                break
            time.sleep(0.2)
        again = officer.get("/agency/history/")
        assert "On its way" not in officer.get("/agency/").text and str(before) not in again.text  # what came in half is nowhere
        assert [p for p in _temporary(county).rglob("*") if p.is_file()] == []
        whole = contacts(30, contact_on=str(before.start), offence_on=str(before.start))
        sent = officer.send(SEND.replace(str(LAST), str(before)), files={"file": whole}, act="send")
        assert "<h1>Accepted</h1>" in sent.text
    assert again.text.count(f"/agency/receipts/sheriff.law_enforcement_contacts.{LAST}.002/") == 1
    assert ".003/" not in again.text
    words = Office.open(county).current("sheriff", LAST)
    assert words["law_enforcement_contacts"].id.endswith(".002")
    assert [s.number for s in Office.open(county).submissions("sheriff", before)] == [1]


def _half_sent(running: Served, visitor: Visitor, path: str) -> socket.socket:
    """A file of which the rest never comes."""
    body, kind = form({"csrfmiddlewaretoken": "x" * 64, "act": "send"}, {"file": b"x" * 4_000_000})
    cookies = "; ".join(f"{n}={v}" for n, v in visitor.cookies.items())
    link = socket.create_connection(("127.0.0.1", running.port))
    link.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n".encode())
    link.sendall(f"Content-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])
    return link


def _quietly(visitor: Visitor, content: bytes) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        visitor.send(SEND, files={"file": content}, act="send")
