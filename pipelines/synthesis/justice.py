"""Contacts with law enforcement, offences, petitions and referrals by probation, of one made-up young person."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pipelines.synthesis import assumptions as assumed
from pipelines.synthesis.assumptions import Weights
from pipelines.synthesis.chance import Chance, Person
from pipelines.synthesis.events import Contact, Petition, Referral, Told
from schemas.period import months_after

DAY = timedelta(days=1)


class Justice:
    """Collects what happens to one person; what could not be on file (an adult, a day outside the data) is left out."""

    def __init__(self, chance: Chance, someone: Person, senders: Mapping[str, Sequence[str]]) -> None:
        self.chance = chance
        self.someone = someone
        self.police = senders.get("law_enforcement_contacts", ())
        self.probation = senders.get("probation_referrals", ())
        self.contacts: dict[tuple[str, date], Contact] = {}
        self.petitions: dict[date, Petition] = {}
        self._referred: set[tuple[date, str]] = set()
        self._home = chance.rng.choice(self.police) if self.police else ""

    def on_file(self, on: date) -> bool:
        return self.chance.first.start <= on <= self.chance.last.end and not self.someone.is_adult(on)

    def meets(self, on: date, status: str, offence_on: date | None = None, agency: str | None = None) -> Contact | None:
        """A contact, with an arrest where an offence day is given. One contact per agency and day."""
        chance = self.chance
        agency = agency or self._home
        if not agency or not self.on_file(on) or (agency, on) in self.contacts:
            return None
        first_told = chance.told(on).sent
        settles_later = status == "confirmed" and chance.happens(assumed.SETTLED_LATER)
        unclear = "unknown" if chance.happens(assumed.ARREST_NOT_KNOWN) else "no"
        contact = Contact(
            agency=agency,
            on=on,
            sent=first_told,
            who=self.someone.described(chance, agency, on),
            at_first="at_risk" if settles_later else status,
            status=status,
            settled=first_told.plus(1) if settles_later else first_told,
            disposition="arrested" if offence_on else chance.one_of(assumed.DISPOSITION),
            notified="no" if status == "none" else chance.one_of(assumed.NOTIFIED),
            arrested="yes" if offence_on else unclear,
            offence_on=offence_on,
            offence_group=chance.one_of(assumed.OFFENCE) if offence_on else None,
        )
        self.contacts[agency, on] = contact
        return contact

    def some_police(self) -> str | None:
        """Mostly the agency that knows the young person, sometimes another."""
        others = [p for p in self.police if p != self._home]
        return self.chance.rng.choice(others) if others and self.chance.happens(assumed.OTHER_AGENCY) else None

    def both_meet(self, on: date, status: str) -> None:
        """A second agency at the same recovery, on the same day."""
        for other in [p for p in self.police if p != self._home][:1]:
            self.meets(on, status, agency=other)

    def meets_again(self, first: date, status: str) -> None:
        """Further contacts; someone at risk may be confirmed at one of them."""
        on, chance = first, self.chance
        while chance.happens(assumed.FURTHER_CONTACT):
            on += chance.lag(assumed.FURTHER_CONTACT_LAG) + DAY
            if status == "at_risk":
                status = "confirmed" if chance.happens(assumed.CONFIRMED_LATER) else "at_risk"
                self.meets(on, status, agency=self.some_police())
            else:
                self.meets(on, chance.one_of(assumed.FURTHER_STATUS), agency=self.some_police())

    def offends(self, since: date, concluded: Weights) -> None:
        """New offences after a day, found out through arrest, petition or both; police conclude by `concluded`."""
        on, chance = since, self.chance
        share = assumed.NEW_OFFENCE
        while chance.happens(share):
            on += chance.lag(assumed.NEW_OFFENCE_LAG) + DAY
            arrested = chance.happens(assumed.LEADS_TO_ARREST)
            if arrested:
                self.meets(on + chance.lag(3), chance.one_of(concluded), offence_on=on, agency=self.some_police())
            if not arrested or chance.happens(assumed.LEADS_TO_PETITION):
                self.petitioned(self.filed(on), on)
            share = assumed.ANOTHER_OFFENCE

    def filed(self, offence_on: date) -> date:
        """The day a petition about this offence is filed."""
        lag = self.chance.lag(assumed.PETITION_LAG) + timedelta(days=3)
        return offence_on + min(lag, timedelta(days=assumed.PETITION_LONGEST_LAG))

    def petitioned(self, on: date, offence_on: date, closed_on: date | None = None) -> Petition | None:
        """A delinquency petition with its referrals. One petition a day."""
        chance = self.chance
        if not self.probation or not self.on_file(on) or on in self.petitions:
            return None
        agency = self.probation[0]
        told = chance.told(on)
        if closed_on is None:
            closed_on = on + timedelta(days=assumed.PETITION_OPEN_AT_LEAST) + chance.lag(assumed.PETITION_OPEN)
        petition = Petition(
            agency=agency,
            on=on,
            sent=told.sent,
            who=self.someone.described(chance, agency, on),
            offence_on=offence_on,
            closed=chance.told(closed_on, told.sent),
            referrals=tuple(self._referrals(told)),
        )
        self.petitions[on] = petition
        return petition

    def _referrals(self, petition: Told) -> list[Referral]:
        made = []
        for _ in range(int(self.chance.one_of(assumed.REFERRALS))):
            lag = min(self.chance.lag(assumed.REFERRAL_LAG), timedelta(days=assumed.REFERRAL_LONGEST_LAG))
            on, service = petition.on + lag, self.chance.one_of(assumed.SERVICE)
            # A referral is known by young person, day and service, so two petitions never share one.
            if (on, service) not in self._referred:
                self._referred.add((on, service))
                made.append(self._referral(service, self.chance.told(on, petition.sent)))
        return made

    def _referral(self, service: str, made: Told) -> Referral:
        chance = self.chance
        steps: list[Told] = []
        edge = self._edge(made.on) if chance.happens(assumed.AT_AN_EDGE) else None
        chances = (
            (assumed.ACCEPTED, 0, assumed.ACCEPTED_LAG, assumed.NOT_ACCEPTED),
            (assumed.STARTED, 0, assumed.STARTED_LAG, assumed.NOT_STARTED),
            (assumed.COMPLETED, assumed.COMPLETED_AT_LEAST, assumed.COMPLETED_LAG, assumed.NOT_COMPLETED),
        )
        reason = "completed"
        for share, at_least, mean, otherwise in chances:
            before = steps[-1] if steps else made
            if not chance.happens(share):
                reason = chance.one_of(otherwise)
                break
            usual = before.on + timedelta(days=at_least) + chance.lag(mean)
            on = max(edge, before.on) if edge and chance.happens(0.5) else usual
            steps.append(chance.told(on, before.sent))
        latest = steps[-1] if steps else made
        accepted, started, completed = (*steps, None, None, None)[:3]
        if completed:
            closed = completed
        else:
            closed = chance.told(latest.on + timedelta(days=20) + chance.lag(40), latest.sent)
            if chance.happens(assumed.STAYS_OPEN):
                return Referral(service, made.on, made.sent, accepted, started, completed, None, None)
        return Referral(service, made.on, made.sent, accepted, started, completed, reason, closed.sent)

    def _edge(self, made_on: date) -> date:
        """A day at an edge of the six months in which a step counts: the first, the last, and the one after."""
        end = months_after(made_on, 6)
        return self.chance.rng.choice((made_on, end - DAY, end))
