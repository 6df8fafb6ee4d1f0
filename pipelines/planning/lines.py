"""One line of a plan: of a measure, a breakdown and a window, the share of cells that stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.planning.tally import Tally


@dataclass(frozen=True)
class Share:
    """A share of cells over several made-up counties, each from 0 to 1."""

    mean: float
    least: float
    most: float

    @staticmethod
    def of(shares: Iterable[float]) -> "Share":
        found = list(shares)
        return Share(sum(found) / len(found), min(found), max(found))

    @property
    def percent(self) -> int:
        return int(100 * self.mean + 0.5)


@dataclass(frozen=True)
class Line:
    """`breakdown`: "" is the whole county. `change`: what was tried out. `counties`: how many made-up counties had such cells."""

    measure: str
    breakdown: str
    window: str
    change: str
    cells: int
    counties: int
    before: Share
    after: Share
    noughts: Share

    @staticmethod
    def of(measure: str, breakdown: str, window: str, change: str, tallies: Iterable[Tally]) -> "Line":
        found = list(tallies)
        before, after, noughts = (Share.of(n / t.cells for n, t in zip(ns, found, strict=True)) for ns in _columns(found))
        return Line(measure, breakdown, window, change, max(t.cells for t in found), len(found), before, after, noughts)


def _columns(found: list[Tally]) -> tuple[list[int], list[int], list[int]]:
    return [t.before for t in found], [t.after for t in found], [t.noughts for t in found]


FIELDS = (
    *("youth_per_year", "measure", "breakdown", "window", "change", "counties", "cells", "before_percent", "before_low", "before_high"),
    *("after_percent", "after_low", "after_high", "noughts_percent"),
)


def as_row(line: Line, youth_per_year: int) -> Mapping[str, str | int | float]:
    """A line as `plan.csv` has it; shares in percent of the cells."""
    before, after = line.before, line.after
    values = (before.mean, before.least, before.most, after.mean, after.least, after.most, line.noughts.mean)
    told = (youth_per_year, line.measure, line.breakdown or "whole", line.window, line.change, line.counties, line.cells)
    return dict(zip(FIELDS, (*told, *(round(100 * v, 1) for v in values)), strict=True))
