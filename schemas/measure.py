"""Measures: what is counted, out of what, for whom. A measure never computes; it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import files
from schemas.period import Period, Quarter
from schemas.policy import Policy

KINDS = ("share", "count", "totals", "overlap")
RELATIONS = ("nested", "partition")

Filter = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The numerators of a share, as codes of one dimension.

    `nested`: each code's rows are among those of the code before it. `partition`: the codes split the denominator.
    Numerators are told by `filters` (code → filter), by `months` after the measure's date in which the day in `event`
    falls (code → months), or by a `column` that carries the code.
    """

    dimension: str
    codelist: str
    relation: str
    codes: tuple[str, ...]
    filters: Mapping[str, Filter]
    months: Mapping[str, int]
    event: str | None
    column: str | None

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"relation {self.relation!r} must be one of {', '.join(RELATIONS)}")
        if sum(map(bool, (self.filters, self.months, self.column))) != 1:
            raise ValueError("an outcome is told by 'filters', by 'event' and 'months', or by 'column'")
        if bool(self.months) != bool(self.event):
            raise ValueError("'event' and 'months' go together")


@dataclass(frozen=True)
class Measure:
    """One question with its definition.

    `share`: rows of table `counts`, and how many of them had each outcome. `count`: rows (distinct young people when
    `unit` is youth). `totals`: numbers that an agency counted itself, column `value`, resting on column `youth` young people,
    with the breakdown `whole` whose code _T is the whole. `overlap`: distinct young people on the lists told apart by column
    `lists`, on each list, and on each pair of lists.
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

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} must be one of {', '.join(KINDS)}")
        if (self.kind == "share") != (self.outcome is not None):
            raise ValueError("a share has an outcome, and nothing else has one")
        if (self.kind == "totals") != bool(self.value and self.youth):
            raise ValueError("totals name a 'value' and a 'youth' column, and nothing else does")
        if (self.kind == "overlap") != bool(self.lists):
            raise ValueError("an overlap names the column 'lists', and nothing else does")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that tell this measure's cells apart: the outcome first, then the breakdowns."""
        outcome = (self.outcome.dimension,) if self.outcome else ()
        pairs = (self.lists, f"with_{self.lists}") if self.lists else ()
        return (*outcome, *pairs, *self.breakdowns)

    @property
    def distinct(self) -> bool:
        """Whether young people are counted once each, rather than rows."""
        return self.unit == "youth"

    def follow_up(self, code: str) -> int:
        """Months that each row must be followed before outcome `code` can be counted."""
        months = self.outcome.months if self.outcome else {}
        return max(self.observed_months, months.get(code, 0))

    def matures(self, period: Period, code: str, policy: Policy) -> Quarter:
        """The first quarter whose data let outcome `code` of `period` be counted.

        The follow-up of the period's last row has ended by then, and late events have had `policy.late_quarters` to arrive.
        """
        months = self.follow_up(code)
        last = period.quarters[-1]
        return last.plus(-(-months // 3) + policy.late_quarters) if months else last


def read(path: Path, observed_months: Mapping[str, int], codelists: Mapping[str, Any]) -> Measure:
    """A measure from its file. `observed_months`: table → months its rows are followed."""
    with files.blamed_on(path):
        raw = files.read(path)
        files.only(
            raw,
            "id",
            "title",
            "question",
            "source",
            "how",
            "kind",
            "counts",
            "unit",
            "date",
            "where",
            "outcome",
            "medians",
            "value",
            "youth",
            "lists",
            "windows",
            "breakdowns",
            "examples",
        )
        windows = raw["windows"]
        unknown = sorted(set(windows) - {"quarter", "year"})
        if unknown or not windows:
            raise ValueError("windows are 'quarter', 'year' or both")
        return Measure(
            name=path.stem,
            id=raw["id"],
            title=raw["title"],
            question=raw["question"],
            source=raw["source"],
            how=tuple(raw["how"]),
            kind=raw["kind"],
            counts=raw["counts"],
            unit=raw["unit"],
            date=raw["date"],
            where=raw.get("where", {}),
            outcome=_outcome(raw["outcome"], codelists) if "outcome" in raw else None,
            medians=raw.get("medians", {}),
            value=raw.get("value"),
            youth=raw.get("youth"),
            lists=raw.get("lists"),
            quarterly="quarter" in windows,
            yearly="year" in windows,
            breakdowns=tuple(raw.get("breakdowns", ())),
            observed_months=observed_months.get(raw["counts"], 0),
            examples=tuple(raw["examples"]),
        )


def _outcome(raw: Mapping[str, Any], codelists: Mapping[str, Any]) -> Outcome:
    files.only(raw, "dimension", "codelist", "relation", "filters", "event", "months", "column")
    if raw["codelist"] not in codelists:
        raise ValueError(f"there is no codelist {raw['codelist']!r}")
    known = codelists[raw["codelist"]].codes
    filters, months = raw.get("filters", {}), raw.get("months", {})
    codes = tuple(filters) or tuple(months) or known
    strange = [c for c in codes if c not in known]
    if strange:
        raise ValueError(f"codelist {raw['codelist']!r} has no code {strange[0]!r}")
    return Outcome(raw["dimension"], raw["codelist"], raw["relation"], codes, filters, months, raw.get("event"), raw.get("column"))
