"""The portal under load: fifty agencies send 12 MB at once, by form and in parts, alone and beside idle and very slow connections.

With `quarter`: one whole quarter of a made-up county by forms alone: run, refused to its runner, approved by two, published, taken back.
"""

import json
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pipelines import synthesis
from pipelines.publication import signing
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.portal.files import large
from tests.portal.served import Answer, Served, Visitor, form, invited, served, steward, token_of

AGENCIES, MEGABYTES, IDLE, SLOW = 50, 12, 200, 10
EXTRACT, SECRET = "law_enforcement_contacts", "correct horse battery"


def main(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        if words == ["quarter"]:
            _quarter(Path(place))
        else:
            _fifty(Path(place))


def _fifty(place: Path) -> None:
    county = Workspace.create(place / "county", demo=True).folder
    _with_agencies(county)
    last = Quarter.of(date.today()).plus(-1)
    with served(county, "--set-up", "ana") as running:
        ana = Visitor(running.port)
        steward(ana, running.link, "ana@localhost")
        people = [
            invited(ana, running.port, name=f"p{n}", email=f"p{n}@example.org", role="agency", agency=f"police_{n}")
            for n in range(AGENCIES)
        ]
        found: list[tuple[float, float]] = []
        for n, (by_the_form, beside) in enumerate(product((True, False), repeat=2)):
            with ExitStack() as held:
                for link in range(IDLE + SLOW if beside else 0):
                    _held_open(held, running, people[0], dripping=link >= IDLE)
                quarter = last.plus(-n)  # another each time, so that nothing is sent twice
                taken, answered = _all_at_once(people, str(quarter), large(MEGABYTES, str(quarter.start)), by_the_form)
                what = "by the plain form" if by_the_form else "in parts"
                _told(what + (f", beside {IDLE} idle and {SLOW} slow" if beside else ""), running, taken, answered)
                found.append((_p95(taken), max(answered)))
        alone, beside_them = ([sum(times) for times in zip(*found[first::2], strict=True)] for first in (1, 0))
        more = ", ".join(f"{what} {b / a - 1:+.0%}" for what, a, b in zip(("taken in", "all receipts"), alone, beside_them, strict=True))
        sys.stdout.write(f"beside the idle and the slow: {more}\n")


def _in_parts(who: Visitor, path: str, token: str, content: bytes) -> str:
    """As the page's script does it; the address where the file then is."""
    said = urlencode({"name": "x.csv", "size": len(content)}).encode()
    begun = json.loads(who.asked("POST", f"{path}begin/", said, "application/x-www-form-urlencoded", token).body)
    now: dict[str, Any] = {"came": 0}
    while "to" not in now:
        at = now["came"]
        now = json.loads(who.asked("POST", f"{begun['part']}?at={at}", content[at : at + begun["most"]], token=token).body)
    return now["to"]


def _by_the_form(who: Visitor, path: str, token: str, content: bytes) -> str:
    answer: Answer = who.asked("POST", path, *form({"csrfmiddlewaretoken": token, "act": "send"}, {"file": content}))
    assert answer.status == 302, answer.text[:500]
    return answer.to


def _all_at_once(people: list[Visitor], quarter: str, content: bytes, by_the_form: bool) -> tuple[list[float], list[float]]:
    """Seconds until each file was taken in, and until each had its receipt."""
    taken, answered = [0.0] * len(people), [0.0] * len(people)
    together = threading.Barrier(len(people))

    def send(n: int) -> None:
        path = f"/agency/send/{EXTRACT}/{quarter}/"
        token = token_of(people[n].get(path))
        together.wait()
        begun = time.monotonic()
        to = (_by_the_form if by_the_form else _in_parts)(people[n], path, token, content)
        taken[n] = time.monotonic() - begun
        while "/agency/receipts/" not in (waiting := people[n].asked("GET", to)).to:
            time.sleep(_says_to_wait(waiting))
        answered[n] = time.monotonic() - begun
        assert "<h1>Accepted</h1>" in people[n].get(waiting.to).text

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, answered


def _says_to_wait(page: Answer) -> float:
    """Seconds after which the page asks again."""
    said = re.search(r'data-again="(\d+)"', page.text)
    assert said, page.text
    return float(said[1])


def _told(what: str, running: Served, taken: list[float], answered: list[float]) -> None:
    sys.stdout.write(
        f"{AGENCIES} × {MEGABYTES} MB, {what}: taken in p95 {_p95(taken):.1f} s, receipts p95 {_p95(answered):.1f} s, "
        f"all after {max(answered):.1f} s; server's and examiner's peaks {_peaks(running.process.pid)} MB\n"
    )
    sys.stdout.flush()


def _peaks(server: int) -> int:
    """The most memory that the server ever had, and the most that its examiner had: together they never had more."""
    begun_by = Path(f"/proc/{server}/task").glob("*/children")
    own = [pid for children in begun_by for pid in children.read_text(encoding="ascii").split()]
    told = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in (server, *own)]
    return sum(int(found[1]) for text in told if (found := re.search(r"VmHWM:\s+(\d+)", text))) // 1024


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _held_open(held: ExitStack, running: Served, visitor: Visitor, dripping: bool) -> None:
    """A connection that says nothing, or one that sends a large form a byte at a time."""
    link = held.enter_context(socket.create_connection(("127.0.0.1", running.port)))
    if not dripping:
        return
    cookie = f"safecount={visitor.cookies['safecount']}"
    head = f"POST /agency/send/{EXTRACT}/2025-Q4/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: 9000000\r\n\r\n"
    link.sendall(head.encode())
    stop = threading.Event()
    held.callback(stop.set)

    def drip() -> None:
        while not stop.wait(0.2):
            try:
                link.sendall(b"x")
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()


def _with_agencies(county: Path) -> None:
    sent = f"{EXTRACT}: {{tier: linkable, legal_basis: Made up, since: 2022-Q1, expires: 2035-12-31}}"
    lines = [f"  police_{n}: {{name: Police {n}, programmes: {{all: {{name: All, extracts: {{{sent}}}}}}}}}" for n in range(AGENCIES)]
    said = "\n".join(["county: Some County", "agencies:", *lines]) + "\n"
    (county / "schemas" / "agencies.yaml").write_text(said, encoding="utf-8")


def _quarter(place: Path) -> None:
    county, last = Workspace.create(place / "county"), Quarter(2022, 4)
    agreed = county.folder / "schemas" / "agencies.yaml"
    agreed.write_text(agreed.read_text(encoding="utf-8").replace("Example County", "Some County"), encoding="utf-8")
    files = synthesis.synthesize(place / "files", schemas=Schemas.load(), youth_per_year=40, quarters=4, last=last, seed=9).files
    for path in files:
        shutil.copy(path, county.inbox / path.name)
    keys = {}
    for name in ("rita", "ana", "ben"):
        county = county.add_steward(name, signing.create_key(place / f"{name}.key", SECRET).public_key)
        keys[name] = (place / f"{name}.key").read_bytes()
    with served(county.folder, "--set-up", "rita") as running:
        people = {"rita": Visitor(running.port)}
        steward(people["rita"], running.link, "rita@localhost")
        for name in ("ana", "ben"):
            asked = {"name": name, "email": f"{name}@example.org", "role": "steward", "agency": "", "steward": name}
            shown = people["rita"].send("/steward/people/invite/", "/steward/people/", **asked)
            people[name] = Visitor(running.port)
            steward(people[name], re.findall(r"/invitation/[\w-]+/", shown.text)[0], asked["email"])
        name = f"{last}-v1"
        page, out = f"/steward/drafts/{name}/", f"/steward/published/{name}/withdraw/"

        def does(who: str, path: str, form_at: str, says: str, **fields: str) -> None:
            begun = time.monotonic()
            answer = people[who].send(path, form_at, {"key": keys[who]}, passphrase=SECRET, **fields)
            while "Running." in answer.text:
                time.sleep(0.5)
                answer = people[who].get(re.findall(r"/steward/jobs/[\w-]+/", people[who].get("/steward/").text)[0])
            sys.stdout.write(
                f"{who}: {path}: {'as it should be' if says in answer.text else answer.text}, {time.monotonic() - begun:.1f} s\n"
            )

        does("rita", "/steward/run/", "/steward/", f"Draft: {county.drafts / name}", quarter=str(last))
        does("rita", f"{page}approve/", page, "You ran the line for this draft", changes="")
        does("ana", f"{page}approve/", page, "Somebody else must look at it too", changes="")
        does("rita", f"{page}publish/", page, "needs two approvals")
        does("ben", f"{page}approve/", page, "State of the draft: approved", changes="")
        does("rita", f"{page}publish/", page, "Published:")
        does("ana", out, "/published/", "is withdrawn", reason="wrong_number")
