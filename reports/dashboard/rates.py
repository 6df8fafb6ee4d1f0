"""Rates per 10,000 young people who live in the county, worked out from published counts and public numbers alone."""

from collections.abc import Sequence
from dataclasses import replace

from reports.dashboard import breaks
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import Column
from reports.dashboard.measures import Breakdown, Measure
from reports.dashboard.residents import Residents
from reports.dashboard.said import said
from reports.dashboard.tables import Entry, Row, Table, entry
from reports.dashboard.words import Marks
from reports.language import one_decimal, thousands
from schemas.codelist import TOTAL


def of_whole(residents: Residents, measure: Measure, cell: Cell) -> str:
    """The rate of a shown count of the whole county; empty where there is none."""
    living = residents.living(measure, cell.period)
    return f"{residents.heading}: {residents.rate(cell.number, living)}" if cell.number is not None and living else ""


def by_year(residents: Residents, measure: Measure, cells: Cells, marks: Marks) -> Table | None:
    """The whole county, year by year; None where no year has a number of residents."""
    years = [y for y in cells.years(measure.name) if residents.living(measure, y)]
    if not years:
        return None
    rows = []
    for year in years:
        cell = cells.find(measure.name, year, "count")
        rows.append(Row(year, (entry(cell, marks), *_beside(residents, cell, residents.living(measure, year), marks))))
    headings = (said("number_of", units=measure.units), residents.who, residents.heading)
    caption = said("set_against_residents", measure=measure.title)
    return Table(caption, said("period"), (), headings, tuple(rows), breaks.said(measure.breaks, years))


def beside(
    residents: Residents | None, table: Table, measure: Measure, breakdown: Breakdown, cells: Cells, year: str, marks: Marks
) -> Table:
    """A table by group with how many live here, and the rate, where that is known of its groups."""
    if residents is None or breakdown.name not in (measure.per_residents or {}) or residents.living(measure, year) is None:
        return table
    rows = []
    for code, row in zip((TOTAL, *breakdown.labels), table.rows, strict=True):
        cell = cells.find(measure.name, year, "count", **{breakdown.name: code})
        more = _beside(residents, cell, residents.living(measure, year, breakdown.name, code), marks)
        rows.append(replace(row, entries=(*row.entries, *more)))
    return replace(table, headings=(*table.headings, residents.who, residents.heading), rows=tuple(rows))


def hundred(events: Cell | None, months: Cell | None) -> str:
    """Events in every hundred months, of two shown numbers; empty where one of them is not shown."""
    if events is None or months is None or events.number is None or not months.number:
        return ""
    return one_decimal(100 * events.number / months.number)


def per_hundred(table: Table, measure: Measure, cells: Cells, columns: Sequence[Column], period: str) -> Table:
    """A table of events with the rate in every hundred months at liberty: months have none, and what is not shown has its own mark."""
    months, rows = cells.find(measure.name, period, "months"), []
    for column, row in zip(columns, table.rows, strict=True):
        events = cells.find(measure.name, period, column.statistic, **column.codes) if column.statistic == "events" else None
        rate = hundred(events, months)
        marked = replace(row.entries[0], line=None) if row.entries[0].mark else Entry(said("no_rate"), None, True)
        rows.append(replace(row, entries=(*row.entries, Entry(rate, None) if rate else marked)))
    return replace(table, headings=(*table.headings, said("rate_in_every_hundred_months")), rows=tuple(rows))


def _beside(residents: Residents, cell: Cell | None, living: int | None, marks: Marks) -> Sequence[Entry]:
    """How many live here, and the rate; a count that is not shown has its own mark in place of a rate."""
    who = Entry(thousands(living), None) if living else Entry(said("no_figure"), None, True)
    if cell is None or cell.number is None:
        return who, replace(entry(cell, marks), line=None)
    return who, Entry(residents.rate(cell.number, living), None) if living else Entry(said("no_figure"), None, True)
