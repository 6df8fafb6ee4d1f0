"""Counts, and shares: how many, and of those how many had each outcome, in the whole and by each breakdown."""

from collections.abc import Iterator

import polars as pl

from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.counted import counted
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.sooner import Sooner, fewest, of_group, sooner
from schemas import Measure, Period, Schemas
from schemas.codelist import TOTAL

_RANKS = {"median_days": (1, 2), "p90_days": (9, 10)}
"""Statistic: the share of days that are as long at most, as a fraction."""


def shares(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period. Breakdowns belong to years, or to the ends of years; other periods have their whole only."""
    found = counted(rows, measure, schemas, period)
    codes = list(measure.outcome.codes) if measure.outcome else []
    status = {code: standing.of(measure, period, code) for code in (None, *codes)}
    before = sooner(rows, measure, schemas, period)
    yield from _group(found, measure, str(period), {}, codes, status, before)
    for by in measure.breakdowns if measure.has_breakdowns(period) else ():
        for group, within in groups(schemas, measure, by).items():
            part = found.filter(pl.col(f"by {by}").is_in(within))
            yield from _group(part, measure, str(period), {by: group}, codes, status, of_group(before, by, within))


def groups(schemas: Schemas, measure: Measure, by: str) -> dict[str, list[str]]:
    """Each code of a breakdown, with itself and the codes that are its parts."""
    words = schemas.codelist_of(measure, by)
    return {code: list(words.within(code)) for code in words.codes} if words else {}


def _group(
    part: pl.DataFrame,
    measure: Measure,
    period: str,
    at: dict[str, str],
    codes: list[str],
    status: dict[str | None, str],
    before: Sooner,
) -> Iterator[Cell]:
    statistic = "denominator" if measure.kind == "share" else "count"
    behind = fewest(_youth(part), part, (b.filter("had") for b in before[None])) if before.get(None) else _youth(part)
    yield Cell(period, statistic, part.height, behind, status=status[None], at=at)
    yield from _days(part, measure, TOTAL, period, at, status[None])
    for code in codes:
        here = {**at, measure.outcome.dimension: code} if measure.outcome else at
        state = status[None] if status[None] else status[code]
        having, lacking = part.filter(pl.col(f"had {code}")), part.filter(~pl.col(f"had {code}"))
        youth, rest = _youth(having), _youth(lacking)
        if before.get(code):
            youth = fewest(youth, having, (b.filter("had") for b in before[code]))
            rest = fewest(rest, lacking, (b.filter(~pl.col("had")) for b in before[code]))
        yield Cell(period, "numerator", having.height, youth, rest, state, here)
        yield from _days(having, measure, code, period, here, state)


def _youth(rows: pl.DataFrame) -> int:
    """Distinct young people behind the rows; where they cannot be told apart, as many as there are rows."""
    return rows["youth_id"].n_unique() if "youth_id" in rows.columns else rows.height


def _days(having: pl.DataFrame, measure: Measure, code: str, period: str, here: dict[str, str], state: str) -> Iterator[Cell]:
    for statistic, asked in (("median_days", measure.medians), ("p90_days", measure.nine_in_ten)):
        if code in asked:
            value, behind = _nearest_rank(having, asked[code], *_RANKS[statistic])
            yield Cell(period, statistic, value, behind, status=state, at=here)


def _nearest_rank(having: pl.DataFrame, days: str, share: int, of: int) -> tuple[int | None, int]:
    """The day that so large a share of the rows does not go beyond, and the smaller number of distinct young people at or below it,
    or at or above it."""
    known = having.filter(pl.col(days).is_not_null())
    if known.is_empty():
        return None, 0
    value = known[days].sort()[(known.height * share + of - 1) // of - 1]
    return int(value), min(_youth(known.filter(pl.col(days) <= value)), _youth(known.filter(pl.col(days) >= value)))
