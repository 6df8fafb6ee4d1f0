"""What a measure asks for, as a question to each row."""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from pipelines.confidential.calendar import months_after
from schemas import Codelist, Measure


def matches(wanted: Mapping[str, Any]) -> pl.Expr:
    """Rows in which every named column has one of the wanted codes, or the wanted yes or no. An empty cell never matches."""
    return reduce(and_, (_one(column, what) for column, what in wanted.items()), pl.lit(True)).fill_null(False)


def _one(column: str, what: Any) -> pl.Expr:
    match what:
        case bool():
            return pl.col(column) == what
        case list() | tuple():
            return pl.col(column).is_in(list(what))
        case _:
            raise TypeError(f"a filter on {column} is a list of codes, true or false")


def outcomes(measure: Measure, codelist: Codelist | None) -> dict[str, pl.Expr]:
    """For each outcome code of a share, whether a row had it."""
    told = measure.outcome
    if told is None:
        return {}
    if told.filters:
        return {code: matches(told.filters[code]) for code in told.codes}
    if told.event:
        within = {code: pl.col(told.event) < months_after(measure.date, told.months[code]) for code in told.codes}
        return {code: (within[code] & (pl.col(told.event) > pl.col(measure.date))).fill_null(False) for code in told.codes}
    parents = codelist.parents if codelist else {}
    return {code: pl.col(str(told.column)).is_in([code, *(c for c, p in parents.items() if p == code)]) for code in told.codes}
