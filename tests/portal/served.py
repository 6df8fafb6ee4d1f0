"""A portal that really runs, as a process of its own, and a browser of few words that talks to it over the network."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.portal.conftest import PASSWORD


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return " ".join(self.body.decode(errors="replace").split())

    @property
    def to(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """Keeps cookies, sends forms with their token, and follows to where it is led."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._led(self.asked("GET", path))

    def post(self, path: str, token: str = "", **fields: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": token or self._token(path), **fields}).encode()
        return self._led(self.asked("POST", path, body, "application/x-www-form-urlencoded"))

    def send(self, path: str, page: str = "", files: Mapping[str, bytes] | None = None, **fields: str) -> Answer:
        """A form with files; `page` is where the form stands, if not at the same address."""
        body, kind = form({"csrfmiddlewaretoken": self._token(page or path), **fields}, files or {})
        return self._led(self.asked("POST", path, body, kind))

    def asked(self, method: str, path: str, body: bytes = b"", kind: str = "", token: str = "") -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items()), "X-CSRFToken": token, "Content-Type": kind}
        headers = {name: said for name, said in headers.items() if said}
        link.request(method, path, body or None, headers)
        answer = link.getresponse()
        for name, said in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {n: m.value for n, m in SimpleCookie(said).items()}
        told = Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        link.close()
        return told

    def _led(self, answer: Answer) -> Answer:
        for _ in range(9):
            if answer.status != 302:
                return answer
            answer = self.asked("GET", answer.to)
        raise AssertionError(f"led in a circle, at last to {answer.to}")

    def _token(self, path: str) -> str:
        return token_of(self.asked("GET", path))


def token_of(page: Answer) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    return found[1] if found else ""


def form(fields: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
    head = '--{}\r\nContent-Disposition: form-data; name="{}"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n'
    parts += [head.format(mark, n).encode() + content + b"\r\n" for n, content in files.items()]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


@dataclass
class Served:
    port: int
    process: "subprocess.Popen[str]"
    said: list[str]

    @property
    def link(self) -> str:
        found = re.search(r"http://[^/]+(/invitation/\S+)", "\n".join(self.said))
        return found[1] if found else ""


@contextmanager
def served(county: Path, *words: str, port: int = 0, program: str = "pipelines.cli", **environment: str) -> Iterator[Served]:
    """`safecount serve`, until the block ends; whoever is given the same port again finds the same address."""
    port = port or free_port()
    command = [sys.executable, "-m", program, "serve", "--workspace", str(county), "--port", str(port), *words]
    out = (county.parent / f"served-{port}.txt").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        command, stdout=out, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None:
                    break
                time.sleep(0.1)
        out.seek(0)
        yield Served(port, process, out.read().splitlines())
    finally:
        process.kill()
        process.wait()
        out.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def code(secret: str, step: int = 0) -> str:
    """What an authenticator app shows (RFC 6238)."""
    import base64
    import hmac

    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30 + step).to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def joined(visitor: Visitor, link: str, email: str) -> Answer:
    """Follow an invitation, choose a password, and sign in."""
    visitor.post(link, password1=PASSWORD, password2=PASSWORD)
    return visitor.post("/account/login/", login=email, password=PASSWORD)


def steward(visitor: Visitor, link: str, email: str) -> str:
    """The same for a steward, who sets up a second factor as well; its secret."""
    joined(visitor, link, email)
    visitor.post("/account/confirm/?next=/account/second/totp/activate/", password=PASSWORD)
    page = visitor.get("/account/second/totp/activate/")
    found = re.search(r'value="([A-Z2-7]{32})"', page.text)
    assert found, page.text
    visitor.post("/account/second/totp/activate/", token_of(page), code=code(found[1]))  # each look at the page has a secret of its own
    return found[1]


def invited(by: Visitor, port: int, **asked: str) -> Visitor:
    """Somebody whom a steward invites, signed in."""
    shown = by.send("/steward/people/invite/", "/steward/people/", **{"agency": "", "steward": "", **asked})
    found = re.search(r"/invitation/[\w-]+/", shown.text)
    assert found, shown.text
    guest = Visitor(port)
    joined(guest, found[0], asked["email"])
    return guest
