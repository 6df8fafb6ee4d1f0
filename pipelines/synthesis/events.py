"""What can happen in a made-up young person's life, and in which quarter's file an agency first tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schemas.period import Quarter


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
class Youth:
    """One life. `token` is the same in the file of every agency that knows the young person."""

    token: str
    contacts: tuple[Contact, ...] = ()
    petitions: tuple[Petition, ...] = ()
    reports: tuple[Report, ...] = ()
    sessions: tuple[Session, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anybody has met the young person."""
        return bool(self.contacts or self.petitions or self.reports or self.sessions)


@dataclass(frozen=True)
class County:
    """The made-up county: its lives, the quarters that are told of, and which agencies send which extract."""

    lives: tuple[Youth, ...]
    first: Quarter
    last: Quarter
    senders: Mapping[str, tuple[str, ...]]
