"""Young people in custody who are called to testify: what is known to be missing, and what was all in place."""

import pytest

from tests.followed_up import told
from tests.whole_way import made

APPEARANCE = """
    youth_token | appearance_on | advocate_coordinated | safety_plan_verified | transport_there
    a           | 2026-02-01    | {advocate}           | {plan}               | {transport}
"""


@pytest.mark.parametrize(
    ("advocate", "plan", "transport", "nothing_missing", "all_three"),
    [
        ("done", "done", "done", "true", "true"),
        ("done", "unknown", "done", "true", "false"),
        ("done", "done", "not_needed", "true", "false"),
        ("not_done", "done", "done", "false", "false"),
        ("unknown", "not_done", "not_needed", "false", "false"),
    ],
)
def test_only_what_had_to_be_done_and_was_not_is_known_to_be_missing(advocate, plan, transport, nothing_missing, all_three):
    drawn = APPEARANCE.format(advocate=advocate, plan=plan, transport=transport)
    found = made("custody_appearances", "2026-Q1", custody_testimony=drawn)
    assert told(found, "nothing_known_missing", "was_made_safe") == [(nothing_missing, all_three)]
