"""Numbers that an agency counted itself and sent as totals: added up over agencies and quarters, never taken apart."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.shares import groups
from schemas import Measure, Period, Schemas
from schemas.codelist import TOTAL


def totals(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period.

    How many young people stand behind a sum over quarters or agencies is not known (one may be in several); the largest
    single number is the fewest there can be, so that is what is protected on. Where an agency gave "under 11" for a number that
    is needed, the sum is not available.
    """
    inside = rows.filter(pl.col("quarter").is_in([str(q) for q in period.quarters]) & matches(measure.where))
    status = standing.of(measure, period, None)
    yield from _sums(inside.filter(*_whole(measure, schemas)), measure, str(period), status, {})
    for by in measure.breakdowns if measure.has_breakdowns(period) else ():
        for group, within in groups(schemas, measure, by).items():
            there = [group] if group in set(inside[by]) else within  # a parent that was given is not added up again
            yield from _sums(inside.filter(pl.col(by).is_in(there)), measure, str(period), status, {by: group})


def _whole(measure: Measure, schemas: Schemas) -> list[pl.Expr]:
    """Of a column with a code for the whole, the row of the whole, unless the measure says which codes it adds up."""
    columns = schemas.tables[measure.counts].columns.values()
    return [pl.col(c.name) == TOTAL for c in columns if c.total and c.name not in measure.where]


def _sums(part: pl.DataFrame, measure: Measure, period: str, status: str, at: dict[str, str]) -> Iterator[Cell]:
    all_of, people = pl.col(str(measure.value)), pl.col(str(measure.youth))
    value, youth = _sum(part, all_of, people)
    whole = Cell(period, "denominator" if measure.outcome else "count", value, youth, status=status or _given(value), at=at)
    yield whole
    if measure.outcome is None:
        return
    for code, column in measure.outcome.values.items():
        had, left = pl.col(column), all_of - pl.col(column)
        named = measure.outcome.youths.get(code)
        behind, rest_behind = (pl.col(named), people - pl.col(named)) if named else (people - left, people - had)
        (value, youth), (_, rest) = _sum(part, had, _at_least(behind, had)), _sum(part, left, _at_least(rest_behind, left))
        cell = Cell(period, "numerator", value, youth, rest, at={**at, measure.outcome.dimension: code})
        yield replace(cell, status=whole.status or _given(value))


def _at_least(people: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The fewest young people there can be behind so many: one at least where there is any, and no more than there are."""
    return pl.when(value > 0).then(people.clip(1).clip(upper_bound=value)).otherwise(0)


def _sum(part: pl.DataFrame, value: pl.Expr, youth: pl.Expr) -> tuple[int | None, int | None]:
    """The sum, and the most young people behind one of its numbers; nothing where one of the numbers was not given exactly."""
    needed = part.select(value=value, youth=youth)
    if needed.null_count().sum_horizontal().sum():
        return None, None
    return int(needed["value"].sum()), int(needed["youth"].max() or 0)  # ty: ignore[invalid-argument-type]


def _given(value: int | None) -> str:
    return "x" if value is None else ""
