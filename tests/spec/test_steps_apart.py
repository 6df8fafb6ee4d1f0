"""Who was lost between two steps is a small count as well, also when the step between them is withheld."""

from itertools import combinations

import pytest

from pipelines.disclosure_control.protection import protect
from schemas import Schemas
from schemas.structure import structure
from tests.counted import county, only

SCHEMAS = Schemas.load()
AGREED = only(structure(SCHEMAS), "referral_funnel", "recidivism", "crossover", "advocacy_sessions")


@pytest.mark.parametrize("seed, youth", [(1, 300), (2, 120), (3, 60), (4, 500)])
def test_no_two_shown_steps_of_a_group_lie_one_to_ten_apart(seed, youth):
    result = protect(county(AGREED, seed=seed, youth_per_year=youth), AGREED, SCHEMAS.policy)
    groups: dict[tuple, dict[str, int]] = {}
    for table in result.tables:
        step = {"referral_funnel": "step", "recidivism": "horizon"}.get(table.measure)
        for row in table.cells.to_dicts() if step else ():
            if row["statistic"] in ("numerator", "denominator") and row["status"] == "":
                place = tuple(v for k, v in row.items() if k not in (step, "statistic", "value", "status"))
                groups.setdefault(place, {})[row[step]] = row["value"]
    pairs = [(a, b) for shown in groups.values() for a, b in combinations(shown.values(), 2)]
    assert len(pairs) > 20
    assert [(a, b) for a, b in pairs if 1 <= abs(a - b) <= 10] == []
