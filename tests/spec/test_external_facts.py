"""What others published of the county's cells counts as known: shown as it is, and all else protected beside it."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.protection import ExternalProblem, Protected, protect
from pipelines.disclosure_control.protection.external import read
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.external import facts, written
from tests.spec.test_disclosure_control import COUNT, SHARE, WITHHELD, counts, published

GROUPS = """
    gender  | all
    _T      | 90
    girl    | 68
    boy     | 14
    unknown | 8
    """


def known(folder: Path, told: str, drawn: str = GROUPS, structure: dict = COUNT, earlier: tuple[pl.DataFrame, ...] = ()) -> Protected:
    """What the county shows of the drawn counts beside what others told."""
    return protect(counts(drawn, structure), structure, Policy(), earlier, external=facts(folder, structure, told))


def attacked(folder: Path, result: Protected, structure: dict = COUNT, aided: bool = True) -> bool:
    """Whether the independent attacker, who knows the same of others, gets nowhere."""
    draft = store.save_draft(folder, "2024-Q4-v1", result.tables, structure, {"publication": "2024-Q4-v1"})
    small = frozenset(result.small.rows())
    return audit_publications([draft], small if aided else None, folder / "facts" / "external.csv").passed


def test_what_others_published_is_shown_and_said_to_be_public_and_the_rest_is_protected_beside_it(tmp_path: Path) -> None:
    result = known(tmp_path, "measure | period | gender | statistic | value\nreferrals | 2024 | unknown | count | 8")
    see = counted.reader(result.tables)
    assert see("referrals", "2024", "count", gender="unknown") == (8, "")
    assert see("referrals", "2024", "count", gender="girl") == (68, "")
    assert len(result.notes) == 1
    assert "external.csv, line 2 (State report" in result.notes[0]
    assert "already public" in result.notes[0]
    assert result.small.is_empty()
    assert attacked(tmp_path, result)
    assert attacked(tmp_path, result, aided=False)


def test_a_part_that_others_published_gives_no_other_small_part_away(tmp_path: Path) -> None:
    drawn = GROUPS.replace("| 14", "| 5").replace("| 8", "| 17")
    alone = counted.reader(protect(counts(drawn, COUNT), COUNT, Policy()).tables)
    assert [alone("referrals", "2024", "count", gender=g)[1] for g in ("girl", "boy", "unknown")] == ["", WITHHELD, WITHHELD]
    result = known(tmp_path, "measure | period | gender | statistic | value\nreferrals | 2024 | unknown | count | 17", drawn)
    see = counted.reader(result.tables)
    assert see("referrals", "2024", "count", gender="unknown") == (17, "")
    assert [see("referrals", "2024", "count", gender=g)[1] for g in ("girl", "boy")] == [WITHHELD, WITHHELD]
    assert attacked(tmp_path, result)


def test_without_knowing_of_others_the_county_would_have_given_it_away(tmp_path: Path) -> None:
    drawn = GROUPS.replace("| 14", "| 5").replace("| 8", "| 17")
    written(tmp_path, "measure | period | gender | statistic | value\nreferrals | 2024 | unknown | count | 17")
    assert not attacked(tmp_path, protect(counts(drawn, COUNT), COUNT, Policy()))


def test_a_rounded_hundred_narrows_nothing_that_matters_and_a_close_bound_takes_more_with_it(tmp_path: Path) -> None:
    wide = "measure | period | gender | statistic | low | high\nreferrals | 2024 | boy | count | 0 | 49"
    close = "measure | period | gender | statistic | low | high\nreferrals | 2024 | boy | count | 13 | 15"
    hidden = {}
    for name, told in (("wide", wide), ("close", close)):
        result = known(tmp_path / name, told)
        see = counted.reader(result.tables)
        hidden[name] = [see("referrals", "2024", "count", gender=g)[1] for g in ("girl", "boy", "unknown")]
        assert attacked(tmp_path / name, result)
    assert hidden["wide"] == ["", WITHHELD, WITHHELD]
    assert hidden["close"] == [WITHHELD, WITHHELD, WITHHELD]


def test_a_bound_on_a_small_count_itself_is_public_and_no_more_is_told(tmp_path: Path) -> None:
    result = known(tmp_path, "measure | period | gender | statistic | low | high\nreferrals | 2024 | unknown | count | 6 | 9")
    see = counted.reader(result.tables)
    assert see("referrals", "2024", "count", gender="unknown") == (None, WITHHELD)
    assert "already public that this count is small" in result.notes[0]
    assert attacked(tmp_path, result)
    assert attacked(tmp_path, result, aided=False)


def test_a_total_that_others_published_of_a_share(tmp_path: Path) -> None:
    told = "measure | period | step | statistic | value\nreferrals | 2024 | accepted | numerator | 35"
    result = known(tmp_path, told, "all | accepted\n40 | 35", SHARE)
    see = counted.reader(result.tables)
    assert see("referrals", "2024", "numerator", step="accepted") == (35, "")
    assert see("referrals", "2024", "denominator") == (None, WITHHELD)
    assert see("referrals", "2024", "percent", step="accepted") == (None, WITHHELD)


def test_a_figure_that_contradicts_the_counts_stops_the_run_by_its_line(tmp_path: Path) -> None:
    told = "measure | period | gender | statistic | value\nreferrals | 2024 | girl | count | 68\nreferrals | 2024 | boy | count | 77"
    with pytest.raises(ExternalProblem, match="line 3: says otherwise than the county's own counts") as refusal:
        known(tmp_path, told)
    assert "77" not in str(refusal.value)


def test_a_figure_copied_from_what_the_county_published_is_no_contradiction(tmp_path: Path) -> None:
    first = published(protect(counts("all\n30", COUNT), COUNT, Policy()))
    result = known(tmp_path, "measure | period | statistic | value\nreferrals | 2024 | count | 30", "all\n33", COUNT, (first,))
    assert counted.reader(result.tables)("referrals", "2024", "count") == (30, "")


def test_a_figure_that_nobody_counts_yet_is_noted(tmp_path: Path) -> None:
    result = known(tmp_path, "measure | period | statistic | value\nreferrals | 2031 | count | 30")
    assert "is not counted here yet" in result.notes[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nothing | 2024 | | count | 30 | |", "there is no such measure; there is referrals"),
        ("referrals | 2024-07 | | count | 30 | |", "period is neither a quarter like 2025-Q3 nor a year like 2025"),
        ("referrals | 2024 | | numerator | 30 | |", "statistic is not count"),
        ("referrals | 2024 | boys | count | 30 | |", "gender is none of _T, girl, boy, unknown"),
        ("referrals | 2024-Q1 | boy | count | 30 | |", "referrals is broken down by year only"),
        ("referrals | 2024 | | count | 765.5 | |", "value is not a whole number"),
        ("referrals | 2024 | | count | -765 | |", "value is not a whole number"),
        ("referrals | 2024 | | count | | |", "give either value, or low and high"),
        ("referrals | 2024 | | count | 765 | 1 | 2", "give either value, or low and high"),
        ("referrals | 2024 | | count | | 765 | 2", "low is above high"),
        ("referrals | 2024 | | count | 765", "has 7 fields, and the first line 9"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_what_would_be_right(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ExternalProblem) as refusal:
        facts(tmp_path, COUNT, f"measure | period | gender | statistic | value | low | high\n{line}")
    assert f"facts/external.csv, line 2: {said}" in str(refusal.value)
    assert "765" not in str(refusal.value)


def test_all_lines_that_are_wrong_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ExternalProblem) as refusal:
        facts(tmp_path, COUNT, "measure | period | statistic | value\nnothing | 2024 | count | 3\nreferrals | 24 | count | 4")
    assert [part in str(refusal.value) for part in ("line 2", "line 3")] == [True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("published_by,measure\n", "line 1: the column 'published_on' is missing"),
        ("published_by,published_on,measure,period,statistic\n", "line 1: there must be a column 'value'"),
        (
            "published_by,published_on,measure,period,statistic,value,SECRET\n",
            "line 1: column 7 is none of published_by, published_on, measure",
        ),
        ("published_by,published_on,measure,period,statistic,value\n,2025-01-01,referrals,2024,count,3\n", "line 2: published_by is empty"),
        (
            "published_by,published_on,measure,period,statistic,value\nX,1.1.2025,referrals,2024,count,3\n",
            "line 2: published_on is not a day like",
        ),
        ('published_by,published_on,measure,period,statistic,value\nX,2025-01-01,"referrals,2024,count,3\n', "is not a CSV file"),
    ],
)
def test_a_file_that_is_not_in_form_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "external.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ExternalProblem, match=said) as refusal:
        read(path, COUNT)
    assert "SECRET" not in str(refusal.value)


def test_no_file_and_an_empty_file_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "external.csv"
    assert read(path, COUNT) == ()
    path.write_text("\n", "utf-8")
    assert read(path, COUNT) == ()
