"""The way in: where each visitor is led, how an invitation becomes an account, the one style sheet and two scripts."""

from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pipelines.portal.access import EVERYONE, allowed
from pipelines.portal.forms import Join
from pipelines.portal.front import not_too_often, page, visitor
from pipelines.portal.models import Invitation, Person, Role

_STATIC = Path(__file__).parent.parent / "static" / "portal"
_SCRIPTS = {("mfa", "webauthn"), ("mfa", "webauthn-json"), ("account", "onload")}
_KEPT = {"Cache-Control": "public, max-age=3600"}
_HOMES = {Role.AGENCY: "due", Role.STEWARD: "calendar", Role.TASKFORCE: "publications"}


@require_GET
@allowed(*EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    return redirect(_HOMES[Role(visitor(request).role)])


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@login_not_required
@allowed(*EVERYONE)
@not_too_often("invitation")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A password is chosen, and the account is there. Signing in comes after it, as always."""
    invited = Invitation.open(token)
    if invited is None or Person.objects.filter(email=invited.email).exists():
        return page(request, "invitation_gone", status=404)
    form = Join(invited, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if Invitation.objects.filter(pk=invited.pk, used_at=None).update(used_at=timezone.now()) != 1:
                return page(request, "invitation_gone", status=404)
            facts = {"name": invited.name, "role": invited.role, "agency": invited.agency, "steward": invited.steward}
            person = Person.objects.create_user(invited.email, form.cleaned_data["password1"], **facts)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return redirect("account_login")
    return page(request, "invitation", invited=invited, form=form, status=422 if form.is_bound else 200)


@require_GET
@login_not_required
@allowed(*EVERYONE)
def style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_static("portal.css"), content_type="text/css; charset=utf-8", headers=_KEPT)


@require_GET
@login_not_required
@allowed(*EVERYONE)
def script(request: HttpRequest, name: str) -> HttpResponse:
    """The few lines with which a page shows how far something is."""
    return HttpResponse(_static(f"{name}.js"), content_type="text/javascript; charset=utf-8", headers=_KEPT)


@require_GET
@login_not_required
@allowed(*EVERYONE)
def passkey_script(request: HttpRequest, part: str, name: str) -> HttpResponse:
    """The few lines that a browser needs for a passkey; they come with django-allauth."""
    found = finders.find(f"{part}/js/{name}.js") if settings.PORTAL.passkeys and (part, name) in _SCRIPTS else None
    if found is None:
        raise Http404
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8")


@cache
def _static(name: str) -> bytes:
    return (_STATIC / name).read_bytes()
