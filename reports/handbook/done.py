"""How far a duty was done, read off what was published: so many of so many, or the reason why no number is shown."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from schemas import Measure
from schemas.duties import Duty

Row = Mapping[str, str]
_TOTALS = ("", "_T")
_OWN = ("measure", "period", "statistic", "value", "status")
_WHY = {
    "c": "withheld to protect young people",
    "x": "not available",
    "m": "not yet measurable",
    "z": "does not apply",
    "u": "too unreliable to show",
}


def published(folder: Path) -> list[Row]:
    """The cells of a publication."""
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def done(measure: Measure, duty: Duty, cells: Iterable[Row]) -> str:
    """In the latest period that has such a row, the latest year before any quarter; empty where nothing of it was published."""
    assert measure.outcome is not None, "checked with the duties"
    own = [c for c in cells if c["measure"] == measure.name and _is_whole(c, measure.outcome.dimension)]
    met = _by_period(own, measure.outcome.dimension, duty.met)
    if not met:
        return ""
    period = max(met, key=lambda p: ("Q" not in p, p))
    applied = _by_period(own, measure.outcome.dimension, duty.of)
    return f"{_said(met[period], applied.get(period))} ({period})"


def _said(met: Row, applied: Row | None) -> str:
    for row in (applied, met):
        if row is None or not row["value"]:
            return _WHY.get(row["status"] if row else "x", "not shown")
    part, whole = int(met["value"]), int(applied["value"]) if applied else 0
    return f"{part} of {whole}" + (f", {(200 * part + whole) // (2 * whole)} %" if whole else "")


def _by_period(cells: Sequence[Row], dimension: str, code: str | None) -> dict[str, Row]:
    if code is None:
        return {c["period"]: c for c in cells if c["statistic"] == "denominator"}
    return {c["period"]: c for c in cells if c["statistic"] == "numerator" and c[dimension] == code}


def _is_whole(cell: Row, dimension: str) -> bool:
    """Whether it is of the whole county."""
    return all(said in _TOTALS for name, said in cell.items() if name not in (*_OWN, dimension))
