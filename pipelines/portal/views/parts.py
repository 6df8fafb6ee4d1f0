"""A data officer's browser sends a file in parts, and asks after a break how much of it came. Without a script the plain form does."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pipelines.defs import counter
from pipelines.portal import clerk
from pipelines.portal.access import allowed
from pipelines.portal.front import at_the_counter, not_too_often, noted, today, visitor
from pipelines.portal.models import Role, Upload


@require_POST
@allowed(Role.AGENCY)
@not_too_often("upload")
def begin(request: HttpRequest, extract: str, quarter: str) -> HttpResponse:
    """Where to send the parts of a file that is called so and is so large."""
    person = visitor(request)
    if not any((f.extract, f.quarter) == (extract, quarter) for f in counter.due(at_the_counter(), person.agency, today())):
        raise Http404
    said = str(request.POST.get("size", ""))
    size = int(said) if said.isdecimal() and len(said) < 12 else 0
    problem = unfit(request, extract, quarter, size, str(request.POST.get("name", "")))
    if problem:
        return JsonResponse({"problem": problem}, status=422)
    upload = Upload.objects.create(person=person, agency=person.agency, extract=extract, quarter=quarter, size=size)
    return JsonResponse({"part": reverse("part", args=[upload.id]), "most": counter.PART})


@require_http_methods(["GET", "POST"])
@allowed(Role.AGENCY)
def part(request: HttpRequest, upload: str) -> HttpResponse:
    """How much came, and the next part; once all is here, where the file is."""
    found = Upload.objects.filter(id=upload, person=visitor(request)).first()
    if found is None:
        raise Http404
    if found.state != Upload.State.ARRIVING:
        return JsonResponse({"came": found.size, "to": reverse("sent", args=[found.id])})
    here = counter.came(at_the_counter(), found.ticket)
    if request.method == "POST":
        at = str(request.GET.get("at", ""))
        with clerk.TWO:
            content = request.read(min(counter.PART, found.size - here) + 1)
            if at == str(here) and len(content) <= found.size - here:
                here = counter.lay_down(at_the_counter(), found.ticket, here, content)
        if here == found.size:
            return _whole(request, found)
    return JsonResponse({"came": here})


def unfit(request: HttpRequest, extract: str, quarter: str, size: int, name: str) -> str:
    """Why a file cannot be the right one; empty where it may be."""
    if not size:
        return _("Choose a file first. An empty file cannot be sent.")
    if size > counter.LARGEST:
        return _("A file has %(size)s MB at most.") % {"size": counter.LARGEST // 1_000_000}
    said = counter.unfit_name(at_the_counter(), visitor(request).agency, extract, quarter, name)
    return _("Nothing was sent: %(why)s.") % {"why": said} if said else ""


def _whole(request: HttpRequest, found: Upload) -> HttpResponse:
    counter.put_together(at_the_counter(), found.agency, found.extract, found.quarter, found.ticket)
    handed_over(request, found)
    clerk.soon(found.ticket, 0.0)
    return JsonResponse({"came": found.size, "to": reverse("sent", args=[found.id])})


def handed_over(request: HttpRequest, upload: Upload) -> None:
    """All of it lies on the shelf."""
    Upload.objects.filter(id=upload.id, state=Upload.State.ARRIVING).update(state=Upload.State.WAITING)
    noted(request, "handed a file over", extract=upload.extract, quarter=upload.quarter, upload=upload.ticket)
