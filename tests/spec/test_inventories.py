"""Agreements, trained staff, meetings: what counts no young people is shown as it is, and nothing else is taken for such."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.protection import NotAsPublished, protect
from schemas import Policy
from tests import counted
from tests.attacks import goes_out, kinds, planted
from tests.audited import apart, breakdown, measure, publication
from tests.spec.test_disclosure_control import agreed, counts

STEP = "step"
STAFF = measure(STEP, outcome=apart(STEP, "trained"), kind="inventory", of_young_people=False, team=breakdown("day", "night"))
MEETINGS = measure(kind="inventory", of_young_people=False, population="meetings")
HEAD = "measure | period | step | team | statistic | value\n"


def staff(structure: dict[str, Any], all_: int, trained: int, period: str = "2024-Q1", **team: str) -> pl.DataFrame:
    base = {"measure": "staff", "period": period, **team}
    rows = [{**base, "statistic": "denominator", "value": all_, "youth": 0}]
    rows += [{**base, STEP: "trained", "statistic": "numerator", "value": trained, "youth": 0, "rest_youth": 0}]
    return counted.frame(rows, structure)


def test_small_numbers_and_noughts_of_an_inventory_are_shown(tmp_path: Path) -> None:
    structure = agreed(staff=STAFF, meetings=MEETINGS, met=measure())
    meeting = {"measure": "meetings", "period": "2024-Q1", "statistic": "count", "value": 3, "youth": 0}
    parts = [staff(structure, 9, 4), staff(structure, 2, 0, team="day"), staff(structure, 7, 4, team="night")]
    tables = pl.concat([*parts, counted.frame([meeting], structure), counts("all\n4", structure, "met")])
    out = goes_out(tmp_path, structure, tables)
    assert out.see("staff", "2024-Q1", "denominator") == (9, "")
    assert out.see("staff", "2024-Q1", "numerator", step="trained") == (4, "")
    assert out.see("staff", "2024-Q1", "percent", step="trained") == (44, "")
    assert out.see("staff", "2024-Q1", "numerator", step="trained", team="day") == (0, "")
    assert out.see("meetings", "2024-Q1", "count") == (3, "")
    assert out.see("met", "2024", "count") == (None, "c")
    assert out.withstands


def test_what_did_not_come_or_is_not_ripe_keeps_its_mark(tmp_path: Path) -> None:
    structure = agreed(staff=STAFF)
    table = staff(structure, 9, 4).with_columns(status=pl.lit("x"), **{c: pl.lit(None, pl.Int64) for c in ("value", "youth", "rest_youth")})
    out = goes_out(tmp_path, structure, table)
    assert out.see("staff", "2024-Q1", "denominator") == out.see("staff", "2024-Q1", "percent", step="trained") == (None, "x")


def test_a_number_that_has_changed_is_shown_anew_and_marked(tmp_path: Path) -> None:
    structure = agreed(staff=STAFF)
    out = goes_out(tmp_path, structure, staff(structure, 9, 4), staff(structure, 9, 5))
    assert out.see("staff", "2024-Q1", "numerator", step="trained") == (5, "r")
    assert out.see("staff", "2024-Q1", "percent", step="trained") == (56, "r")
    assert out.see("staff", "2024-Q1", "denominator") == (9, "")
    assert out.last.held_revisions == 0
    assert out.withstands


def test_what_is_not_counted_any_more_is_repeated_and_what_is_left_out_is_not_shown(tmp_path: Path) -> None:
    structure = agreed(staff=STAFF)
    out = goes_out(tmp_path, structure, staff(structure, 9, 4), staff(structure, 8, 6, period="2024-Q2"))
    assert out.see("staff", "2024-Q1", "numerator", step="trained") == (4, "")
    assert out.see("staff", "2024-Q2", "numerator", step="trained") == (6, "")
    policy = Policy(left_out=(("staff", "2024-Q1", ""),))
    left = protect(pl.concat([staff(structure, 9, 4), staff(structure, 8, 6, period="2024-Q2")]), structure, policy)
    assert set(pl.concat([t.cells for t in left.tables])["period"]) == {"2024-Q2"}


def test_only_an_inventory_is_believed_to_count_no_young_people(tmp_path: Path) -> None:
    claimed = measure(of_young_people=False)
    drawn = "measure | period | statistic | value\nmet | 2025 | count | 4"
    leaks = kinds(planted(tmp_path, {"met": claimed}, drawn))
    assert leaks == {"a measure that is said not to count young people", "a small count shown"}
    structure = agreed(met=claimed)
    see = counted.reader(protect(counts("all\n4", structure, "met"), structure, Policy()).tables)
    assert see("met", "2024", "count") == (None, "c")


def test_a_measure_of_young_people_does_not_become_an_inventory(tmp_path: Path) -> None:
    drawn = "measure | period | statistic | value\nmet | 2025 | count | {}"
    small = planted(tmp_path / "inventory", {"met": measure(kind="inventory", of_young_people=False)}, drawn.format(4))
    assert small.passed
    in_turn = (("a", measure(), 40), ("b", MEETINGS, 44))
    found = kinds(audit_publications([publication(tmp_path / n, {"met": said}, drawn.format(v), n) for n, said, v in in_turn]))
    assert {"a measure that is said not to count young people", "revised by a small number"} <= found


def test_what_withheld_small_counts_is_not_called_an_inventory_later() -> None:
    was, now = agreed(met=measure()), agreed(met=measure(kind="inventory", of_young_people=False))
    first = pl.concat([t.cells for t in protect(counts("all\n4", was, "met"), was, Policy()).tables])
    with pytest.raises(NotAsPublished, match="withholds figures of met"):
        protect(counts("all\n4", now, "met"), now, Policy(), [first])


def test_a_strange_statistic_of_an_inventory_is_found(tmp_path: Path) -> None:
    drawn = HEAD + "staff | 2025 | _T | _T | denominator | 9\nstaff | 2025 | trained | _T | young_people | 4"
    assert "a statistic that cannot be attacked" in kinds(planted(tmp_path, {"staff": STAFF}, drawn))
