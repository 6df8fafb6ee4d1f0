"""Measures: what is counted, out of what, for whom. A measure never computes; it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from schemas import files
from schemas.funding_period import FISCAL
from schemas.period import Period, Quarter, Year, months_after
from schemas.policy import Policy
from schemas.table import Table
from schemas.told import CameFrom, Told, came_from, told

KINDS = ("share", "count", "totals", "overlap", "inventory", "horizons", "rate", "bounds", "estimate")
RELATIONS = ("nested", "partition", "disjoint", "apart")
TAKEN = ("measure", "period", "statistic", "value", "status", "published_by", "published_on", "low", "high")
"""Columns of published cells, and of figures that others published."""
WINDOWS = ("quarter", "year", "point")
SAFETY_QUARTERS = 2
"""By so many quarters later a safety measure is published."""

Filter = Mapping[str, Any]


_QUARTER_ENDS = tuple(Quarter(year, number).end for year in range(2025, 2029) for number in (1, 2, 3, 4))


@cache
def _months_of(days: int) -> int:
    """The fewest months that hold so many days, from the end of whichever quarter on."""
    return next(months for months in range(days + 1) if all((months_after(end, months) - end).days >= days for end in _QUARTER_ENDS))


@dataclass(frozen=True)
class Outcome:
    """The numerators of a share, as codes of one dimension.

    `nested`: each code's rows are among those of the code before it. `partition`: the codes split the denominator.
    `disjoint`: no row has two codes, and some may have none. `apart`: the codes have nothing to do with each other.
    Numerators are told by `filters` (code → filter), by `months` after the measure's date in which the day in `event`
    falls (code → months), by the `days` after it (code → from which day to before which, the measure's date being day 0),
    by a `column` that carries the code, by `events` of their own (code → the column of its day) that fall `within_months` after the
    measure's date, or of totals by the columns of their `values` and of the `youths` behind these.

    `within_months` also says how long a row must be followed before its code in `column`, or by `filters`, is known. `until` names the
    column of the last day on which the event of `horizons` would have been seen.
    """

    dimension: str
    codelist: str
    relation: str
    codes: tuple[str, ...]
    filters: Mapping[str, Filter]
    months: Mapping[str, int]
    event: str | None
    column: str | None
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    youths: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    within_months: int = 0
    until: str | None = None

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"relation {self.relation!r} must be one of {', '.join(RELATIONS)}")
        if sum(map(bool, (self.filters, self.months, self.days, self.column, self.values, self.events))) != 1:
            raise ValueError(
                "an outcome is told by 'filters', by 'event' with 'months' or 'days', by 'events', by 'column', or of totals by 'values'"
            )
        if bool(self.months or self.days) != bool(self.event):
            raise ValueError("'event' goes with 'months' or 'days'")
        if self.events and not self.within_months or self.within_months and not (self.events or self.column or self.filters):
            raise ValueError("'events' fall 'within_months', after which also a 'column' or 'filters' may be known; nothing else has them")
        if any(len(ends) != 2 or not 0 <= ends[0] < ends[1] for ends in self.days.values()):
            raise ValueError("'days' are given as [from, to], like [0, 181] for day 0 to day 180")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it asks."""
        named = (*self.events.values(), *self.values.values(), *self.youths.values())
        asked = (*(c for f in self.filters.values() for c in f), self.event, self.column, *named)
        return tuple(dict.fromkeys(c for c in asked if c))

    def follow_up(self, code: str) -> int:
        """Months until it is known whether a row had this outcome."""
        days = self.days[code][1] - 1 if code in self.days else 0
        return max(self.months.get(code, 0), self.within_months, _months_of(days))


@dataclass(frozen=True)
class Among:
    """Of which measure's rows those of this one are: of all that it counts, or of those that had one of its outcomes."""

    measure: str
    code: str | None = None


@dataclass(frozen=True)
class Firsts:
    """Which measure says, quarter by quarter, who came for the first time in a year; `year`: calendar, federal or state."""

    measure: str
    year: str

    def __post_init__(self) -> None:
        if self.year not in FISCAL:
            raise ValueError(f"firsts: year is one of {', '.join(FISCAL)}")


@dataclass(frozen=True)
class Measure:
    """One question with its definition.

    `share`: rows of table `counts`, and how many of them had each outcome. `count`: rows (distinct young people when
    `unit` is youth). `totals`: numbers that an agency counted itself, column `value`, resting on column `youth` young people;
    a column with a code _T for the whole is asked for `_T`, unless `where` names its codes or it is a breakdown.
    `overlap`: distinct young people on the lists told apart by column `lists`, on each list, and on each pair of lists.
    `inventory`: agencies, agreements, staff, meetings, money: rows of a register, or the sum of its column `value`, or how many
    different ones stand in its column `distinct`. It counts no young people, and nothing of it is withheld.
    `horizons`: of every hundred young people, how many had the event by each of some numbers of days, were nobody lost from sight
    before (Kaplan and Meier); those who were count as long as they were seen.
    `rate`: events of each kind, columns of the outcome's `values`, and the months in which they could come, from days in `value`.

    `bounds`: how many different young people there can be at the least and at the most, on the lists of the agencies that send rows
    together with those of the agencies that tell `totals` only; `came_from` says how many of these came from each other.
    `estimate`: how many there may be with those whom no agency knows, from how the lists told apart by column `lists` overlap.

    `needs`: extracts without which the measure is not given, though its table has rows without them. `beside`: measures that are shown
    next to it, because neither can be read alone.

    `among`: the rows are not all of a table, but those of another measure, or those of its that had one of its outcomes; table,
    date and `where` are that one's. `safety`: what a zero, or a mark in its place, could tell an exploiter: years only, the whole
    county, two quarters later, noughts withheld as well. Windows: `quarter`, `year`, or `point` for how things stand at a
    quarter's end, with breakdowns at the end of the year.
    """

    name: str
    id: str
    title: str
    question: str
    source: str
    how: tuple[str, ...]
    kind: str
    counts: str
    unit: str
    date: str
    where: Filter
    outcome: Outcome | None
    medians: Mapping[str, str]
    value: str | None
    youth: str | None
    lists: str | None
    quarterly: bool
    yearly: bool
    breakdowns: tuple[str, ...]
    observed_months: int
    examples: tuple[Mapping[str, Any], ...]
    among: Among | None = None
    nine_in_ten: Mapping[str, str] = field(default_factory=dict)
    distinct_of: str | None = None
    point: bool = False
    safety: bool = False
    one_per_youth: bool = False
    totals: tuple[Told, ...] = ()
    came_from: tuple[CameFrom, ...] = ()
    needs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    part_of: str | None = None
    """Another measure, of another table, whose young people or rows of a year hold all of this one's of that year."""
    per: str | None = None
    """`residents`: each year's number is also given per 10,000 young people of the county, as schemas/reference/ has them."""
    comes_again: bool = False
    """Its nested outcomes say who was not there in the quarter before, in the two before, in the three before: who is new in a year
    of which the quarter is the second, the third, the last."""
    firsts: Firsts | None = None
    """Its number of a year is that of all who came for the first time in the year, quarter by quarter."""
    after_quarters: int = 0
    """Quarters of files before the first for which it is given, since it looks back on them."""
    waits_months: int = 0
    """Months after which it is known which rows it counts: those of the outcome among whose rows it counts."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} must be one of {', '.join(KINDS)}")
        if self.kind in ("share", "horizons", "rate") and self.outcome is None:
            raise ValueError(f"a measure of kind {self.kind} has an outcome")
        if self.outcome is not None and self.kind not in ("share", "totals", "inventory", "horizons", "rate"):
            raise ValueError(
                f"a measure of kind {self.kind} has no outcome; a share, totals, an inventory, horizons or a rate may have one"
            )
        if self.outcome is not None and (self.kind == "horizons") != bool(self.outcome.until):
            raise ValueError("the outcome of horizons names the last day seen in 'until', and no other does")
        if self.kind == "horizons":
            _check_horizons(self)
        if (self.kind == "totals") and not (self.value and self.youth):
            raise ValueError("totals name a 'value' and a 'youth' column")
        if self.kind != "totals" and (self.youth or (self.value and self.kind not in ("inventory", "rate"))):
            raise ValueError("only totals name a 'youth' column, and only totals, an inventory and a rate a 'value'")
        if (self.kind in ("overlap", "estimate")) != bool(self.lists):
            raise ValueError("an overlap and an estimate name the column 'lists', and nothing else does")
        if self.kind in ("bounds", "estimate") or self.totals or self.came_from:
            _check_people(self)
        if self.distinct_of and (self.kind != "inventory" or self.value):
            raise ValueError("only an inventory names a column 'distinct', and then no 'value'")
        if self.kind == "rate" and (self.unit != "youth" or not self.value or self.quarterly or self.point):
            raise ValueError("a rate is of young people, by year, and names the column of its days in 'value'")
        adds_up = self.kind in ("totals", "rate") or bool(self.kind == "inventory" and self.value)
        if self.outcome and bool(self.outcome.values) != adds_up:
            raise ValueError(
                "the outcome of totals, of a rate, and of an inventory that adds up a 'value', is told by its 'values', and no other is"
            )
        if self.point and (self.quarterly or self.yearly):
            raise ValueError("windows are 'quarter', 'year' or both, or 'point' alone")
        if self.per is not None and (self.per, self.kind, self.unit, self.yearly, self.safety) != (
            "residents",
            "count",
            "youth",
            True,
            False,
        ):
            raise ValueError("only a count of young people by year is given per residents, and not of a safety measure")
        if self.comes_again and (self.kind, self.unit, self.yearly, self.breakdowns, self._steps) != ("share", "youth", False, (), 3):
            raise ValueError("what comes again is a share of young people by quarter, with three nested outcomes and no breakdown")
        if taken := sorted(set(TAKEN) & set(self.dimensions)):
            raise ValueError(f"{taken[0]!r} is a column of every publication already; a breakdown or an outcome has another name")
        if self.safety and (self.quarterly or self.point or self.breakdowns):
            raise ValueError("a safety measure is given by year and for the whole county only")

    @property
    def _steps(self) -> int:
        return len(self.outcome.codes) if self.outcome and self.outcome.relation == "nested" else 0

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that tell this measure's cells apart: the outcome first, then the breakdowns."""
        outcome = (self.outcome.dimension,) if self.outcome else ()
        pairs = (self.lists, f"with_{self.lists}") if self.lists and self.kind == "overlap" else ()
        return (*outcome, *pairs, *self.breakdowns)

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables it asks."""
        return tuple(dict.fromkeys((self.counts, *(t.extract for t in self.totals), *(c.extract for c in self.came_from))))

    @property
    def of_young_people(self) -> bool:
        return self.kind != "inventory"

    def has_breakdowns(self, period: Period) -> bool:
        """Whether the period has cells by breakdown: years, and where things are counted at a day, the ends of years."""
        if not self.of_young_people:
            return True
        return isinstance(period, Year) or (self.point and period.quarters[-1].number == 4)

    @property
    def distinct(self) -> bool:
        """Whether young people are counted once each, rather than rows."""
        return self.unit == "youth"

    def follow_up(self, code: str) -> int:
        """Months that each row must be followed before outcome `code` can be counted."""
        return max(self.observed_months, self.outcome.follow_up(code) if self.outcome else 0)

    def matures(self, period: Period, code: str, policy: Policy) -> Quarter:
        """The first quarter whose data let outcome `code` of `period` be counted.

        The follow-up of the period's last row has ended by then, and late events have had their time to arrive (`policy.complete`).
        """
        return self._seen(period, self.follow_up(code), policy)

    def settles(self, period: Period, policy: Policy) -> Quarter:
        """The first quarter whose data tell which rows of `period` it counts: the same one, unless an outcome of others decides it."""
        return self._seen(period, self.waits_months, policy) if self.waits_months or self.kind == "rate" else period.quarters[-1]

    def _seen(self, period: Period, months: int, policy: Policy) -> Quarter:
        last = period.quarters[-1].plus(SAFETY_QUARTERS if self.safety else 0)
        waits = bool(months) or self.kind == "rate"
        return policy.complete(last.plus(-(-months // 3))) if waits else last


def _check_horizons(m: Measure) -> None:
    if m.unit not in ("youth", "") or m.quarterly or m.point:
        raise ValueError("horizons are of young people, by year")
    if m.outcome is None or not m.outcome.days or any(first != 0 for first, _ in m.outcome.days.values()):
        raise ValueError("horizons are given in days from the first on, like [0, 366] for 365 days")


def _check_people(m: Measure) -> None:
    if (m.kind == "bounds") != bool(m.totals) or (m.came_from and not m.totals):
        raise ValueError("bounds name the 'totals' that agencies tell, and nothing else does")
    if m.unit != "youth" or m.breakdowns or m.among or m.point or m.safety or (m.kind == "estimate" and m.quarterly):
        raise ValueError("bounds and an estimate are of young people and of the whole county, and an estimate is of a year")


_FIELDS = (
    *("id", "title", "question", "source", "how", "kind", "counts", "among", "unit", "date", "where", "outcome", "medians"),
    *("nine_in_ten", "value", "youth", "distinct", "lists", "safety", "windows", "breakdowns", "examples"),
    *("totals", "came_from", "needs", "beside", "part_of", "per", "comes_again", "firsts", "after_quarters"),
)


def read(path: Path, codelists: Mapping[str, Any]) -> Measure:
    """A measure from its file. What it has from another one, or from its table, `settled` fills in."""
    with files.blamed_on(path):
        raw = files.read(path)
        files.only(raw, *_FIELDS)
        windows = raw["windows"]
        if not windows or sorted(set(windows) - set(WINDOWS)):
            raise ValueError("windows are 'quarter', 'year' or both, or 'point'")
        among = raw.get("among")
        if among is not None:
            files.only(among, "measure", "code")
            inherited = sorted({"counts", "date", "where"} & set(raw))
            if inherited:
                raise ValueError(f"{inherited[0]!r} is that of the measure among whose rows it counts; leave it out")
        return Measure(
            name=path.stem,
            id=raw["id"],
            title=raw["title"],
            question=raw["question"],
            source=raw["source"],
            how=tuple(raw["how"]),
            kind=raw["kind"],
            counts="" if among else raw["counts"],
            unit=raw.get("unit", "") if among else raw["unit"],
            date="" if among else raw["date"],
            where=raw.get("where", {}),
            outcome=_outcome(raw["outcome"], codelists) if "outcome" in raw else None,
            medians=raw.get("medians", {}),
            value=raw.get("value"),
            youth=raw.get("youth"),
            lists=raw.get("lists"),
            quarterly="quarter" in windows,
            yearly="year" in windows,
            breakdowns=tuple(raw.get("breakdowns", ())),
            observed_months=0,
            examples=tuple(raw["examples"]),
            among=Among(among["measure"], among.get("code")) if among else None,
            nine_in_ten=raw.get("nine_in_ten", {}),
            distinct_of=raw.get("distinct"),
            point="point" in windows,
            safety=raw.get("safety", False),
            totals=told(raw.get("totals", [])),
            came_from=came_from(raw.get("came_from", [])),
            needs=tuple(raw.get("needs", ())),
            beside=tuple(raw.get("beside", ())),
            part_of=raw.get("part_of"),
            per=raw.get("per"),
            comes_again=raw.get("comes_again", False),
            firsts=Firsts(**raw["firsts"]) if "firsts" in raw else None,
            after_quarters=raw.get("after_quarters", 0),
        )


def settled(measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> dict[str, Measure]:
    """Every measure with what it has from the one among whose rows it counts, and from its table.

    Raises:
        SchemaError: a measure counts among the rows of one that is not there, or of itself in the end.
    """

    def whole(name: str, on_the_way: tuple[str, ...]) -> Measure:
        m = measures[name]
        if m.among is None:
            table = tables.get(m.counts)
            return replace(m, observed_months=table.observed_months, one_per_youth=table.one_per_youth) if table else m
        where = f"measures/{name}.yaml: among"
        if m.among.measure not in measures or m.among.measure in on_the_way:
            raise files.SchemaError(f"{where}: names no other measure that there is" + (", or leads back to itself" if on_the_way else ""))
        of = whole(m.among.measure, (*on_the_way, name))
        if m.among.code is not None and (of.outcome is None or m.among.code not in of.outcome.codes):
            known = ", ".join(of.outcome.codes) if of.outcome else "no outcomes"
            raise files.SchemaError(f"{where}: {of.name} has no outcome {m.among.code!r}; it has {known}")
        if of.distinct and (m.unit or of.unit) != of.unit:
            raise files.SchemaError(f"{where}: {of.name} counts young people, so its rows are counted by no other unit")
        followed = max(of.observed_months, of.follow_up(m.among.code) if m.among.code else 0)
        waits = followed if m.among.code else of.waits_months
        return replace(
            m,
            counts=of.counts,
            unit=m.unit or of.unit,
            date=of.date,
            where=of.where,
            observed_months=followed,
            one_per_youth=of.one_per_youth,
            waits_months=waits,
        )

    return {name: whole(name, ()) for name in measures}


def _outcome(raw: Mapping[str, Any], codelists: Mapping[str, Any]) -> Outcome:
    files.only(raw, *(f for f in Outcome.__dataclass_fields__ if f != "codes"))
    if raw["codelist"] not in codelists:
        raise ValueError(f"there is no codelist {raw['codelist']!r}")
    known = codelists[raw["codelist"]].codes
    told = {name: raw.get(name, {}) for name in ("filters", "months", "values", "events")}
    days = {code: tuple(ends) for code, ends in raw.get("days", {}).items()}
    codes = tuple(next((t for t in (*told.values(), days) if t), known))
    strange = [c for c in (*codes, *raw.get("youths", {})) if c not in known]
    if strange:
        raise ValueError(f"codelist {raw['codelist']!r} has no code {strange[0]!r}")
    return Outcome(
        dimension=raw["dimension"],
        codelist=raw["codelist"],
        relation=raw["relation"],
        codes=codes,
        event=raw.get("event"),
        column=raw.get("column"),
        days=days,
        within_months=raw.get("within_months", 0),
        until=raw.get("until"),
        youths=raw.get("youths", {}),
        **told,
    )
