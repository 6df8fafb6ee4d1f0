"""Taking a file in: keep it as sent, examine it, answer with a signed receipt. The inbox and `submit` both come here."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines import desk
from pipelines.confidential.record_linkage import with_one_token
from pipelines.confidential.submissions import (
    Confirmation,
    NotTaken,
    Retraction,
    Submission,
    asked_for,
    changes,
    current,
    receive,
    withdrawn,
)
from pipelines.confidential.submissions.refusals import DESTROYED, NOT_CONFIRMED, NOT_WITHOUT, TAKEN_BACK, TWICE, refusal
from pipelines.confidential.submissions.sealed import token_columns
from pipelines.confidential.validation.screening import Checked
from pipelines.defs import bridges, companions, sealed
from pipelines.defs.answers import answer, confirm_again, examine, one_at_a_time, questions
from pipelines.defs.office import Office
from pipelines.desk import Examination, Finding, Named
from pipelines.desk.from_disk import whole
from pipelines.publication.receipt import Receipt
from schemas import Contract, Quarter

ALREADY = "already received"


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
        try:
            given, unread = companions.read(office, path), False
        except NotTaken:
            given, unread = (), True
        take_in(office, path, now(), given, unread)
        if path.exists() and _state(path) == before:
            path.unlink()
            companions.beside(path).unlink(missing_ok=True)
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
    """The files in the inbox, by name; a hidden one is still being written. Confirmations go with the file they lie beside."""
    return [p for p in _lying(inbox) if not companions.is_companion(p)]


def without_their_file(inbox: Path) -> int:
    """How many files of confirmations wait for what they confirm."""
    return len(companions.alone(_lying(inbox)))


def _lying(inbox: Path) -> list[Path]:
    return sorted(p for p in inbox.iterdir() if p.is_file() and not p.is_symlink() and not p.name.startswith("."))


def take_in(office: Office, path: Path, now: datetime, given: Sequence[Confirmation] = (), unread: bool = False) -> Receipt:
    """One file, judged and answered. Exactly one of two files for the same quarter that come at once is the last.

    `given` is what its sender confirms; `unread` says that confirmations lay beside it which could not be taken.
    """
    named = desk.parse(path.name)
    content = whole(path)
    with one_at_a_time(office.workspace.confidential):
        if isinstance(named, Finding):
            return _answer_nameless(office, content, named, now)
        return _answer(office, named, content, now, given, unread)


def take_in_named(office: Office, named: Named, content: bytes, now: datetime) -> Receipt:
    """The same for a file that lies nowhere, of which is known whose it is: one that came over the web."""
    with one_at_a_time(office.workspace.confidential):
        return _answer(office, named, content, now, (), False)


def moved_by(office: Office, sent: Submission, found: Checked) -> dict[str, int]:
    """What would be new, changed, unchanged or gone if this file were taken in now."""
    contract = office.schemas.contracts.get(sent.extract)
    if contract is None or not found.told.is_accepted:
        return {}
    word = office.current(sent.agency, sent.quarter).get(sent.extract)
    return _moved(office, examine(office, word).rows if word else found.rows.clear(), found.rows, contract)


def _answer(office: Office, named: Named, content: bytes, now: datetime, given: Sequence[Confirmation], unread: bool) -> Receipt:
    known = named.agency in office.schemas.agencies and named.extract in office.schemas.contracts
    agency, extract = (named.agency, named.extract) if known else ("unknown", "unknown")
    earlier = [s for s in office.submissions(agency, named.quarter) if s.extract == extract]
    taken_back = [r for r in office.retractions(agency, named.quarter) if r.extract == extract]
    sent = receive(
        agency,
        extract,
        named.quarter,
        content,
        number=_next(office, agency, extract, named.quarter),
        received_at=now.isoformat(timespec="seconds"),
        is_xlsx=named.is_xlsx,
        revision=named.revision or max((x.revision for x in (*earlier, *taken_back)), default=0),
        is_numbered=named.revision is not None,
    )
    before = None if any(s.destroyed_on for s in earlier) else _sent_before(sent, earlier, taken_back)
    if before:
        answered = asked_for(questions(examine(office, before).told), given)
        if answered:
            return confirm_again(office, before, answered, now)
        word = current(earlier, taken_back).get(extract)
        counts = word.id if word else ""
        told = examine(office, before).told
        return answer(office, before, told, now, status=ALREADY, confirmed=office.confirmed(before), counts_now=counts)
    found = _found(office, sent, earlier, taken_back)
    told = replace(found.told, findings=(*found.told.findings, refusal(NOT_CONFIRMED))) if unread else found.told
    judged = sent.judged(told.status)
    contract = office.schemas.contracts.get(extract)
    last = current([s for s in earlier if s.place < sent.place], taken_back).get(extract)
    old = examine(office, last).rows if last else found.rows.clear()
    moved = _moved(office, old, found.rows, contract) if contract and judged.accepted else {}
    answered = asked_for(questions(told), given)
    word = current([*earlier, judged], taken_back).get(extract)
    receipt = answer(office, judged, told, now, status=told.status, moved=moved, confirmed=answered, counts_now=word.id if word else "")
    receipt.write(office.workspace.receipts / agency)
    office.keep_confirmations(judged, answered, judged.received_at)
    office.keep(sealed.without(office, judged, sealed.kept(office)))
    return receipt


def counted(office: Office, agency: str, quarter: Quarter) -> dict[str, pl.DataFrame]:
    """The rows that count of an agency's word for a quarter, by extract: the accepted ones, of nobody whose record is sealed."""
    gone, contracts = sealed.kept(office), office.schemas.contracts
    word = {name: sent for name, sent in office.current(agency, quarter).items() if not sent.destroyed_on}
    return {name: gone.left(examine(office, sent).rows, agency, token_columns(contracts[name])) for name, sent in word.items()}


def _moved(office: Office, before: pl.DataFrame, after: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """What changed for the agency's rows; a row with the new token of a young person is the one with the old token."""
    tokens = bridges.tokens(office)
    return changes(with_one_token(before, contract, tokens), with_one_token(after, contract, tokens), contract)


def _sent_before(sent: Submission, earlier: Iterable[Submission], taken_back: Collection[Retraction]) -> Submission | None:
    """The same bytes, that count already: as the agency's word, or under the number that the sender gave them."""
    if not sent.is_numbered:
        word = current(earlier, taken_back).get(sent.extract)
        return word if word and word.sha256 == sent.sha256 else None
    standing = [s for s in earlier if s.accepted and s.mark == sent.mark and not withdrawn(s, taken_back)]
    return next((s for s in standing if s.sha256 == sent.sha256), None)


def _found(office: Office, sent: Submission, earlier: Iterable[Submission], taken_back: Collection[Retraction]) -> Checked:
    """What the rules say of the file; and before them, whether its number may still be used."""
    if any(s.destroyed_on for s in earlier):
        return _refused(DESTROYED)
    if sent.is_numbered and withdrawn(sent, taken_back):
        return _refused(TAKEN_BACK)
    found = examine(office, sent)
    if found.told.is_accepted and sent.is_numbered and any(s.accepted and s.mark == sent.mark for s in earlier):
        return _refused(TWICE)
    if found.told.is_accepted:
        try:
            sealed.without(office, sent, sealed.kept(office))
        except sealed.SealProblem:
            return _refused(NOT_WITHOUT)
    return found


def _refused(code: str) -> Checked:
    return Checked(Examination(findings=(refusal(code),), status="rejected", totals={"rows": 0}), pl.DataFrame())


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
    receipt = answer(office, sent, found, now, status=found.status)
    receipt.write(office.workspace.receipts / "unknown")
    return receipt


def _next(office: Office, agency: str, extract: str, quarter: Quarter) -> int:
    """The number of the next submission: one more than the highest that was ever answered."""
    stem = f"{agency}.{extract}.{quarter}."
    answered = [p.stem.removeprefix(stem) for p in (office.workspace.receipts / agency).glob(f"{stem}*.json")]
    kept = [s.number for s in office.submissions(agency, quarter) if s.extract == extract]
    return max([*kept, *(int(n) for n in answered if n.isdecimal())], default=0) + 1
