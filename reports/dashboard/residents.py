"""How many young people live in the county, as publication.json says it, and the rate of so many among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.dashboard.measures import Measure
from reports.dashboard.reliability import few
from reports.dashboard.said import said
from reports.language import one_decimal
from schemas.codelist import TOTAL

TAIL = 0.025  # at either end, so that 95 % lies between


@dataclass(frozen=True)
class Residents:
    """`young_people`: year → `_T` → how many, and year → codelist → code → how many."""

    heading: str
    who: str
    each: int
    notes: tuple[str, ...]
    young_people: Mapping[str, Mapping[str, Any]]

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Residents":
        assumed = (said("numbers_are_an_assumption"),) if raw["assumption"] else ()
        notes = (
            said("how_many_live_here", source=raw["source"].rstrip("."), day=raw["as_of"]),
            *assumed,
            said("what_a_rate_is"),
        )
        return Residents(raw["heading"], raw["who"], raw["each"], notes, raw["young_people"])

    def living(self, measure: Measure, period: str, breakdown: str | None = None, code: str = TOTAL) -> int | None:
        """How many live here, of all or of a group; None where that is not known."""
        if measure.per_residents is None or period not in self.young_people:
            return None
        year = self.young_people[period]
        if code == TOTAL or breakdown is None:
            return year[TOTAL]
        return year.get(measure.per_residents.get(breakdown, ""), {}).get(code)

    def rate(self, counted: int, living: int) -> str:
        """`5.6 (4.3 to 7.2)`: the rate with the exact Poisson limits of 95 %, marked where it rests on few."""
        from scipy.special import gammaincinv  # here, so that a page without rates does not wait for it

        low = gammaincinv(counted, TAIL) if counted else 0.0
        high = gammaincinv(counted + 1, 1 - TAIL)
        value, *ends = (one_decimal(self.each * number / living) for number in (counted, low, high))
        return said("rate_and_limits", rate=value, low=ends[0], high=ends[1]) + (" [u]" if few(counted) else "")
