"""Measures: what is counted, out of what, for whom. A measure never computes; it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schemas import files
from schemas.period import Period, Quarter, Year
from schemas.policy import Policy
from schemas.table import Table

KINDS = ("share", "count", "totals", "overlap", "inventory")
RELATIONS = ("nested", "partition", "disjoint", "apart")
WINDOWS = ("quarter", "year", "point")
SAFETY_QUARTERS = 2
"""By so many quarters later a safety measure is published."""

Filter = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The numerators of a share, as codes of one dimension.

    `nested`: each code's rows are among those of the code before it. `partition`: the codes split the denominator.
    `disjoint`: no row has two codes, and some may have none. `apart`: the codes have nothing to do with each other.
    Numerators are told by `filters` (code → filter), by `months` after the measure's date in which the day in `event`
    falls (code → months), by the `days` after it (code → from which day to before which, the measure's date being day 0),
    by a `column` that carries the code, or of totals by the columns of their `values` and of the `youths` behind these.
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

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"relation {self.relation!r} must be one of {', '.join(RELATIONS)}")
        if sum(map(bool, (self.filters, self.months, self.days, self.column, self.values))) != 1:
            raise ValueError("an outcome is told by 'filters', by 'event' with 'months' or 'days', by 'column', or of totals by 'values'")
        if bool(self.months or self.days) != bool(self.event):
            raise ValueError("'event' goes with 'months' or 'days'")
        if any(len(ends) != 2 or not 0 <= ends[0] < ends[1] for ends in self.days.values()):
            raise ValueError("'days' are given as [from, to], like [0, 181] for day 0 to day 180")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it asks."""
        asked = (*(c for f in self.filters.values() for c in f), self.event, self.column, *self.values.values(), *self.youths.values())
        return tuple(dict.fromkeys(c for c in asked if c))

    def follow_up(self, code: str) -> int:
        """Months until it is known whether a row had this outcome."""
        days = self.days.get(code, (0, 0))[1]
        return max(self.months.get(code, 0), -(-days // 30))


@dataclass(frozen=True)
class Among:
    """Of which measure's rows those of this one are: of all that it counts, or of those that had one of its outcomes."""

    measure: str
    code: str | None = None


@dataclass(frozen=True)
class Measure:
    """One question with its definition.

    `share`: rows of table `counts`, and how many of them had each outcome. `count`: rows (distinct young people when
    `unit` is youth). `totals`: numbers that an agency counted itself, column `value`, resting on column `youth` young people;
    a column with a code _T for the whole is asked for `_T`, unless `where` names its codes or it is a breakdown.
    `overlap`: distinct young people on the lists told apart by column `lists`, on each list, and on each pair of lists.
    `inventory`: agencies, agreements, staff, meetings, money: rows of a register, or the sum of its column `value`, or how many
    different ones stand in its column `distinct`. It counts no young people, and nothing of it is withheld.

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

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} must be one of {', '.join(KINDS)}")
        if (self.kind == "share") and self.outcome is None:
            raise ValueError("a share has an outcome")
        if self.outcome is not None and self.kind not in ("share", "totals", "inventory"):
            raise ValueError(f"a measure of kind {self.kind} has no outcome; a share, totals or an inventory may have one")
        if (self.kind == "totals") and not (self.value and self.youth):
            raise ValueError("totals name a 'value' and a 'youth' column")
        if self.kind != "totals" and (self.youth or (self.value and self.kind != "inventory")):
            raise ValueError("only totals name a 'youth' column, and only totals and an inventory a 'value'")
        if (self.kind == "overlap") != bool(self.lists):
            raise ValueError("an overlap names the column 'lists', and nothing else does")
        if self.distinct_of and (self.kind != "inventory" or self.value):
            raise ValueError("only an inventory names a column 'distinct', and then no 'value'")
        if self.outcome and bool(self.outcome.values) != (self.kind == "totals" or bool(self.kind == "inventory" and self.value)):
            raise ValueError("the outcome of totals, and of an inventory that adds up a 'value', is told by its 'values', and no other is")
        if self.point and (self.quarterly or self.yearly):
            raise ValueError("windows are 'quarter', 'year' or both, or 'point' alone")
        if self.safety and (self.quarterly or self.point or self.breakdowns):
            raise ValueError("a safety measure is given by year and for the whole county only")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that tell this measure's cells apart: the outcome first, then the breakdowns."""
        outcome = (self.outcome.dimension,) if self.outcome else ()
        pairs = (self.lists, f"with_{self.lists}") if self.lists else ()
        return (*outcome, *pairs, *self.breakdowns)

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

        The follow-up of the period's last row has ended by then, and late events have had `policy.late_quarters` to arrive.
        """
        months = self.follow_up(code)
        last = period.quarters[-1].plus(SAFETY_QUARTERS if self.safety else 0)
        return last.plus(-(-months // 3) + policy.late_quarters) if months else last


_FIELDS = (
    *("id", "title", "question", "source", "how", "kind", "counts", "among", "unit", "date", "where", "outcome", "medians"),
    *("nine_in_ten", "value", "youth", "distinct", "lists", "safety", "windows", "breakdowns", "examples"),
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
        return replace(
            m,
            counts=of.counts,
            unit=m.unit or of.unit,
            date=of.date,
            where=of.where,
            observed_months=followed,
            one_per_youth=of.one_per_youth,
        )

    return {name: whole(name, ()) for name in measures}


def _outcome(raw: Mapping[str, Any], codelists: Mapping[str, Any]) -> Outcome:
    files.only(raw, *(f for f in Outcome.__dataclass_fields__ if f != "codes"))
    if raw["codelist"] not in codelists:
        raise ValueError(f"there is no codelist {raw['codelist']!r}")
    known = codelists[raw["codelist"]].codes
    told = {name: raw.get(name, {}) for name in ("filters", "months", "values")}
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
        youths=raw.get("youths", {}),
        **told,
    )
