"""Lives placed on purpose on the days where a definition turns: the last that counts, and the first that does not."""

from datetime import date, timedelta

from pipelines.synthesis.justice import DAY, Justice
from pipelines.synthesis.welfare import Welfare
from schemas.period import Quarter, months_after

EVERY = 14  # one life in so many; a small share, so that the county keeps its figures

# Months after the first confirmed contact, and days from there, on which the one new offence lies.
OFFENCES = ((0, 0), (0, 1), (6, -1), (6, 0), (12, -1), (12, 0), (24, -1), (24, 0))


def met_on(place: int, otherwise: date, first: Quarter, last: Quarter) -> date:
    """Every third time the last day of August, so that "six months later" falls into a shorter month."""
    end_of_august = date(otherwise.year, 8, 31)
    return end_of_august if place % 3 == 0 and first.start <= end_of_august <= last.end else otherwise


def new_offence(place: int, index_on: date, justice: Justice) -> None:
    """Confirmed on one day, with one offence at an edge of a window, found out by arrest and by petition in turn."""
    months, days = OFFENCES[place % len(OFFENCES)]
    offence_on = months_after(index_on, months) + timedelta(days=days)
    on_the_day = offence_on == index_on
    justice.meets(index_on, "confirmed", index_on if on_the_day else None)
    if place % 2 == 0 and not on_the_day:
        justice.meets(offence_on + timedelta(days=place % 5), "none", offence_on)
    else:
        justice.petitioned(offence_on + timedelta(days=10), offence_on)


def both_systems(place: int, filed_on: date, justice: Justice, welfare: Welfare) -> None:
    """A petition, and a dependency case that touches it, or just does not."""
    horizon_end = months_after(filed_on, 12)
    closed_on = filed_on + timedelta(days=90)
    long_before, long_after = filed_on - timedelta(days=200), filed_on + timedelta(days=500)
    cases = (
        (filed_on, long_after),  # opened the day of the petition
        (horizon_end, long_after),  # opened the day the twelve months have ended: too late
        (horizon_end - DAY, long_after),  # opened the day before
        (long_before, filed_on),  # ended the day of the petition: one day in both
        (long_before, filed_on - DAY),  # ended the day before: never in both
        (closed_on, None),  # opened the day the delinquency case ended: one day in both
        (closed_on + DAY, None),  # opened the day after: never in both
    )
    opened_on, ended_on = cases[place % len(cases)]
    justice.petitioned(filed_on, filed_on - timedelta(days=6), closed_on)
    welfare.case(opened_on, ended_on)
