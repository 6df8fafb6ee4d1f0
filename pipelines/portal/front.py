"""What all pages share: the counter they ask, the words in their frame, the limits on how often, and the line in the book of visits."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pipelines.defs import counter
from pipelines.defs.counter import Counter
from pipelines.portal.access import View, signed_in
from pipelines.portal.headers import policy
from pipelines.portal.models import Person

_HOUR = 3600


def at_the_counter() -> Counter:
    return settings.COUNTER


def visitor(request: HttpRequest) -> Person:
    """Who is signed in; only asked on pages that nobody else can open."""
    person = signed_in(request)
    if person is None:
        raise PermissionDenied
    return person


def today() -> date:
    return settings.TODAY()


def noted(request: HttpRequest, what: str, **about: str) -> None:
    """A line in the book of visits, before anything is shown."""
    person = visitor(request)
    who = {"agency": person.agency} if person.agency else {}
    counter.note(at_the_counter().office(), person.in_the_book, what, {**who, **about}, datetime.now(UTC))


def too_often(request: HttpRequest, action: str) -> HttpResponse | None:
    """An answer for whoever does something more often in an hour than a person would; None for all others."""
    person = signed_in(request)
    who = f"person {person.pk}" if person else f"address {request.META.get('REMOTE_ADDR', '')}"
    counted = f"often:{action}:{sha256(who.encode()).hexdigest()}:{int(time.time() // _HOUR)}"
    cache.add(counted, 0, timeout=_HOUR)
    return page(request, "too_often", status=429) if cache.incr(counted) > settings.MOST_IN_AN_HOUR[action] else None


def not_too_often(action: str, *, by_looking: bool = True) -> Callable[[View], View]:
    """Marks a page that nobody opens more often in an hour than a person would. Where looking alone is free, only a form counts."""

    def marked(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            counts = by_looking or request.method == "POST"
            return (too_often(request, action) if counts else None) or view(request, *args, **kwargs)

        return cast(View, limited)

    return marked


def page(request: HttpRequest, of: str, status: int = 200, **told: Any) -> HttpResponse:
    return render(request, f"portal/{of}.html", told, status=status)


def scripted_page(request: HttpRequest, of: str, status: int = 200, **told: Any) -> HttpResponse:
    """A page that shows by itself how far something is."""
    shown = page(request, of, status, **told)
    shown.headers["Content-Security-Policy"] = policy(scripted=True)
    return shown


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page says."""
    workspace, schemas = at_the_counter().workspace, at_the_counter().schemas
    known = signed_in(request)
    agency = schemas.agencies[known.agency].title if known and known.agency in schemas.agencies else ""
    return {"county": schemas.county, "made_up": workspace.demo, "visitor": known, "agency_title": agency, "portal": settings.PORTAL}


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours."""
    return page(request, "forged", status=403)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_allowed", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_found", status=404)


def misunderstood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_found", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, "broken", status=500)
