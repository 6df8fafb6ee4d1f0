"""A data officer hands a file over, or only tries it. What the browser calls the file decides nothing."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pipelines.defs import counter
from pipelines.portal import clerk
from pipelines.portal.access import allowed
from pipelines.portal.examiner import NotExamined
from pipelines.portal.front import at_the_counter, noted, page, scripted_page, today, too_often, visitor
from pipelines.portal.models import Role, Upload
from pipelines.portal.views.parts import handed_over, unfit

PATIENCE = 8.0  # seconds that a browser waits for the receipt before it is shown that the file waits
_FINDINGS = 200


@require_http_methods(["GET", "POST"])
@allowed(Role.AGENCY)
def send(request: HttpRequest, extract: str, quarter: str) -> HttpResponse:
    agency = visitor(request).agency
    asked = next((f for f in counter.due(at_the_counter(), agency, today()) if (f.extract, f.quarter) == (extract, quarter)), None)
    if asked is None:
        raise Http404
    if request.method == "GET":
        return _asked_for(request, asked)
    trying = request.POST.get("act") == "try"
    often = too_often(request, "try" if trying else "upload")
    if often:
        return often
    file = request.FILES.get("file")
    problem = unfit(request, extract, quarter, (file.size or 0) if file else 0, str(file.name or "") if file else "")
    if problem or file is None:
        return _asked_for(request, asked, problem)
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
    if found.state == Upload.State.STOPPED:
        return page(request, "sent", upload=found)
    return scripted_page(request, "sent", upload=found, again=True)


def _asked_for(request: HttpRequest, asked: counter.Asked, problem: str = "") -> HttpResponse:
    """The page with the form, and what is wrong with what was given."""
    status = 422 if problem else 200
    return scripted_page(request, "send", asked=asked, largest=counter.LARGEST // 1_000_000, problem=problem, status=status)


def _tried(request: HttpRequest, asked: counter.Asked, file: UploadedFile) -> HttpResponse:
    """Nothing is kept, not even the finding."""
    try:
        told = clerk.examiner().try_out(visitor(request).agency, asked.extract, asked.quarter, file.read())
    except counter.AtTheCounter as error:
        return _asked_for(request, asked, str(error))
    except NotExamined:
        return _asked_for(request, asked, _("The file could not be examined; tell the data steward."))
    noted(request, "tried a file", extract=asked.extract, quarter=asked.quarter)
    return page(request, "tried", asked=asked, told=told, findings=told.findings[:_FINDINGS], more=max(0, len(told.findings) - _FINDINGS))


def _sent(request: HttpRequest, file: UploadedFile, extract: str, quarter: str) -> HttpResponse:
    person = visitor(request)
    upload = Upload.objects.create(person=person, agency=person.agency, extract=extract, quarter=quarter, size=file.size or 0)
    with clerk.TWO:
        counter.hand_over(at_the_counter(), person.agency, extract, quarter, upload.ticket, file.read)
    file.close()
    handed_over(request, upload)
    clerk.soon(upload.ticket, PATIENCE)
    return redirect("sent", upload=upload.id)
