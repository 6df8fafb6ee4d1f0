"""What is true of the made-up county, for every measure: a second count, by the plainest means, from its lives and its files' lines."""

from pipelines.synthesis.events import County
from pipelines.synthesis.truths import (
    care,
    courts,
    duties,
    followed,
    followed_by_day,
    hall,
    missing,
    noticing,
    numbers_of_people,
    police,
    probation,
    referrals,
    registers_together,
    served_again,
    sums,
)
from pipelines.synthesis.truths.naive import Counted, OwnCells
from schemas import Quarter, Schemas

FAMILIES = (
    care,
    courts,
    duties,
    followed,
    followed_by_day,
    hall,
    missing,
    noticing,
    numbers_of_people,
    police,
    probation,
    referrals,
    registers_together,
    served_again,
    sums,
)


def every_truth(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted | OwnCells]:
    """By measure, what is counted, as it can be known from the files up to the quarter `last`."""
    return {name: found for family in FAMILIES for name, found in family.counted(county, schemas, last).items()}
