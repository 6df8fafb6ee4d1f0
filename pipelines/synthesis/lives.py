"""Draws the lives of a made-up county: who is met by which agency, when, and what becomes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from pipelines.synthesis import assumptions as assumed
from pipelines.synthesis import boundaries
from pipelines.synthesis.assumptions import Weights
from pipelines.synthesis.chance import Chance, Person, person, token
from pipelines.synthesis.events import County, Session, Youth
from pipelines.synthesis.justice import DAY, Justice
from pipelines.synthesis.welfare import Welfare
from schemas.period import Quarter

Senders = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Maker:
    chance: Chance
    senders: Senders
    seed: int
    people: dict[str, Person] = field(default_factory=dict)

    def begin(self, number: int, on: date, genders: Weights, band: str | None = None) -> tuple[str, Justice, Welfare]:
        name = token(self.seed, number)
        someone = self.people[name] = person(self.chance, name, on, genders, band)
        return name, Justice(self.chance, someone, self.senders), Welfare(self.chance, someone, self.senders)

    def identified(self, number: int, place: int) -> Youth:
        """Someone whom law enforcement confirms as exploited, or holds to be at risk."""
        chance = self.chance
        if place % boundaries.EVERY == 0:
            return self._at_a_boundary(number, place // boundaries.EVERY)
        met_on = chance.any_day()
        name, justice, welfare = self.begin(number, met_on, assumed.GENDER)
        if chance.happens(assumed.EARLIER_CONTACT):
            justice.meets(met_on - chance.lag(200) - DAY, "none")
        if chance.happens(assumed.EARLIER_PETITION):
            filed_on = met_on - chance.lag(200) - DAY
            justice.petitioned(filed_on, filed_on - chance.lag(assumed.PETITION_LAG))
        status = "confirmed" if chance.happens(assumed.CONFIRMED_AT_FIRST) else "at_risk"
        offence_on = met_on - chance.lag(2) if chance.happens(assumed.ARRESTED_AT_FIRST) else None
        justice.meets(met_on, status, offence_on)
        if chance.happens(assumed.BOTH_AGENCIES_SAME_DAY):
            justice.both_meet(met_on, status)
        if offence_on and chance.happens(assumed.FIRST_ARREST_TO_PETITION):
            justice.petitioned(max(met_on, justice.filed(offence_on)), offence_on)
        justice.meets_again(met_on, status)
        justice.offends(met_on, assumed.FURTHER_STATUS if status == "confirmed" else assumed.FURTHER_STATUS_AT_RISK)
        welfare.history(met_on, assumed.CASES)
        return _life(name, justice, welfare, self._sessions(justice))

    def petition_only(self, number: int, place: int) -> Youth:
        """Someone with a delinquency petition whom nobody ever identified as exploited."""
        chance = self.chance
        filed_on = chance.any_day()
        at_boundary = place % boundaries.EVERY == 0
        band = "age_12_13" if at_boundary else None
        name, justice, welfare = self.begin(number, filed_on, assumed.GENDER_OTHERS, band)
        if at_boundary:
            boundaries.both_systems(place // boundaries.EVERY, filed_on, justice, welfare)
            return _life(name, justice, welfare)
        offence_on = filed_on - chance.lag(assumed.PETITION_LAG) - DAY
        if chance.happens(assumed.LEADS_TO_ARREST):
            justice.meets(offence_on, "none", offence_on)
        justice.petitioned(filed_on, offence_on)
        justice.offends(filed_on, assumed.NO_CONCERN)
        welfare.history(filed_on, assumed.CASES_OTHERS)
        return _life(name, justice, welfare)

    def contact_only(self, number: int, place: int) -> Youth:
        """Someone whom law enforcement met without any concern of exploitation."""
        met_on = self.chance.any_day()
        name, justice, welfare = self.begin(number, met_on, assumed.GENDER_OTHERS)
        justice.meets(met_on, "none")
        return _life(name, justice, welfare)

    def report_only(self, number: int, place: int) -> Youth:
        """Someone whom only child welfare knows."""
        around = self.chance.any_day()
        name, justice, welfare = self.begin(number, around, assumed.GENDER)
        welfare.history(around, assumed.CASES)
        return _life(name, justice, welfare)

    def advocate_only(self, number: int, place: int) -> Youth:
        """Someone who came to the advocates alone: no agency's rows ever name them."""
        return Youth(token(self.seed, number), sessions=tuple(self._visits(self.chance.any_day())))

    def _at_a_boundary(self, number: int, place: int) -> Youth:
        met_on = boundaries.met_on(place, self.chance.any_day(), self.chance.first, self.chance.last)
        name, justice, welfare = self.begin(number, met_on, assumed.GENDER, "age_12_13")
        boundaries.new_offence(place, met_on, justice)
        welfare.history(met_on, assumed.CASES)
        return _life(name, justice, welfare, self._sessions(justice))

    def _sessions(self, justice: Justice) -> tuple[Session, ...]:
        """The advocates' work with someone they were told of."""
        told_of = sorted(c.on for c in justice.contacts.values() if c.notified == "yes")
        if told_of and self.chance.happens(assumed.REACHED):
            return tuple(self._visits(told_of[0]))
        return ()

    def _visits(self, since: date) -> Iterator[Session]:
        on = since
        for agency in self.senders.get("advocacy_services", ())[:1]:
            yield Session(agency, on, "crisis_counselling")
            while self.chance.happens(assumed.FURTHER_SESSION):
                on += self.chance.lag(assumed.SESSION_LAG)
                yield Session(agency, on, self.chance.one_of(assumed.SESSION))


def draw(senders: Senders, youth_per_year: int, first: Quarter, last: Quarter, seed: int) -> County:
    """Every life of the county. The same arguments draw the same lives."""
    maker = _Maker(Chance(Random(seed), first, last), senders, seed)
    newly_identified = youth_per_year * len(first.through(last.plus(assumed.QUARTERS_BEYOND))) / 4
    kinds = (
        (1.0, maker.identified),
        (assumed.PETITION_ONLY, maker.petition_only),
        (assumed.CONTACT_ONLY, maker.contact_only),
        (assumed.REPORT_ONLY, maker.report_only),
        (assumed.ADVOCATE_ONLY, maker.advocate_only),
    )
    wanted = [(make, place) for share, make in kinds for place in range(round(share * newly_identified))]
    lives = [make(number, place) for number, (make, place) in enumerate(wanted)]
    return County(tuple(life for life in lives if life.is_known), first, last, senders, people=maker.people)


def _life(name: str, justice: Justice, welfare: Welfare, sessions: tuple[Session, ...] = ()) -> Youth:
    return Youth(
        token=name,
        contacts=tuple(c for _, c in sorted(justice.contacts.items(), key=lambda kept: kept[0])),
        petitions=tuple(p for _, p in sorted(justice.petitions.items(), key=lambda kept: kept[0])),
        reports=tuple(r for _, r in sorted(welfare.reports.items(), key=lambda kept: kept[0])),
        sessions=sessions,
    )
