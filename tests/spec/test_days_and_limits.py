"""Days within which half, and nine in ten, had come so far; and how sure a percentage is."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.audit.rates import limits as attackers_limits
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.disclosure_control.protection.percent import limit
from schemas import Policy
from tests import counted
from tests.attacks import goes_out, kinds, planted
from tests.audited import measure, nested
from tests.spec.test_disclosure_control import SHARE, WITHHELD, agreed, counts

DAYS = ("median_days", "p90_days")
STEP = "step"
COUNT = agreed(met=measure(unit="youth"))
STEPS = {"met": measure(STEP, outcome=nested(STEP, "accepted"))}
HEAD = "measure | period | step | statistic | value\n"


def with_days(
    table: pl.DataFrame, structure: dict[str, Any], name: str, statistic: str, youth: int, value: int = 20, **codes: str
) -> pl.DataFrame:
    row = {"measure": name, "period": "2024", "statistic": statistic, "value": value, "youth": youth, **codes}
    return pl.concat([table, counted.frame([row], structure)])


@pytest.mark.parametrize("statistic", DAYS)
@pytest.mark.parametrize(("youth", "shown"), [(11, (20, "")), (10, (None, WITHHELD))])
def test_days_need_eleven_young_people_on_either_side(statistic: str, youth: int, shown: tuple[int | None, str]) -> None:
    table = with_days(counts("all | accepted\n190 | 150", SHARE), SHARE, "referrals", statistic, youth, step="accepted")
    assert counted.reader(protect(table, SHARE, Policy()).tables)("referrals", "2024", statistic, step="accepted") == shown


@pytest.mark.parametrize("statistic", DAYS)
def test_days_of_all_who_are_counted_stand_beside_how_many_they_are(statistic: str, tmp_path: Path) -> None:
    shown = goes_out(tmp_path / "shown", COUNT, with_days(counts("all\n130", COUNT, "met"), COUNT, "met", statistic, 12))
    assert shown.see("met", "2024", statistic) == (20, "")
    assert shown.withstands
    few = goes_out(tmp_path / "few", COUNT, with_days(counts("all\n9", COUNT, "met"), COUNT, "met", statistic, 12))
    assert few.see("met", "2024", "count") == few.see("met", "2024", statistic) == (None, WITHHELD)
    assert few.withstands
    structure = agreed(**STEPS)
    whole = goes_out(
        tmp_path / "whole", structure, with_days(counts("all | accepted\n90 | 5", structure, "met"), structure, "met", statistic, 12)
    )
    assert whole.see("met", "2024", statistic) == (20, "")
    assert whole.see("met", "2024", "numerator", step="accepted") == (None, WITHHELD)
    assert whole.withstands


@pytest.mark.parametrize("statistic", DAYS)
def test_days_beside_a_withheld_count_say_that_it_is_not_small(statistic: str, tmp_path: Path) -> None:
    drawn = HEAD + f"met | 2025 | _T | denominator | 90\nmet | 2025 | accepted | numerator | c\nmet | 2025 | accepted | {statistic} | 20"
    audit = planted(tmp_path, STEPS, drawn)
    assert "a median beside a withheld count" in kinds(audit)
    assert {c.low for c in audit.cells if dict(c.key)["statistic"] == "numerator"} == {11}
    alone = planted(
        tmp_path / "alone",
        COUNT["measures"],
        f"measure | period | statistic | value\nmet | 2025 | count | c\nmet | 2025 | {statistic} | 20",
    )
    assert "a median beside a withheld count" in kinds(alone)
    assert [c.low for c in alone.cells] == [11]


@pytest.mark.parametrize("statistic", DAYS)
def test_days_change_with_their_count_only(statistic: str, tmp_path: Path) -> None:
    tables = [
        with_days(counts(f"all\n{n}", COUNT, "met"), COUNT, "met", statistic, 12, value=days)
        for n, days in ((130, 20), (131, 25), (150, 25))
    ]
    out = goes_out(tmp_path, COUNT, *tables[:2])
    assert out.see("met", "2024", "count") == (130, "")
    assert out.see("met", "2024", statistic) == (20, "")
    assert out.withstands
    later = goes_out(tmp_path / "later", COUNT, tables[0], tables[2])
    assert later.see("met", "2024", "count") == (150, "r")
    assert later.see("met", "2024", statistic) == (25, "r")
    drawn = f"measure | period | statistic | value\nmet | 2025 | count | 130\nmet | 2025 | {statistic} | {{}}"
    assert kinds(planted(tmp_path / "planted", COUNT["measures"], drawn.format(20), drawn.format(25))) == {
        "a median revised without its count"
    }


def test_days_without_a_count_stand_outside_the_tables(tmp_path: Path) -> None:
    drawn = HEAD + "met | 2025 | _T | denominator | 90\nmet | 2025 | started | p90_days | 20"
    assert "a cell outside the agreed tables" in kinds(planted(tmp_path, STEPS, drawn))


def shares(drawn: str, period: str = "2024", **more: Any) -> Protected:
    structure = agreed(met=measure(STEP, outcome=nested(STEP, "accepted"), **more))
    table = counts(drawn, structure, "met").with_columns(period=pl.lit(period))
    return protect(table, structure, Policy())


def test_beside_a_percentage_of_a_year_stands_how_sure_it_is(tmp_path: Path) -> None:
    structure = agreed(**STEPS)
    out = goes_out(tmp_path, structure, counts("all | accepted\n40 | 15", structure, "met"))
    assert [out.see("met", "2024", s, step="accepted") for s in ("ci_low", "percent", "ci_high")] == [(24, ""), (38, ""), (53, "")]
    assert out.withstands


def test_where_the_percentage_is_withheld_so_is_how_sure_it_is() -> None:
    see = counted.reader(shares("all | accepted\n40 | 5").tables)
    assert [see("met", "2024", s, step="accepted") for s in ("ci_low", "percent", "ci_high")] == [(None, WITHHELD)] * 3
    see = counted.reader(shares("all | accepted\n0 | 0").tables)
    assert [see("met", "2024", s, step="accepted") for s in ("ci_low", "percent", "ci_high")] == [(None, "z")] * 3


@pytest.mark.parametrize("period, more", [("2024-Q1", {}), ("2024", {"kind": "totals"})])
def test_quarters_and_totals_have_none(period: str, more: dict[str, Any]) -> None:
    statistics = {s for t in shares("all | accepted\n40 | 15", period, **more).tables for s in t.cells["statistic"]}
    assert statistics == {"denominator", "numerator", "percent"}


def test_how_sure_a_percentage_is_changes_with_it(tmp_path: Path) -> None:
    structure = agreed(met=measure(STEP, outcome=nested(STEP, "accepted"), unit="youth"))
    first, then = (counts(f"all | accepted\n{n} | {a}", structure, "met") for n, a in ((100, 40), (140, 80)))
    out = goes_out(tmp_path, structure, first, then)
    assert out.see("met", "2024", "percent", step="accepted") == (57, "r")
    assert out.see("met", "2024", "ci_low", step="accepted") == (49, "r")
    assert out.withstands


def test_the_attacker_reckons_with_the_same_limits() -> None:
    for size in (11, 12, 37, 100, 250, 999):
        for side in (-1, 1):
            assert [limit(n, size, side) for n in range(size + 1)] == attackers_limits(size, side).tolist()
