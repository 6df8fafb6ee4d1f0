"""Of every hundred young people, how many had something happen by a given day, were nobody lost from sight before.

Those who were lost count as long as they were seen (Kaplan and Meier's estimate), and are never taken for a no. Only some days are
given: the whole curve would tell on which day each single thing happened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, log, sqrt

import numpy as np
import polars as pl

from pipelines.confidential.calendar import days_between
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.counted import counted
from pipelines.confidential.tabulation.periods import Standing
from pipelines.confidential.tabulation.shares import groups
from schemas import Measure, Period, Schemas

_NORMAL_975 = 1.959963984540054
"""95 of 100 draws of a normal distribution lie within so many standard deviations."""


@dataclass(frozen=True)
class Survival:
    """What is known of a day: how many had had the event by then, were lost, were still seen; and the estimate with its limits,
    each the share that had not had it."""

    events: int
    lost: int
    still_seen: int
    without: float
    low: float
    high: float

    def fewest(self, earlier: Sequence["Survival"]) -> int:
        """The smallest group of young people that the estimate sets apart, beside those of the days before it.

        Two estimates tell together what came between them. That nobody was lost, or that nothing came in between, sets nobody apart.
        """
        between = [d for e in earlier for d in (self.events - e.events, self.lost - e.lost)]
        return min(self.events, self.still_seen, *(d for d in (self.lost, *between) if d))


def horizons(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one year: how many are followed (`denominator`), and for each number of days `percent`, `ci_low` and `ci_high`,
    of which `youth` is the smallest group of young people that they set apart: who had the event by then, or between an earlier of
    these days and then, likewise who was lost, and who is still seen after."""
    outcome = measure.outcome
    assert outcome is not None and outcome.until is not None, "checked when the measure was read"
    event, until = days_between(measure.date, str(outcome.event)), days_between(measure.date, outcome.until)
    found = counted(rows, measure, schemas, period).with_columns(had=(event <= until).fill_null(False), day=pl.min_horizontal(event, until))
    status = {code: standing.of(measure, period, code) for code in (None, *outcome.codes)}
    yield from _group(found, measure, str(period), {}, status)
    for by in measure.breakdowns if measure.has_breakdowns(period) else ():
        for group, within in groups(schemas, measure, by).items():
            yield from _group(found.filter(pl.col(f"by {by}").is_in(within)), measure, str(period), {by: group}, status)


def _group(part: pl.DataFrame, measure: Measure, period: str, at: dict[str, str], status: dict[str | None, str]) -> Iterator[Cell]:
    assert measure.outcome is not None
    yield Cell(period, "denominator", part.height, part.height, status=status[None], at=at)
    ends = [before - 1 for _, before in measure.outcome.days.values()]
    known = survival(part["day"].to_numpy(), part["had"].to_numpy(), ends)
    for i, (code, of) in enumerate(zip(measure.outcome.days, known, strict=True)):
        here, state = {**at, measure.outcome.dimension: code}, status[None] or status[code]
        for statistic, without in (("percent", of.without), ("ci_low", of.high), ("ci_high", of.low)):
            yield Cell(period, statistic, _percent(without) if part.height else None, of.fewest(known[:i]), status=state, at=here)


def survival(days: np.ndarray, had: np.ndarray, ends: Sequence[int]) -> list[Survival]:
    """Kaplan and Meier's estimate at the end of each of some days, with limits that hold in 95 of 100 cases (log-log, Greenwood).

    `days`: the day of the event (`had`), or the last day seen. Who was lost on the day of an event was there when it happened.
    """
    found = []
    when, times = np.unique(days[had], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), when, side="left")
    share = np.cumprod(1 - times / at_risk)
    with np.errstate(divide="ignore"):
        spread = np.cumsum(times / (at_risk * (at_risk - times)))
    for end in ends:
        steps = int(np.searchsorted(when, end, side="right"))
        without, variance = (float(share[steps - 1]), float(spread[steps - 1])) if steps else (1.0, 0.0)
        events, over = int(times[:steps].sum()), int((days <= end).sum())
        found.append(Survival(events, over - events, len(days) - over, without, *_limits(without, variance)))
    return found


def _limits(without: float, variance: float) -> tuple[float, float]:
    if not 0 < without < 1:
        return without, without
    wide = _NORMAL_975 * sqrt(variance) / log(without)
    return exp(-exp(log(-log(without)) - wide)), exp(-exp(log(-log(without)) + wide))


def _percent(without: float) -> int:
    """Whole percents, half up; what falls short of a half by a rounding error alone is a half."""
    return floor(100 * (1 - without) + 0.5 + 1e-9)
