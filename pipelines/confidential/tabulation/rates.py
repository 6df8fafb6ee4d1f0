"""How often something happened in the time in which it could: events, and the months that young people lived at liberty."""

from collections.abc import Iterator

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.shares import groups
from schemas import Measure, Period, Schemas

_DAYS, _MONTHS = 1461, 48
"""Four years, a leap year among them, are so many days and so many months."""


def rates(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one year: `months` of all young people together, whole ones, half up, and for each kind the number of `events`.

    Who reads them may divide one by the other. `youth` are the young people behind the months, or those who had such an event, and
    `rest_youth` those who had none.
    """
    inside = pl.col(measure.date).is_between(pl.lit(period.start), pl.lit(period.end))
    found = rows.filter(inside & matches(measure.where))
    whole = standing.of(measure, period, None)
    yield from _group(found, measure, str(period), whole, {})
    for by in measure.breakdowns if measure.has_breakdowns(period) else ():
        for group, within in groups(schemas, measure, by).items():
            yield from _group(found.filter(pl.col(by).is_in(within)), measure, str(period), whole, {by: group})


def _group(part: pl.DataFrame, measure: Measure, period: str, status: str, at: dict[str, str]) -> Iterator[Cell]:
    assert measure.outcome is not None and measure.value is not None, "checked when the measure was read"
    days = int(part[measure.value].sum())
    at_liberty = part.filter(pl.col(measure.value) > 0)["youth_id"].n_unique()
    yield Cell(period, "months", (2 * days * _MONTHS + _DAYS) // (2 * _DAYS), at_liberty, status=status, at=at)
    for code, column in measure.outcome.values.items():
        having = part.filter(pl.col(column) > 0)["youth_id"].n_unique()
        here = {**at, measure.outcome.dimension: code}
        yield Cell(period, "events", int(part[column].sum()), having, at_liberty - having, status, here)
