"""Which numbers a measure has for any group and period, and what their columns are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from reports.dashboard.measures import Measure


@dataclass(frozen=True)
class Column:
    """One statistic, with the codes that tell it apart. `group` is the heading over several columns."""

    statistic: str
    heading: str
    codes: Mapping[str, str] = field(default_factory=dict)
    group: str = ""


def columns(measure: Measure, names: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of a measure; `names` are the agencies' names by their short names."""
    if measure.outcome:
        whole = Column("denominator", f"All {measure.units}")
        return (whole, *(c for code in measure.outcome.codes for c in told_by(measure, code)))
    if measure.lists_by:
        return _lists(measure, names)
    return (Column("count", f"Number of {measure.units}"),)


def told_by(measure: Measure, code: str) -> tuple[Column, ...]:
    """The columns of one outcome: number, percent, and the median of days where the measure has one."""
    assert measure.outcome
    codes, group = {measure.outcome.dimension: code}, measure.outcome.labels[code]
    days = (Column("median_days", "Median days", codes, group),) if code in measure.medians else ()
    return (Column("numerator", "Number", codes, group), Column("percent", "Percent", codes, group), *days)


def _lists(measure: Measure, names: Mapping[str, str]) -> tuple[Column, ...]:
    """Distinct young people on any list, on each list, and on each two lists."""
    assert measure.lists_by
    one, other = measure.lists_by
    alone = (Column("count", names.get(a, a), {one: a}, "On the list of") for a in measure.lists)
    pairs = (
        Column("count", f"{names.get(a, a)} and {names.get(b, b)}", {one: a, other: b}, "On the lists of")
        for a, b in combinations(sorted(measure.lists), 2)
    )
    return (Column("count", "On any list"), *alone, *pairs)
