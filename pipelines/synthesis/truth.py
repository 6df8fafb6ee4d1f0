"""What is true of the made-up county: every number that the published figures are made from, before any is withheld.

This is a second, naive way of counting, made to catch mistakes in the first: it walks over lives in plain loops, takes
its windows, pathways and medians from its own few lines below, and shares no code with the counting of agencies' files.
It counts what the agencies can have told by the given quarter; what is told later does not count yet. Planted faults
and lost files do not change it: a figure made from spoiled files may differ from the truth, and that is the point.

A median of nobody is an empty value with an empty status.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.synthesis.events import Described, Youth
from schemas import Period, Quarter, Schemas, Year

STEPS = ("accepted", "started", "completed")
HORIZONS = {"6m": 6, "12m": 12, "24m": 24}
PATHWAYS = (
    "no_dependency",
    "dual",
    "concurrent_dependency_first",
    "concurrent_delinquency_first",
    "concurrent_same_day",
    "nonconcurrent_dependency_first",
    "nonconcurrent_delinquency_first",
)
# Months that each member is followed, by measure and outcome code.
FOLLOWED = {
    "recidivism": HORIZONS,
    "referral_funnel": dict.fromkeys(STEPS, 6),
    "crossover": dict.fromkeys(PATHWAYS, 12),
}
OUTCOME = {"recidivism": "horizon", "referral_funnel": "step", "crossover": "pathway"}

Cell = dict[str, str]


@dataclass(frozen=True)
class Member:
    """One of those counted: the day that decides the period, who it was, which outcomes were reached, how soon."""

    on: date
    who: Mapping[str, str]
    reached: frozenset[str]
    days: Mapping[str, int] = field(default_factory=dict)


def every_cell(lives: Sequence[Youth], schemas: Schemas, first: Quarter, last: Quarter) -> list[Cell]:
    """All cells as of the quarter `last`, in the columns of `columns`."""
    members: dict[str, Callable[[Sequence[Youth], Quarter], list[Member]]] = {
        "recidivism": followed_up,
        "referral_funnel": referred,
        "crossover": petitioned,
    }
    cells: list[Cell] = []
    for name in sorted(schemas.measures):
        if name in members:
            cells += _share(name, members[name](lives, last), schemas, first, last)
        elif name == "advocacy_sessions":
            cells += _sessions(lives, schemas, first, last)
    return cells


def columns(schemas: Schemas) -> list[str]:
    """The columns of a publication's cells: every dimension, in order of first appearance over the measures by name."""
    dimensions: list[str] = []
    for _, measure in sorted(schemas.measures.items()):
        dimensions += [d for d in measure.dimensions if d not in dimensions]
    return ["measure", "period", *dimensions, "statistic", "value", "status"]


def followed_up(lives: Sequence[Youth], last: Quarter) -> list[Member]:
    """Everyone confirmed as exploited, from the first such contact, and the horizons with a new offence."""
    found = []
    for youth in lives:
        confirmed = []
        offences = []
        for contact in youth.contacts:
            if contact.sent <= last:
                status = contact.status if contact.settled <= last else contact.at_first
                if status == "confirmed":
                    confirmed.append((contact.on, contact.agency, contact.who))
                if contact.arrested == "yes" and contact.offence_on:
                    offences.append(contact.offence_on)
        for petition in youth.petitions:
            if petition.sent <= last:
                offences.append(petition.offence_on)
        if confirmed:
            index_on, _, who = min(confirmed, key=lambda c: (c[0], c[1]))
            new = [day for day in offences if day > index_on]
            ends = {code: months_later(index_on, months) for code, months in HORIZONS.items()}
            reached = {code for code, end in ends.items() if any(day < end for day in new)}
            found.append(Member(index_on, _codes(who), frozenset(reached)))
    return found


def referred(lives: Sequence[Youth], last: Quarter) -> list[Member]:
    """Every referral, with the steps reached within six months."""
    found = []
    for youth in lives:
        for petition in youth.petitions:
            for referral in petition.referrals:
                if referral.sent <= last:
                    days = {}
                    end = months_later(referral.on, 6)
                    steps = (referral.accepted, referral.started, referral.completed)
                    for step, told in zip(STEPS, steps, strict=True):
                        if told and told.sent <= last and referral.on <= told.on < end:
                            days[step] = (told.on - referral.on).days
                    who = {**_codes(petition.who), "service": referral.service}
                    found.append(Member(referral.on, who, frozenset(days), days))
    return found


def petitioned(lives: Sequence[Youth], last: Quarter) -> list[Member]:
    """Everyone with a delinquency petition, from the first one, with the pathway and what it is a part of."""
    found = []
    for youth in lives:
        petitions = [p for p in youth.petitions if p.sent <= last]
        if petitions:
            first = min(petitions, key=lambda p: (p.on, p.agency))
            delinquent = [(p.on, p.closed.on if p.closed and p.closed.sent <= last else None) for p in petitions]
            dependent = [
                (r.opened.on, r.ended.on if r.ended and r.ended.sent <= last else None)
                for r in youth.reports
                if r.opened and r.opened.sent <= last
            ]
            way = pathway(first.on, delinquent, dependent)
            reached = {way} if way == "no_dependency" else {way, "dual"}
            found.append(Member(first.on, _codes(first.who), frozenset(reached)))
    return found


Spell = tuple[date, date | None]


def pathway(first_on: date, delinquent: Sequence[Spell], dependent: Sequence[Spell]) -> str:
    """Walks through the twelve months from the first petition day by day, looking for one on which both were open."""
    horizon_end = months_later(first_on, 12)
    seen = [(start, end) for start, end in dependent if start < horizon_end]
    if not seen:
        return "no_dependency"
    earliest = min(start for start, _ in seen)
    if earliest == first_on:
        return "concurrent_same_day"
    both = False
    day = first_on
    while day < horizon_end and not both:
        both = _is_open(day, seen) and _is_open(day, delinquent)
        day += timedelta(days=1)
    order = "dependency_first" if earliest < first_on else "delinquency_first"
    return f"concurrent_{order}" if both else f"nonconcurrent_{order}"


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def middle(days: Sequence[int]) -> int | None:
    """The lowest of the days that at least half of them do not exceed; None where there are none."""
    for day in sorted(days):
        if 2 * sum(1 for other in days if other <= day) >= len(days):
            return day
    return None


def is_mature(period: Period, months: int, wait: int, last: Quarter) -> bool:
    """Whether whoever came on the period's last quarter has been followed, and late files have been waited for."""
    quarters = 0
    while 3 * quarters < months:
        quarters += 1
    return period.quarters[-1].plus(quarters + wait) <= last


def _share(name: str, members: Sequence[Member], schemas: Schemas, first: Quarter, last: Quarter) -> Iterator[Cell]:
    measure = schemas.measures[name]
    outcome = OUTCOME[name]
    for period in _periods(first, last):
        start, end = period.start, period.end
        inside = [m for m in members if start <= m.on <= end]
        for place, group in _groups(inside, measure.breakdowns, schemas, name, period):
            cell = {"measure": name, "period": str(period), **place}
            yield {**cell, outcome: "_T", "statistic": "denominator", "value": str(len(group)), "status": ""}
            for code, months in FOLLOWED[name].items():
                mature = is_mature(period, months, schemas.policy.late_quarters, last)
                given = [("numerator", str(sum(1 for m in group if code in m.reached)))]
                if name == "referral_funnel":
                    median = middle([m.days[code] for m in group if code in m.days])
                    given.append(("median_days", "" if median is None else str(median)))
                for statistic, value in given:
                    told = {"value": value, "status": ""} if mature else {"value": "", "status": "m"}
                    yield {**cell, outcome: code, "statistic": statistic, **told}


def _groups(
    inside: Sequence[Member], breakdowns: Sequence[str], schemas: Schemas, name: str, period: Period
) -> Iterator[tuple[Cell, list[Member]]]:
    """Everyone; and for a year everyone with each code of each breakdown."""
    whole = dict.fromkeys(breakdowns, "_T")
    yield whole, list(inside)
    for breakdown in breakdowns if isinstance(period, Year) else ():
        words = schemas.codelist_of(schemas.measures[name], breakdown)
        for code in words.codes if words else ():
            yield {**whole, breakdown: code}, [m for m in inside if m.who[breakdown] == code]


def _sessions(lives: Sequence[Youth], schemas: Schemas, first: Quarter, last: Quarter) -> Iterator[Cell]:
    words = schemas.codelist_of(schemas.measures["advocacy_sessions"], "service")
    for period in _periods(first, last):
        start, end = period.start, period.end
        given = [s for youth in lives for s in youth.sessions if start <= s.on <= end]
        services = [("_T", len(given))]
        if isinstance(period, Year) and words:
            services += [(code, sum(1 for s in given if s.service == code)) for code in words.codes]
        for service, count in services:
            yield {
                "measure": "advocacy_sessions",
                "period": str(period),
                "service": service,
                "statistic": "count",
                "value": str(count),
                "status": "",
            }


def _periods(first: Quarter, last: Quarter) -> list[Period]:
    """The quarters, and the years of which all four are among them."""
    quarters = list(first.through(last))
    years = sorted({q.year for q in quarters})
    return [*quarters, *(Year(y) for y in years if sum(1 for q in quarters if q.year == y) == 4)]


def _is_open(day: date, spells: Sequence[Spell]) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in spells)


def _codes(who: Described) -> dict[str, str]:
    return {
        "age_band": who.age_band,
        "gender": who.gender,
        "race_ethnicity": who.race_ethnicity,
        "residence": who.residence,
    }
