"""Several numbers that an agency adds up in one line of totals are apart: none is taken for another."""

from pipelines.confidential.tabulation import tabulate
from schemas import Quarter, Schemas
from schemas.structure import structure
from tests import drawn

SCHEMAS = Schemas.load()
FIRST = Quarter.parse("2026-Q1")
LINES = """
agency      | quarter | operation_kind | operations | joint_operations | youth_found
sheriff     | 2026-Q1 | _T             | 4          | 2                | 20
city_police | 2026-Q1 | _T             | 3          | 0                | 13
"""


def test_two_sums_of_one_line_are_not_said_to_be_equal() -> None:
    measures = structure(SCHEMAS)["measures"]
    assert measures["operations"]["population"] != measures["found_in_operations"]["population"]


def test_a_sum_of_young_people_is_protected_by_the_largest_number_that_is_in_it() -> None:
    lines = drawn.frame(LINES, SCHEMAS.tables["law_enforcement_operations"])
    cells = tabulate({"law_enforcement_operations": lines}, SCHEMAS.measures["found_in_operations"], SCHEMAS, FIRST.plus(12))
    found = cells.filter(period="2026").to_dicts()
    assert [(c["value"], c["youth"]) for c in found] == [(33, 20)]
