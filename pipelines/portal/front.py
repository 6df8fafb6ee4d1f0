"""What all pages share: the counter they ask, the words in their frame, the limits on how often, and the line in the book of visits."""

import time
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipelines.defs import counter
from pipelines.defs.counter import Counter
from pipelines.portal.access import signed_in
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


def not_too_often(request: HttpRequest, action: str) -> HttpResponse | None:
    """An answer for whoever does something more often in an hour than a person would; None for all others."""
    person = signed_in(request)
    who = f"person {person.pk}" if person else f"address {request.META.get('REMOTE_ADDR', '')}"
    counted = f"often:{action}:{sha256(who.encode()).hexdigest()}:{int(time.time() // _HOUR)}"
    cache.add(counted, 0, timeout=_HOUR)
    return page(request, "too_often", status=429) if cache.incr(counted) > settings.MOST_IN_AN_HOUR[action] else None


def page(request: HttpRequest, of: str, status: int = 200, **told: Any) -> HttpResponse:
    return render(request, f"portal/{of}.html", told, status=status)


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
