"""What is asked of each row: some codes, a yes or a no, a number between two ends, or that anything is there at all."""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

_EVERY_ROW = pl.int_range(pl.len()) >= 0
"""Not the literal "true": Polars 2.1 cannot filter a frame of several million rows by one."""


def matches(wanted: Mapping[str, Any]) -> pl.Expr:
    """Rows in which every named column is as wanted. An empty cell never matches, but where `filled: false` is wanted."""
    return reduce(and_, (_one(column, what) for column, what in wanted.items()), _EVERY_ROW).fill_null(False)


def _one(column: str, what: Any) -> pl.Expr:
    match what:
        case bool():
            return pl.col(column) == what
        case list() | tuple():
            return pl.col(column).is_in(list(what))
        case dict():
            return reduce(and_, (_test(column, test, value) for test, value in what.items()))
        case _:
            raise TypeError(f"a filter on {column} is a list of codes, true or false, at_least and at_most, or filled")


def _test(column: str, test: str, value: Any) -> pl.Expr:
    match test:
        case "at_least":
            return pl.col(column) >= value
        case "at_most":
            return pl.col(column) <= value
        case "filled":
            return pl.col(column).is_not_null() == value
        case _:
            raise TypeError(f"{column} can be asked for at_least, at_most or filled, and not for {test}")
