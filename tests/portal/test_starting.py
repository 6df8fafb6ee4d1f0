"""How the portal is started and set: what it refuses, what it makes, and what it says when something is lacking."""

import asyncio
import io
import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import serving
from pipelines.workspace import Workspace
from tests.line.command import here
from tests.portal.files import NAMES


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return Workspace.create(tmp_path / "county", demo=True).folder


def _set(county: Path, said: str) -> Any:
    from pipelines.portal import setting

    settings = county / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + said, encoding="utf-8")
    return setting.read(Workspace.open(county))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--host", "0.0.0.0"), "beyond this machine the portal needs https"),
        (("--host", "192.168.1.4", "--port", "443"), "beyond this machine the portal needs https"),
        (("--certificate", "none.pem"), "--certificate and --certificate-key go together"),
        (("--certificate", "none.pem", "--certificate-key", "none.key"), "there is no file none.pem"),
        (("--port", "0"), "--port"),
    ],
    ids=str,
)
def test_it_is_not_started_where_others_could_listen_in(words: tuple[str, ...], says: str, county: Path) -> None:
    done = here("serve", "--workspace", county, "--dry-run", *words)
    assert done.returncode == 2 and says in done.stderr
    assert not (county / "portal").exists()


def test_behind_a_proxy_it_may_listen_beyond_this_machine(county: Path) -> None:
    done = here("serve", "--workspace", county, "--dry-run", "--host", "0.0.0.0", "--behind-proxy", "10.0.0.2")
    assert done.returncode == 0 and "at http://0.0.0.0:8000" in done.stdout


def test_without_the_extra_it_says_what_to_install(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    done = here("serve", "--workspace", county)
    assert done.returncode == 2
    assert "pip install 'safecount[portal]', or uv run --extra portal safecount serve" in done.stderr


def test_the_command_line_loads_nothing_of_it() -> None:
    import subprocess
    import sys

    code = "import sys, pipelines.cli; print([m for m in sys.modules if m.split('.')[0] in ('django', 'allauth', 'uvicorn', 'polars')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("[portal]\nopen = true\n", "does not know 'open'"),
        ('[portal]\nhosts = "portal.example.org"\n', "hosts is a list"),
        ('[portal]\npublished = "everybody"\n', "published is login or public"),
        ('[portal]\nsecond_factor = "nobody"\n', "second_factor is stewards or everyone"),
        ('[portal.email]\nhost = "mail.example.org"\n', "needs from, host"),
        ('[portal.oidc]\nname = "County"\n', "needs client_id, name, server_url"),
        ('[portal.oidc]\nname = "County"\nclient_id = "x"\nserver_url = "http://id.example.org"\n', "like https://id.county"),
        ('[portal.oidc]\nname = "County"\nclient_id = "x"\nserver_url = "https://id.example.org"\n', "SAFECOUNT_PORTAL_OIDC_SECRET"),
    ],
    ids=str,
)
def test_what_is_set_wrongly_is_said(said: str, says: str, county: Path) -> None:
    from pipelines.portal.setting import PortalProblem

    with pytest.raises(PortalProblem) as told:
        _set(county, said)
    assert says in str(told.value)


def test_a_strange_word_beside_the_portal_is_still_refused(county: Path) -> None:
    from pipelines.workspace import WorkspaceError

    with pytest.raises(WorkspaceError, match="portal is a part of its own"):
        _set(county, "portal = true\n")


_OTHERWISE = """
import re, sys
from pathlib import Path
from pipelines.portal import server, setting
from pipelines.workspace import Workspace
server.prepare(setting.read(Workspace.open(Path(sys.argv[1])), https=True))
from django.test import Client
asked = {"secure": True, "headers": {"host": "localhost"}}
page = Client().get("/account/login/", **asked)
print(page.status_code, "Sign in with County" in page.content.decode(), "passkey_login" in page.content.decode())
print([Client().get(s, **asked).status_code for s in re.findall(r'src="([^"]+)"', page.content.decode())])
for place in ("", "second/webauthn/", "second/webauthn/add/", "outside/", "outside/signup/", "outside/oidc/county/login/callback/"):
    print(Client().get("/account/" + place, **asked).status_code)
print(page.headers["Content-Security-Policy"])
print(page.headers["Strict-Transport-Security"])
"""


def test_passkeys_and_the_countys_own_sign_in_are_there_where_they_are_set(county: Path) -> None:
    """In a process of its own, since Django is set up once in each."""
    import os
    import subprocess
    import sys

    settings = county / "safecount.toml"
    oidc = '[portal]\npasskeys = true\n[portal.oidc]\nname = "County"\nclient_id = "x"\nserver_url = "https://id.example.org/a"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + oidc, encoding="utf-8")
    told = {**os.environ, "SAFECOUNT_PORTAL_OIDC_SECRET": "s"}
    ran = subprocess.run([sys.executable, "-c", _OTHERWISE, str(county)], capture_output=True, text=True, check=True, env=told)
    first, scripts, *places, policy, strict = ran.stdout.splitlines()
    assert (first, scripts) == ("200 True True", "[200, 200, 200]")
    assert places == ["404", "302", "302", "302", "302", "401"]  # nobody gets on without an account
    assert "script-src 'self';" in policy and "form-action 'self' https://id.example.org;" in policy and "max-age=31536000" in strict


def test_the_secret_is_made_once_and_is_for_its_owner_alone(county: Path) -> None:
    first, second = _set(county, ""), _set(county, "")
    path = county / "portal" / "secret.key"
    assert first.secret == second.secret and len(first.secret) == 64 and first.secret not in repr(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_database_is_a_file_of_the_workspace_or_one_address(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.portal.setting import PortalProblem

    assert _set(county, "").databases["default"]["NAME"] == county / "portal" / "portal.sqlite3"
    monkeypatch.setenv("SAFECOUNT_PORTAL_DATABASE", "postgresql://count%40y:s%2Fecret@db.example.org:5433/portal")
    told = _set(county, "")
    named = {"NAME": "portal", "HOST": "db.example.org", "PORT": 5433, "USER": "count@y", "PASSWORD": "s/ecret"}
    assert named.items() <= told.databases["default"].items() and "ecret" not in repr(told)
    by_socket = replace(told, database="postgresql://county@/portal?host=/run/postgresql&sslmode=require").databases["default"]
    assert (by_socket["HOST"], by_socket["OPTIONS"]) == ("/run/postgresql", {"sslmode": "require"})
    with pytest.raises(PortalProblem, match="is an address like"):
        _ = replace(told, database="mysql://db/portal").databases


def test_over_https_cookies_and_answers_say_so(county: Path) -> None:
    from pipelines.portal import configured, setting

    plain, secure = (setting.read(Workspace.open(county), https=https) for https in (False, True))
    told = configured._safety(secure)
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-") and told["SESSION_COOKIE_SECURE"] and told["CSRF_COOKIE_SECURE"]
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000 and configured._safety(plain)["SECURE_HSTS_SECONDS"] == 0
    assert "SECURE_PROXY_SSL_HEADER" not in told  # a visitor's own word for https is not taken


@pytest.mark.parametrize("size", [0, 1, 999_999, 1 << 20, (1 << 20) + 1, 3_333_333])
def test_a_spool_gives_back_what_was_put_in_from_any_place(size: int, django: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.portal import spool

    written: list[io.BytesIO] = []

    def kept() -> io.BytesIO:
        written.append(io.BytesIO())
        return written[-1]

    monkeypatch.setattr(spool.tempfile, "TemporaryFile", kept)
    content = (NAMES[1].encode() * (size // 20 + 1))[:size]
    held = spool.Spool()
    for at in range(0, size, 70_001):
        held.write(content[at : at + 70_001])
    held.seek(0)
    assert held.read() == content and held.size == size
    for at in (0, size // 2, (1 << 20) - 3, size):
        held.seek(min(at, size))
        assert held.read(10) == content[min(at, size) :][:10] or len(held.read(10)) <= 10
    assert all(NAMES[1].encode() not in disk.getvalue() for disk in written)
    assert len(written) == (1 if size > (1 << 20) else 0)


def _asked(headers: list[tuple[bytes, bytes]], parts: list[bytes], path: str = "/agency/send/x/2025-Q4/") -> list[dict[str, Any]]:
    """What the door answers to a request whose body comes in these parts."""
    from pipelines.portal.asgi import Door

    said: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": p, "more_body": True} for p in parts]

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers, "http_version": "1.1"}
    # In a thread of its own: a browser that other tests drive keeps a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(Door()(scope, receive, send))).result()
    return said


def test_the_door_counts_what_comes_whatever_was_announced(django: Path) -> None:
    announced = _asked([(b"content-length", b"60000000")], [])
    assert announced[0]["status"] == 413
    unannounced = _asked([(b"transfer-encoding", b"chunked")], [b"x" * 100_000] * 4)
    assert unannounced[0]["status"] == 413
    elsewhere = _asked([(b"cookie", b"safecount=abc"), (b"content-length", b"1000000")], [], "/account/login/")
    assert elsewhere[0]["status"] == 413  # a file is taken where files are handed over, and nowhere else


def test_a_slow_drip_is_ended(django: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.portal import asgi

    monkeypatch.setattr(asgi, "SLOWEST", 0.05)
    assert _asked([(b"cookie", b"safecount=abc")], [b"x"])[0]["status"] == 408


def test_the_log_says_the_kind_and_the_place_of_an_error_and_nothing_else(django: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pipelines.portal.logs import Quiet

    log = logging.getLogger("portal.test")
    log.addHandler(Quiet())
    log.propagate = False
    try:
        raise ValueError(NAMES[0])
    except ValueError as error:
        log.error("the page of %s", NAMES[1], exc_info=error)
    said = capsys.readouterr().err
    assert "ValueError at test_starting.py:" in said and not [n for n in NAMES if n in said]
