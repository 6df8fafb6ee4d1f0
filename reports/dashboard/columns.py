"""Which numbers a measure has for any group and period, and what their columns are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from reports.dashboard.measures import Measure
from reports.dashboard.said import said
from schemas.codelist import TOTAL


@dataclass(frozen=True)
class Column:
    """One statistic, with the codes that tell it apart. `group` is the heading over several columns."""

    statistic: str
    heading: str
    codes: Mapping[str, str] = field(default_factory=dict)
    group: str = ""


LIMITS = said.of({"ci_low": "low_limit", "ci_high": "high_limit"})
"""Between these the true share lies in 95 of 100 cases. Years have them, quarters have not."""
WHOLE = {"denominator": "all_units", "count": "number_of", "months": "months_at_liberty"}
ENDS = said.of({"low": "at_the_least", "high": "at_the_most", "count": "counted_one_by_one"})
"""Of how many different young people there can be; those counted one by one are with agencies that send rows."""
ESTIMATE = said.of({"ci_low": "low_limit", "estimate": "estimate", "ci_high": "high_limit"})
PARTS = said.of({"numerator": "number", "events": "events", "percent": "percent", "ci_low": "low_limit", "ci_high": "high_limit"})
DAYS = said.of({"median_days": "median_days", "p90_days": "nine_in_ten_within_days"})


def columns(measure: Measure, names: Mapping[str, str], given: Collection[str], limits: bool = False) -> tuple[Column, ...]:
    """The columns of a measure, of the statistics that are `given`; `names` are the agencies' names by their short names.
    `limits`: with the limits of its percents."""
    if measure.lists_by:
        return _lists(measure, names)
    own = {"bounds": ENDS, "estimate": ESTIMATE}.get(measure.kind)
    if own:
        return tuple(Column(s, heading) for s, heading in own.items() if s in given)
    found = [Column(s, said(heading, units=measure.units)) for s, heading in WHOLE.items() if s in given]
    found += [Column(s, heading) for s, heading in DAYS.items() if s in given and TOTAL in measure.days[s]]
    return (*found, *(c for code in (measure.outcome.codes if measure.outcome else ()) for c in told_by(measure, code, given, limits)))


def told_by(measure: Measure, code: str, given: Collection[str], limits: bool = False) -> tuple[Column, ...]:
    """The columns of one outcome: number, percent with its limits, and the median of days where the measure has one."""
    assert measure.outcome
    codes, group = {measure.outcome.dimension: code}, measure.outcome.labels[code]
    wanted = {s: heading for s, heading in PARTS.items() if s in given and (limits or s not in LIMITS)}
    wanted |= {s: heading for s, heading in DAYS.items() if s in given and code in measure.days[s]}
    return tuple(Column(s, heading, codes, group) for s, heading in wanted.items())


def only_limits(measure: Measure, given: Collection[str]) -> tuple[Column, ...]:
    """The limits of the percents of every outcome."""
    codes = measure.outcome.codes if measure.outcome else ()
    return tuple(c for code in codes for c in told_by(measure, code, given, limits=True) if c.statistic in LIMITS)


def _lists(measure: Measure, names: Mapping[str, str]) -> tuple[Column, ...]:
    """Distinct young people on any list, on each list, and on each two lists."""
    assert measure.lists_by
    one, other = measure.lists_by
    alone = (Column("count", names.get(a, a), {one: a}, said("on_the_list_of")) for a in measure.lists)
    pairs = (
        Column("count", said("two_lists", one=names.get(a, a), other=names.get(b, b)), {one: a, other: b}, said("on_the_lists_of"))
        for a, b in combinations(sorted(measure.lists), 2)
    )
    return (Column("count", said("on_any_list")), *alone, *pairs)
