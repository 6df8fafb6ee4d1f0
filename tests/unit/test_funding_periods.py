"""A funder's year begins in October or July, and is called after the year in which it ends."""

import pytest

from schemas.funding_period import FundingPeriod


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("2026-Q3", "2026-Q3"),
        ("2026-H1", "2026-Q1 2026-Q2"),
        ("2026-H2", "2026-Q3 2026-Q4"),
        ("2026", "2026-Q1 2026-Q2 2026-Q3 2026-Q4"),
        ("FFY2026", "2025-Q4 2026-Q1 2026-Q2 2026-Q3"),
        ("FFY2026-Q1", "2025-Q4"),
        ("FFY2026-Q4", "2026-Q3"),
        ("FFY2026-H2", "2026-Q2 2026-Q3"),
        ("SFY2026", "2025-Q3 2025-Q4 2026-Q1 2026-Q2"),
        ("SFY2026-H1", "2025-Q3 2025-Q4"),
        ("SFY2026-Q3", "2026-Q1"),
    ],
)
def test_a_period_is_these_quarters(text: str, quarters: str) -> None:
    assert [str(q) for q in FundingPeriod.parse(text).quarters] == quarters.split()


@pytest.mark.parametrize("text", ["2026-Q5", "26", "FY2026", "ffy2026", "2026-H3", "FFY2026-", "2026-Q1 ", ""])
def test_what_is_no_period_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ValueError, match="write one like 2026-Q3, 2026-H1, 2026, FFY2026"):
        FundingPeriod.parse(text)


def test_only_the_year_from_january_is_a_calendar_year() -> None:
    assert FundingPeriod.parse("2026").calendar_year == "2026"
    assert FundingPeriod.parse("FFY2026").calendar_year is None
    assert FundingPeriod.parse("2026-Q1").calendar_year is None
