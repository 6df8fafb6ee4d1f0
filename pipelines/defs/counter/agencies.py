"""What an agency may ask at the counter, of its own files alone: what is due, what it sent, its receipts, confirming, taking back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.confidential.submissions import confirmations
from pipelines.defs import corrections, deadlines
from pipelines.defs.counter.opened import SAYS, AtTheCounter, Counter
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.publication.receipt import Receipt
from schemas import Quarter
from schemas.forms.template_csv import template_csv
from schemas.forms.template_xlsx import template_xlsx

SHOWN = 4  # quarters before the present one
_RECEIPT = re.compile(r"([a-z0-9_]{1,60}\.[a-z0-9_]{1,60}\.\d{4}-Q[1-4]\.(?:\d{3,6}|r[1-9]\d{0,2}))(?:\.v([1-9]\d{0,4}))?")


@dataclass(frozen=True)
class Asked:
    """A file that is owed, as it stands; `submission` is the one that came last for it, `to_confirm` what it still has to say."""

    extract: str
    title: str
    quarter: str
    due_on: date
    state: str
    days: int
    submission: str
    to_confirm: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """A file that came. `receipt` names its latest receipt."""

    submission: str
    extract: str
    title: str
    quarter: str
    received_at: str
    status: str
    counts: bool
    to_confirm: tuple[str, ...]
    receipt: str


@dataclass(frozen=True)
class Question:
    """What a file has to confirm: the rule's code and what it says."""

    code: str
    says: str


def due(counter: Counter, agency: str, today: date) -> list[Asked]:
    """What is owed for the present quarter and those before it, the latest first."""
    office, now = counter.office(), Quarter.of(today)
    owed = deadlines.expected(office, now.plus(-SHOWN), now, today, of=agency, look_again=False)
    last = {(r.extract, r.quarter): r for r in sorted(_latest(office, agency).values(), key=lambda r: r.received_at)}
    found = []
    for file in sorted(owed, key=lambda f: (f.quarter, f.extract), reverse=True):
        got = last.get((file.extract, str(file.quarter)))
        asked = got.to_confirm if got and got.status != "rejected" else ()
        title = office.schemas.contracts[file.extract].title
        sent = got.submission if got else ""
        found.append(Asked(file.extract, title, str(file.quarter), file.due_on, file.state, file.days, sent, asked))
    return found


def history(counter: Counter, agency: str) -> list[Sent]:
    """Every file of the agency that was answered, the latest first."""
    office = counter.office()
    receipts = _latest(office, agency).values()
    words = {s.id for q in office.sent_quarters(agency) for s in office.current(agency, q).values()}
    found = [
        Sent(
            r.submission,
            r.extract,
            office.schemas.contracts[r.extract].title if r.extract in office.schemas.contracts else r.extract,
            r.quarter,
            r.received_at,
            r.status,
            r.submission in words,
            r.to_confirm,
            r.name,
        )
        for r in receipts
    ]
    return sorted(found, key=lambda s: s.received_at, reverse=True)


def papers(counter: Counter, agency: str, extract: str, kind: str) -> bytes | None:
    """The blank form of an extract that the agency sends, as xlsx or csv; None where it sends no such thing."""
    schemas = counter.schemas
    if schemas.source(agency, extract) is None or kind not in ("xlsx", "csv"):
        return None
    contract = schemas.contracts[extract]
    return template_xlsx(schemas, contract) if kind == "xlsx" else template_csv(contract)


def receipt(counter: Counter, agency: str, submission: str) -> tuple[Receipt, list[Question]] | None:
    """The latest receipt of one of the agency's files, and what is still to be confirmed; None where it has no such file."""
    found = _latest(counter.office(), agency).get(submission) if _RECEIPT.fullmatch(submission) else None
    if found is None:
        return None
    says = {str(f["code"]): str(f["says"]) for f in found.findings}
    return found, [Question(code, says.get(code, "")) for code in found.to_confirm]


def issued(counter: Counter, agency: str, name: str, kind: str) -> bytes | None:
    """A receipt as it was signed (json) or for reading (html), any version of it; None where the agency has none of that name."""
    named = _RECEIPT.fullmatch(name)
    if named is None or kind not in ("json", "html") or agency not in counter.schemas.agencies or not name.startswith(f"{agency}."):
        return None
    path = counter.workspace.receipts / agency / f"{name}.{kind}"
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def reasons(counter: Counter, codelist: str) -> dict[str, str]:
    """The codes of the list of reasons, with their labels: `confirmation` or `retraction`."""
    listed = counter.schemas.codelists.get(codelist)
    return {code: word.label for code, word in listed.words.items()} if listed else {}


def answer(counter: Counter, agency: str, submission: str, given: Mapping[str, str], notes: Mapping[str, str]) -> Receipt:
    """Confirm what was asked; the receipt is issued anew. Raises AtTheCounter."""
    office = counter.office()
    where = _own(office, agency, submission)
    try:
        taken = confirmations(given, notes, where.quarter, office.schemas)
        return corrections.confirm(office, where, taken, clock())
    except SAYS as error:
        raise AtTheCounter(str(error)) from None


def retract(counter: Counter, agency: str, submission: str, reason: str) -> Receipt:
    """Take one of the agency's files back. Raises AtTheCounter."""
    if reason not in reasons(counter, "retraction"):
        raise AtTheCounter("choose a reason from the list")
    office = counter.office()
    where = _own(office, agency, submission)
    try:
        return corrections.retract(office, where, reason, clock())
    except SAYS as error:
        raise AtTheCounter(str(error)) from None


def _own(office: Office, agency: str, submission: str) -> corrections.Place:
    try:
        where = corrections.place(office, submission)
    except SAYS as error:
        raise AtTheCounter(str(error)) from None
    if where.agency != agency:
        raise AtTheCounter("there is no such submission of your agency")
    return where


def _latest(office: Office, agency: str) -> dict[str, Receipt]:
    """Submission → its latest receipt. A file that was taken back reads as taken back."""
    if agency not in office.schemas.agencies:
        return {}
    found: dict[str, Receipt] = {}
    for path in (office.workspace.receipts / agency).glob("*.json"):
        if _RECEIPT.fullmatch(path.stem):
            told = Receipt.from_json(path.read_text(encoding="utf-8"))
            if told.submission not in found or found[told.submission].version < told.version:
                found[told.submission] = told
    return found
