"""Who may open which page: each page names its visitors, and a page that names none is closed to all."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from pipelines.portal.configured import LONGEST
from pipelines.portal.models import Person, Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
EVERYONE = tuple(Role)
SINCE, ROLES = "since", "roles"
_WITHOUT_A_SECOND_FACTOR = ("mfa_", "account_", "style", "script", "passkey_script")


def allowed(*roles: Role) -> Callable[[View], View]:
    """Marks a page with those who may open it."""

    def marked(view: View) -> View:
        setattr(view, ROLES, frozenset(roles))
        return view

    return marked


def signed_in(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody is."""
    person = getattr(request, "user", None)
    return person if isinstance(person, Person) and person.is_authenticated else None


def needs_second_factor(person: Person) -> bool:
    """Whether this person still has to set one up before anything else."""
    asked = person.role == Role.STEWARD or settings.PORTAL.second_factor == "everyone"
    return asked and not is_mfa_enabled(person)


class Standing:
    """Checks, for whoever is signed in, how long that was ago, whether the second factor is set up, and whether the page is for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        person, session = signed_in(request), getattr(request, "session", None)
        if person is None or session is None:
            return None
        since = session.setdefault(SINCE, time.time())
        if time.time() - since > LONGEST.total_seconds():
            logout(request)
            return redirect("account_login")
        name = str(request.resolver_match.url_name if request.resolver_match else "")
        if needs_second_factor(person) and not name.startswith(_WITHOUT_A_SECOND_FACTOR):
            return redirect("mfa_activate_totp")
        roles = getattr(view, ROLES, None)
        ours = str(view.__module__).startswith("pipelines.")
        if (ours and roles is None) or (roles is not None and person.role not in roles):
            raise PermissionDenied
        return None
