"""What there is, and how much of it: agreements, trained staff, meetings, places. No young person is counted here."""

from collections.abc import Iterator

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.counted import had_by_code
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.shares import groups
from schemas import Measure, Period, Schemas


def inventory(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period, by each breakdown in quarters too. `youth` is 0 everywhere, since no one stands behind them."""
    if measure.date == "quarter":
        inside = pl.col("quarter").is_in([str(q) for q in period.quarters])
    else:
        inside = pl.col(measure.date).is_between(pl.lit(period.start), pl.lit(period.end))
    found = rows.filter(inside & matches(measure.where))
    status = {code: standing.of(measure, period, code) for code in (None, *(measure.outcome.codes if measure.outcome else ()))}
    yield from _group(found, measure, schemas, str(period), {}, status)
    for by in measure.breakdowns:
        for group, within in groups(schemas, measure, by).items():
            yield from _group(found.filter(pl.col(by).is_in(within)), measure, schemas, str(period), {by: group}, status)


def _group(
    part: pl.DataFrame, measure: Measure, schemas: Schemas, period: str, at: dict[str, str], status: dict[str | None, str]
) -> Iterator[Cell]:
    whole = _number(part, measure, measure.value)
    if measure.outcome is None:
        yield Cell(period, "count", whole, 0, status=status[None], at=at)
        return
    yield Cell(period, "denominator", whole, 0, status=status[None], at=at)
    questions = {} if measure.outcome.values else had_by_code(measure, schemas)
    for code in measure.outcome.codes:
        column = measure.outcome.values.get(code)
        having = _number(part, measure, column) if column else _number(part.filter(questions[code]), measure, None)
        yield Cell(period, "numerator", having, 0, 0, status[None] or status[code], {**at, measure.outcome.dimension: code})


def _number(part: pl.DataFrame, measure: Measure, value: str | None) -> int:
    if value:
        return int(part[value].sum())
    return part[measure.distinct_of].drop_nulls().n_unique() if measure.distinct_of else part.height
