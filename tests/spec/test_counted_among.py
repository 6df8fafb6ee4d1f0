"""Measures that count among what another one counts: the same number in two places, and the young people behind rows."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.audit import audit_publications
from tests.attacks import goes_out, planted, told
from tests.audited import apart, breakdown, measure, nested, partition, publication
from tests.spec.test_disclosure_control import WITHHELD, agreed, counts

STEP = "step"
HELD = nested(STEP, "detained")
ASKED = apart(STEP, "asked")

STAYS = {
    "stays": measure(STEP, outcome=HELD, population="stays"),
    "detained": measure(STEP, outcome=ASKED, among=("stays", "detained", "equal")),
}
PEOPLE = {"stays": measure(STEP, outcome=HELD, population="stays"), "people": measure(among=("stays", "detained", "at_most"), unit="youth")}
HEAD = "measure | period | step | statistic | value\n"


def published(structure: dict[str, Any], **drawn: str) -> pl.DataFrame:
    return pl.concat([counts(lines, structure, name) for name, lines in drawn.items()])


def test_those_who_had_an_outcome_are_told_by_the_measure_that_counts_them(tmp_path: Path) -> None:
    drawn = HEAD + "stays | 2025 | _T | denominator | 40\nstays | 2025 | detained | numerator | c\ndetained | 2025 | _T | denominator | 33"
    assert ("withheld", 33, 33) in {(c.kind, c.low, c.high) for c in planted(tmp_path, STAYS, drawn).cells}
    structure = agreed(**STAYS)
    out = goes_out(tmp_path / "door", structure, published(structure, stays="all | detained\n40 | 33", detained="all | asked\n33 | 15"))
    assert out.see("stays", "2024", "numerator", step="detained") == (None, WITHHELD)
    assert out.see("detained", "2024", "denominator") == (None, WITHHELD)
    assert out.see("detained", "2024", "numerator", step="asked") == (None, WITHHELD)
    assert out.withstands


def test_where_both_may_be_shown_they_are(tmp_path: Path) -> None:
    structure = agreed(**STAYS)
    out = goes_out(tmp_path, structure, published(structure, stays="all | detained\n60 | 33", detained="all | asked\n33 | 15"))
    assert out.see("stays", "2024", "numerator", step="detained") == out.see("detained", "2024", "denominator") == (33, "")
    assert out.see("detained", "2024", "numerator", step="asked") == (15, "")
    assert out.withstands


def test_nobody_of_a_small_group_is_told_in_neither_place(tmp_path: Path) -> None:
    """None of fifteen stays was detention, which tells something of each of the fifteen; nobody detained would say the same."""
    shown = HEAD + "stays | 2025 | _T | denominator | 15\nstays | 2025 | detained | numerator | c\ndetained | 2025 | _T | denominator | 0"
    assert told(planted(tmp_path, STAYS, shown)) == {"detained": (0, 0)}
    structure = agreed(**STAYS)
    out = goes_out(tmp_path / "door", structure, published(structure, stays="all | detained\n15 | 0", detained="all | asked\n0 | 0"))
    assert out.see("stays", "2024", "denominator") == (15, "")
    assert out.see("stays", "2024", "numerator", step="detained") == (None, WITHHELD)
    assert out.see("detained", "2024", "denominator") == (None, WITHHELD)
    assert out.withstands


def test_groups_agree_where_both_measures_have_them(tmp_path: Path) -> None:
    by = {"gender": breakdown("girl", "boy", "unknown")}
    measures = {
        "stays": measure(STEP, outcome=HELD, population="stays", **by),
        "detained": measure(STEP, outcome=ASKED, among=("stays", "detained", "equal"), **by),
    }
    drawn = """
        measure  | period | step     | gender  | statistic   | value
        stays    | 2025   | _T       | _T      | denominator | 200
        stays    | 2025   | detained | _T      | numerator   | 90
        stays    | 2025   | detained | girl    | numerator   | c
        stays    | 2025   | detained | boy     | numerator   | c
        stays    | 2025   | detained | unknown | numerator   | 20
        detained | 2025   | _T       | girl    | denominator | 65
        """
    assert told(planted(tmp_path, measures, drawn)) == {"detained girl": (65, 65), "detained boy": (5, 5)}
    structure = agreed(**measures)
    stays = "gender | all | detained\n_T | 200 | 90\ngirl | 100 | 65\nboy | 50 | 5\nunknown | 50 | 20"
    detained = "gender | all | asked\n_T | 90 | 40\ngirl | 65 | 30\nboy | 5 | 0\nunknown | 20 | 10"
    out = goes_out(tmp_path / "door", structure, published(structure, stays=stays, detained=detained))
    for gender in ("girl", "boy", "unknown"):
        both = (
            out.see("stays", "2024", "numerator", step="detained", gender=gender),
            out.see("detained", "2024", "denominator", gender=gender),
        )
        assert both[0] == both[1]
    assert out.see("detained", "2024", "denominator", gender="boy") == (None, WITHHELD)
    assert out.withstands


def test_groups_agree_too_where_a_measure_between_the_two_has_none(tmp_path: Path) -> None:
    by = {"gender": breakdown("girl", "boy", "unknown")}
    measures = {
        "arrests": measure(unit="youth", population="seen", **by),
        "meetings": measure(unit="youth", population="seen"),
        "services": measure(unit="youth", population="seen", **by),
    }
    drawn = """
        measure  | period | gender  | statistic | value
        arrests  | 2025   | _T      | count     | 124
        arrests  | 2025   | girl    | count     | c
        arrests  | 2025   | boy     | count     | 68
        arrests  | 2025   | unknown | count     | c
        services | 2025   | _T      | count     | 124
        services | 2025   | girl    | count     | 46
        services | 2025   | boy     | count     | c
        services | 2025   | unknown | count     | c
        """
    assert set(told(planted(tmp_path, measures, drawn)).values()) >= {(46, 46), (68, 68), (10, 10)}
    structure = agreed(**measures)
    both = "gender | all\n_T | 124\ngirl | 46\nboy | 68\nunknown | 10"
    out = goes_out(tmp_path / "door", structure, published(structure, arrests=both, meetings="all\n124", services=both))
    for gender in ("girl", "boy", "unknown"):
        assert out.see("arrests", "2024", "count", gender=gender) == out.see("services", "2024", "count", gender=gender)
    assert out.see("arrests", "2024", "count", gender="unknown") == (None, WITHHELD)
    assert out.withstands


def test_young_people_behind_rows_tell_how_many_rows_there_are_at_least(tmp_path: Path) -> None:
    """Of forty stays five were elsewhere. That 34 young people were detained leaves six at most."""
    shown = HEAD + "stays | 2025 | _T | denominator | 40\nstays | 2025 | detained | numerator | c\npeople | 2025 | | count | 34"
    few = frozenset({("stays", "2025", "detained", "complement")})
    audit = audit_publications([publication(tmp_path, PEOPLE, shown)], few)
    assert [(c.low, c.high) for c in audit.cells if c.verdict == "narrowed"] == [(0, 6)]
    structure = agreed(**PEOPLE)
    out = goes_out(tmp_path / "door", structure, published(structure, stays="all | detained\n40 | 35", people="all\n34"))
    assert WITHHELD in {out.see("people", "2024", "count")[1], out.see("stays", "2024", "denominator")[1]}
    assert out.withstands


@pytest.mark.parametrize("stays", [15, 40])
def test_no_row_no_young_people(stays: int, tmp_path: Path) -> None:
    """Where it may not be told that nobody was detained, the young people behind no row do not tell it either."""
    shown = HEAD + "stays | 2025 | _T | denominator | 15\nstays | 2025 | detained | numerator | c\npeople | 2025 | | count | 0"
    assert told(planted(tmp_path, PEOPLE, shown)) == {"detained": (0, 0)}
    structure = agreed(**PEOPLE)
    out = goes_out(tmp_path / "door", structure, published(structure, stays=f"all | detained\n{stays} | 0", people="all\n0"))
    expected = (None, WITHHELD) if stays == 15 else (0, "")
    assert out.see("stays", "2024", "numerator", step="detained") == out.see("people", "2024", "count") == expected
    assert out.withstands


def test_a_row_is_of_somebody(tmp_path: Path) -> None:
    shown = HEAD + "stays | 2025 | _T | denominator | 90\nstays | 2025 | detained | numerator | 40\npeople | 2025 | | count | 0"
    assert planted(tmp_path, PEOPLE, shown).infeasible


def test_young_people_behind_some_rows_are_among_those_behind_all(tmp_path: Path) -> None:
    """Of thirty young people 25 were detained: who never was are five."""
    measures = {**PEOPLE, "all_people": measure(among=("stays", None, "at_most"), unit="youth")}
    shown = HEAD + (
        "stays | 2025 | _T | denominator | 90\nstays | 2025 | detained | numerator | 45\npeople | 2025 | | count | 25\n"
        "all_people | 2025 | | count | 30"
    )
    assert not planted(tmp_path, measures, shown).passed
    structure = agreed(**measures)
    out = goes_out(
        tmp_path / "door",
        structure,
        published(structure, stays="all | detained | youth\n90 | 45 | 30", people="all\n25", all_people="all\n30"),
    )
    assert WITHHELD in {out.see(m, "2024", "count")[1] for m in ("people", "all_people")}
    assert out.withstands


def test_rows_and_young_people_among_the_same_are_not_the_same_number(tmp_path: Path) -> None:
    """Two measures that count among the same outcome, one in stays and one in young people, called by the same population."""
    measures = {
        "stays": measure(STEP, outcome=partition(STEP, "detained", "elsewhere"), population="stays"),
        "again": measure(among=("stays", "detained", "equal"), population="stays detained"),
        "people": measure(among=("stays", "detained", "at_most"), population="stays detained", unit="youth"),
    }
    structure = agreed(**measures)
    tables = published(structure, stays="all | detained | elsewhere\n90 | 50 | 40", again="all\n50", people="all\n30")
    out = goes_out(tmp_path, structure, tables)
    assert out.see("again", "2024", "count") == (50, "")
    assert out.see("people", "2024", "count") == (30, "")
    assert out.withstands


def test_a_publication_without_the_new_words_is_read_as_before(tmp_path: Path) -> None:
    old = {
        name: {k: v for k, v in said.items() if k not in ("among", "safety", "of_young_people", "nine_in_ten")}
        for name, said in STAYS.items()
    }
    drawn = HEAD + "stays | 2025 | _T | denominator | 40\nstays | 2025 | detained | numerator | 20"
    assert planted(tmp_path, old, drawn).passed
    structure = agreed(**old)
    out = goes_out(tmp_path / "door", structure, counts("all | detained\n40 | 20", structure, "stays"))
    assert out.see("stays", "2024", "numerator", step="detained") == (20, "")
