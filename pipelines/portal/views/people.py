"""Stewards say who may come in: they invite, close an account, and take a lost second factor away."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pipelines.portal.access import allowed
from pipelines.portal.forms import Invite
from pipelines.portal.front import at_the_counter, not_too_often, noted, page, visitor
from pipelines.portal.models import Invitation, Person, Role


@require_GET
@allowed(Role.STEWARD)
def people(request: HttpRequest) -> HttpResponse:
    return _listed(request, _form())


@require_POST
@allowed(Role.STEWARD)
@not_too_often("act")
def invite(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return _listed(request, form, status=422)
    made, token = Invitation.make(**form.cleaned_data)
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    county = at_the_counter().schemas.county
    letter = _("%(who)s invites you to the safecount portal of %(county)s.\n\nChoose a password here within 7 days:\n%(link)s\n")
    told = {"who": visitor(request).name, "county": county, "link": link}
    send_mail(_("Your invitation to the safecount portal"), letter % told, None, [made.email])
    noted(request, "invited", role=made.role, to=made.agency or "the county")
    # Without a mail server the letter went nowhere, so the link is shown, this once.
    return page(request, "invited", invited=made, link="" if settings.PORTAL.email else link)


@require_POST
@allowed(Role.STEWARD)
def change(request: HttpRequest, person: int, what: str) -> HttpResponse:
    """`close`, `open` again, or `reset` the second factor. Nobody does it to themselves."""
    found = Person.objects.filter(pk=person).exclude(pk=visitor(request).pk).first()
    if found is None:
        raise Http404
    if what == "reset":
        Authenticator.objects.filter(user=found).delete()
    else:
        found.is_active = what == "open"
        found.save(update_fields=["is_active"])
    _signed_out(found)
    noted(request, f"account: {what}", account=found.in_the_book)
    return redirect("people")


def _signed_out(person: Person) -> None:
    """Whatever sessions the person has end now."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def _form(request: HttpRequest | None = None) -> Invite:
    agencies = {n: a.title for n, a in at_the_counter().schemas.agencies.items()}
    return Invite(agencies, list(at_the_counter().workspace.stewards), request.POST if request else None)


def _listed(request: HttpRequest, form: Invite, status: int = 200) -> HttpResponse:
    secured = set(Authenticator.objects.exclude(type="recovery_codes").values_list("user_id", flat=True))
    there = [(p, p.pk in secured) for p in Person.objects.order_by("role", "agency", "name")]
    return page(request, "people", status=status, people=there, form=form)
