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
from reports.dashboard.tables import Row, Table
from reports.dashboard.words import MARKS, Marks

ENDED = {"bounds": "The least and the most", "estimate": "The estimate and its limits", "rate": "Events and months"}
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
        {m: said for m, said in MARKS.items() if m in used},
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
        title = f"Who is on a list, {period}"
        table = tables.one_below_another(measure, cells, wanted, period, marks, f"{measure.title}, {period}")
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
                return [Pair(f"{breakdown.title}, {period}", chart, table, says=says)]
    return []


def _ended(measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column]) -> list[Pair]:
    """The latest period of a number that is told by its ends, of an estimate, or of events in months."""
    whole = latest.of_whole(cells, measure)
    period = whole.period if whole else next(iter(latest.newest_first(cells, measure)), "")
    if not period:
        return []
    table = tables.one_below_another(measure, cells, wanted, period, marks, f"{measure.title}, {period}", ENDED[measure.kind])
    if measure.kind == "rate":
        table = rates.per_hundred(table, measure, cells, wanted, period)
    return [Pair(f"{ENDED[measure.kind]}, {period}", charts.of_ends(measure, wanted, cells, period, marks), table, _cannot(measure))]


def _outcomes(measure: Measure, cells: Cells, marks: Marks) -> Pair:
    """The latest outcomes. Each row stands in its own period where the outcomes become known at different times."""
    outcome = measure.outcome
    assert outcome
    newest = next(iter(latest.newest_first(cells, measure)), "")
    shown = {c: latest.of_outcome(cells, measure, c) or newest for c in outcome.codes}
    several = len(set(shown.values())) > 1
    rows, given = [], cells.statistics(measure.name)
    days = {s: heading for s, heading in DAYS.items() if s in given and set(measure.days[s]) & set(outcome.codes)}
    limits = LIMITS if "numerator" not in given else {}
    headings = {"numerator": "Number", "denominator": "Out of", "percent": "Percent", **limits, **days}
    headings = {s: heading for s, heading in headings.items() if s in given}
    for code in outcome.codes:
        told = {
            c.statistic: cells.find(measure.name, shown[code], c.statistic, **c.codes)
            for c in told_by(measure, code, {*headings}, limits=True)
        }
        told["denominator"] = cells.find(measure.name, shown[code], "denominator")
        nothing = tables.Entry("not counted", None, True)
        entries = tuple(tables.entry(told[s], marks) if s in told else nothing for s in headings)
        label = outcome.labels[code] + (f" ({shown[code]})" if several else "")
        rows.append(Row(label, entries, code in outcome.parents))
    when = "latest period of each" if several else shown[outcome.codes[0]]
    table = Table(f"{measure.title}, {when}: {outcome.title}", outcome.title, (), tuple(headings.values()), tuple(rows))
    title = f"{outcome.title}, {'the latest period that can be shown' if several else when}"
    return Pair(title, charts.of_outcomes(measure, outcome, cells, marks), table, _cannot(measure))


def _trend(measure: Measure, cells: Cells, marks: Marks) -> list[Pair]:
    """Year by year where a year can be shown, or else quarter by quarter."""
    outcome = measure.outcome
    assert outcome
    for periods, word in ((cells.years(measure.name), "year"), (cells.quarters(measure.name), "quarter")):
        chart = charts.over_time(measure, outcome, cells, periods, marks) if periods else None
        if chart:
            wanted = [Column("percent", outcome.labels[c], {outcome.dimension: c}) for c in outcome.top]
            table = tables.by_period(measure, cells, wanted, periods, marks, f"{measure.title}, percent by {word}")
            return [Pair(f"Percent, {word} by {word}", chart, table, says=over_charts.of_percents(measure, outcome, cells, periods, marks))]
    return []


def _everything(measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column]) -> Pair:
    """Every year and quarter in one table, beside the number in each quarter, or in each year where it is not told by quarter."""
    periods, years = cells.periods(measure.name), not cells.quarters(measure.name)
    table = tables.by_period(measure, cells, wanted, periods, marks, f"{measure.title}, every {'year' if years else 'quarter and year'}")
    if measure.kind in ENDED:
        return Pair("Every period", None, table, "", True)
    title = f"Number of {measure.units}, {'year by year' if years else 'quarter by quarter'}"
    says = over_charts.of_periods(measure, cells, [p for p in periods if years or len(p) != 4])
    return Pair(title, charts.by_period(measure, cells, years), table, _cannot(measure), True, says)


def _limits(measure: Measure, cells: Cells, marks: Marks) -> list[Pair]:
    """How far chance alone may move the percents of a year."""
    wanted, years = only_limits(measure, cells.statistics(measure.name)), cells.years(measure.name)
    if not wanted or not years:
        return []
    table = tables.by_period(measure, cells, wanted, years, marks, f"{measure.title}, limits of the percents by year")
    said = (
        "In nineteen of twenty cases the true share lies between the two limits, as far as chance goes. "
        "The fewer are counted, the further apart they are."
    )
    return [Pair("How sure the percents are", None, table, said, True)]


def _breakdowns(
    measure: Measure, cells: Cells, marks: Marks, wanted: Sequence[Column], year: str, here: Residents | None
) -> tuple[Table, ...]:
    found = ((b, tables.by_breakdown(measure, b, cells, wanted, year, marks)) for b in measure.breakdowns)
    return tuple(rates.beside(here, t, measure, b, cells, year, marks) for b, t in found if t)


def _cannot(measure: Measure) -> str:
    return f"There is no chart here: no number of {measure.units} can be shown yet. The table says why."
