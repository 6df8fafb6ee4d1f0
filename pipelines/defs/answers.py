"""What the county answers: the receipt of a file as it stands, with what was confirmed and which file counts."""

import fcntl
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.confidential.submissions import Confirmation, Submission
from pipelines.confidential.validation.screening import Checked, checked
from pipelines.defs.office import Office
from pipelines.desk import PLEASE_CONFIRM, Examination, Named
from pipelines.publication import ledger
from pipelines.publication.receipt import Receipt


def examine(office: Office, submission: Submission) -> Checked:
    """What the one set of rules says of a file, at the county as at the agency's desk.

    It is asked when the file arrives and again when its rows are used; the same file is looked at once.
    """
    file = (submission.id, submission.kept_sha256 or submission.sha256)  # a number is given again when a file could not be answered
    if file not in office.examined:
        named = Named(submission.agency, submission.extract, submission.quarter, submission.is_xlsx)
        office.examined[file] = checked(office.content(submission), named, office.schemas)
    return office.examined[file]


def questions(found: Examination) -> tuple[str, ...]:
    """The codes that a file has to confirm."""
    return tuple(sorted({f.code for f in found.findings if f.kind == PLEASE_CONFIRM})) if found.is_accepted else ()


def answer(
    office: Office,
    sent: Submission,
    found: Examination,
    now: datetime,
    *,
    status: str,
    moved: dict[str, int] | None = None,
    confirmed: Sequence[Confirmation] = (),
    **more: Any,
) -> Receipt:
    """The signed receipt of a file that came in at `now`, or at the time that is given as `received_at`."""
    contract = office.schemas.contracts.get(sent.extract)
    source = office.schemas.source(sent.agency, sent.extract)
    due = sent.quarter.end + timedelta(days=source.due_days) if source else None
    next_due = sent.quarter.plus(1).end + timedelta(days=source.due_days) if source else None
    received_at = more.pop("received_at", now.isoformat(timespec="seconds"))
    answered = {c.code for c in confirmed}
    facts: dict[str, Any] = {
        "rows_in": found.rows_in,
        "rows_accepted": (found.totals or {}).get("rows", 0),
        "rows_held": found.rows_held,
        "totals": dict(found.totals or {}),
        "findings": tuple(asdict(f) for f in found.findings),
        "how": found.how,
    }
    return Receipt.signed(
        office.signing_key,
        submission=sent.id,
        agency=sent.agency,
        extract=sent.extract,
        quarter=str(sent.quarter),
        received_at=received_at,
        sha256=sent.sha256,
        contract_version=contract.version if contract else 0,
        status=status,
        changes=moved or {},
        next_due=str(next_due or ""),
        on_time=due is None or datetime.fromisoformat(received_at).date() <= due,
        revision=f"r{sent.revision}" if sent.is_numbered else "",
        confirmed=tuple(c.for_receipt for c in confirmed),
        to_confirm=tuple(code for code in questions(found) if code not in answered),
        ledger=ledger.head(office.workspace.ledger) if office.workspace.ledger.is_file() else "",
        **{**facts, **more},
    )


def confirm_again(office: Office, sent: Submission, given: Sequence[Confirmation], now: datetime) -> Receipt:
    """Keep answers that came after the file, and issue its receipt anew."""
    at = now.isoformat(timespec="seconds")
    office.keep_confirmations(sent, given, at)
    word = office.current(sent.agency, sent.quarter).get(sent.extract)
    issued = answer(
        office,
        sent,
        examine(office, sent).told,
        now,
        status=sent.status,
        moved=_first_told(office, sent),
        confirmed=office.confirmed(sent),
        received_at=sent.received_at,
        version=next_version(office, sent.agency, sent.id),
        issued_at=at,
        counts_now=word.id if word else "",
    )
    issued.write(office.workspace.receipts / sent.agency)
    return issued


def next_version(office: Office, agency: str, submission: str) -> int:
    """One more than the receipts that were issued for a submission."""
    folder = office.workspace.receipts / agency
    told = [p.stem.removeprefix(f"{submission}.v") for p in folder.glob(f"{submission}.v*.json")]
    first = 1 if (folder / f"{submission}.json").exists() else 0
    return max([first, *(int(n) for n in told if n.isdecimal())]) + 1


def _first_told(office: Office, sent: Submission) -> dict[str, int]:
    """What was new and changed when the file came, as its first receipt has it."""
    path = office.workspace.receipts / sent.agency / f"{sent.id}.json"
    return dict(Receipt.from_json(path.read_text(encoding="utf-8")).changes) if path.is_file() else {}


@contextmanager
def one_at_a_time(confidential: Path) -> Generator[None]:
    """Whoever takes a file in, confirms or withdraws waits for the one before."""
    with (confidential / ".intake.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def handing_over(confidential: Path, *, nobody_else: bool = False) -> Generator[None]:
    """While files are laid onto the waiting shelf; several may be at once. Whoever changes the store's key keeps all of them out."""
    with (confidential / ".waiting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if nobody_else else fcntl.LOCK_SH)
        yield
