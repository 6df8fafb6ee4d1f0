"""Rates and confidence limits are facts like any other: with a known denominator each of them bounds its numerator."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import Audit, audit_publications
from pipelines.disclosure_control.audit.rates import limits
from tests.audited import breakdown, measure, nested, publication

STEPS = {"met": measure("step", outcome=nested("step", "accepted"), age=breakdown("young", "old"))}
DRAWN = """
    measure | period | step     | age | statistic   | value
    met     | 2025   | _T       | _T  | denominator | {}
    met     | 2025   | accepted | _T  | numerator   | {}
    met     | 2025   | accepted | _T  | {} | {}
    """


def attacked(folder: Path, *drawn: object) -> Audit:
    return audit_publications([publication(folder, STEPS, DRAWN.format(*drawn))])


def bounds(audit: Audit) -> list[tuple[int, int | None]]:
    return [(c.low, c.high) for c in audit.cells if dict(c.key)["statistic"] == "numerator"]


@pytest.mark.parametrize(
    ("statistic", "value", "told"),
    [
        ("rate", 1500, (9, 9)),
        ("rate_per_10000", 1500, (9, 9)),
        ("rate_per_100_months", 15, (9, 9)),
        ("ci_low", 8, (9, 9)),
        ("ci_high", 26, (9, 9)),
    ],
)
def test_a_rate_of_sixty_tells_that_it_was_nine(statistic: str, value: int, told: tuple[int, int], tmp_path: Path) -> None:
    audit = attacked(tmp_path, 60, "c", statistic, value)
    assert bounds(audit) == [told]
    assert "a rate beside a withheld count" in {leak.kind for leak in audit.leaks}
    assert not audit.passed


def test_limits_of_a_large_group_leave_a_range(tmp_path: Path) -> None:
    low, high = bounds(attacked(tmp_path, 2000, "c", "ci_low", 15))[0]
    assert low < high
    assert high is not None and high - low < 40


def test_a_rate_beside_shown_counts_is_no_leak(tmp_path: Path) -> None:
    assert attacked(tmp_path, 60, 30, "ci_high", 62).passed
    assert attacked(tmp_path, 60, 30, "rate", 5000).passed


def test_limits_that_no_numerator_has_contradict_the_table(tmp_path: Path) -> None:
    assert attacked(tmp_path, 60, "c", "ci_high", 1).infeasible == ("met 2025",)


def test_wilsons_limits_are_as_published_ones() -> None:
    """Of ten: none is 0 to 28 %, half is 24 to 76 %, all is 72 to 100 %."""
    assert [(int(limits(10, -1)[n]), int(limits(10, 1)[n])) for n in (0, 5, 10)] == [(0, 28), (24, 76), (72, 100)]
