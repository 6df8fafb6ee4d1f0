"""Starts the portal: its folder and database made ready, the first steward invited, then the named server, until it is stopped."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.portal import configured, logs
from pipelines.portal.setting import PortalProblem, Setting

_KEEP_ALIVE = 15  # seconds that an idle connection is kept
_MOST_AT_ONCE = 1_000  # connections; more are asked to come again


@dataclass(frozen=True)
class Place:
    """Where the server listens. A certificate and its key make it speak https itself; `proxy` is whose word on visitors is taken."""

    host: str
    port: int
    certificate: Path | None = None
    certificate_key: Path | None = None
    proxy: str = ""

    @property
    def address(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{shown}:{self.port}"


def prepare(setting: Setting) -> None:
    """Django, the tables of its database, nobody else may read its folder."""
    from django.core.management import call_command
    from django.db import OperationalError

    os.umask(0o077)
    configured.configure(setting)
    _ = configured.settings.COUNTER.schemas  # what is wrong with the county's agreement is said now, and not on every page
    logs.set_up()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError:
        raise PortalProblem("the portal's database does not answer; look at SAFECOUNT_PORTAL_DATABASE, or who may write portal/") from None
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions", verbosity=0)


def first_steward(name: str, stewards: list[str]) -> str:
    """The path of a link that makes the first steward's account; empty where there is a steward already."""
    from pipelines.portal.models import Invitation, Person, Role

    if Person.objects.filter(role=Role.STEWARD).exists():
        return ""
    Invitation.objects.filter(role=Role.STEWARD, used_at=None).delete()  # a link that was printed before works no more
    email = name if "@" in name else f"{name}@localhost"
    key = name if name in stewards else ""
    _, token = Invitation.make(email=email.lower(), name=name, role=Role.STEWARD, steward=key)
    return f"/invitation/{token}/"


def serve(place: Place, started: Callable[[], None] | None = None) -> None:
    """Listen until somebody stops it. Files that waited when it was stopped the last time are taken up first."""
    import uvicorn

    from pipelines.portal import clerk
    from pipelines.portal.asgi import Door

    clerk.start()
    if started:
        started()
    uvicorn.run(
        Door(),
        host=place.host,
        port=place.port,
        ssl_certfile=str(place.certificate) if place.certificate else None,
        ssl_keyfile=str(place.certificate_key) if place.certificate_key else None,
        proxy_headers=bool(place.proxy),
        forwarded_allow_ips=place.proxy or None,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=_KEEP_ALIVE,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=20,
    )
