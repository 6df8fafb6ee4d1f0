"""Beside a clause stands how far its duty was done, from published figures alone, or the word why there is none."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from reports import handbook
from reports.handbook import clauses
from reports.handbook.done import done, published
from schemas import SchemaError, Schemas, mou
from schemas.duties import Duty, check, read
from tests.reports.reading import Reading

SCHEMAS, MEMORANDUM = Schemas.load(), mou.read()
COLUMNS = ("measure", "period", "outcome", "gender", "statistic", "value", "status")
REFERRED = SCHEMAS.measures["medical_referral_in_hall"]
DUTY = MEMORANDUM.duties["medical_referral_in_hall"]


def cells(drawn: str) -> list[dict[str, str]]:
    """Lines of period, code, statistic, value or mark, and a gender where it is not of the whole county."""
    found = []
    for line in drawn.strip().splitlines():
        period, code, statistic, said, gender = (*map(str.strip, line.split("|")), "_T")[:5]
        value, status = (said, "") if said.isdecimal() else ("", said)
        found.append(dict(zip(COLUMNS, (REFERRED.name, period, code, gender, statistic, value, status), strict=True)))
    return found


YEAR = """
2025    | due      | numerator | 20
2025    | was_done | numerator | 11
2026    | _T       | denominator | 90
2026    | due      | numerator | 40
2026    | was_done | numerator | 25
2026    | was_done | numerator | 12 | girl
2026-Q4 | due      | numerator | 12
2026-Q4 | was_done | numerator | 12
"""


def in_codes(drawn: str) -> list[dict[str, str]]:
    assert REFERRED.outcome is not None
    return [{REFERRED.outcome.dimension if k == "outcome" else k: v for k, v in row.items()} for row in cells(drawn)]


def test_the_latest_year_says_how_many_of_those_that_had_to_be() -> None:
    assert done(REFERRED, DUTY, in_codes(YEAR)) == "25 of 40, 63 % (2026)"


def test_where_a_measure_counts_what_applied_alone_all_of_it_stands_below() -> None:
    rows = in_codes(YEAR)
    assert done(REFERRED, Duty("was_done"), rows) == "25 of 90, 28 % (2026)"


@pytest.mark.parametrize(
    ("due", "was_done", "says"),
    [
        ("c", "25", "withheld to protect young people (2026)"),
        ("40", "c", "withheld to protect young people (2026)"),
        ("x", "x", "not available (2026)"),
        ("m", "m", "not yet measurable (2026)"),
        ("0", "0", "0 of 0 (2026)"),
    ],
)
def test_a_number_that_is_not_shown_gives_its_word_and_no_older_one_takes_its_place(due: str, was_done: str, says: str) -> None:
    older = "2025 | due | numerator | 20\n2025 | was_done | numerator | 11\n"
    assert done(REFERRED, DUTY, in_codes(f"{older}2026 | due | numerator | {due}\n2026 | was_done | numerator | {was_done}")) == says


def test_a_measure_that_was_not_published_says_nothing() -> None:
    assert done(REFERRED, DUTY, []) == ""


def test_the_page_of_the_clauses_has_it_beside_the_measure_and_without_a_publication_nothing(tmp_path: Path) -> None:
    rows = in_codes(YEAR)
    with (tmp_path / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    desk = handbook.Desk([], MEMORANDUM, "parole", published(tmp_path))
    with_numbers, without = page(tmp_path / "a", desk), page(tmp_path / "b", replace(desk, cells=()))
    assert f"{REFERRED.title}, done: 25 of 40, 63 % (2026)" in " ".join(with_numbers.split())
    assert "done:" not in without


def page(folder: Path, desk: handbook.Desk) -> str:
    few = {name: SCHEMAS.measures[name] for name in (REFERRED.name, "hall_intake_decisions")}
    handbook.build(folder, replace(SCHEMAS, measures=few), desk)
    return Reading((folder / clauses.PLACE).read_text(encoding="utf-8")).text


def test_the_duties_of_the_memorandum_are_outcomes_of_measures_that_a_clause_asks_for() -> None:
    check(MEMORANDUM.duties, SCHEMAS)
    asked = {name for clause in MEMORANDUM.clauses.values() for name in clause.measures}
    assert {SCHEMAS.measures[name].id for name in MEMORANDUM.duties} <= asked
    assert len(MEMORANDUM.duties) > 70


@pytest.mark.parametrize(
    ("duties", "says"),
    [
        ({"medical_referral_in_hall": {"met": "wasdone"}}, "has no code 'wasdone'; it has due, was_done"),
        ({"medical_referral_at_home": {"met": "done"}}, "there is no such measure"),
    ],
)
def test_a_slip_in_a_duty_is_refused(duties: dict, says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        check(read(duties), SCHEMAS)


def test_a_bare_yes_in_yaml_is_refused_with_advice() -> None:
    with pytest.raises(ValueError, match="in quotes"):
        read({"advocates_told_by_police": {"met": True}})
