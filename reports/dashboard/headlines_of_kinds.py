"""The headline of each measure by its kind: shares and counts, numbers that are known by their ends, estimates, rates, and days alone."""

from collections.abc import Mapping
from dataclasses import replace

from reports.dashboard import headlines, latest, rates
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import ENDS
from reports.dashboard.headlines import Headline
from reports.dashboard.measures import Measure
from reports.dashboard.residents import Residents
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
    most = f"{high.value} at the most" if high and high.shown else f"at the most: {marks.reason(high)}" if high else "no most is known"
    lines = (most[:1].upper() + most[1:], *((f"{ENDS['count']}: {exact.value}",) if exact and exact.shown else ()))
    sentence = f"{low.value} different {measure.units} {when} at the least, {most}."
    rows = f" Of these, {exact.value} are with agencies that send rows, and are counted one by one." if exact and exact.shown else ""
    return Headline(low.value, f"{measure.units} at the least, {when}", lines, sentence + rows)


def _estimate(measure: Measure, found: Cell, cells: Cells, marks: Marks) -> Headline:
    ends = [c.value for s in ("ci_low", "ci_high") if (c := cells.find(measure.name, found.period, s)) and c.shown]
    when, between = in_period(found.period), f"between {ends[0]} and {ends[1]}" if len(ends) == 2 else ""
    sentence = f"This is an estimate, not a count: about {found.value} {measure.units} {when}{', ' + between if between else ''}."
    return Headline(f"About {found.value}", f"{measure.units} {when}, estimated", (between[:1].upper() + between[1:],), sentence)


def _rate(measure: Measure, months: Cell, cells: Cells, marks: Marks) -> Headline:
    assert measure.outcome
    when, said = in_period(months.period), []
    for code, label in measure.outcome.labels.items():
        events = cells.find(measure.name, months.period, "events", **{measure.outcome.dimension: code})
        if events:
            often = rates.hundred(events, months)
            rate = f" (a rate of {often} in every hundred months)" if often else ""
            said.append(f"{label}: {events.value if events.shown else marks.reason(events)}{rate}")
    return Headline(months.value, f"months at liberty {when}", tuple(said), f"{months.value} months at liberty {when}. {'; '.join(said)}.")


def _with_days(found: Headline, measure: Measure, cells: Cells) -> Headline:
    """With how long it took, where that is told of all; it is the large number where nothing else can be shown."""
    if TOTAL not in measure.days["median_days"]:
        return found
    there = (cells.find(measure.name, p, "median_days") for p in latest.newest_first(cells, measure))
    days = next((c for c in there if c and c.shown), None)
    if days is None:
        return found
    says = f"Median days {in_period(days.period)}: {days.value}"
    if found.shown and headlines.tells_shares(measure, cells):
        return replace(found, lines=(*found.lines, says), sentence=f"{found.sentence} {says}.")
    return Headline(f"{days.value} days", f"median {in_period(days.period)}", (), f"{says}. {found.sentence}")
