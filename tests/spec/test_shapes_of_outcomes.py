"""Outcomes that exclude each other without covering all, outcomes that have nothing to do with each other, and totals with outcomes."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.protection import protect
from schemas import Policy
from tests import counted
from tests.attacks import goes_out, planted, told
from tests.audited import apart, breakdown, disjoint, measure, nested, partition
from tests.spec.test_disclosure_control import WITHHELD, agreed, counts

STEP = "step"
PLACES = {"met": measure(STEP, outcome=disjoint(STEP, "home", "shelter"))}
NEEDS = {"met": measure(STEP, outcome=apart(STEP, "housing", "school"))}
HEAD = "measure | period | step | statistic | value\nmet | 2025 | _T | denominator | {}\n"


def shown(of: dict[str, Any], all_: int, **numerators: object) -> str:
    return HEAD.format(all_) + "\n".join(f"met | 2025 | {code} | numerator | {n}" for code, n in numerators.items())


def test_what_outcomes_that_exclude_each_other_leave_is_a_count_too(tmp_path: Path) -> None:
    """Twenty went home and 25 to a shelter, of fifty: five went to neither."""
    audit = planted(tmp_path, PLACES, shown(PLACES, 50, home=20, shelter=25))
    assert "a small leftover shown" in {leak.kind for leak in audit.leaks}
    structure = agreed(**PLACES)
    out = goes_out(tmp_path / "door", structure, counts("all | home | shelter\n50 | 20 | 25", structure, "met"))
    marks = [out.see("met", "2024", "denominator")[1], *(out.see("met", "2024", "numerator", step=s)[1] for s in ("home", "shelter"))]
    assert WITHHELD in marks
    assert out.withstands
    enough = goes_out(tmp_path / "enough", structure, counts("all | home | shelter\n56 | 20 | 25", structure, "met"))
    assert [enough.see("met", "2024", "numerator", step=s) for s in ("home", "shelter")] == [(20, ""), (25, "")]
    assert enough.withstands


def test_one_withheld_outcome_is_not_told_by_the_others(tmp_path: Path) -> None:
    """Unlike codes that cover all: what one may be is anything up to what the others leave."""
    assert told(planted(tmp_path, PLACES, shown(PLACES, 60, home=20, shelter="c"))) == {}
    whole = {"met": measure(STEP, outcome=partition(STEP, "home", "shelter"))}
    assert told(planted(tmp_path / "whole", whole, shown(whole, 60, home=52, shelter="c"))) == {"shelter": (8, 8)}
    structure = agreed(**PLACES)
    out = goes_out(tmp_path / "door", structure, counts("all | home | shelter\n60 | 20 | 5", structure, "met"))
    assert out.see("met", "2024", "numerator", step="home") == (20, "")
    assert out.see("met", "2024", "numerator", step="shelter") == (None, WITHHELD)
    assert out.withstands


def test_parts_of_parts_of_an_outcome_cannot_be_worked_out(tmp_path: Path) -> None:
    codes = ("care", "family", "foster", "kin", "group")
    deep = disjoint(STEP, *codes, family="care", group="care", foster="family", kin="family")
    measures = {"met": measure(STEP, outcome=deep)}
    drawn = shown(measures, 90, care=60, group=20, family=40, foster=33, kin="c")
    assert told(planted(tmp_path, measures, drawn)) == {"kin": (7, 7)}
    structure = agreed(**measures)
    table = counts(f"all | {' | '.join(codes)}\n90 | 60 | 40 | 33 | 7 | 20", structure, "met")
    out = goes_out(tmp_path / "door", structure, table)
    assert out.see("met", "2024", "numerator", step="kin") == (None, WITHHELD)
    assert WITHHELD in {out.see("met", "2024", "numerator", step=s)[1] for s in ("foster", "family")}
    assert out.withstands


def test_outcomes_that_have_nothing_to_do_with_each_other_are_each_a_share(tmp_path: Path) -> None:
    structure = agreed(**NEEDS)
    out = goes_out(tmp_path, structure, counts("all | housing | school\n60 | 35 | 30", structure, "met"))
    assert [out.see("met", "2024", "numerator", step=s) for s in ("housing", "school")] == [(35, ""), (30, "")]
    assert out.withstands
    nested_ones = agreed(met=measure(STEP, outcome=nested(STEP, "housing", "school")))
    closer = goes_out(tmp_path / "nested", nested_ones, counts("all | housing | school\n60 | 35 | 30", nested_ones, "met"))
    assert WITHHELD in {closer.see("met", "2024", "numerator", step=s)[1] for s in ("housing", "school")}


def test_those_who_lack_one_of_them_are_withheld_where_they_are_few(tmp_path: Path) -> None:
    drawn = shown(NEEDS, 60, housing=55, school=30)
    assert "a small complement shown" in {leak.kind for leak in planted(tmp_path, NEEDS, drawn).leaks}
    structure = agreed(**NEEDS)
    out = goes_out(tmp_path / "door", structure, counts("all | housing | school\n60 | 55 | 30", structure, "met"))
    assert out.see("met", "2024", "numerator", step="housing") == (None, WITHHELD)
    assert out.see("met", "2024", "numerator", step="school") == (30, "")
    assert out.withstands


def test_groups_of_outcomes_that_are_apart_add_up(tmp_path: Path) -> None:
    by = {"gender": breakdown("girl", "boy", "unknown")}
    measures = {"met": measure(STEP, outcome=apart(STEP, "housing", "school"), **by)}
    drawn = """
        measure | period | step    | gender  | statistic   | value
        met     | 2025   | _T      | _T      | denominator | 200
        met     | 2025   | housing | _T      | numerator   | 75
        met     | 2025   | housing | girl    | numerator   | 40
        met     | 2025   | housing | boy     | numerator   | 31
        met     | 2025   | housing | unknown | numerator   | c
        """
    assert told(planted(tmp_path, measures, drawn)) == {"housing unknown": (4, 4)}
    structure = agreed(**measures)
    table = "gender | all | housing | school\n_T | 200 | 75 | 100\ngirl | 90 | 40 | 50\nboy | 80 | 31 | 30\nunknown | 30 | 4 | 20"
    out = goes_out(tmp_path / "door", structure, counts(table, structure, "met"))
    assert out.see("met", "2024", "numerator", step="housing", gender="unknown") == (None, WITHHELD)
    assert WITHHELD in {out.see("met", "2024", "numerator", step="housing", gender=g)[1] for g in ("girl", "boy", "_T")}
    assert out.withstands


def of_quarters(structure: dict[str, Any], *drawn: str) -> pl.DataFrame:
    periods = [*(f"2024-Q{q}" for q in (1, 2, 3, 4)), "2024"]
    head, *lines = drawn
    return counts(f"period | {head}\n" + "\n".join(f"{p} | {line}" for p, line in zip(periods, lines, strict=True)), structure, "met")


def test_young_people_who_come_again_are_no_fewer_in_a_year_than_in_a_quarter(tmp_path: Path) -> None:
    again = {"met": measure(STEP, outcome=apart(STEP, "housing"), adds_up=False, unit="youth")}
    drawn = """
        measure | period  | step    | statistic   | value
        met     | 2025    | _T      | denominator | 12
        met     | 2025-Q1 | _T      | denominator | c
        met     | 2025-Q2 | _T      | denominator | c
        met     | 2025-Q3 | _T      | denominator | 0
        met     | 2025-Q4 | _T      | denominator | 0
        """
    assert planted(tmp_path, again, drawn).passed
    structure = agreed(**again)
    table = of_quarters(structure, "all | housing", "30 | 15", "28 | 14", "26 | 13", "24 | 12", "60 | 30")
    out = goes_out(tmp_path / "door", structure, table)
    assert out.see("met", "2024", "numerator", step="housing") == (30, "")
    assert out.withstands


def test_what_they_came_to_in_a_year_need_not_be_what_they_came_to_in_any_quarter(tmp_path: Path) -> None:
    """Of young people who come again the first row of the year says where they went: fewer went home than in the first quarter."""
    outcome = {**disjoint(STEP, "home"), "numerators_add_up": False}
    again = {"met": measure(STEP, outcome=outcome, adds_up=False, unit="youth")}
    structure = agreed(**again)
    table = of_quarters(structure, "all | home", "40 | 20", "40 | 20", "40 | 20", "40 | 20", "60 | 15")
    out = goes_out(tmp_path, structure, table)
    assert out.see("met", "2024", "numerator", step="home") == (15, "")
    assert out.withstands


def test_totals_with_an_outcome_rest_on_the_young_people_who_were_given(tmp_path: Path) -> None:
    """Sixty calls, forty answered, but by eight young people: nobody sees the forty, nor the twenty by ten who were not."""
    measures = {"met": measure(STEP, outcome=disjoint(STEP, "answered", "lost"), kind="totals")}
    structure = agreed(**measures)

    def out(folder: str, answered: int, youth: int, rest: int) -> counted.Shown:
        base = {"measure": "met", "period": "2024"}
        rows = [{**base, "statistic": "denominator", "value": 60, "youth": 25}]
        rows += [{**base, STEP: "answered", "statistic": "numerator", "value": answered, "youth": youth, "rest_youth": rest}]
        rows += [{**base, STEP: "lost", "statistic": "numerator", "value": 0, "youth": 0, "rest_youth": 25}]
        gone = goes_out(tmp_path / folder, structure, counted.frame(rows, structure))
        assert gone.withstands
        return gone.see

    assert out("few", 40, 8, 20)("met", "2024", "numerator", step="answered") == (None, WITHHELD)
    assert out("rest", 40, 20, 10)("met", "2024", "numerator", step="answered") == (None, WITHHELD)
    assert out("enough", 40, 20, 15)("met", "2024", "numerator", step="answered") == (40, "")


def test_quarters_of_totals_with_an_outcome_add_up_to_the_year(tmp_path: Path) -> None:
    measures = {"met": measure(STEP, outcome=disjoint(STEP, "answered"), kind="totals")}
    drawn = "measure | period | step | statistic | value\n" + "\n".join(
        f"met | {p} | answered | numerator | {n}"
        for p, n in (("2025", 100), ("2025-Q1", 40), ("2025-Q2", 30), ("2025-Q3", 25), ("2025-Q4", "c"))
    )
    drawn += "".join(f"\nmet | {p} | _T | denominator | 300" for p in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"))
    drawn += "\nmet | 2025 | _T | denominator | 1200"
    assert told(planted(tmp_path, measures, drawn)) == {"answered": (5, 5)}
    structure = agreed(**measures)
    table = of_quarters(structure, "all | answered", "300 | 40", "300 | 30", "300 | 25", "300 | 5", "1200 | 100")
    out = goes_out(tmp_path / "door", structure, table)
    assert [out.see("met", f"2024-Q{q}", "numerator", step="answered")[1] for q in (1, 2, 3, 4)].count(WITHHELD) == 2
    assert out.withstands


def test_how_things_stand_at_a_years_end_is_given_by_group_without_a_year(tmp_path: Path) -> None:
    """Counted on the last day of each quarter; the groups are of the fourth, and what one of them is the others leave."""
    gender = {"gender": breakdown("girl", "boy", "unknown")}
    measures = {"met": measure(unit="youth", adds_up=False, **gender)}
    drawn = """
        measure | period  | gender  | statistic | value
        met     | 2025-Q3 | _T      | count     | 90
        met     | 2025-Q4 | _T      | count     | 100
        met     | 2025-Q4 | girl    | count     | 60
        met     | 2025-Q4 | boy     | count     | 33
        met     | 2025-Q4 | unknown | count     | c
        """
    assert told(planted(tmp_path, measures, drawn)) == {"unknown": (7, 7)}
    structure = agreed(**measures)
    table = "period | gender | all\n2024-Q3 | _T | 90\n2024-Q4 | _T | 100\n2024-Q4 | girl | 60\n2024-Q4 | boy | 33\n2024-Q4 | unknown | 7"
    public = "measure | period | gender | statistic | value\nmet | 2024-Q4 | girl | count | 60"
    out = goes_out(tmp_path / "door", structure, counts(table, structure, "met"), others=public)
    assert out.see("met", "2024-Q4", "count", gender="girl") == (60, "")
    assert [out.see("met", "2024-Q4", "count", gender=g) for g in ("boy", "unknown")] == [(None, WITHHELD)] * 2
    assert out.withstands


def test_two_small_codes_beside_a_large_one_leave_the_whole_to_be_shown(tmp_path: Path) -> None:
    """Four and three of 39: whoever sees that both are withheld knows of one in each of them, and of no more."""
    structure = agreed(met=measure("step", outcome=partition("step", "yes", "no", "unknown"), unit="youth"))
    out = goes_out(tmp_path, structure, counts("all | yes | no | unknown\n39 | 32 | 4 | 3", structure, "met"))
    assert out.see("met", "2024", "denominator") == (39, "")
    assert {out.see("met", "2024", "numerator", step=s) for s in ("yes", "no", "unknown")} == {(None, WITHHELD)}
    assert out.withstands


def test_a_code_that_the_measure_does_not_have_goes_nowhere() -> None:
    """Nothing says what it adds up to, so nothing could be said about what it tells."""
    other = agreed(met=measure(STEP, outcome=disjoint(STEP, "home", "shelter", "street")))
    with pytest.raises(ValueError, match="^met, 2024, numerator: a cell has a code that its measure does not have$"):
        protect(counts("all | home | shelter | street\n90 | 30 | 20 | 3", other, "met"), agreed(**PLACES), Policy())
