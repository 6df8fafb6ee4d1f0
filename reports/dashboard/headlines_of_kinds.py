"""The headline of each measure by its kind: shares and counts, numbers that are known by their ends, estimates, rates, and days alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reports.dashboard import headlines, latest, rates
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import ENDS
from reports.dashboard.headlines import Headline
from reports.dashboard.measures import Measure
from reports.dashboard.residents import Residents
from reports.dashboard.said import said
from reports.dashboard.words import Marks, in_period
from schemas.codelist import TOTAL


def headline(measure: Measure, cells: Cells, marks: Marks, names: Mapping[str, str], residents: Residents | None = None) -> Headline:
    whole = latest.of_whole(cells, measure)
    own = {"bounds": _bounds, "estimate": _estimate, "rate": _rate}.get(measure.kind)
    if own:
        return own(measure, whole, cells, marks) if whole else headlines.headline(measure, cells, marks, names)
    found = headlines.headline(measure, cells, marks, names, residents)
    return _with_days(found, measure, cells)


def _bounds(measure: Measure, low: Cell, cells: Cells, marks: Marks) -> Headline:
    high, exact = (cells.find(measure.name, low.period, s) for s in ("high", "count"))
    when = in_period(low.period)
    if high and high.shown:
        most = said("at_the_most_so_many", number=high.value)
    else:
        most = said("at_the_most_is_not_shown", why=marks.reason(high)) if high else said("no_most_is_known")
    lines = (headlines.start_large(most), *((f"{ENDS['count']}: {exact.value}",) if exact and exact.shown else ()))
    sentence = said("least_and_most", least=low.value, units=measure.units, when=when, most=most)
    rows = said("of_these_counted_one_by_one", number=exact.value) if exact and exact.shown else ""
    return Headline(low.value, said("units_at_the_least", units=measure.units, when=when), lines, sentence + rows)


def _estimate(measure: Measure, found: Cell, cells: Cells, marks: Marks) -> Headline:
    ends = [c.value for s in ("ci_low", "ci_high") if (c := cells.find(measure.name, found.period, s)) and c.shown]
    when, between = in_period(found.period), said("between_numbers", low=ends[0], high=ends[1]) if len(ends) == 2 else ""
    known: dict[str, Any] = {"number": found.value, "units": measure.units, "when": when}
    sentence = said("this_is_an_estimate_between", between=between, **known) if between else said("this_is_an_estimate", **known)
    about, says = said("about_so_many", number=found.value), said("units_when_estimated", units=measure.units, when=when)
    return Headline(about, says, (headlines.start_large(between),), sentence)


def _rate(measure: Measure, months: Cell, cells: Cells, marks: Marks) -> Headline:
    assert measure.outcome
    when, told = in_period(months.period), []
    for code, label in measure.outcome.labels.items():
        events = cells.find(measure.name, months.period, "events", **{measure.outcome.dimension: code})
        if events:
            often = rates.hundred(events, months)
            rate = said("rate_in_brackets", rate=often) if often else ""
            told.append(f"{label}: {events.value if events.shown else marks.reason(events)}{rate}")
    sentence = said("so_many_months_at_liberty", months=months.value, when=when, events="; ".join(told))
    return Headline(months.value, said("months_at_liberty_when", when=when), tuple(told), sentence)


def _with_days(found: Headline, measure: Measure, cells: Cells) -> Headline:
    """With how long it took, where that is told of all; it is the large number where nothing else can be shown."""
    if TOTAL not in measure.days["median_days"]:
        return found
    there = (cells.find(measure.name, p, "median_days") for p in latest.newest_first(cells, measure))
    days = next((c for c in there if c and c.shown), None)
    if days is None:
        return found
    when = in_period(days.period)
    says = said("median_days_when", when=when, days=days.value)
    if found.shown and headlines.tells_shares(measure, cells):
        return replace(found, lines=(*found.lines, says), sentence=f"{found.sentence} {says}.")
    return Headline(said("so_many_days", days=days.value), said("median_when", when=when), (), f"{says}. {found.sentence}")
