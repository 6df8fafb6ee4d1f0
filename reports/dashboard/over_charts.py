"""The sentence over a chart, made of the published numbers that it draws; what is not shown is left to the table and its marks."""

from collections.abc import Iterable, Sequence

from reports.dashboard import latest
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.measures import Breakdown, Measure, Outcome
from reports.dashboard.said import said
from reports.dashboard.words import Marks

LAST = 2
"""So many of the newest periods that can be shown."""
MOST = 4
"""So many outcomes or groups, in the order of the agreement and not of their numbers."""


def of_percents(measure: Measure, outcome: Outcome, cells: Cells, periods: Sequence[str], marks: Marks) -> str:
    """`Service started: 60% in 2023, 52% in 2024; completed: …`."""
    told = []
    for code in outcome.top:
        shown = _shown(latest.percent(cells, measure, code, p) for p in periods)
        if shown:
            percents = (said("percent_in", percent=c.value, mark=_low(marks, c), period=c.period) for c in shown)
            told.append(f"{outcome.labels[code]}: {', '.join(percents)}")
    return _sentence(told)


def of_periods(measure: Measure, cells: Cells, periods: Sequence[str]) -> str:
    """`Sessions: 110 in 2025-Q3, 118 in 2025-Q4`."""
    shown = _shown(cells.find(measure.name, p, measure.whole) for p in periods)
    units = measure.units[:1].upper() + measure.units[1:]
    return f"{units}: {', '.join(map(_number, shown))}." if shown else ""


def of_groups(measure: Measure, breakdown: Breakdown, cells: Cells, period: str) -> str:
    """`In 2025: girls: 48; boys: 31`, of the groups that are shown."""
    found = ((label, cells.find(measure.name, period, "count", **{breakdown.name: code})) for code, label in breakdown.labels.items())
    return _sentence([f"{label}: {_number(c)}" for label, c in found if c and c.shown])


def _shown(found: Iterable[Cell | None]) -> list[Cell]:
    return [c for c in found if c and c.shown][-LAST:]


def _number(cell: Cell) -> str:
    return said("number_in", number=cell.value, period=cell.period)


def _low(marks: Marks, cell: Cell) -> str:
    return " [u]" if marks.unreliable(cell) else ""


def _sentence(told: list[str]) -> str:
    more = said("more_in_the_table") if len(told) > MOST else ""
    return f"{'; '.join(told[:MOST])}{more}." if told else ""
