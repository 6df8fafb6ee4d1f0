"""Which period of a measure a reader should see first: the latest year that can be shown, or else the latest quarter."""

from collections.abc import Collection, Iterable

from reports.dashboard.cells import Cell, Cells
from reports.dashboard.measures import Measure


def newest_first(cells: Cells, measure: Measure) -> list[str]:
    """Years before quarters, since a year says more; the newest of each first."""
    return [*reversed(cells.years(measure.name)), *reversed(cells.quarters(measure.name))]


def of_whole(cells: Cells, measure: Measure) -> Cell | None:
    """The latest published count of the whole."""
    return _first_shown(cells.find(measure.name, p, measure.whole) for p in newest_first(cells, measure))


def of_outcome(cells: Cells, measure: Measure, code: str, among: Collection[str] | None = None) -> str | None:
    """The latest period in which this outcome, or one (of those `among`) that becomes known with it, has a published percent."""
    assert measure.outcome
    together = measure.outcome.known_together(code)
    found = (percent(cells, measure, c, p) for p in newest_first(cells, measure) for c in together if among is None or c in among)
    shown = _first_shown(found)
    return shown.period if shown else None


def ripe(cells: Cells, measure: Measure, code: str) -> str | None:
    """Of an outcome that was never shown: the newest period that could be measured, or else the newest of all."""
    found = [c for p in newest_first(cells, measure) if (c := percent(cells, measure, code, p))]
    return next((c.period for c in (*(c for c in found if c.status != "m"), *found)), None)


def percent(cells: Cells, measure: Measure, code: str, period: str) -> Cell | None:
    return _of(cells, measure, code, period, "percent")


def numerator(cells: Cells, measure: Measure, code: str, period: str) -> Cell | None:
    return _of(cells, measure, code, period, "numerator")


def _of(cells: Cells, measure: Measure, code: str, period: str, statistic: str) -> Cell | None:
    assert measure.outcome
    return cells.find(measure.name, period, statistic, **{measure.outcome.dimension: code})


def _first_shown(found: Iterable[Cell | None]) -> Cell | None:
    return next((c for c in found if c and c.shown), None)
