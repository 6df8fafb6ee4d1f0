"""Counts, and shares: how many, and of those how many had each outcome, in the whole and by each breakdown."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import polars as pl

from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.counted import counted
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.sooner import Sooner, fewest, of_group, sooner
from schemas import Measure, Period, Schemas
from schemas.codelist import TOTAL

_EVERY = pl.int_range(pl.len()) >= 0
_RANKS = {"median_days": (1, 2), "p90_days": (9, 10)}
"""Statistic: the share of days that are as long at most, as a fraction."""


def shares(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period. Breakdowns belong to years, or to the ends of years; other periods have their whole only."""
    found = counted(rows, measure, schemas, period)
    codes = list(measure.outcome.codes) if measure.outcome else []
    status = {code: standing.of(measure, period, code) for code in (None, *codes)}
    before = sooner(rows, measure, schemas, period)
    [told] = _told(found, codes, [_EVERY])
    yield from _group(told, lambda: found, measure, str(period), {}, codes, status, before)
    for by in measure.breakdowns if measure.has_breakdowns(period) else ():
        all_groups = groups(schemas, measure, by)
        inside = [pl.col(f"by {by}").is_in(within).fill_null(False) for within in all_groups.values()]
        for (group, within), here, told in zip(all_groups.items(), inside, _told(found, codes, inside), strict=True):
            part = partial(found.filter, here)
            yield from _group(told, part, measure, str(period), {by: group}, codes, status, of_group(before, by, within))


def groups(schemas: Schemas, measure: Measure, by: str) -> dict[str, list[str]]:
    """Each code of a breakdown, with itself and the codes that are its parts."""
    words = schemas.codelist_of(measure, by)
    return {code: list(words.within(code)) for code in words.codes} if words else {}


def _group(
    told: Mapping[str, int],
    rows: Callable[[], pl.DataFrame],
    measure: Measure,
    period: str,
    at: dict[str, str],
    codes: list[str],
    status: dict[str | None, str],
    before: Sooner,
) -> Iterator[Cell]:
    """The cells of one group: `told` of it, and its `rows` where they are looked at once more."""
    statistic = "denominator" if measure.kind == "share" else "count"
    youth = told["youth"]
    behind = fewest(youth, rows(), (b.filter("had") for b in before[None])) if before.get(None) else youth
    yield Cell(period, statistic, told["rows"], behind, status=status[None], at=at)
    if TOTAL in measure.medians or TOTAL in measure.nine_in_ten:
        yield from _days(rows(), measure, TOTAL, period, at, status[None])
    for code in codes:
        here = {**at, measure.outcome.dimension: code} if measure.outcome else at
        state = status[None] if status[None] else status[code]
        had, youth, rest = f"had {code}", told[f"youth {code}"], told[f"rest {code}"]
        if before.get(code):
            youth = fewest(youth, rows().filter(pl.col(had)), (b.filter("had") for b in before[code]))
            rest = fewest(rest, rows().filter(~pl.col(had)), (b.filter(~pl.col("had")) for b in before[code]))
        yield Cell(period, "numerator", told[had], youth, rest, state, here)
        if code in measure.medians or code in measure.nine_in_ten:
            yield from _days(rows().filter(pl.col(had)), measure, code, period, here, state)


def _told(found: pl.DataFrame, codes: list[str], groups: list[pl.Expr]) -> list[dict[str, int]]:
    """All that is counted of each group, in one pass: its `rows`, the `youth` behind them, and for each outcome how many rows `had` it,
    with the `youth` behind these and behind the `rest`. Where young people cannot be told apart, there are as many as rows."""
    asked: dict[str, pl.Expr] = {}
    for n, inside in enumerate(groups):
        asked |= {f"{n} rows": inside, f"{n} youth": inside}
        for code in codes:
            had = pl.col(f"had {code}")
            asked |= {f"{n} had {code}": inside & had, f"{n} youth {code}": inside & had, f"{n} rest {code}": inside & ~had}
    people = pl.col("youth_id") if "youth_id" in found.columns and found["youth_id"].n_unique() < found.height else None
    counts = {
        name: among.sum() if people is None or name.split()[1] in ("rows", "had") else people.filter(among).n_unique()
        for name, among in asked.items()
    }
    told = found.select(**counts).row(0, named=True) if counts else {}
    names = ["rows", "youth", *(f"{what} {code}" for code in codes for what in ("had", "youth", "rest"))]
    return [{name: int(told[f"{n} {name}"]) for name in names} for n in range(len(groups))]


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
