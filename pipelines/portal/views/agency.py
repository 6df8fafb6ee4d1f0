"""The pages of a data officer: what is due, blanks, what was sent, its receipts, confirming and taking back. Their own agency's alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pipelines.defs import counter
from pipelines.portal.access import allowed
from pipelines.portal.findings_sheet import findings_sheet
from pipelines.portal.front import at_the_counter, not_too_often, noted, page, today, visitor
from pipelines.portal.headers import PLAIN
from pipelines.portal.models import Role, Upload

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": SHEET, "json": "application/json", "html": "text/html; charset=utf-8"}
_FINDINGS = 200  # shown on a page; the workbook has all


@require_GET
@allowed(Role.AGENCY)
def due(request: HttpRequest) -> HttpResponse:
    agency = visitor(request).agency
    noted(request, "due files seen")
    waiting = Upload.objects.filter(agency=agency).exclude(state=Upload.State.ANSWERED).order_by("-at")[:20]
    return page(request, "due", files=counter.due(at_the_counter(), agency, today()), waiting=waiting)


@require_GET
@allowed(Role.AGENCY)
def blank(request: HttpRequest, extract: str, kind: str) -> HttpResponse:
    content = counter.papers(at_the_counter(), visitor(request).agency, extract, kind)
    if content is None:
        raise Http404
    return download(content, f"{extract}.template.{kind}", _TYPES[kind])


@require_GET
@allowed(Role.AGENCY)
def history(request: HttpRequest) -> HttpResponse:
    noted(request, "history seen")
    return page(request, "history", files=counter.history(at_the_counter(), visitor(request).agency))


@require_GET
@allowed(Role.AGENCY)
def receipt(request: HttpRequest, submission: str) -> HttpResponse:
    return receipt_page(request, submission)


@require_GET
@allowed(Role.AGENCY)
@not_too_often("fetch")
def receipt_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The receipt as it was signed, for an auditor; or laid out for reading."""
    content = counter.issued(at_the_counter(), visitor(request).agency, name, kind)
    if content is None:
        raise Http404
    noted(request, "receipt fetched", receipt=name, kind=kind)
    if kind == "json":
        return download(content, f"{name}.json", _TYPES["json"])
    return HttpResponse(content, content_type=_TYPES["html"], headers={"Content-Security-Policy": PLAIN})


@require_GET
@allowed(Role.AGENCY)
@not_too_often("fetch")
def findings(request: HttpRequest, submission: str) -> HttpResponse:
    """All findings as a workbook; it names places and rules, and repeats nothing of the file."""
    found = counter.receipt(at_the_counter(), visitor(request).agency, submission)
    if found is None:
        raise Http404
    noted(request, "findings fetched", receipt=found[0].name)
    return download(findings_sheet(found[0].findings), f"{submission}.findings.xlsx", SHEET)


@require_POST
@allowed(Role.AGENCY)
@not_too_often("act")
def confirm(request: HttpRequest, submission: str) -> HttpResponse:
    """Each question has a list of reasons and a place for a sentence; what is left open stays open."""
    given = {name.removeprefix("reason-"): said for name, said in request.POST.items() if name.startswith("reason-") and said}
    notes = {code: said.strip() for code in given if (said := str(request.POST.get(f"note-{code}", ""))).strip()}
    if not given:
        return receipt_page(request, submission, problem=_("Choose a reason from a list first."), status=422)
    try:
        told = counter.answer(at_the_counter(), visitor(request).agency, submission, {c: str(r) for c, r in given.items()}, notes)
    except counter.AtTheCounter as error:
        return receipt_page(request, submission, problem=str(error), status=422)
    noted(request, "confirmed", receipt=told.name)
    return redirect("receipt", submission=told.submission)


@require_http_methods(["GET", "POST"])
@allowed(Role.AGENCY)
@not_too_often("act", by_looking=False)
def retract(request: HttpRequest, submission: str) -> HttpResponse:
    """Asked once more before it is done."""
    found = counter.receipt(at_the_counter(), visitor(request).agency, submission)
    if found is None:
        raise Http404
    reasons, problem = counter.reasons(at_the_counter(), "retraction"), ""
    if request.method == "POST":
        try:
            told = counter.retract(at_the_counter(), visitor(request).agency, submission, str(request.POST.get("reason", "")))
        except counter.AtTheCounter as error:
            problem = str(error)
        else:
            noted(request, "taken back", receipt=told.name)
            return redirect("receipt", submission=submission)
    return page(request, "retract", status=422 if problem else 200, receipt=found[0], reasons=reasons, problem=problem)


def receipt_page(request: HttpRequest, submission: str, problem: str = "", status: int = 200) -> HttpResponse:
    found = counter.receipt(at_the_counter(), visitor(request).agency, submission)
    if found is None:
        raise Http404
    noted(request, "receipt seen", receipt=found[0].name)
    told, questions = found
    facts: dict[str, Any] = {
        "receipt": told,
        "questions": questions,
        "reasons": counter.reasons(at_the_counter(), "confirmation"),
        "findings": told.findings[:_FINDINGS],
        "more": max(0, len(told.findings) - _FINDINGS),
        "may_be_taken_back": told.status not in ("rejected", "retracted"),
        "problem": problem,
    }
    return page(request, "receipt", status=status, **facts)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": PLAIN}
    return HttpResponse(content, content_type=kind, headers=headers)
