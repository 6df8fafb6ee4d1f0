"""How many young people there may be with those whom no agency knows: an estimate, once a year, from lists that may be linked."""

from collections import Counter
from collections.abc import Callable, Iterator
from math import ceil, floor, log10

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.hidden_figure import Pattern, Refused, estimated
from pipelines.confidential.tabulation.periods import Standing
from schemas import Measure, Period, Schemas

DIGITS = 2
"""Figures are rounded to so many digits: the lists tell no more, and no overlap can be worked out from them."""


def estimates(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one year: `estimate`, `ci_low` and `ci_high`; of all three `youth` is how many are on two lists or more.

    Where nothing can be estimated they carry the status "u", unreliable; the lists were too few, or overlap too little.
    """
    inside = pl.col(measure.date).is_between(pl.lit(period.start), pl.lit(period.end))
    patterns = patterns_of(rows.filter(inside & matches(measure.where)), str(measure.lists))
    on_several = sum(n for lists, n in patterns.items() if len(lists) > 1)
    status = standing.of(measure, period, None)
    try:
        found = estimated(patterns)
    except Refused:
        yield from (Cell(str(period), statistic, None, None, status=status or "u") for statistic in ("estimate", "ci_low", "ci_high"))
        return
    rounded = {"estimate": to_digits(found.total, round), "ci_low": to_digits(found.low, floor), "ci_high": to_digits(found.high, ceil)}
    for statistic, value in rounded.items():
        yield Cell(str(period), statistic, value, on_several, status=status)


def patterns_of(rows: pl.DataFrame, lists: str) -> dict[Pattern, int]:
    """For each set of lists, how many young people are on exactly these."""
    on = rows.select("youth_id", lists).drop_nulls().unique().group_by("youth_id").agg(pl.col(lists))
    return dict(Counter(frozenset(names) for names in on[lists].to_list()))


def to_digits(value: float, to_whole: Callable[[float], int]) -> int:
    """The first digits alone: 2,483 is 2,500, or 2,400 when it is rounded down."""
    unit = 10 ** max(0, floor(log10(max(value, 1))) + 1 - DIGITS)
    return to_whole(value / unit) * unit
