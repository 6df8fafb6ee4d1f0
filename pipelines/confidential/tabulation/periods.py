"""Which quarters and years a measure is given for, and which of its figures must wait or cannot be had."""

from collections.abc import Collection
from dataclasses import dataclass

from schemas import Measure, Period, Quarter, Schemas, Year

Missing = Collection[tuple[str, str, Quarter]]  # agency, extract, quarter of each file that was due and is not in


@dataclass(frozen=True)
class Standing:
    """Why a figure is or is not given: "" it is, "m" it must mature, "x" an agency did not report."""

    schemas: Schemas
    last: Quarter
    missing: Missing

    def of(self, measure: Measure, period: Period, code: str | None) -> str:
        """The status of one outcome code of a period; `code` None means the denominator or count itself."""
        if code is not None and measure.matures(period, code, self.schemas.policy) > self.last:
            return "m"
        if code is None and measure.settles(period, self.schemas.policy) > self.last:
            return "m"
        if measure.safety and code is None and measure.matures(period, "", self.schemas.policy) > self.last:
            return "m"
        needed = self.schemas.needed(measure, period, measure.waits_months if code is None else measure.follow_up(code))
        return "x" if any((s.agency, s.extract, q) in self.missing for s, q in needed) else ""


def quarters_of(measure: Measure, schemas: Schemas, last: Quarter) -> tuple[Quarter, ...]:
    """The quarters a measure covers: from the first for which agencies owe all that its table is made from, up to `last`."""
    start = schemas.given_from(measure)
    return start.through(last) if start else ()


def periods_of(measure: Measure, schemas: Schemas, last: Quarter) -> tuple[Period, ...]:
    """The quarters and the whole years that a measure is given for, up to `last`."""
    quarters = quarters_of(measure, schemas, last)
    return (*(quarters if measure.quarterly or measure.point else ()), *(years_of(quarters) if measure.yearly else ()))


def years_of(quarters: tuple[Quarter, ...]) -> tuple[Year, ...]:
    """The years all four quarters of which are there."""
    return tuple(y for y in sorted({Year(q.year) for q in quarters}) if set(y.quarters) <= set(quarters))
