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
    if measure.outcome is None:
        yield Cell(period, "count", _numbers(part, [_number(measure, measure.value)])[0], 0, status=status[None], at=at)
        return
    values, codes = measure.outcome.values, measure.outcome.codes
    questions = {} if values else had_by_code(measure, schemas)
    asked = [_number(measure, values[c]) if values.get(c) else _number(measure, None, questions[c]) for c in codes]
    whole, *having = _numbers(part, [_number(measure, measure.value), *asked])
    yield Cell(period, "denominator", whole, 0, status=status[None], at=at)
    for code, number in zip(codes, having, strict=True):
        yield Cell(period, "numerator", number, 0, 0, status[None] or status[code], {**at, measure.outcome.dimension: code})


def _numbers(part: pl.DataFrame, asked: list[pl.Expr]) -> list[int]:
    return [int(n or 0) for n in part.select(number.alias(str(n)) for n, number in enumerate(asked)).row(0)]


def _number(measure: Measure, value: str | None, among: pl.Expr | None = None) -> pl.Expr:
    """What is added up: a column, or different things, or rows; `among` those of which something holds."""
    if value:
        return pl.col(value).sum()
    if measure.distinct_of:
        things = pl.col(measure.distinct_of)
        return (things if among is None else things.filter(among)).drop_nulls().n_unique()
    return pl.len() if among is None else among.sum()
