"""The pages of a data steward: who is missing, reminders, running the quarter, looking a draft over, putting it out, the books."""

from typing import Any

from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pipelines.defs import counter
from pipelines.portal import jobs
from pipelines.portal.access import allowed
from pipelines.portal.front import at_the_counter, not_too_often, noted, page, scripted_page, today, visitor
from pipelines.portal.models import Job, Person, Role
from pipelines.publication.review import REASONS

WITHDRAWN = {
    "wrong_number": _later("a number is wrong"),
    "disclosure": _later("it shows what it should not"),
    "not_agreed": _later("the task force did not agree"),
}
_PATIENCE = 5.0  # seconds that a browser waits for what was started before it is shown how far it is
_KEY = 10_000  # bytes of a key's file, at most
_LINES = 200


@require_GET
@allowed(Role.STEWARD)
def calendar(request: HttpRequest) -> HttpResponse:
    day = today()
    known = counter.quarters(at_the_counter(), day)
    if not known:
        return page(request, "no_quarters")
    chosen = str(request.GET.get("quarter", known[0]))
    if chosen not in known:
        raise Http404
    files = counter.calendar(at_the_counter(), chosen, day)
    missing = sum(f.state in ("missing", "rejected") for f in files)
    titles = {n: c.title for n, c in at_the_counter().schemas.contracts.items()}
    agencies = {n: a.title for n, a in at_the_counter().schemas.agencies.items()}
    told = [(agencies.get(f.agency, f.agency), titles.get(f.extract, f.extract), f) for f in files]
    facts: dict[str, Any] = {
        "quarters": known,
        "quarter": chosen,
        "files": told,
        "missing": missing,
        "drafts": counter.drafts(at_the_counter()),
    }
    return page(request, "calendar", **facts, jobs=_recent(), published=counter.publications(at_the_counter())[:8], problem="")


@require_POST
@allowed(Role.STEWARD)
@not_too_often("act")
def remind(request: HttpRequest) -> HttpResponse:
    """A letter to the data officers of each agency that has something to send."""
    quarter = str(request.POST.get("quarter", ""))
    if quarter not in counter.quarters(at_the_counter(), today()):
        raise Http404
    sent, nobody = [], []
    for agency, text in counter.letters(at_the_counter(), quarter, today()).items():
        to = list(Person.objects.filter(agency=agency, is_active=True).values_list("email", flat=True))
        for address in to:
            send_mail(_("Files for %(quarter)s") % {"quarter": quarter}, text, None, [address])
        (sent if to else nobody).append(at_the_counter().schemas.agencies[agency].title)
    noted(request, "reminders sent", quarter=quarter)
    return page(request, "reminded", quarter=quarter, sent=sent, nobody=nobody)


@require_POST
@sensitive_post_parameters()
@allowed(Role.STEWARD)
def run(request: HttpRequest) -> HttpResponse:
    quarter = str(request.POST.get("quarter", ""))
    if quarter not in counter.quarters(at_the_counter(), today()):
        raise Http404
    return _started(request, "run", quarter)


@require_GET
@allowed(Role.STEWARD)
def job(request: HttpRequest, job: str) -> HttpResponse:
    found = Job.objects.filter(id=job).first()
    if found is None:
        raise Http404
    now = jobs.look(found)
    return page(request, "job", job=now) if now.ended_at else scripted_page(request, "job", job=now)


@require_GET
@allowed(Role.STEWARD)
def draft(request: HttpRequest, publication: str) -> HttpResponse:
    told = counter.looked(at_the_counter(), publication)
    if told is None:
        raise Http404
    state = next(d for d in counter.drafts(at_the_counter()) if d.name == publication)
    noted(request, "draft seen", publication=publication)
    facts: dict[str, Any] = {"name": publication, "told": told, "sums": counter.numbers_of(told), "draft": state, "reasons": REASONS}
    return page(request, "draft", **facts, demo=at_the_counter().workspace.demo)


@require_POST
@sensitive_post_parameters()
@allowed(Role.STEWARD)
def approve(request: HttpRequest, publication: str) -> HttpResponse:
    """With a reason it is a request for changes."""
    _known(publication)
    reason = str(request.POST.get("changes", ""))
    if reason and reason not in REASONS:
        raise Http404
    return _started(request, "approve", publication, *(["--changes", reason] if reason else []), locked=True)


@require_POST
@allowed(Role.STEWARD)
def publish(request: HttpRequest, publication: str) -> HttpResponse:
    _known(publication)
    return _started(request, "publish", publication, keyless=True)


@require_POST
@sensitive_post_parameters()
@allowed(Role.STEWARD)
def withdraw(request: HttpRequest, publication: str) -> HttpResponse:
    reason = str(request.POST.get("reason", ""))
    if publication not in {p.name for p in counter.publications(at_the_counter()) if not p.withdrawn_on} or reason not in WITHDRAWN:
        raise Http404
    return _started(request, "withdraw", publication, "--reason", reason)


@require_GET
@allowed(Role.STEWARD)
def books(request: HttpRequest) -> HttpResponse:
    lines, wrong = counter.book(at_the_counter(), _LINES)
    noted(request, "books seen")
    names = {p.in_the_book: p.name for p in Person.objects.all()}
    seen = [(e.at, names.get(e.who, e.who), e.what, e.about) for e in counter.visits(at_the_counter().office(), _LINES)]
    return page(request, "books", lines=lines, wrong=wrong, visits=seen)


@not_too_often("act")
def _started(request: HttpRequest, what: str, about: str, *words: str, keyless: bool = False, locked: bool = False) -> HttpResponse:
    """Start a command under the steward's own key, which is handed to it in memory and kept nowhere.

    A made-up county needs no key, but for an approval (`locked`).
    """
    person, key, passphrase = visitor(request), b"", ""
    if not keyless and (locked or not at_the_counter().workspace.demo):
        file = request.FILES.get("key")
        key = file.read(_KEY) if file is not None else b""
        passphrase = str(request.POST.get("passphrase", ""))
        problem = _not_theirs(request, person, key, passphrase)
        if problem:
            return page(request, "refused", problem=problem, status=422)
    try:
        begun = jobs.start(person, what, about, words, key, passphrase)
    except jobs.Busy:
        return page(request, "refused", problem=_("Something else is running. Wait until it has ended."), status=409)
    noted(request, what, about=about)
    jobs.look(begun, _PATIENCE)
    return redirect("job", job=begun.id)


def _not_theirs(request: HttpRequest, person: Person, key: bytes, passphrase: str) -> str:
    """Why a key cannot be used by this person; empty where it is their own.

    An account without a key takes the first one that its owner can open, if it is nobody else's.
    """
    if not key or not passphrase:
        return _("Choose the file of your own key, and give its passphrase.")
    try:
        holder = counter.key_holder(at_the_counter(), key, passphrase)
    except counter.AtTheCounter as error:
        return _("Nothing was done: %(why)s.") % {"why": error}
    if not person.steward and not Person.objects.filter(steward=holder).exists():
        person.steward = holder
        person.save(update_fields=["steward"])
        noted(request, "key taken", key=holder)
    if holder != person.steward:
        return _("Nothing was done: this is not the key that belongs to your account.")
    return ""


def _known(publication: str) -> None:
    if publication not in {d.name for d in counter.drafts(at_the_counter())}:
        raise Http404


def _recent() -> list[Job]:
    return [jobs.look(j) for j in Job.objects.order_by("-at")[:5]]
