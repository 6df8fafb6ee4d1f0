"""What was counted, read cell by cell: the value, and how many young people stand behind it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

Key = tuple[str, ...]
"""measure, period, one code per dimension column, statistic."""

TOTAL = "_T"
COUNTED = ("count", "denominator", "numerator", "events", "low", "high")
DAYS = ("median_days", "p90_days")
"""Days by which half, and nine in ten, of the rows behind a count had come so far."""
FIGURES = {"horizons": ("percent", "ci_low", "ci_high"), "estimate": ("estimate", "ci_low", "ci_high"), "rate": ("months",)}
"""What some kinds of measures tell that is no count, and follows from none. What stands in one place is shown together or not at all."""
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

    def of_people(self, measure: str) -> bool:
        """Whether young people are counted: an inventory counts none, and nothing else is believed to count none."""
        said = self.measures[measure]
        return said.get("of_young_people", True) or said.get("kind") != "inventory"

    @cached_property
    def silent(self) -> frozenset[str]:
        """Measures of which a nought is withheld like a small count: those of safety, and those that count among them."""
        safe = {name for name, said in self.measures.items() if said.get("safety")}
        return frozenset(name for name in self.measures if safe & {name, *self.above(name)})

    def keeps_silent(self, key: Key) -> bool:
        """Whether a nought here is withheld too. How many there are altogether another measure may say, which is not silent."""
        above = (self.measures[key[0]].get("among") or {}).get("measure")
        return key[0] in self.silent and (key[-1] not in ("count", "denominator") or above not in self.measures or above in self.silent)

    def above(self, measure: str) -> tuple[str, ...]:
        """The measure that this one counts among, the one that that one counts among, and so on."""
        found = (measure,)
        while (above := (self.measures.get(found[-1], {}).get("among") or {}).get("measure")) and above not in found:
            found = (*found, above)
        return found[1:]

    @cached_property
    def codes(self) -> dict[str, dict[str, set[str]]]:
        """Measure → dimension → the codes that its cells may carry."""
        return {name: _codes(said) for name, said in self.measures.items()}

    def is_figure(self, key: Key) -> bool:
        return key[-1] in self.figures(key[0])

    def figures(self, measure: str) -> tuple[str, ...]:
        return FIGURES.get(self.measures[measure].get("kind", ""), ())

    def key(self, measure: str, period: str, statistic: str, **codes: str) -> Key:
        """The key of a cell: the total in every dimension of the measure that `codes` does not name."""
        places = list(self._blank[measure])
        for dimension, code in codes.items():
            places[self.dimensions.index(dimension)] = code
        return (measure, period, *places, statistic)


def _codes(measure: Mapping[str, Any]) -> dict[str, set[str]]:
    found = {b: {*said["codes"]} for b, said in measure["breakdowns"].items()}
    if measure["outcome"]:
        found[measure["outcome"]["dimension"]] = {*measure["outcome"]["codes"]}
    if measure["lists"]:
        found |= {measure["lists"][d]: {*measure["lists"]["codes"]} for d in ("dimension", "with")}
    return found


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
        _check(key, fact, found, form.figures(key[0]))
        if any(c not in ("", TOTAL) and c not in form.codes[key[0]].get(d, ()) for d, c in zip(form.dimensions, key[2:-1], strict=True)):
            raise ValueError(f"{key[0]}, {key[1]}, {key[-1]}: a cell has a code that its measure does not have")
        found[key] = fact
    return found


def _check(key: Key, fact: Fact, found: Mapping[Key, Fact], figures: Sequence[str]) -> None:
    where = f"{key[0]}, {key[1]}, {key[-1]}"
    if key in found:
        raise ValueError(f"{where}: a cell is there twice")
    if key[-1] not in (*COUNTED, *DAYS, *figures):
        raise ValueError(f"{where}: this is not counted before protection")
    if fact.status not in ("", "m", "x") and not (fact.status == "u" and "estimate" in figures):
        raise ValueError(f"{where}: a counted cell is there, not yet mature (m) or not available (x); an estimate may be unreliable (u)")
    # A median, or a share, of nobody has no value, and is there all the same.
    if (fact.status != "" and fact.value is not None) or (fact.status == "" and fact.value is None and key[-1] in COUNTED):
        raise ValueError(f"{where}: a cell has a value if, and only if, it has no mark")
    if min(n for n in (fact.value, fact.youth, fact.rest_youth, 0) if n is not None) < 0:
        raise ValueError(f"{where}: a count is below nought")


def number_of(days: Key, cells: Container[Key]) -> Key | None:
    """The count whose days these are: of an outcome, or of all that are counted."""
    return next((k for s in COUNTED if (k := (*days[:-1], s)) in cells), None)


def frame(rows: Sequence[tuple], form: Form, **more: Any) -> pl.DataFrame:
    """Rows that begin with a key as a frame; `more` names and types the columns that follow the key."""
    return pl.DataFrame(rows, schema={**dict.fromkeys(form.columns, pl.String), **more}, orient="row")
