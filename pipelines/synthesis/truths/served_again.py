"""Whom the agencies that send rows served quarter after quarter: who is new in a fiscal year, and who goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, OwnCells, Thing
from pipelines.synthesis.truths.walking import WHO, day_of, described, rows
from schemas import Quarter, Schemas

CODES = ("not_quarter_before", "not_two_before", "not_three_before")


@dataclass(frozen=True)
class Spell:
    """A service of somebody, from its first day to its last that is known."""

    token: str
    agency: str
    started: date
    until: date
    who: dict[str, str]

    def first_day_in(self, start: date, end: date) -> date | None:
        return max(self.started, start) if self.started <= end and self.until >= start else None


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted | OwnCells]:
    from_then_on = county.first.plus(3)
    served = list(spells(county, last))
    seen: dict[Quarter, set[str]] = {}
    for quarter in county.first.through(last):
        seen[quarter] = {s.token for s in served if s.first_day_in(quarter.start, quarter.end)}
    things = []
    for quarter in seen:
        for token in seen[quarter]:
            gone = [n for n in (1, 2, 3) if all(token not in seen.get(quarter.plus(-k), ()) for k in range(1, n + 1))]
            things.append(Thing(quarter.start, token, {}, frozenset(CODES[n - 1] for n in gone)))
    return {
        "new_and_continuing": Counted(things, people=True, starts=from_then_on),
        "served_in_federal_year": Counted(list(_by_federal_year(served, county, last)), people=True, starts=from_then_on),
    }


def spells(county: County, last: Quarter) -> Iterator[Spell]:
    for line in rows(county, "services_received", last):
        ended = line.row["ended_on"]
        until = ended if isinstance(ended, date) else last.end
        yield Spell(line.token, line.agency, day_of(line, "started_on"), until, described(line, *WHO))
    for youth in county.lives:
        for petition in youth.petitions:
            for referral in (r for r in petition.referrals if r.sent <= last and r.started and r.started.sent <= last):
                started = referral.started.on if referral.started else petition.on
                is_completed = referral.completed is not None and referral.completed.sent <= last
                until = referral.completed.on if referral.completed and is_completed else started
                yield Spell(youth.token, petition.agency, started, until, {w: str(getattr(petition.who, w)) for w in WHO})


def _by_federal_year(served: list[Spell], county: County, last: Quarter) -> Iterator[Thing]:
    for year in range(county.first.year, last.year + 1):
        start, end = date(year - 1, 10, 1), date(year, 9, 30)
        first: dict[str, tuple[date, date, str, list[str]]] = {}
        for one in served:
            day = one.first_day_in(start, end)
            if day is not None:
                told = (day, one.started, one.agency, [one.who.get(w, "") for w in WHO])
                first[one.token] = min(told, first.get(one.token, told))
        for token, (_, _, _, who) in first.items():
            yield Thing(end, token, dict(zip(WHO, who, strict=True)))
