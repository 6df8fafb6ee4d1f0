"""How a county's portal is set: what `[portal]` in safecount.toml says, what the environment adds, and where its own files lie."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.workspace import SETTINGS, Workspace

DATABASE, MAIL_PASSWORD, OIDC_SECRET = "SAFECOUNT_PORTAL_DATABASE", "SAFECOUNT_PORTAL_MAIL_PASSWORD", "SAFECOUNT_PORTAL_OIDC_SECRET"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_KNOWN: Mapping[str, tuple[type, Any]] = {
    "hosts": (list, []),
    "database": (str, ""),
    "published": (str, "login"),
    "second_factor": (str, "stewards"),
    "passkeys": (bool, False),
    "email": (dict, {}),
    "oidc": (dict, {}),
}
_EMAIL = {"host", "port", "user", "from", "tls"}
_OIDC = {"name", "client_id", "server_url"}


class PortalProblem(ValueError):
    """The portal cannot be started like this; the message says what would be right."""


@dataclass(frozen=True)
class Setting:
    """`https`: visitors come over https, to this very server or to a proxy before it. `published`: who may read what is published,
    `login` or `public`. `second_factor`: who must have one, `stewards` or `everyone`."""

    workspace: Path
    secret: str = field(repr=False)
    https: bool = False
    hosts: tuple[str, ...] = ()
    database: str = field(default="", repr=False)
    published: str = "login"
    second_factor: str = "stewards"
    passkeys: bool = False
    email: Mapping[str, Any] = field(default_factory=dict)
    oidc: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.workspace / "portal"

    @property
    def allowed_hosts(self) -> list[str]:
        return [*LOOPBACK, *self.hosts]

    @property
    def databases(self) -> dict[str, Any]:
        """What Django is told: PostgreSQL by its address, else a SQLite file in the workspace."""
        if not self.database:
            options = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            }
            return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": self.folder / "portal.sqlite3", "OPTIONS": options}}
        parts = urlsplit(self.database)
        if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
            raise PortalProblem(f"{DATABASE} is an address like postgresql://user:password@host/name")
        more = dict(parse_qsl(parts.query))
        place = {"HOST": parts.hostname or more.pop("host", ""), "PORT": parts.port or "", "NAME": unquote(parts.path.strip("/"))}
        who = {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}
        return {"default": {"ENGINE": "django.db.backends.postgresql", **place, **who, "OPTIONS": more, "CONN_HEALTH_CHECKS": True}}


def read(workspace: Workspace, *, https: bool = False) -> Setting:
    """The setting of a workspace's portal. Its folder and its secret are made at the first start.

    Raises:
        PortalProblem: a word in [portal] is not known, or says something that cannot be.
    """
    said = dict(workspace.portal)
    strange = sorted(set(said) - set(_KNOWN))
    if strange:
        raise PortalProblem(f"{SETTINGS}: [portal] does not know {strange[0]!r}; it knows {', '.join(_KNOWN)}")
    for name, (kind, _) in _KNOWN.items():
        if name in said and not isinstance(said[name], kind):
            raise PortalProblem(f"{SETTINGS}: [portal] {name} is a {kind.__name__}")
    values = {name: said.get(name, default) for name, (_, default) in _KNOWN.items()}
    _one_of(values, "published", "login", "public")
    _one_of(values, "second_factor", "stewards", "everyone")
    _only(values["email"], "email", _EMAIL, needed={"host", "from"})
    _only(values["oidc"], "oidc", _OIDC, needed=_OIDC)
    _private(str(values["oidc"].get("server_url", "")))
    values["hosts"] = tuple(map(str, values["hosts"]))
    values["database"] = os.environ.get(DATABASE) or values["database"]
    if values["oidc"] and OIDC_SECRET not in os.environ:
        raise PortalProblem(f"[portal.oidc] needs the client's secret in {OIDC_SECRET}")
    return Setting(workspace.folder, secret=_secret(workspace.folder), https=https, **values)


def _one_of(values: Mapping[str, Any], name: str, *allowed: str) -> None:
    if values[name] not in allowed:
        raise PortalProblem(f"{SETTINGS}: [portal] {name} is {' or '.join(allowed)}")


def _only(said: Mapping[str, Any], part: str, known: set[str], needed: set[str]) -> None:
    if said and (not set(said) <= known or not needed <= set(said)):
        raise PortalProblem(f"{SETTINGS}: [portal.{part}] has {', '.join(sorted(known))}, of which it needs {', '.join(sorted(needed))}")


def _private(address: str) -> None:
    """What a county's sign-in says is believed since nobody between can change it."""
    parts = urlsplit(address)
    if address and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_MACHINE):
        raise PortalProblem(f"{SETTINGS}: [portal.oidc] server_url is an address like https://id.county.example")


def _secret(workspace: Path) -> str:
    """What sessions and tokens are signed with: made once, in a file that only its owner may read."""
    folder = workspace / "portal"
    folder.mkdir(exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    path = folder / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    found = path.read_text(encoding="ascii").strip()
    if len(found) < 64:
        raise PortalProblem(f"{path} does not hold a secret; remove it, and a new one is made at the next start")
    return found
