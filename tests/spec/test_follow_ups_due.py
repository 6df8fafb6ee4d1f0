"""A follow-up counts on the day when it is due, whether it came about or not."""

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()


def test_a_follow_up_is_due_on_the_same_day_of_the_month_or_on_its_last():
    rows = """youth_id | service_started_on | followup_point
        a | 2025-08-31 | 6m
        a | 2025-08-31 | 12m"""
    linked = {"follow_ups": drawn.frame(rows, SCHEMAS.tables["follow_ups"])}
    table = SCHEMAS.tables["follow_ups_due"]
    found = follow(linked, {table.name: table}, Quarter(2026, 4))[table.name]
    assert [str(day) for day in found["due_on"]] == ["2026-02-28", "2026-08-31"]
