"""One section of the page for each measure: headline, charts with their tables, breakdowns, and how it was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.dashboard import charts, headlines_of_kinds, latest, over_charts, rates, tables
from reports.dashboard.cells import Cells
from reports.dashboard.columns import DAYS, LIMITS, Column, columns, only_limits, told_by
from reports.dashboard.figures import Chart
from reports.dashboard.headlines import Headline
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.residents import Residents
from reports.dashboard.said import said
from reports.dashboard.tables import Row, Table
from reports.dashboard.words import MARKS, Marks

ENDED = said.of({"bounds": "least_and_most_title", "estimate": "estimate_and_limits", "rate": "events_and_months"})
"""Kinds that neither split a whole nor count one, and over what their numbers stand."""


@dataclass(frozen=True)
class Pair:
    """A chart with the table of the same numbers; `empty` is said in the place of a chart that has nothing to draw."""

    title: str
    chart: Chart | None
    table: Table
    empty: str = ""
    folded: bool = False
    says: str = ""
    """The sentence over the chart."""


@dataclass(frozen=True)
class Section:
    measure: Measure
    headline: Headline
    pairs: tuple[Pair, ...]
    years: tuple[tuple[str, tuple[Table, ...]], ...]
    marks: Mapping[str, str]
    rates: Table | None = None
    rate_notes: tuple[str, ...] = ()


def section(measure: Measure, publication: Publication, names: Mapping[str, str]) -> Section:
    cells, marks = publication.cells, Marks(publication)
    given = cells.statistics(measure.name)
    wanted, with_limits = (columns(measure, names, given, limits) for limits in (False, True))
    here = publication.residents
    pairs = (*_pairs(measure, cells, marks, wanted, here), _everything(measure, cells, marks, wanted), *_limits(measure, cells, marks))
    years = tuple((y, t) for y in latest.newest_first(cells, measure) if (t := _breakdowns(measure, cells, marks, with_limits, y, here)))
    rated = rates.by_year(here, measure, cells, marks) if here else None
    every = [*(p.table for p in pairs), *(t for _, found in years for t in found), *((rated,) if rated else ())]
    used = cells.marks(measure.name) | ({"u"} if any("[u]" in e.text for t in every for r in t.rows for e in r.entries) else set())
    return Section(
        measure,
        headlines_of_kinds.headline(measure, cells, marks, names, here),
        pairs,
        years,
        {m: means for m, means in MARKS.items() if m in used},
        rated,
        here.notes if here and rated else (),
    )


def _pairs(measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column], here: Residents | None) -> list[Pair]:
    if measure.kind in ENDED:
        return _ended(measure, cells, marks, wanted)
    if measure.outcome:
        return [_outcomes(measure, cells, marks), *_trend(measure, cells, marks)]
    whole = latest.of_whole(cells, measure)
    period = whole.period if whole else next(iter(latest.newest_first(cells, measure)), "")
    if measure.lists_by and period:
        title, caption = said("who_is_on_a_list", period=period), said("measure_and_period", measure=measure.title, period=period)
        table = tables.one_below_another(measure, cells, wanted, period, marks, caption)
        return [Pair(title, charts.of_lists(measure, wanted, cells, period, marks), table, _cannot(measure))]
    for breakdown in measure.breakdowns:
        for period in latest.newest_first(cells, measure):
            chart = charts.of_breakdown(measure, breakdown, cells, period, marks)
            table = tables.by_breakdown(measure, breakdown, cells, wanted, period, marks)
            if chart and table:
                table, says = (
                    rates.beside(here, table, measure, breakdown, cells, period, marks),
                    over_charts.of_groups(measure, breakdown, cells, period),
                )
                return [Pair(said("group_and_period", group=breakdown.title, period=period), chart, table, says=says)]
    return []


def _ended(measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column]) -> list[Pair]:
    """The latest period of a number that is told by its ends, of an estimate, or of events in months."""
    whole = latest.of_whole(cells, measure)
    period = whole.period if whole else next(iter(latest.newest_first(cells, measure)), "")
    if not period:
        return []
    caption = said("measure_and_period", measure=measure.title, period=period)
    table = tables.one_below_another(measure, cells, wanted, period, marks, caption, ENDED[measure.kind])
    if measure.kind == "rate":
        table = rates.per_hundred(table, measure, cells, wanted, period)
    title = said("group_and_period", group=ENDED[measure.kind], period=period)
    return [Pair(title, charts.of_ends(measure, wanted, cells, period, marks), table, _cannot(measure))]


def _outcomes(measure: Measure, cells: Cells, marks: Marks) -> Pair:
    """The latest outcomes. Each row stands in its own period where the outcomes become known at different times."""
    outcome = measure.outcome
    assert outcome
    newest = next(iter(latest.newest_first(cells, measure)), "")
    shown = {c: latest.of_outcome(cells, measure, c) or latest.ripe(cells, measure, c) or newest for c in outcome.codes}
    several = len(set(shown.values())) > 1
    rows, given = [], cells.statistics(measure.name)
    days = {s: heading for s, heading in DAYS.items() if s in given and set(measure.days[s]) & set(outcome.codes)}
    limits = LIMITS if "numerator" not in given else {}
    headings = {"numerator": said("number"), "denominator": said("out_of"), "percent": said("percent"), **limits, **days}
    headings = {s: heading for s, heading in headings.items() if s in given}
    for code in outcome.codes:
        told = {
            c.statistic: cells.find(measure.name, shown[code], c.statistic, **c.codes)
            for c in told_by(measure, code, {*headings}, limits=True)
        }
        told["denominator"] = cells.find(measure.name, shown[code], "denominator")
        nothing = tables.Entry(said("not_counted"), None, True)
        entries = tuple(tables.entry(told[s], marks) if s in told else nothing for s in headings)
        label = outcome.labels[code]
        label = said("label_and_period", label=label, period=shown[code]) if several else label
        rows.append(Row(label, entries, code in outcome.parents))
    when = said("latest_period_of_each") if several else shown[outcome.codes[0]]
    caption = said("measure_period_and_group", measure=measure.title, period=when, group=outcome.title)
    table = Table(caption, outcome.title, (), tuple(headings.values()), tuple(rows))
    title = said("group_and_period", group=outcome.title, period=said("the_latest_period_of_each") if several else when)
    return Pair(title, charts.of_outcomes(measure, outcome, cells, marks), table, _cannot(measure))


def _trend(measure: Measure, cells: Cells, marks: Marks) -> list[Pair]:
    """Year by year where a year can be shown, or else quarter by quarter."""
    outcome = measure.outcome
    assert outcome
    for periods, by in ((cells.years(measure.name), "year"), (cells.quarters(measure.name), "quarter")):
        chart = charts.over_time(measure, outcome, cells, periods, marks) if periods else None
        if chart:
            wanted = [Column("percent", outcome.labels[c], {outcome.dimension: c}) for c in outcome.top]
            caption, title = said(f"measure_percent_by_{by}", measure=measure.title), said(f"percent_{by}_by_{by}")
            table = tables.by_period(measure, cells, wanted, periods, marks, caption)
            return [Pair(title, chart, table, says=over_charts.of_percents(measure, outcome, cells, periods, marks))]
    return []


def _everything(measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column]) -> Pair:
    """Every year and quarter in one table, beside the number in each quarter, or in each year where it is not told by quarter."""
    periods, years = cells.periods(measure.name), not cells.quarters(measure.name)
    caption = said("measure_every_year" if years else "measure_every_quarter_and_year", measure=measure.title)
    table = tables.by_period(measure, cells, wanted, periods, marks, caption)
    if measure.kind in ENDED:
        return Pair(said("every_period"), None, table, "", True)
    title = said("number_year_by_year" if years else "number_quarter_by_quarter", units=measure.units)
    says = over_charts.of_periods(measure, cells, [p for p in periods if years or len(p) != 4])
    none = said("no_chart_by_year" if years else "no_chart_by_quarter")
    return Pair(title, charts.by_period(measure, cells, years), table, none, True, says)


def _limits(measure: Measure, cells: Cells, marks: Marks) -> list[Pair]:
    """How far chance alone may move the percents of a year."""
    wanted, years = only_limits(measure, cells.statistics(measure.name)), cells.years(measure.name)
    if not wanted or not years:
        return []
    caption = said("measure_limits_by_year", measure=measure.title)
    table = tables.by_period(measure, cells, wanted, years, marks, caption)
    return [Pair(said("how_sure_the_percents_are"), None, table, said("nineteen_of_twenty"), True)]


def _breakdowns(
    measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column], year: str, here: Residents | None
) -> tuple[Table, ...]:
    found = ((b, tables.by_breakdown(measure, b, cells, wanted, year, marks)) for b in measure.breakdowns)
    return tuple(rates.beside(here, t, measure, b, cells, year, marks) for b, t in found if t)


def _cannot(measure: Measure) -> str:
    return said("no_chart_of_what_followed") if measure.outcome else said("no_chart_of_a_number", units=measure.units)
