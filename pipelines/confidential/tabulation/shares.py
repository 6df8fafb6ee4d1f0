"""Counts, and shares: how many, and of those how many had each outcome, in the whole and by each breakdown."""

from collections.abc import Iterator

import polars as pl

from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.filters import matches, outcomes
from pipelines.confidential.tabulation.periods import Standing
from schemas import Measure, Period, Schemas, Year
from schemas.codelist import TOTAL


def shares(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period. Breakdowns belong to years; a quarter has its whole only."""
    words = schemas.codelists[measure.outcome.codelist] if measure.outcome else None
    had = {code: question.alias(f"had {code}") for code, question in outcomes(measure, words).items()}
    counted = _counted(rows, measure, period).with_columns(*had.values())
    status = {code: standing.of(measure, period, code) for code in (None, *had)}
    breakdowns = measure.breakdowns if isinstance(period, Year) else ()
    for by, group in (("", TOTAL), *((b, c) for b in breakdowns for c in _codes(schemas, measure, b))):
        part = counted.filter(_within(schemas, measure, by, group)) if by else counted
        at = {by: group} if by else {}
        yield from _group(part, measure, str(period), at, list(had), status)


def _counted(rows: pl.DataFrame, measure: Measure, period: Period) -> pl.DataFrame:
    """The rows of the period; where young people are counted, the first row of each in the period."""
    if measure.date == "quarter":
        inside = pl.col("quarter").is_in([str(q) for q in period.quarters])
    else:
        inside = pl.col(measure.date).is_between(pl.lit(period.start), pl.lit(period.end))
    counted = rows.filter(inside & matches(measure.where))
    if not measure.distinct:
        return counted
    return counted.sort("youth_id", measure.date, *(c for c in sorted(counted.columns) if c != "youth_id")).unique(
        "youth_id", keep="first", maintain_order=True
    )


def _codes(schemas: Schemas, measure: Measure, by: str) -> tuple[str, ...]:
    words = schemas.codelist_of(measure, by)
    return words.codes if words else ()


def _within(schemas: Schemas, measure: Measure, by: str, code: str) -> pl.Expr:
    words = schemas.codelist_of(measure, by)
    parts = [c for c, p in words.parents.items() if p == code] if words else []
    return pl.col(by).is_in([code, *parts])


def _group(
    part: pl.DataFrame, measure: Measure, period: str, at: dict[str, str], codes: list[str], status: dict[str | None, str]
) -> Iterator[Cell]:
    statistic = "denominator" if measure.kind == "share" else "count"
    yield Cell(period, statistic, part.height, part["youth_id"].n_unique(), status=status[None], at=at)
    if measure.outcome is None:
        return
    for code in codes:
        here = {**at, measure.outcome.dimension: code}
        state = status[None] if status[None] else status[code]
        having, lacking = part.filter(pl.col(f"had {code}")), part.filter(~pl.col(f"had {code}"))
        youth, rest = having["youth_id"].n_unique(), lacking["youth_id"].n_unique()
        yield Cell(period, "numerator", having.height, youth, rest, state, here)
        if code in measure.medians:
            value, behind = _median(having, measure.medians[code])
            yield Cell(period, "median_days", value, behind, status=state, at=here)


def _median(having: pl.DataFrame, days: str) -> tuple[int | None, int]:
    """The median by nearest rank, and the smaller number of distinct young people at or below it, or at or above it."""
    known = having.filter(pl.col(days).is_not_null())
    if known.is_empty():
        return None, 0
    middle = known[days].sort()[(known.height + 1) // 2 - 1]
    below = known.filter(pl.col(days) <= middle)["youth_id"].n_unique()
    above = known.filter(pl.col(days) >= middle)["youth_id"].n_unique()
    return int(middle), min(below, above)
