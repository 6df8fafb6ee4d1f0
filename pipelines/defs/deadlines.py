"""What is due when, from whom, and how it went: counts of files, nothing about young people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipelines.confidential.submissions import Submission, current, withdrawn
from pipelines.defs.corrections import open_questions
from pipelines.defs.office import Office
from schemas import Quarter, Source

IN, LATE, MISSING, REJECTED, AWAITED = "in", "in, late", "missing", "rejected", "not due yet"


@dataclass(frozen=True)
class Expected:
    """One file that is owed. `days` are those it came late, or has been late so far.

    `first_time` says whether the first file that came for it was accepted, None where none has come; `corrections` counts
    the files that came after the first.
    """

    agency: str
    extract: str
    quarter: Quarter
    due_on: date
    state: str
    days: int
    first_time: bool | None
    corrections: int
    to_confirm: tuple[str, ...] = ()

    @property
    def on_time(self) -> bool | None:
        """None as long as the day has not come."""
        return None if self.state == AWAITED else self.state == IN


@dataclass(frozen=True)
class Record:
    """How one agency did over several quarters."""

    agency: str
    due: int
    on_time: int
    came: int
    first_time: int
    corrections: int


def expected(
    office: Office, first: Quarter, last: Quarter, today: date, *, of: str | None = None, look_again: bool = True
) -> list[Expected]:
    """Every file owed for these quarters (`of`: by one agency), oldest first, as it stands on a day; what came after that day is
    not looked at.

    What is still to be confirmed is asked of the last quarter only: it takes looking at the files again, unless told not to.
    """
    owed = [(s, q) for s, q in office.due(last) if first <= q and of in (None, s.agency)]
    return [_stands(office, source, quarter, today, asked=look_again and quarter == last) for source, quarter in owed]


def _stands(office: Office, source: Source, quarter: Quarter, today: date, *, asked: bool) -> Expected:
    taken_back = [r for r in office.retractions(source.agency, quarter) if _day(r.received_at) <= today]
    came = sorted(
        (s for s in office.submissions(source.agency, quarter) if s.extract == source.extract and _day(s.received_at) <= today),
        key=lambda s: s.number,
    )
    standing = [s for s in came if not withdrawn(s, taken_back)]
    word = current(standing).get(source.extract)
    due = quarter.end + timedelta(days=source.due_days)
    state, days = _state(word, standing, due, today)
    return Expected(
        source.agency,
        source.extract,
        quarter,
        due,
        state,
        days,
        came[0].accepted if came else None,
        max(0, len(came) - 1),
        open_questions(office, word) if word and asked else (),
    )


def _state(word: Submission | None, standing: Sequence[Submission], due: date, today: date) -> tuple[str, int]:
    """On time is when the first file that was accepted and still stands came on time: a correction makes nobody late."""
    if word:
        first = min(_day(s.received_at) for s in standing if s.accepted)
        late = max(0, (first - due).days)
        return (LATE if late else IN), late
    overdue = max(0, (today - due).days)
    return (REJECTED if standing else MISSING if overdue else AWAITED), overdue


def records(files: Iterable[Expected]) -> list[Record]:
    """Measure R7: files on time, accepted the first time, and corrections, by agency."""
    mine: dict[str, list[Expected]] = {}
    for file in files:
        mine.setdefault(file.agency, []).append(file)
    return [
        Record(
            agency,
            due=sum(f.on_time is not None for f in owed),
            on_time=sum(f.on_time is True for f in owed),
            came=sum(f.first_time is not None for f in owed),
            first_time=sum(f.first_time is True for f in owed),
            corrections=sum(f.corrections for f in owed),
        )
        for agency, owed in sorted(mine.items())
    ]


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()
