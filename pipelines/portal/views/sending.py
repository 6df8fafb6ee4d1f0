"""A data officer hands a file over, or only tries it. What the browser calls the file decides nothing."""

from threading import Semaphore

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pipelines.defs import counter
from pipelines.portal import clerk
from pipelines.portal.access import allowed
from pipelines.portal.front import at_the_counter, not_too_often, noted, page, today, visitor
from pipelines.portal.models import Role, Upload

PATIENCE = 8.0  # seconds that a browser waits for the receipt before it is shown that the file waits
_TWO = Semaphore(2)
"""So many files are laid onto the shelf at a time; each takes its size in memory for a moment."""
_FINDINGS = 200


@require_http_methods(["GET", "POST"])
@allowed(Role.AGENCY)
def send(request: HttpRequest, extract: str, quarter: str) -> HttpResponse:
    agency = visitor(request).agency
    asked = next((f for f in counter.due(at_the_counter(), agency, today()) if (f.extract, f.quarter) == (extract, quarter)), None)
    if asked is None:
        raise Http404
    if request.method == "GET":
        return page(request, "send", asked=asked, largest=counter.LARGEST // 1_000_000)
    trying = request.POST.get("act") == "try"
    often = not_too_often(request, "try" if trying else "upload")
    if often:
        return often
    file = request.FILES.get("file")
    problem = _unfit(request, file, extract, quarter)
    if problem or file is None:
        return page(request, "send", asked=asked, largest=counter.LARGEST // 1_000_000, problem=problem, status=422)
    return _tried(request, asked, file) if trying else _sent(request, file, extract, quarter)


@require_GET
@allowed(Role.AGENCY)
def sent(request: HttpRequest, upload: str) -> HttpResponse:
    """Where a file is that was handed over; the page asks again by itself until there is a receipt."""
    found = Upload.objects.filter(id=upload, agency=visitor(request).agency).first()
    if found is None:
        raise Http404
    if found.state == Upload.State.ANSWERED:
        return redirect("receipt", submission=found.submission)
    return page(request, "sent", upload=found, again=found.state != Upload.State.STOPPED)


def _unfit(request: HttpRequest, file: UploadedFile | None, extract: str, quarter: str) -> str:
    if file is None or not file.size:
        return _("Choose a file first. An empty file cannot be sent.")
    if file.size > counter.LARGEST:
        return _("A file has %(size)s MB at most.") % {"size": counter.LARGEST // 1_000_000}
    said = counter.unfit_name(at_the_counter(), visitor(request).agency, extract, quarter, str(file.name or ""))
    return _("Nothing was sent: %(why)s.") % {"why": said} if said else ""


def _tried(request: HttpRequest, asked: counter.Asked, file: UploadedFile) -> HttpResponse:
    """Nothing is kept, not even the finding."""
    with clerk.ONE:
        try:
            told = counter.try_out(at_the_counter(), visitor(request).agency, asked.extract, asked.quarter, file.read())
        except counter.AtTheCounter as error:
            return page(request, "send", asked=asked, largest=counter.LARGEST // 1_000_000, problem=str(error), status=422)
    noted(request, "tried a file", extract=asked.extract, quarter=asked.quarter)
    return page(request, "tried", asked=asked, told=told, findings=told.findings[:_FINDINGS], more=max(0, len(told.findings) - _FINDINGS))


def _sent(request: HttpRequest, file: UploadedFile, extract: str, quarter: str) -> HttpResponse:
    person = visitor(request)
    upload = Upload.objects.create(person=person, agency=person.agency, extract=extract, quarter=quarter, size=file.size or 0)
    with _TWO:
        counter.hand_over(at_the_counter(), person.agency, extract, quarter, upload.ticket, file.read)
    file.close()
    Upload.objects.filter(id=upload.id, state=Upload.State.ARRIVING).update(state=Upload.State.WAITING)
    noted(request, "handed a file over", extract=extract, quarter=quarter, upload=upload.ticket)
    clerk.soon(upload.ticket, PATIENCE)
    return redirect("sent", upload=upload.id)
