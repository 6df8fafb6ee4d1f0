"""Two measures of the same young people at different lengths of time, and a measure that counts some of what another one counts."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests import counted
from tests.attacks import goes_out, kinds, planted, told
from tests.audited import apart, breakdown, measure
from tests.spec.test_disclosure_control import WITHHELD, agreed, counts

STEP = "step"
LATER: dict[str, Any] = {
    "six": measure(STEP, outcome=apart(STEP, "again"), population="seen", unit="youth"),
    "kept": measure(STEP, outcome=apart(STEP, "followed"), population="seen", unit="youth"),
    "twelve": {
        **measure(STEP, outcome=apart(STEP, "again_later"), among=("kept", "followed", "equal"), unit="youth"),
        "outlasts": [{"measure": "six", "codes": {"again_later": "again"}}],
    },
}
PART = {
    "petitions": measure(unit="petitions", population="petitions"),
    "first": {**measure(unit="youth", population="young people"), "part_of": "petitions"},
}
SHOWN = """measure | period | step | statistic | value
six | 2025 | _T | denominator | 60
six | 2025 | again | numerator | 20
kept | 2025 | _T | denominator | 60
kept | 2025 | followed | numerator | 48
twelve | 2025 | _T | denominator | 48
twelve | 2025 | again_later | numerator | c"""


def published(structure: dict[str, Any], **drawn: str) -> pl.DataFrame:
    return pl.concat([counts(lines, structure, name) for name, lines in drawn.items()])


def through(structure: dict[str, Any], six: str, kept: str, twelve: str) -> pl.DataFrame:
    return published(structure, six=f"all | again\n{six}", kept=f"all | followed\n{kept}", twelve=f"all | again_later\n{twelve}")


def test_who_had_it_sooner_had_it_later_unless_they_were_lost(tmp_path: Path) -> None:
    """Twenty of sixty within six months; of these sixty twelve are lost by twelve months. At least eight of the others had it."""
    assert told(planted(tmp_path, LATER, SHOWN)) == {"again_later": (8, 48)}
    structure = agreed(**LATER)
    out = goes_out(tmp_path / "door", structure, through(structure, "60 | 20", "60 | 48", "48 | 9"))
    assert out.see("twelve", "2024", "numerator", step="again_later") == (None, WITHHELD)
    assert out.withstands
    beside = {out.see("six", "2024", "numerator", step="again")[1], out.see("twelve", "2024", "denominator")[1]}
    assert WITHHELD in beside
    free = agreed(**{**LATER, "twelve": {**LATER["twelve"], "outlasts": []}})
    naive = goes_out(tmp_path / "naive", free, through(free, "60 | 20", "60 | 48", "48 | 9"))
    assert naive.see("six", "2024", "numerator", step="again") == (20, "")
    assert naive.see("twelve", "2024", "denominator") == (48, "")


def test_where_enough_were_lost_nothing_more_is_withheld(tmp_path: Path) -> None:
    structure = agreed(**LATER)
    out = goes_out(tmp_path, structure, through(structure, "60 | 20", "60 | 40", "40 | 9"))
    assert out.see("six", "2024", "numerator", step="again") == (20, "")
    assert out.see("twelve", "2024", "denominator") == (40, "")
    assert out.withstands


@pytest.mark.parametrize("numbers", [("60 | 20", "60 | 48", "48 | 25"), ("60 | 20", "60 | 60", "60 | 20"), ("90 | 0", "90 | 60", "60 | 0")])
def test_what_is_large_enough_is_shown(numbers: tuple[str, str, str], tmp_path: Path) -> None:
    structure = agreed(**LATER)
    out = goes_out(tmp_path, structure, through(structure, *numbers))
    assert out.see("twelve", "2024", "numerator", step="again_later")[1] == ""
    assert out.withstands


def test_the_same_holds_in_each_group(tmp_path: Path) -> None:
    by = {"gender": breakdown("girl", "boy")}
    grouped = {n: {**m, "breakdowns": by, "dimensions": [STEP, "gender"]} for n, m in LATER.items()}
    drawn = SHOWN.replace("| step |", "| step | gender |").replace("| _T |", "| _T | girl |")
    for code in ("again", "followed", "again_later"):
        drawn = drawn.replace(f"| {code} |", f"| {code} | girl |")
    assert told(planted(tmp_path, grouped, drawn)) == {"again_later girl": (8, 48)}


@pytest.mark.parametrize(("first", "withheld"), [(52, True), (49, False), (60, False)])
def test_what_a_part_leaves_of_the_whole_is_a_count_too(first: int, withheld: bool, tmp_path: Path) -> None:
    structure = agreed(**PART)
    drawn = published(structure, petitions="all\n60", first=f"all\n{first}")
    out = goes_out(tmp_path, structure, drawn)
    marks = {out.see("petitions", "2024", "count")[1], out.see("first", "2024", "count")[1]}
    assert (WITHHELD in marks) == withheld
    assert out.withstands


def test_the_attacker_subtracts_a_part_from_the_whole_in_years_alone(tmp_path: Path) -> None:
    shown = "measure | period | statistic | value\npetitions | {0} | count | 60\nfirst | {0} | count | 52"
    assert kinds(planted(tmp_path / "year", PART, shown.format("2025"))) == {"a small beyond first shown"}
    assert not planted(tmp_path / "quarter", PART, shown.format("2025-Q2")).leaks


def test_a_part_says_how_many_there_are_at_least(tmp_path: Path) -> None:
    shown = "measure | period | statistic | value\npetitions | 2025 | count | 16\nfirst | 2025 | count | c"
    assert not planted(tmp_path, PART, shown).leaks
    structure = agreed(**PART)
    out = goes_out(tmp_path / "door", structure, published(structure, petitions="all\n16", first="all\n9"))
    assert out.see("first", "2024", "count") == (None, WITHHELD)
    assert out.withstands


def test_quarters_of_a_part_are_not_compared(tmp_path: Path) -> None:
    structure = agreed(**PART)
    rows = [
        {"measure": m, "period": "2024-Q1", "statistic": "count", "value": n, "youth": n} for m, n in (("petitions", 60), ("first", 52))
    ]
    out = goes_out(tmp_path, structure, counted.frame(rows, structure))
    assert out.see("first", "2024-Q1", "count") == (52, "")
    assert out.withstands
