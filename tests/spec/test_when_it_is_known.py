"""What was known at once is told at once, though something else that is asked of the same rows takes months."""

import pytest

from schemas import Quarter, Schemas

SCHEMAS = Schemas.load()


@pytest.mark.parametrize(
    ("measure", "code", "first"),
    [
        ("newly_reviewed", "confirmed", "2026-Q1"),
        ("updates_on_wards", "done", "2026-Q1"),
        ("outside_workers_reached", "reached", "2026-Q1"),
        ("safety_plans", "renewed_90_days", "2027-Q1"),
    ],
)
def test_of_young_people_newly_talked_about_only_their_plans_are_waited_for(measure: str, code: str, first: str) -> None:
    known = SCHEMAS.measures[measure].matures(Quarter(2026, 1), code, SCHEMAS.policy)
    assert str(known) == first
