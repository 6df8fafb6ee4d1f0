"""A number that stands nowhere may be told to be small, as a mark would tell it; closer than a mark it may not be told."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import Audit, audit_publications, audit_table
from pipelines.disclosure_control.protection import protect
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.audited import measure, partition, publication, table
from tests.spec.test_disclosure_control import agreed
from tests.spec.test_disclosure_control import measure as agreed_measure

PATHS = {"met": measure("path", outcome=partition("path", "neither", "both"))}
TWO_QUARTERS = """
    measure | period  | path    | statistic   | value
    met     | 2025    | _T      | denominator | 120
    met     | 2025    | neither | numerator   | {year}
    met     | 2025    | both    | numerator   | {rest}
    met     | 2025-Q1 | _T      | denominator | 30
    met     | 2025-Q1 | neither | numerator   | c
    met     | 2025-Q1 | both    | numerator   | c
    met     | 2025-Q2 | _T      | denominator | 30
    met     | 2025-Q2 | neither | numerator   | c
    met     | 2025-Q2 | both    | numerator   | c
    met     | 2025-Q3 | _T      | denominator | 30
    met     | 2025-Q3 | neither | numerator   | 15
    met     | 2025-Q3 | both    | numerator   | 15
    met     | 2025-Q4 | _T      | denominator | 30
    met     | 2025-Q4 | neither | numerator   | 15
    met     | 2025-Q4 | both    | numerator   | 15
    """


def left_of(audit: Audit) -> set[tuple[int, int | None]]:
    """What is told, too closely, of those who are left of a denominator."""
    return {(c.low, c.high) for c in audit.cells if dict(c.key)["statistic"] == "complement" and c.verdict != "open"}


def test_what_is_protected_is_what_the_attacker_lets_pass(tmp_path: Path) -> None:
    """Three in the first quarter and eight in the second were on neither path; the year's 41 leave eleven for the two."""
    structure = agreed(referrals=agreed_measure(partition("path", "neither", "both")))
    drawn = [
        {"measure": "referrals", "period": period, "statistic": "denominator", "value": whole, "youth": whole}
        | ({} if path is None else {"path": path, "statistic": "numerator", "value": some, "youth": some, "rest_youth": whole - some})
        for period, whole, neither in (("2024", 120, 41), *((f"2024-Q{q}", 30, n) for q, n in enumerate((3, 8, 15, 15), 1)))
        for path, some in ((None, whole), ("neither", neither), ("both", whole - neither))
    ]
    result = protect(counted.frame(drawn, structure), structure, Policy())
    shown = counted.reader(result.tables)
    assert shown("referrals", "2024", "numerator", path="neither") == (41, "")
    assert shown("referrals", "2024-Q1", "numerator", path="both") == (None, "c")
    draft = store.save_draft(tmp_path, "2024-Q4-v1", result.tables, structure, {"publication": "2024-Q4-v1"})
    for small in (None, frozenset(result.small.rows())):
        assert audit_publications([draft], small).passed


@pytest.mark.parametrize(("year", "told"), [(42, set()), (41, set()), (40, {(1, 9)}), (32, {(1, 1)})])
def test_one_to_ten_is_what_a_mark_tells_and_one_to_nine_is_more(year: int, told: set, tmp_path: Path) -> None:
    audit = audit_publications([publication(tmp_path, PATHS, TWO_QUARTERS.format(year=year, rest=120 - year))])
    assert left_of(audit) == told
    assert audit.passed == (not told)


TOWNS = """
    town | age | freq
    _T   | _T  | {all}
    _T   | a   | {a}
    _T   | b   | 60
    _T   | c   | 50
    mid  | _T  | 60
    mid  | a   | 20
    mid  | b   | 20
    mid  | c   | 20
    east | _T  | {east}
    east | a   | *
    east | b   | *
    east | c   | 30
    west | _T  | 11
    west | a   | *
    west | c   | 0
    """


@pytest.mark.parametrize(("a", "told"), [(31, []), (30, [(2, 10)]), (22, [(10, 10)])])
def test_a_row_that_is_missing_may_be_told_to_be_small_too(a: int, told: list, tmp_path: Path) -> None:
    """Of `b` in the west there is no row. Both towns together have 11 of `a` or fewer, and the west has 11."""
    path = table(tmp_path / "t.csv", TOWNS.format(a=a, all=a + 110, east=a + 39))
    audit = audit_table([path], "freq", withheld="*")
    assert [(c.low, c.high) for c in audit.cells if dict(c.key) == {"town": "west", "age": "b"}] == told
    assert audit.passed == (not told)
