"""None or all of a small group: told is what nobody knew, and not what a shown whole says already."""

from pathlib import Path

import pytest

from tests.attacks import kinds, planted
from tests.audited import breakdown, measure, nested, partition

LEAK = "all or none of a small group"
STEPS = {"met": measure("step", outcome=nested("step", "accepted", "started"), age=breakdown("young", "old"))}
YEARLY = {"met": measure("step", outcome=nested("step", "accepted", "started"), adds_up=False, age=breakdown("young", "old"))}
PATHS = {"met": measure("step", outcome=partition("step", "no", "yes", "first", "later", first="yes", later="yes"))}
HEAD = "measure | period | step | age | statistic | value\n"


def of(whole: int, part: int, period: str = "2025", step: str = "accepted", age: str = "_T") -> str:
    return f"met | {period} | _T | {age} | denominator | {whole}\nmet | {period} | {step} | {age} | numerator | {part}\n"


CASES = {
    "none of fifteen": (STEPS, of(15, 0), True),
    "all of fifteen": (STEPS, of(15, 15), True),
    "none of twenty-one": (STEPS, of(21, 0), True),
    "none of twenty-two": (STEPS, of(22, 0), False),
    "all of twenty-two": (STEPS, of(22, 22), False),
    "none of a group where nobody of the county did": (STEPS, of(60, 0) + of(15, 0, age="young"), False),
    "all of a group where all of the county did": (STEPS, of(60, 60) + of(15, 15, age="young"), False),
    "none of a group where some of the county did": (STEPS, of(60, 30) + of(15, 0, age="young"), True),
    "none of a quarter of a year without any": (STEPS, of(60, 0) + of(15, 0, period="2025-Q1"), False),
    "all of a quarter of a year of all": (STEPS, of(60, 60) + of(15, 15, period="2025-Q1"), False),
    "none of a quarter that the year does not add up": (YEARLY, of(60, 0) + of(15, 0, period="2025-Q1"), True),
    "none of a later step where nobody took the one before": (STEPS, of(15, 0, step="started") + of(15, 0), True),
}


@pytest.mark.parametrize("case", CASES)
def test_none_or_all_of_a_small_group_is_a_leak_unless_it_is_said_already(case: str, tmp_path: Path) -> None:
    measures, drawn, leaks = CASES[case]
    assert (LEAK in kinds(planted(tmp_path, measures, HEAD + drawn))) == leaks


def test_a_part_of_nobody_is_nobody(tmp_path: Path) -> None:
    """That nobody went the whole way is judged where it stands; that nobody went a part of it says no more."""
    rows = "met | 2025 | {} | numerator | 0\n"
    drawn = "measure | period | step | statistic | value\nmet | 2025 | _T | denominator | 15\n" + rows.format("yes") + rows.format("first")
    found = [dict(leak.key)["step"] for leak in planted(tmp_path, PATHS, drawn).leaks if leak.kind == LEAK]
    assert found == ["yes"]
