"""Changes as lines of a table: which group, what of it, what it says now. New lines of new periods are not told one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from reports.changes.compared import CALLED, NEW, Change
from reports.changes.said import said
from reports.dashboard.cells import Cell
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.words import Marks
from reports.language import common

STATISTICS = common.of(
    {
        "count": "number",
        "denominator": "out_of",
        "numerator": "number",
        "percent": "percent",
        "ci_low": "low_limit",
        "ci_high": "high_limit",
        "median_days": "median_days",
        "p90_days": "nine_in_ten_within_days",
        "low": "at_least",
        "high": "at_most",
        "estimate": "estimate",
        "months": "months",
        "events": "events",
    }
)


@dataclass(frozen=True)
class Line:
    period: str
    group: str
    what: str
    now: str
    line: int
    how: str


@dataclass(frozen=True)
class Lines:
    """The changes of one measure."""

    measure: Measure
    lines: tuple[Line, ...]


def lines(publication: Publication, found: Iterable[Change]) -> tuple[Lines, ...]:
    """Of each measure the cells that the last publication had and that say something else now."""
    marks, measures = Marks(publication), {m.name: m for m in publication.measures}
    told = [c for c in found if c.how != NEW]
    return tuple(
        Lines(measures[name], tuple(_line(c, measures[name], publication, marks) for c in group))
        for name, group in groupby(told, key=lambda c: c.cell.measure)
    )


def _line(change: Change, measure: Measure, publication: Publication, marks: Marks) -> Line:
    cell = change.cell
    return Line(
        cell.period, group(cell, measure, publication), STATISTICS[cell.statistic], marks.short(cell), cell.line, CALLED[change.how]
    )


def group(cell: Cell, measure: Measure, publication: Publication) -> str:
    """Of whom a cell tells, in words."""
    names = {r.agency: r.name for r in publication.reported}
    labels = {b.name: b.labels for b in measure.breakdowns}
    if measure.outcome:
        labels[measure.outcome.dimension] = measure.outcome.labels
    called = [labels.get(d, names).get(code, code) for d, code in sorted(cell.codes)]
    return ", ".join(called) or said("all")
