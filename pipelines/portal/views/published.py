"""What is published, for the task force or for everybody, as the county chose; and a draft's own pages, for stewards."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from pipelines.defs import counter
from pipelines.portal.access import EVERYONE, allowed, signed_in
from pipelines.portal.front import at_the_counter, noted, page
from pipelines.portal.headers import BOXED
from pipelines.portal.models import Role
from pipelines.portal.views.steward import WITHDRAWN

_SHOWN = {".html", ".csv", ".json", ".txt", ".svg", ".png", ".pdf"}


@require_safe
@login_not_required
@allowed(*EVERYONE)
def publications(request: HttpRequest) -> HttpResponseBase:
    if _closed(request):
        return redirect_to_login(request.get_full_path())
    person = signed_in(request)
    may_withdraw = person is not None and person.role == Role.STEWARD
    return page(request, "publications", there=counter.publications(at_the_counter()), may_withdraw=may_withdraw, reasons=WITHDRAWN)


@require_safe
@login_not_required
@allowed(*EVERYONE)
def published_file(request: HttpRequest, publication: str, path: str) -> HttpResponseBase:
    """Any file that the publication's manifest lists, and no other."""
    if _closed(request):
        return redirect_to_login(request.get_full_path())
    return _handed_out(counter.published_file(at_the_counter(), publication, path))


@require_safe
@allowed(Role.STEWARD)
def draft_file(request: HttpRequest, publication: str, path: str) -> HttpResponseBase:
    found = counter.draft_file(at_the_counter(), publication, path)
    if path.endswith(".html") and found is not None:
        noted(request, "draft read", publication=publication, page=path)
    return _handed_out(found)


def _closed(request: HttpRequest) -> bool:
    return settings.PORTAL.published != "public" and signed_in(request) is None


def _handed_out(found: Path | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    shown = "inline" if found.suffix in _SHOWN else "attachment"
    headers = {"Content-Security-Policy": BOXED, "Content-Disposition": f'{shown}; filename="{found.name}"'}
    return HttpResponse(found.read_bytes(), content_type=kind, headers=headers)
