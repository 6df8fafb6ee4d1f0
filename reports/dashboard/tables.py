"""The tables of the page: the same numbers as in cells.csv, each with the line it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.dashboard import breaks
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import Column
from reports.dashboard.measures import Breakdown, Measure
from reports.dashboard.said import said
from reports.dashboard.words import Marks
from schemas.codelist import TOTAL


@dataclass(frozen=True)
class Entry:
    """What one table cell says; `line` is the line of cells.csv, None where the publication has no such cell."""

    text: str
    line: int | None
    mark: bool = False


@dataclass(frozen=True)
class Row:
    heading: str
    entries: tuple[Entry, ...]
    part: bool = False


@dataclass(frozen=True)
class Table:
    """`groups` are the headings over several columns: (heading, how many), an empty heading over one that has none."""

    caption: str
    corner: str
    groups: tuple[tuple[str, int], ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences that stand under it."""


def by_period(measure: Measure, cells: Cells, columns: Sequence[Column], periods: Sequence[str], marks: Marks, caption: str) -> Table:
    rows = (Row(p, _entries([cells.find(measure.name, p, c.statistic, **c.codes) for c in columns], marks)) for p in periods)
    return replace(_table(caption, said("period"), columns, tuple(rows)), notes=breaks.said(measure.breaks, periods))


def one_below_another(
    measure: Measure, cells: Cells, columns: Sequence[Column], period: str, marks: Marks, caption: str, corner: str = ""
) -> Table:
    """One period, with a row for each statistic. `corner`: over what they are, where these are not lists."""
    found = [cells.find(measure.name, period, c.statistic, **c.codes) for c in columns]
    rows = (Row(f"{c.group} {c.heading}".strip(), (entry(f, marks),)) for c, f in zip(columns, found, strict=True))
    heading = said("number") if measure.kind == "rate" else said("number_of", units=measure.units)
    return Table(caption, corner or said("lists"), (), (heading,), tuple(rows))


def by_breakdown(
    measure: Measure, breakdown: Breakdown, cells: Cells, columns: Sequence[Column], period: str, marks: Marks
) -> Table | None:
    """One breakdown in one period, its whole first; None where nothing of it is in the publication."""
    if not cells.is_split(measure.name, period, breakdown.name):
        return None
    labels = {TOTAL: said("all"), **breakdown.labels}
    rows = []
    for code, label in labels.items():
        found = [cells.find(measure.name, period, c.statistic, **{**c.codes, breakdown.name: code}) for c in columns]
        rows.append(Row(label, _entries(found, marks), code in breakdown.parents))
    if not any(e.line for row in rows[1:] for e in row.entries):
        return None
    caption = said("measure_period_and_group", measure=measure.title, period=period, group=breakdown.title)
    table = _table(caption, breakdown.title, columns, tuple(rows))
    return replace(table, notes=breaks.said(measure.breaks, [period]))


def _entries(found: Sequence[Cell | None], marks: Marks) -> tuple[Entry, ...]:
    return tuple(entry(cell, marks) for cell in found)


def entry(cell: Cell | None, marks: Marks) -> Entry:
    return Entry(marks.short(cell), cell.line, not cell.shown) if cell else Entry(said("not_in_this_publication"), None, True)


def _table(caption: str, corner: str, columns: Sequence[Column], rows: tuple[Row, ...]) -> Table:
    groups = tuple((g, len(list(same))) for g, same in groupby(c.group for c in columns))
    return Table(caption, corner, groups if any(g for g, _ in groups) else (), tuple(c.heading for c in columns), rows)
