"""Counting in parts: a hash of the young person says which part their rows are in, and counts of parts add up to the whole."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.confidential.tabulation.sooner import shorter_times
from schemas import Measure, Schemas

PERSON = "youth_id"
ADDS_UP = ("count", "denominator", "numerator", "events")
"""Statistics that are sums over young people. A median or an estimate is not, and is counted of all rows at once."""

_SUMS = ("value", "youth", "rest_youth")


def adds_up(measure: Measure, followed: Mapping[str, pl.DataFrame], schemas: Schemas) -> bool:
    """Whether a measure may be counted in parts: its rows are of young people, and nothing of it is a median or the least of several
    numbers, as the young people are who stand behind the difference between two lengths of time."""
    whole = measure.medians or measure.nine_in_ten or any(shorter_times(measure, schemas).values())
    return measure.kind in ("share", "count") and not whole and all(PERSON in followed[t].columns for t in measure.tables)


def part(rows: pl.DataFrame, number: int, of: int) -> pl.DataFrame:
    """One part of a table. Rows of nobody in particular are all in one."""
    return rows.filter(pl.col(PERSON).hash(seed=7) % of == number) if PERSON in rows.columns else rows


def added(parts: Sequence[pl.DataFrame], schemas: Schemas) -> pl.DataFrame:
    """The cells of all parts as if they had been counted at once, in the same order.

    Raises:
        ValueError: the parts are not of one measure that adds up.
    """
    strange = sorted(set(parts[0]["statistic"].unique()) - set(ADDS_UP))
    places = ["measure", "period", *schemas.dimensions, "statistic", "status"]
    summed = pl.concat(parts).group_by(places, maintain_order=True).agg(_sum(name) for name in _SUMS)
    if strange or any(one.height != summed.height for one in parts):
        raise ValueError("these parts do not add up")
    return summed.sort("measure", "period", *schemas.dimensions, "statistic").select(parts[0].columns)


def _sum(name: str) -> pl.Expr:
    """What no part knows stays unknown, and is not nought."""
    return pl.when(pl.col(name).null_count() == pl.len()).then(None).otherwise(pl.col(name).sum()).alias(name)
