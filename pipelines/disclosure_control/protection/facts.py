"""What was counted, read cell by cell: the value, and how many young people stand behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

Key = tuple[str, ...]
"""measure, period, one code per dimension column, statistic."""

TOTAL = "_T"
FORM = {"value": pl.Int64, "youth": pl.Int64, "rest_youth": pl.Int64, "status": pl.String}


class Fact(NamedTuple):
    """`value` is None unless `status` is empty; `held` says that readers have it already, or will have it again, whatever is
    withheld; `fresh` that this publication is the first to show it so; `known` what it lies between by what others published."""

    value: int | None
    youth: int | None
    rest_youth: int | None
    status: str
    held: bool = False
    fresh: bool = False
    known: tuple[int, int | None] | None = None


@dataclass(frozen=True)
class Form:
    """Which columns tell cells apart, for all measures together."""

    structure: Mapping[str, Any]

    @cached_property
    def measures(self) -> dict[str, Any]:
        return dict(sorted(self.structure["measures"].items()))

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(d for m in self.measures.values() for d in m["dimensions"]))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return ("measure", "period", *self.dimensions, "statistic")

    @cached_property
    def _blank(self) -> dict[str, tuple[str, ...]]:
        return {n: tuple(TOTAL if d in m["dimensions"] else "" for d in self.dimensions) for n, m in self.measures.items()}

    def key(self, measure: str, period: str, statistic: str, **codes: str) -> Key:
        """The key of a cell: the total in every dimension of the measure that `codes` does not name."""
        places = list(self._blank[measure])
        for dimension, code in codes.items():
            places[self.dimensions.index(dimension)] = code
        return (measure, period, *places, statistic)


def read(tabulated: pl.DataFrame, form: Form) -> dict[Key, Fact]:
    """Every tabulated cell by its key.

    Raises:
        ValueError: the frame is not in the agreed form. The message names columns and measures, never a value.
    """
    expected = {**dict.fromkeys(form.columns, pl.String), **FORM}
    if dict(tabulated.schema) != expected:
        wrong = sorted(set(expected.items()) ^ set(tabulated.schema.items()), key=str)
        raise ValueError(f"the counts do not have the agreed columns: look at {wrong[0][0]!r}")
    unknown = sorted(set(tabulated["measure"]) - set(form.measures))
    if unknown:
        raise ValueError(f"there is no measure {unknown[0]!r}")
    found: dict[Key, Fact] = {}
    for row in tabulated.select(*form.columns, *FORM).iter_rows():
        key, fact = tuple(row[: len(form.columns)]), Fact(*row[len(form.columns) :])
        _check(key, fact, found)
        found[key] = fact
    return found


def _check(key: Key, fact: Fact, found: Mapping[Key, Fact]) -> None:
    where = f"{key[0]}, {key[1]}, {key[-1]}"
    if key in found:
        raise ValueError(f"{where}: a cell is there twice")
    if key[-1] not in ("count", "denominator", "numerator", "median_days"):
        raise ValueError(f"{where}: this is not counted before protection")
    if fact.status not in ("", "m", "x"):
        raise ValueError(f"{where}: a counted cell is there, not yet mature (m) or not available (x)")
    # A median of nobody has no value, and is there all the same.
    if (fact.status != "" and fact.value is not None) or (fact.status == "" and fact.value is None and key[-1] != "median_days"):
        raise ValueError(f"{where}: a cell has a value if, and only if, it has no mark")
    if min(n for n in (fact.value, fact.youth, fact.rest_youth, 0) if n is not None) < 0:
        raise ValueError(f"{where}: a count is below nought")


def frame(rows: Sequence[tuple], form: Form, **more: Any) -> pl.DataFrame:
    """Rows that begin with a key as a frame; `more` names and types the columns that follow the key."""
    return pl.DataFrame(rows, schema={**dict.fromkeys(form.columns, pl.String), **more}, orient="row")
