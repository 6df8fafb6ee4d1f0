"""The plainest way of counting: things in a list, walked through once for each number that is asked for.

It is the second way of counting, and shares nothing with the first but what was agreed: words of codelists, names of breakdowns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas import Measure, Period, Quarter, Schemas, Year

Cell = dict[str, str]
NOBODY: Mapping[str, str] = {}
SAFETY = 2  # quarters by which a figure that could endanger somebody is told later


@dataclass(frozen=True)
class Thing:
    """One thing that is counted: its day, whose it is, what it is in each breakdown, what came of it, and after how many days."""

    on: date
    token: str
    is_in: Mapping[str, str]
    had: frozenset[str] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sum:
    """One line of totals or of a register: its quarter (or day), the number, and the numbers of its parts by outcome code.

    A number is None where an agency did not give it exactly. `is_part`: the whole has a line of its own, this is one of its parts.
    """

    on: date
    number: int | None
    is_in: Mapping[str, str]
    parts: Mapping[str, int | None] = field(default_factory=dict)
    is_part: bool = False


@dataclass(frozen=True)
class Counted:
    """What is true for one measure.

    people: each young person counts once in a period; who it was, is what the first thing of the period says, and an outcome was
        had if any of the things had it; with `first_says` the first of them decides.
    waits: months until an outcome is known, by code; `whole_waits` until it is known what is counted at all.
    starts: the first quarter that can be told of; default the county's first.
    """

    things: Sequence[Thing | Sum]
    people: bool = False
    first_says: bool = False
    waits: Mapping[str, int] = field(default_factory=dict)
    whole_waits: int = 0
    middle_of: tuple[str, ...] = ()
    nine_in_ten_of: tuple[str, ...] = ()
    starts: Quarter | None = None


@dataclass(frozen=True)
class OwnCells:
    """What is true for a measure of which no things are counted: `of` tells the cells of one period, without the measure's name."""

    of: Callable[[Period], Iterator[Cell]]
    starts: Quarter | None = None


def cells(counted: Counted | OwnCells, measure: Measure, schemas: Schemas, first: Quarter, last: Quarter) -> Iterator[Cell]:
    """Every cell of the measure, in the columns of a publication's cells, as of the quarter `last`."""
    if isinstance(counted, OwnCells):
        for period in _periods(measure, max(first, counted.starts or first), last):
            yield from ({"measure": measure.name, **cell} for cell in counted.of(period))
        return
    for period in _periods(measure, max(first, counted.starts or first), last):
        inside = [t for t in counted.things if period.start <= t.on <= period.end]
        whole = dict.fromkeys(measure.breakdowns, "_T")
        wholes = [t for t in inside if isinstance(t, Thing) or not t.is_part]
        yield from _group(counted, measure, period, whole, wholes, schemas, last)
        if isinstance(period, Year) or (measure.point and period.quarters[-1].number == 4) or measure.kind == "inventory":
            for breakdown in measure.breakdowns:
                words = schemas.codelist_of(measure, breakdown)
                parents = words.parents if words else {}
                for code in words.codes if words else ():
                    theirs = [t for t in _who_is_who(inside, counted.people) if _is(t.is_in.get(breakdown), code, parents)]
                    yield from _group(counted, measure, period, {**whole, breakdown: code}, theirs, schemas, last)


def _who_is_who(inside: Sequence[Thing | Sum], people: bool) -> Sequence[Thing | Sum]:
    """Each thing, said to be of whom the first thing of the same young person says it is."""
    if not people:
        return inside
    first: dict[str, Thing] = {}
    for thing in inside:
        assert isinstance(thing, Thing)
        first.setdefault(thing.token, thing)
    for thing in inside:
        assert isinstance(thing, Thing)
        if thing.on < first[thing.token].on:
            first[thing.token] = thing
    return [Thing(t.on, t.token, first[t.token].is_in, t.had, t.days) for t in inside if isinstance(t, Thing)]


def _is(code: str | None, wanted: str, parents: Mapping[str, str]) -> bool:
    while code is not None and code != wanted:
        code = parents.get(code)
    return code == wanted


def _group(
    counted: Counted, measure: Measure, period: Period, place: Cell, inside: Sequence[Thing | Sum], schemas: Schemas, last: Quarter
) -> Iterator[Cell]:
    cell = {"measure": measure.name, "period": str(period), **place}
    outcome = measure.outcome
    last = last.plus(-SAFETY) if measure.safety else last
    known = is_mature(period, counted.whole_waits, schemas.policy.late_quarters, last)
    number = _number(counted, inside, None)
    lacks = "x" if number is None else ""
    yield {**cell, **_at(measure, "_T"), "statistic": "denominator" if outcome else "count", **_said(number, known, lacks)}
    yield from _days(counted, measure, cell, "_T", inside, known)
    for code in outcome.codes if outcome else ():
        months = counted.waits.get(code, 0)
        mature = known and is_mature(period, months, schemas.policy.late_quarters, last)
        part = _number(counted, inside, code)
        # A part can be told exactly where the whole was not; of what it is a part is not known then, so it is not told either.
        yield {**cell, **_at(measure, code), "statistic": "numerator", **_said(part, mature, "x" if part is None else lacks)}
        yield from _days(counted, measure, cell, code, inside, mature)


def _at(measure: Measure, code: str) -> Cell:
    return {measure.outcome.dimension: code} if measure.outcome else {}


def _number(counted: Counted, inside: Sequence[Thing | Sum], code: str | None) -> int | None:
    """How many things there are, or had the outcome; of totals, what they add up to."""
    if inside and isinstance(inside[0], Sum):
        numbers = [t.number if code is None else t.parts.get(code, 0) for t in inside if isinstance(t, Sum)]
        return None if None in numbers else sum(n for n in numbers if n is not None)
    things = [t for t in inside if isinstance(t, Thing)]
    if not counted.people:
        return sum(1 for t in things if code is None or code in t.had)
    if counted.first_says and code is not None:
        things = _firsts(things)
    return len({t.token for t in things if code is None or code in t.had})


def _firsts(things: Sequence[Thing]) -> list[Thing]:
    first: dict[str, Thing] = {}
    for thing in things:
        if thing.token not in first or thing.on < first[thing.token].on:
            first[thing.token] = thing
    return list(first.values())


def _days(counted: Counted, measure: Measure, cell: Cell, code: str, inside: Sequence[Thing | Sum], known: bool) -> Iterator[Cell]:
    for statistic, asked, share in (("median_days", counted.middle_of, (1, 2)), ("p90_days", counted.nine_in_ten_of, (9, 10))):
        if code in asked:
            things = [t for t in inside if isinstance(t, Thing)]
            days = [t.days[code] for t in (_firsts(things) if counted.people else things) if code in t.days]
            yield {**cell, **_at(measure, code), "statistic": statistic, **_said(rank(days, *share), known)}


def rank(days: Sequence[int], share: int, of: int) -> int | None:
    """The lowest of the days that so large a share of them does not exceed; None where there are none."""
    for day in sorted(days):
        if of * sum(1 for other in days if other <= day) >= share * len(days):
            return day
    return None


def _said(value: int | None, known: bool, lacks: str = "") -> Cell:
    if not known:
        return {"value": "", "status": "m"}
    return {"value": "" if value is None or lacks else str(value), "status": lacks}


def is_mature(period: Period, months: int, wait: int, last: Quarter) -> bool:
    """Whether whoever came on the period's last day has been followed so long, and late files have been waited for."""
    quarters = 0
    while 3 * quarters < months:
        quarters += 1
    return period.quarters[-1].plus(quarters + wait if months else 0) <= last


def _periods(measure: Measure, first: Quarter, last: Quarter) -> list[Period]:
    quarters = list(first.through(last))
    years = sorted({q.year for q in quarters})
    whole = [Year(y) for y in years if sum(1 for q in quarters if q.year == y) == 4]
    return [*(quarters if measure.quarterly or measure.point else []), *(whole if measure.yearly else [])]
