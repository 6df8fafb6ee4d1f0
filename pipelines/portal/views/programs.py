"""The same for an agency's own programs: what is due, what was sent, a receipt; as JSON, with an OpenAPI description of it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from pipelines.defs import counter
from pipelines.portal.access import allowed
from pipelines.portal.front import at_the_counter, not_too_often, noted, today, visitor
from pipelines.portal.models import Role

_TEXT: Mapping[str, Any] = {"type": "string"}
_WORDS: Mapping[str, Any] = {"type": "array", "items": _TEXT}
_YES: Mapping[str, Any] = {"type": "boolean"}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "File": {"extract": _TEXT, "title": _TEXT, "quarter": _TEXT, "due_on": {"type": "string", "format": "date"}, "state": _TEXT}
    | {"days": {"type": "integer", "minimum": 0}, "submission": _TEXT, "to_confirm": _WORDS},
    "Sent": {"submission": _TEXT, "extract": _TEXT, "title": _TEXT, "quarter": _TEXT, "received_at": _TEXT, "status": _TEXT}
    | {"counts": _YES, "to_confirm": _WORDS, "receipt": _TEXT},
}


@require_GET
@allowed(Role.AGENCY)
def due(request: HttpRequest) -> HttpResponse:
    noted(request, "due files seen")
    files = counter.due(at_the_counter(), visitor(request).agency, today())
    return JsonResponse({"files": [{**asdict(f), "due_on": f.due_on.isoformat()} for f in files]})


@require_GET
@allowed(Role.AGENCY)
def history(request: HttpRequest) -> HttpResponse:
    noted(request, "history seen")
    return JsonResponse({"files": [asdict(f) for f in counter.history(at_the_counter(), visitor(request).agency)]})


@require_GET
@allowed(Role.AGENCY)
@not_too_often("fetch")
def receipt(request: HttpRequest, submission: str) -> HttpResponse:
    """The signed receipt, byte for byte."""
    content = counter.issued(at_the_counter(), visitor(request).agency, submission, "json")
    if content is None:
        return JsonResponse({"error": "your agency has no such receipt"}, status=404)
    noted(request, "receipt fetched", receipt=submission, kind="json")
    return HttpResponse(content, content_type="application/json")


@require_GET
@allowed(Role.AGENCY)
def description(request: HttpRequest) -> HttpResponse:
    signed_in = {"security": [{"session": []}]}
    named = {
        "name": "submission",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9_.]{1,150}[0-9Q-]{1,30}$"},
    }
    paths = {
        reverse("program_due"): {"get": {"summary": "What is due", **signed_in, "responses": _list_of("File")}},
        reverse("program_history"): {"get": {"summary": "What was sent", **signed_in, "responses": _list_of("Sent")}},
        "/api/receipts/{submission}": {
            "get": {
                "summary": "A signed receipt, as its name on the list of what was sent says",
                "parameters": [named],
                **signed_in,
                "responses": {"200": _answer("The receipt", {"type": "object"}), "404": {"description": "There is none of that name"}}
                | _NO,
            }
        },
    }
    said = {
        "openapi": "3.1.0",
        "info": {"title": "safecount portal, for an agency's own programs", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {
                n: {"type": "object", "properties": p, "required": list(p), "additionalProperties": False} for n, p in _FORMS.items()
            },
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "safecount"}},
        },
    }
    return JsonResponse(said)


_NO: dict[str, Any] = {"302": {"description": "Nobody is signed in"}, "429": {"description": "Asked too often"}}


def _answer(what: str, form: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": form}}}


def _list_of(name: str) -> dict[str, Any]:
    files = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return {"200": _answer("A list", {"type": "object", "properties": {"files": files}, "required": ["files"]}), **_NO}
