"""Safety measures: that nobody did, or all did, is withheld like a small count, and no mark says which it is."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.disclosure_control.audit.system import Relation, System, Unknown
from pipelines.disclosure_control.audit.verdict import judge
from tests.attacks import Published, goes_out, kinds, planted
from tests.audited import apart, disjoint, measure, nested
from tests.spec.test_disclosure_control import WITHHELD, agreed, counts

STEP = "step"
SPOKE = {"heard": measure(STEP, outcome=apart(STEP, "spoke"), safety=True)}
SPLIT = {"heard": measure(STEP, outcome=disjoint(STEP, "spoke", "wrote"), safety=True)}
AMONG = {
    "cases": measure(STEP, outcome=nested(STEP, "heard"), population="cases"),
    "speaking": measure(STEP, outcome=apart(STEP, "spoke"), among=("cases", "heard", "equal"), safety=True),
}
HEAD = "measure | period | step | statistic | value\n"
SILENT = "none or all of what is kept silent about"


def heard(folder: Path, all_: int, spoke: int) -> Published:
    structure = agreed(**SPOKE)
    return goes_out(folder, structure, counts(f"all | spoke\n{all_} | {spoke}", structure, "heard"))


@pytest.mark.parametrize("spoke", [0, 1, 10, 30, 39, 40])
def test_nobody_few_nearly_all_and_all_look_the_same(spoke: int, tmp_path: Path) -> None:
    out = heard(tmp_path, 40, spoke)
    assert out.see("heard", "2024", "denominator") == (40, "")
    assert out.see("heard", "2024", "numerator", step="spoke") == (None, WITHHELD)
    assert out.see("heard", "2024", "percent", step="spoke") == (None, WITHHELD)
    assert out.withstands


def test_eleven_and_eleven_are_shown(tmp_path: Path) -> None:
    out = heard(tmp_path, 22, 11)
    assert out.see("heard", "2024", "numerator", step="spoke") == (11, "")
    assert out.withstands


@pytest.mark.parametrize("heard_of", [0, 5, 10])
def test_that_there_was_nobody_at_all_is_withheld_too(heard_of: int, tmp_path: Path) -> None:
    out = heard(tmp_path, heard_of, 0)
    assert out.see("heard", "2024", "denominator") == out.see("heard", "2024", "numerator", step="spoke") == (None, WITHHELD)
    assert out.withstands


@pytest.mark.parametrize("counted_ones", [0, 10])
def test_a_count_of_none_is_withheld(counted_ones: int, tmp_path: Path) -> None:
    structure = agreed(met=measure(safety=True))
    out = goes_out(tmp_path, structure, counts(f"all\n{counted_ones}", structure, "met"))
    assert out.see("met", "2024", "count") == (None, WITHHELD)
    assert out.withstands


def test_the_attacker_finds_noughts_and_wholes_that_are_shown(tmp_path: Path) -> None:
    drawn = HEAD + "heard | 2025 | _T | denominator | 40\nheard | 2025 | spoke | numerator | {}"
    assert kinds(planted(tmp_path / "none", SPOKE, drawn.format(0))) == {SILENT}
    assert kinds(planted(tmp_path / "all", SPOKE, drawn.format(40))) == {SILENT}
    assert "a small complement shown" in kinds(planted(tmp_path / "nearly", SPOKE, drawn.format(35)))
    assert kinds(planted(tmp_path / "some", SPOKE, drawn.format(20))) == set()
    assert kinds(planted(tmp_path / "nobody", SPOKE, HEAD + "heard | 2025 | _T | denominator | 0")) == {SILENT}
    assert kinds(
        planted(tmp_path / "count", {"met": measure(safety=True)}, "measure | period | statistic | value\nmet | 2025 | count | 0")
    ) == {SILENT}


def test_a_mark_does_not_say_that_somebody_did(tmp_path: Path) -> None:
    """In any other measure a mark at one of forty says one or more."""
    drawn = HEAD + "heard | 2025 | _T | denominator | 40\nheard | 2025 | spoke | numerator | c"
    lows = []
    for name, measures in (("silent", SPOKE), ("other", {"heard": {**SPOKE["heard"], "safety": False}})):
        audit = planted(tmp_path / name, measures, drawn)
        lows.append([c.low for c in audit.cells if c.kind == "withheld"])
    assert lows == [[0], [1]]


def test_what_others_leave_does_not_say_that_somebody_did(tmp_path: Path) -> None:
    """Of forty, none wrote. To show that would leave what is withheld; both are withheld."""
    structure = agreed(**SPLIT)
    out = goes_out(tmp_path, structure, counts("all | spoke | wrote\n40 | 14 | 0", structure, "heard"))
    assert out.see("heard", "2024", "numerator", step="wrote") == (None, WITHHELD)
    assert out.see("heard", "2024", "numerator", step="spoke") == (14, "")
    assert out.withstands


@pytest.mark.parametrize(("silent", "verdict"), [(False, "open"), (True, "narrowed")])
def test_that_it_is_not_nought_is_told_too_closely(silent: bool, verdict: str) -> None:
    """Twelve together, of whom the others are eleven at most: one at least, as a mark would tell in any other measure."""
    one, others = ((("measure", "heard"), ("step", step), ("statistic", "numerator")) for step in ("spoke", "wrote"))
    unknowns = Unknown(one, "withheld", "heard", silent=silent), Unknown(others, "withheld", "heard", ceiling=11)
    found = judge(System(unknowns, (Relation(((0, 1), (1, 1)), 12, 12, "heard"),)), 11)
    assert {c.key: (c.low, c.high, c.verdict) for c in found.cells}[one] == (1, 12, verdict)


def test_of_nobody_at_all_nobody_spoke_where_another_measure_says_that_there_was_nobody(tmp_path: Path) -> None:
    structure = agreed(**AMONG)
    both = pl.concat([counts("all | heard\n60 | 0", structure, "cases"), counts("all | spoke\n0 | 0", structure, "speaking")])
    out = goes_out(tmp_path, structure, both)
    assert out.see("cases", "2024", "numerator", step="heard") == out.see("speaking", "2024", "denominator") == (0, "")
    assert out.see("speaking", "2024", "numerator", step="spoke") == (0, "")
    assert out.withstands


def test_how_many_there_were_another_measure_may_say_and_none_of_them_is_withheld(tmp_path: Path) -> None:
    structure = agreed(**AMONG)
    both = pl.concat([counts("all | heard\n60 | 30", structure, "cases"), counts("all | spoke\n30 | 0", structure, "speaking")])
    out = goes_out(tmp_path, structure, both)
    assert out.see("cases", "2024", "numerator", step="heard") == out.see("speaking", "2024", "denominator") == (30, "")
    assert out.see("speaking", "2024", "numerator", step="spoke") == (None, WITHHELD)
    assert out.withstands


def test_what_counts_among_a_safety_measure_keeps_silent_as_well(tmp_path: Path) -> None:
    """How many young people spoke is no less telling than how many times they did."""
    measures = {**SPOKE, "people": measure(among=("heard", "spoke", "at_most"), unit="youth")}
    structure = agreed(**measures)
    both = pl.concat([counts("all | spoke\n40 | 0", structure, "heard"), counts("all\n0", structure, "people")])
    out = goes_out(tmp_path, structure, both)
    assert out.see("people", "2024", "count") == out.see("heard", "2024", "numerator", step="spoke") == (None, WITHHELD)
    assert out.withstands
    drawn = HEAD + "heard | 2025 | _T | denominator | 40\nheard | 2025 | spoke | numerator | c\npeople | 2025 | | count | 0"
    assert SILENT in kinds(planted(tmp_path / "planted", measures, drawn))


def test_a_nought_that_was_withheld_stays_withheld_when_it_is_no_nought_any_more(tmp_path: Path) -> None:
    structure = agreed(**SPOKE)
    first, then = (counts(f"all | spoke\n40 | {n}", structure, "heard") for n in (0, 15))
    out = goes_out(tmp_path, structure, first, then)
    assert out.see("heard", "2024", "numerator", step="spoke") == (None, WITHHELD)
    assert out.withstands
