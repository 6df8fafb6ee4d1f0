"""What an agency may still say about a file that it sent: confirm what was asked, or take the file back."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.confidential.submissions import Confirmation, Retraction, Submission, current, withdrawn
from pipelines.defs.answers import answer, confirm_again, examine, next_version, one_at_a_time, questions
from pipelines.defs.office import Office
from pipelines.desk import Examination
from pipelines.publication.receipt import Receipt
from schemas import Quarter

RETRACTED = "retracted"
_NAME = re.compile(r"([a-z0-9_]{1,60})\.([a-z0-9_]{1,60})\.(\d{4}-Q[1-4])\.(\d{3,}|r[1-9]\d{0,2})")


class CorrectionProblem(ValueError):
    """What was asked cannot be done; the message says what would be right."""


@dataclass(frozen=True)
class Place:
    """A submission as it was named: by the number that the county gave it (`002`), or by its sender's (`r2`)."""

    agency: str
    extract: str
    quarter: Quarter
    mark: str


def place(office: Office, name: str) -> Place:
    """Raises CorrectionProblem where the name is none, or names no agency or extract that is known."""
    found = _NAME.fullmatch(name.strip())
    if not found:
        raise CorrectionProblem("a submission is named as on its receipt, like probation.probation_referrals.2025-Q4.002")
    where = Place(found[1], found[2], Quarter.parse(found[3]), found[4])
    if office.schemas.source(where.agency, where.extract) is None and not office.submissions(where.agency, where.quarter):
        raise CorrectionProblem(
            "no agency of this county sends, or has sent, that extract; `safecount status --agency NAME` lists what came"
        )
    return where


def submission(office: Office, where: Place) -> Submission | None:
    """The file that is meant; of several that came under the sender's number the one that was accepted."""
    mine = [s for s in office.submissions(where.agency, where.quarter) if s.extract == where.extract]
    named = [s for s in mine if where.mark in (s.mark, f"{s.number:03d}")]
    return max(named, key=lambda s: (s.accepted, s.number), default=None)


def open_questions(office: Office, sent: Submission) -> tuple[str, ...]:
    """What the file has to confirm and has not."""
    if sent.status == "accepted" or not sent.accepted:
        return ()
    answered = {c.code for c in office.confirmed(sent)}
    asked = questions(examine(office, sent).told)
    return tuple(code for code in asked if code not in answered)


def confirm(office: Office, where: Place, given: Sequence[Confirmation], now: datetime) -> Receipt:
    """Answer what was asked, and have the receipt issued anew.

    Raises:
        CorrectionProblem: there is no such file, it does not count, or nobody asked.
    """
    with one_at_a_time(office.workspace.confidential):
        sent = submission(office, where)
        if sent is None:
            raise CorrectionProblem("there is no such submission; `safecount status --agency NAME` lists what came")
        if not sent.accepted or withdrawn(sent, office.retractions(sent.agency, sent.quarter)):
            raise CorrectionProblem(f"{sent.id} was rejected or withdrawn, so there is nothing to confirm")
        asked = questions(examine(office, sent).told)
        if not given or not {c.code for c in given} <= set(asked):
            raise CorrectionProblem(f"{sent.id} asks to confirm {', '.join(asked) or 'nothing'}; give a reason for that")
        return confirm_again(office, sent, given, now)


def retract(office: Office, where: Place, reason: str, now: datetime) -> Receipt:
    """Take a file back: the quarter goes back to the accepted one before, or counts as missing.

    A number of the sender's may be taken back before its file has come; the file is then refused when it comes.

    Raises:
        CorrectionProblem: there is no such file, or it does not count anyhow.
    """
    with one_at_a_time(office.workspace.confidential):
        sent, taken_back = submission(office, where), office.retractions(where.agency, where.quarter)
        at = now.isoformat(timespec="seconds")
        if sent is None and not where.mark.startswith("r"):
            raise CorrectionProblem("there is no such submission; `safecount status --agency NAME` lists what came")
        mark = sent.mark if sent and sent.is_numbered else where.mark
        if (where.extract, mark) in {(r.extract, r.mark) for r in taken_back}:
            raise CorrectionProblem("it was taken back before; nothing has changed")
        if sent and not sent.accepted and not sent.is_numbered:
            raise CorrectionProblem(f"{sent.id} was rejected, so there is nothing to take back")
        kept = Retraction(where.agency, where.extract, where.quarter, mark, reason, at)
        word = _word_without(office, kept)
        issued = _taken_back(office, sent, kept, word.id if word else "", now)
        issued.write(office.workspace.receipts / where.agency)
        office.keep_retraction(kept)
        return issued


def _word_without(office: Office, kept: Retraction) -> Submission | None:
    there, before = office.submissions(kept.agency, kept.quarter), office.retractions(kept.agency, kept.quarter)
    return current(there, [*before, kept]).get(kept.extract)


def _taken_back(office: Office, sent: Submission | None, kept: Retraction, word: str, now: datetime) -> Receipt:
    """The receipt of a retraction: a new version of the file's own; or where no file has come, one under the sender's number."""
    nothing = Examination(findings=(), status=RETRACTED)
    about = sent or _Expected(
        kept.agency, kept.extract, kept.quarter, 0, hashlib.sha256(b"").hexdigest(), kept.received_at, False, "", None, kept.revision, True
    )
    return answer(
        office,
        about,
        nothing,
        now,
        status=RETRACTED,
        received_at=about.received_at,
        version=next_version(office, kept.agency, about.id),
        issued_at=kept.received_at,
        counts_now=word,
        reason=kept.reason,
    )


class _Expected(Submission):
    """A file that has not come, known by its sender's number only."""

    @property
    def id(self) -> str:
        return f"{self.agency}.{self.extract}.{self.quarter}.{self.mark}"
