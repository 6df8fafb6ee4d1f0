"""Taking a file in: keep it as sent, examine it, answer with a signed receipt. The inbox and `submit` both come here."""

import fcntl
import hashlib
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines import desk
from pipelines.confidential.submissions import Submission, changes, current, receive
from pipelines.defs.office import Office
from pipelines.desk import Examination, Finding, Named
from pipelines.publication.receipt import Receipt
from schemas import Quarter

ALREADY = "already received"
LARGEST = 512 * 1024 * 1024  # bytes; a larger file is refused unread


def clock() -> datetime:
    return datetime.now(UTC)


def take_in_inbox(office: Office, wanted: Collection[tuple[str, Quarter]], now: Callable[[], datetime] = clock) -> int:
    """Take in every file in the inbox for these agencies and quarters, and refuse those that belong nowhere.

    A file leaves the inbox once its receipt is written, unless it has changed meanwhile: then it was still being copied, and
    what is there now is taken in as well. Returns how many were answered.
    """
    taken = 0
    for path in waiting(office.workspace.inbox):
        place = placed(office, path)
        if place is not None and place not in wanted:
            continue
        before = _state(path)
        take_in(office, path, now())
        if path.exists() and _state(path) == before:
            path.unlink()
        taken += 1
    return taken


def placed(office: Office, path: Path) -> tuple[str, Quarter] | None:
    """The agency and quarter that a file is for, as its name says; None where no agreement has such a place."""
    named = desk.parse(path.name)
    known = isinstance(named, Named) and named.agency in office.schemas.agencies and named.quarter in office.quarters
    return (named.agency, named.quarter) if known and isinstance(named, Named) else None


def _state(path: Path) -> tuple[int, int, int]:
    about = path.stat()
    return about.st_ino, about.st_size, about.st_mtime_ns


def waiting(inbox: Path) -> list[Path]:
    """The files in the inbox, by name; a hidden one is still being written."""
    return sorted(p for p in inbox.iterdir() if p.is_file() and not p.is_symlink() and not p.name.startswith("."))


def take_in(office: Office, path: Path, now: datetime) -> Receipt:
    """One file, judged and answered. Exactly one of two files for the same quarter that come at once is the last."""
    named = desk.parse(path.name)
    content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    with _one_at_a_time(office.workspace.confidential):
        if isinstance(named, Finding):
            return _answer_nameless(office, content, named, now)
        return _answer(office, named, content, now)


def examine(office: Office, submission: Submission) -> Examination:
    """What the one set of rules says of a file, at the county as at the agency's desk.

    It is asked when the file arrives and again when its rows are used; the same file is looked at once.
    """
    file = (submission.id, submission.sha256)  # a number is given again when a file could not be answered
    if file not in office.examined:
        named = Named(submission.agency, submission.extract, submission.quarter, submission.is_xlsx)
        office.examined[file] = desk.examine(submission.content or b"", named, office.schemas)
    return office.examined[file]


def _answer(office: Office, named: Named, content: bytes, now: datetime) -> Receipt:
    known = named.agency in office.schemas.agencies and named.extract in office.schemas.contracts
    agency, extract = (named.agency, named.extract) if known else ("unknown", "unknown")
    earlier = [s for s in office.submissions(agency, named.quarter) if s.extract == extract]
    number = _next(office, agency, extract, named.quarter)
    sent = receive(
        agency,
        extract,
        named.quarter,
        content,
        number=number,
        received_at=now.isoformat(timespec="seconds"),
        is_xlsx=named.is_xlsx,
    )
    before = current(earlier).get(extract)
    if before and before.sha256 == sent.sha256:
        return _receipt(office, before, examine(office, before), {}, now, ALREADY)
    found = examine(office, sent)
    judged = sent.judged(found.status)
    contract = office.schemas.contracts.get(extract)
    old = examine(office, before).rows if before else ()
    moved = changes(old, found.rows, contract) if contract and judged.accepted else {}
    receipt = _receipt(office, judged, found, moved, now, found.status)
    receipt.write(office.workspace.receipts / agency)
    office.keep(judged)
    return receipt


def _answer_nameless(office: Office, content: bytes, why: Finding, now: datetime) -> Receipt:
    """A file that does not say whose it is: refused, and only the refusal kept."""
    found = Examination(findings=(why,), status="rejected")
    number = _next(office, "unknown", "unknown", Quarter.of(now.date()))
    sent = Submission(
        "unknown",
        "unknown",
        Quarter.of(now.date()),
        number,
        hashlib.sha256(content).hexdigest(),
        now.isoformat(timespec="seconds"),
        False,
        found.status,
    )
    receipt = _receipt(office, sent, found, {}, now, found.status)
    receipt.write(office.workspace.receipts / "unknown")
    return receipt


def _next(office: Office, agency: str, extract: str, quarter: Quarter) -> int:
    """The number of the next submission: one more than the highest that was ever answered."""
    stem = f"{agency}.{extract}.{quarter}."
    answered = [p.stem.removeprefix(stem) for p in (office.workspace.receipts / agency).glob(f"{stem}*.json")]
    kept = [s.number for s in office.submissions(agency, quarter) if s.extract == extract]
    return max([*kept, *(int(n) for n in answered if n.isdecimal())], default=0) + 1


def _receipt(office: Office, sent: Submission, found: Examination, moved: dict[str, int], now: datetime, status: str) -> Receipt:
    contract = office.schemas.contracts.get(sent.extract)
    source = office.schemas.source(sent.agency, sent.extract)
    due = sent.quarter.end + timedelta(days=source.due_days) if source else None
    next_due = sent.quarter.plus(1).end + timedelta(days=source.due_days) if source else None
    return Receipt.signed(
        office.signing_key,
        submission=sent.id,
        agency=sent.agency,
        extract=sent.extract,
        quarter=str(sent.quarter),
        received_at=now.isoformat(timespec="seconds"),
        sha256=sent.sha256,
        contract_version=contract.version if contract else 0,
        status=status,
        rows_in=found.rows_in,
        rows_accepted=len(found.rows),
        rows_held=found.rows_held,
        totals=dict(found.totals or {}),
        findings=tuple(asdict(f) for f in found.findings),
        changes=moved,
        next_due=str(next_due or ""),
        on_time=due is None or now.date() <= due,
        how=found.how,
    )


@contextmanager
def _one_at_a_time(confidential: Path) -> Generator[None]:
    with (confidential / ".intake.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
