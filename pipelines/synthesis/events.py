"""What can happen in a made-up young person's life, and in which quarter's file an agency first tells of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from schemas.period import Quarter

if TYPE_CHECKING:
    from pipelines.synthesis.chance import Person

Value = str | int | date | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Told:
    """Something happened `on` a day, and the file of the quarter `sent` is the first that says so."""

    on: date
    sent: Quarter


@dataclass(frozen=True, slots=True)
class Described:
    """The young person as one agency wrote it down on one day."""

    age_band: str
    gender: str
    race_ethnicity: str
    residence: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with law enforcement. Until the quarter `settled` the file says `at_first`, from then on `status`."""

    agency: str
    on: date
    sent: Quarter
    who: Described
    at_first: str
    status: str
    settled: Quarter
    disposition: str
    notified: str
    arrested: str
    offence_on: date | None
    offence_group: str | None


@dataclass(frozen=True, slots=True)
class Referral:
    service: str
    on: date
    sent: Quarter
    accepted: Told | None
    started: Told | None
    completed: Told | None
    closed_reason: str | None
    closed_in: Quarter | None


@dataclass(frozen=True, slots=True)
class Petition:
    agency: str
    on: date
    sent: Quarter
    who: Described
    offence_on: date
    closed: Told | None
    referrals: tuple[Referral, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A child welfare report: an allegation until the quarter `settled`, or until a dependency case opened."""

    agency: str
    on: date
    sent: Quarter
    who: Described
    substantiated: bool
    settled: Quarter
    opened: Told | None
    ended: Told | None


@dataclass(frozen=True, slots=True)
class Session:
    """One time that an advocate gave a service. It never leaves the advocates; only totals do."""

    agency: str
    on: date
    service: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of one agency's extract: `values` as the file of the quarter `sent` has them, and what later files say otherwise.

    `token` is whose row it is; None in totals, registers, and rows that point at nobody. The contract's key never changes.
    """

    agency: str
    extract: str
    token: str | None
    sent: Quarter
    values: Mapping[str, Value]
    changes: tuple[tuple[Quarter, Mapping[str, Value]], ...] = ()

    def told(self) -> Iterator[tuple[Quarter, Row]]:
        """The whole row, in each quarter in whose file it stands."""
        row = dict(self.values)
        yield self.sent, dict(row)
        for quarter, changed in self.changes:
            row.update(changed)
            yield quarter, dict(row)

    def by(self, quarter: Quarter) -> Row | None:
        """The row as of this quarter's files; None where they do not tell of it yet."""
        rows = [row for told, row in self.told() if told <= quarter]
        return rows[-1] if rows else None


@dataclass(frozen=True, slots=True)
class Client:
    """Someone whom a programme helps that sends totals only.

    `name` tells clients apart: the token of one who is in other agencies' rows too (`is_in_rows`), else a code that nobody sends.
    `visits` are the days on which a service was given, and which; `ended_on` the day the programme closed its work.
    """

    agency: str
    name: str
    is_in_rows: bool
    who: Described
    status: str
    need_level: str
    visits: tuple[tuple[date, str], ...]
    ended_on: date | None

    @property
    def first_on(self) -> date:
        return self.visits[0][0]

    def is_open(self, on: date) -> bool:
        return self.first_on <= on and (self.ended_on is None or self.ended_on > on)


@dataclass(frozen=True, slots=True)
class Handed:
    """One referral from organisation to organisation that arrived; `course` has its steps and how it was closed."""

    sender: str
    receiver: str
    name: str
    service: str
    on: date
    course: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Youth:
    """One life. `token` is the same in the file of every agency that knows the young person.

    `entries` are its rows in all extracts that have no events of their own here.
    """

    token: str
    contacts: tuple[Contact, ...] = ()
    petitions: tuple[Petition, ...] = ()
    reports: tuple[Report, ...] = ()
    sessions: tuple[Session, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anybody has met the young person."""
        return bool(self.contacts or self.petitions or self.reports or self.sessions or self.entries)


@dataclass(frozen=True)
class County:
    """The made-up county: its lives, the quarters that are told of, and which agencies send which extract.

    `entries` are rows about no single young person: totals, registers, cases against adults. `clients` are those behind the
    totals of programmes that send nothing else, `handed` the referrals that rows and totals tell of; `people` who the lives are of.
    """

    lives: tuple[Youth, ...]
    first: Quarter
    last: Quarter
    senders: Mapping[str, tuple[str, ...]]
    entries: tuple[Entry, ...] = ()
    clients: tuple[Client, ...] = ()
    handed: tuple[Handed, ...] = ()
    people: "Mapping[str, Person]" = field(default_factory=dict, repr=False)
