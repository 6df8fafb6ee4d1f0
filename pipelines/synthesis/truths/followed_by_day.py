"""Of a hundred young people, how many had something happen by a day; and how often it happened in the months in which it could.

The share by a day is worked out day after day: of those who are still seen, how many have had nothing happen yet (Kaplan and Meier).
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from math import exp, log, sqrt

from pipelines.synthesis.events import County, Youth
from pipelines.synthesis.truths import followed as cohorts
from pipelines.synthesis.truths import life_so_far as so_far
from pipelines.synthesis.truths.followed import Followed
from pipelines.synthesis.truths.life_so_far import DAY, Who
from pipelines.synthesis.truths.naive import Cell, OwnCells
from schemas import Period, Quarter, Schemas

BY_DAY = {"d180": 180, "d365": 365, "d730": 730, "d1095": 1095}
SURE = 1.959963984540054  # standard deviations of a normal distribution, between which 95 of 100 draws lie
Seen = tuple[int, bool]  # the day of the event and True, or the last day seen and False


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, OwnCells]:
    """Of the two measures by day since a service began, and of the events in the time at liberty."""
    late = schemas.policy.late_quarters
    served = cohorts.followed(county, _service_began, last)

    def arrested(one: Followed) -> list[date]:
        return [charge.on for charge in so_far.arrests(one.life, last)]

    def exploited(one: Followed) -> list[date]:
        return cohorts.exploited_again_on(one, last)

    return {
        "arrested_by_day": OwnCells(lambda period: _by_day(served, arrested, period, late, last)),
        "exploited_again_by_day": OwnCells(lambda period: _by_day(served, exploited, period, late, last)),
        "events_at_liberty": OwnCells(lambda period: _at_liberty(county, period, late, last)),
    }


def _service_began(life: Youth, last: Quarter) -> list[tuple[date, str, Who]]:
    rows = so_far.told(life, "services_received", last)
    return [(so_far.on(row, "started_on"), agency, so_far.who(row)) for agency, row in rows]


def _by_day(
    everyone: list[Followed], happened: Callable[[Followed], list[date]], period: Period, late: int, last: Quarter
) -> Iterator[Cell]:
    seen: list[Seen] = []
    for one in everyone:
        if period.start <= one.index_on <= period.end:
            until = one.lost_on or last.end
            days = [(day - one.index_on).days for day in happened(one) if one.index_on < day <= until]
            seen.append((min(days), True) if days else ((until - one.index_on).days, False))
    yield {"period": str(period), "horizon": "_T", "statistic": "denominator", "value": str(len(seen)), "status": ""}
    for code, days_on in BY_DAY.items():
        known = Quarter.of(period.end + days_on * DAY).plus(late) <= last
        for statistic, value in zip(("percent", "ci_low", "ci_high"), share_by(days_on, seen), strict=True):
            told = str(value) if known and seen else ""
            yield {"period": str(period), "horizon": code, "statistic": statistic, "value": told, "status": "" if known else "m"}


def share_by(day: int, seen: list[Seen]) -> tuple[int, int, int]:
    """How many of a hundred had it happen by the day, and between which the true share lies in 95 of 100 cases (log-log)."""
    without, spread = Fraction(1), Fraction(0)
    for today in range(1, day + 1):
        still_there = sum(1 for until, _ in seen if until >= today)
        today_had_it = sum(1 for until, had in seen if had and until == today)
        if today_had_it:
            without *= 1 - Fraction(today_had_it, still_there)
            if still_there > today_had_it:
                spread += Fraction(today_had_it, still_there * (still_there - today_had_it))
    if without in (0, 1):
        same = _percent(1 - without)
        return same, same, same
    wide = SURE * sqrt(spread) / -log(without)
    ends = [1 - exp(log(without) * exp(turn * wide)) for turn in (-1, 1)]
    return _percent(1 - without), _percent(Fraction(ends[0])), _percent(Fraction(ends[1]))


def _percent(share: Fraction) -> int:
    """A whole number, half up."""
    return int(100 * share + Fraction(1, 2))


def _at_liberty(county: County, period: Period, late: int, last: Quarter) -> Iterator[Cell]:
    """Days on which a young person was neither in the hall nor missing all day, from the day after the first confirmation."""
    days_free, events = 0, {"exploited_again": 0, "arrest": 0}
    for life in county.lives:
        found = so_far.newly_found(life, last)
        confirmed = [f.on for f in found if f.is_confirmed]
        if not confirmed:
            continue
        lost = so_far.first_lost(life, min(confirmed), last)
        away = [*so_far.in_hall(life, last), *so_far.missing(life, last)]
        exploited = {f.on for f in found if f.since == f.on}
        arrested = {charge.on for charge in so_far.arrests(life, last)}
        day = max(min(confirmed) + DAY, period.start)
        while day <= min(period.end, lost[0] if lost else last.end):
            if not any(spell.has_whole(day) for spell in away):
                days_free += 1
                events["exploited_again"] += day in exploited
                events["arrest"] += day in arrested
            day += DAY
    known = period.quarters[-1].plus(late) <= last
    months = int(Fraction(days_free * 48, 1461) + Fraction(1, 2))  # four years have so many months and days
    for code, statistic, value in (("_T", "months", months), *((code, "events", number) for code, number in events.items())):
        told = str(value) if known else ""
        yield {"period": str(period), "outcome": code, "statistic": statistic, "value": told, "status": "" if known else "m"}
