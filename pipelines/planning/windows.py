"""The stretches of time that a number may be given for: those a measure has, and longer ones that are tried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas import Measure, Period, Quarter, Year

QUARTER, YEAR, STANDING = "quarter", "year", "quarter's end"
JOINED = {2: "two years", 3: "three years"}
_NOT_JOINED = ("bounds", "estimate", "inventory")


@dataclass(frozen=True)
class Joined(Year):  # ty: ignore[subclass-of-dataclass-with-order]
    """Some years counted as one. It goes by the name of its last year, since nothing shorter is shown beside it."""

    years: int = 2

    @property
    def start(self) -> date:
        return date(self.year - self.years + 1, 1, 1)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(q for year in range(self.year - self.years + 1, self.year + 1) for q in Year(year).quarters)

    def __str__(self) -> str:
        return str(self.year)


def given(measure: Measure, quarters: Sequence[Quarter]) -> tuple[Period, ...]:
    """The periods that the product gives a measure for."""
    short = tuple(quarters) if measure.quarterly or measure.point else ()
    return (*short, *(_years(quarters) if measure.yearly else ()))


def joined(measure: Measure, quarters: Sequence[Quarter], years: int) -> tuple[Period, ...]:
    """So many years as one, from the first on, none in two of them; nothing where a measure is of a day or of one year only."""
    if not measure.yearly or measure.kind in _NOT_JOINED:
        return ()
    ends = _years(quarters)[years - 1 :: years]
    return tuple(Joined(year.year, years) for year in ends)


def window(measure: Measure, period: str) -> str:
    """What kind of period a cell is of."""
    if "Q" not in period:
        return YEAR
    return STANDING if measure.point else QUARTER


def _years(quarters: Sequence[Quarter]) -> tuple[Year, ...]:
    return tuple(y for y in sorted({Year(q.year) for q in quarters}) if set(y.quarters) <= set(quarters))
