"""The server's front door: takes in what a browser sends part by part, stops what is too large or too slow, then lets Django answer."""

import asyncio
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from pipelines.defs.counter import LARGEST
from pipelines.portal.spool import Spool

SMALL = 250_000  # bytes: forms without a file of an agency
SLOWEST = 600.0  # seconds in which all of it must have come
FILES = "/agency/send/"
_ENVELOPE = 100_000  # bytes that a form has around its file
_SAYS = {408: b"It took too long to arrive. Nothing was kept.", 413: b"This is too large. Nothing was kept."}


class Refused(RequestAborted):
    """What comes is not taken in."""


class Door(ASGIHandler):
    """Django's own handler, but that a body is counted as it comes, and never lies on the disk as it is."""

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        most, until = _most(scope), asyncio.get_running_loop().time() + SLOWEST
        came, whole, refused = 0, False, 0
        if _announced(scope) > most:
            await _refuse(send, 413)
            return

        async def counted() -> Any:
            nonlocal came, whole, refused
            try:
                async with asyncio.timeout_at(None if whole else until):
                    message = await receive()
            except TimeoutError:
                refused = 408
                raise Refused from None
            came += len(message.get("body", b""))
            if came > most:
                refused = 413
                raise Refused
            whole = whole or not message.get("more_body", False)
            return message

        await super().handle(scope, counted, send)
        if refused and not whole:
            await _refuse(send, refused)

    async def read_body(self, receive: Any) -> Spool:
        spool = Spool()
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                spool.write(message.get("body", b""))
                if not message.get("more_body", False):
                    spool.seek(0)
                    return spool
        except BaseException:
            spool.close()
            raise


def _most(scope: Any) -> int:
    """How large a body may be: a file only where files are handed over, and only from somebody who has a session."""
    headers = dict(scope["headers"])
    expected = scope["path"].startswith(FILES) and b"safecount=" in headers.get(b"cookie", b"")
    return LARGEST + _ENVELOPE if expected else SMALL


def _announced(scope: Any) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Any, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _SAYS[status]})
