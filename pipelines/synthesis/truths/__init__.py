"""What is true of the made-up county, for every measure: a second count, by the plainest means, from its lives and its files' lines."""

from pipelines.synthesis.events import County
from pipelines.synthesis.truths import sums
from pipelines.synthesis.truths.naive import Counted
from schemas import Quarter, Schemas

FAMILIES = (sums,)


def every_truth(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """By measure, what is counted, as it can be known from the files up to the quarter `last`."""
    return {name: found for family in FAMILIES for name, found in family.counted(county, schemas, last).items()}
