"""What only several files together can show, asked of the database that lives in memory."""

import re

import duckdb
import polars as pl
import pytest

from pipelines.confidential.harmonization import harmonize
from pipelines.confidential.store.duck import connect
from pipelines.confidential.validation import DOUBTS, Doubt, accepted, look_across
from pipelines.confidential.validation.cross_file import lasting_facts
from schemas import Quarter, Schemas
from schemas.forms.example_row import example_row

SCHEMAS = Schemas.load()
CONTRACT = SCHEMAS.contracts["probation_referrals"]
NOW = Quarter.parse("2025-Q4")
TOKEN = "3f9a0c41d27be856"


def file(quarter: Quarter, height: int, agency: str = "probation", first: int = 0, **cells: str | None) -> pl.DataFrame:
    row = {name: shown or None for name, shown in example_row(SCHEMAS, CONTRACT).items()} | cells
    rows = [tuple({**row, "youth_token": f"{first + i:016x}"}.values()) for i in range(height)]
    return harmonize(accepted(rows, CONTRACT), CONTRACT, agency, quarter)


def history(*heights: int) -> list[pl.DataFrame]:
    """Files of the quarters before now, the last of them one quarter ago; no token twice."""
    quarters = [NOW.plus(i - len(heights)) for i in range(len(heights))]
    return [file(q, n, first=1000 * (i + 1)) for i, (q, n) in enumerate(zip(quarters, heights, strict=True))]


def doubts(*files: pl.DataFrame, sent: tuple[str, ...] = ("probation",)) -> list[Doubt]:
    return list(look_across(pl.concat(files), CONTRACT, NOW, sent))


@pytest.mark.parametrize(
    ("before", "now", "in_doubt"),
    [
        ((40, 40, 40, 40), 40, False),
        ((40, 40, 40, 40), 79, False),
        ((40, 40, 40, 40), 80, True),
        ((40, 40, 40, 40), 21, False),
        ((40, 40, 40, 40), 20, True),
        ((40, 40, 40, 40), 0, True),
        ((9, 9, 9, 9), 19, False),  # under twenty rows nothing is made of it
        ((9, 9, 9, 9), 20, True),
        ((400, 40, 40, 40, 40), 41, False),  # a quarter five quarters back no longer counts
        ((30, 10, 60, 40), 36, False),  # the middle of the four is 35
        ((40,), 90, True),
        ((), 90, False),  # the first file has nothing to be held against
    ],
)
def test_a_file_twice_or_half_as_long_as_usual_is_asked_about(before: list[int], now: int, in_doubt: bool) -> None:
    found = doubts(*history(*before), file(NOW, now))
    assert [d.code for d in found] == (["C711"] if in_doubt else [])


def test_the_doubt_says_how_many_rows_and_how_many_are_usual() -> None:
    [doubt] = doubts(*history(40, 42, 41, 43), file(NOW, 100))
    assert (doubt.agency, doubt.extract, doubt.quarter) == ("probation", "probation_referrals", "2025-Q4")
    assert (doubt.seen, doubt.usual) == (100, 42)
    assert doubt.says == "100 rows this quarter, about 42 in the quarters before"


def test_an_agency_that_sent_nothing_this_quarter_is_not_asked_about_its_volume() -> None:
    assert doubts(*history(40, 40), sent=()) == []
    assert [d.seen for d in doubts(*history(40, 40), sent=("probation",))] == [0]


def test_each_agency_is_held_against_itself() -> None:
    small = [file(q, 20, "other_agency", 50_000 + 100 * i) for i, q in enumerate(NOW.plus(-2).through(NOW))]
    assert doubts(*history(80, 80), file(NOW, 80), *small, sent=("probation", "other_agency")) == []


def test_later_quarters_are_not_looked_at() -> None:
    assert doubts(*history(40, 40), file(NOW, 40), file(NOW.plus(1), 400, first=90_000)) == []


def test_a_column_that_is_mostly_unknown_is_asked_about_from_twenty_rows_on() -> None:
    known, unknown = file(NOW, 30), file(NOW, 10, first=100, gender="unknown")
    assert doubts(known, unknown) == []  # just a quarter
    [doubt] = doubts(known, file(NOW, 11, first=100, gender="unknown"))
    assert (doubt.code, doubt.column, doubt.seen, doubt.usual) == ("C712", "gender", 11, 41)
    assert doubts(file(NOW, 19, gender="unknown")) == []


def test_an_earlier_quarter_full_of_unknowns_is_not_asked_about_again() -> None:
    assert doubts(file(NOW.plus(-1), 40, gender="unknown"), file(NOW, 40, first=100)) == []


def test_a_lasting_fact_that_changes_under_the_same_key_is_asked_about() -> None:
    assert lasting_facts(CONTRACT) == ("offence_on",)
    before, after = file(NOW.plus(-1), 5), file(NOW, 5, offence_on="2025-06-01")
    [doubt] = doubts(before, after)
    assert (doubt.code, doubt.column, doubt.seen, doubt.usual) == ("C713", "offence_on", 5, None)


def test_what_may_change_and_what_changed_long_ago_is_not_asked_about() -> None:
    assert doubts(file(NOW.plus(-1), 5), file(NOW, 5, completed_on=None, closed_reason="moved")) == []
    old = file(NOW.plus(-2), 5), file(NOW.plus(-1), 5, offence_on="2025-06-01")
    assert doubts(*old, file(NOW, 5, first=100)) == []


def test_two_agencies_may_say_different_things_of_one_key() -> None:
    assert doubts(file(NOW, 5), file(NOW, 5, "other_agency", offence_on="2025-06-01")) == []


def test_doubts_carry_no_token_and_no_code_of_a_row() -> None:
    files = *history(40, 40), file(NOW, 90, gender="unknown"), file(NOW.plus(-1), 5, offence_on="2025-06-01")
    found = doubts(*files)
    assert {d.code for d in found} == set(DOUBTS)
    assert not re.search(r"[0-9a-f]{16}|2025-06|girl", repr(found))


def test_totals_have_no_young_person_and_are_looked_at_all_the_same() -> None:
    contract = SCHEMAS.contracts["advocacy_services"]
    codes = SCHEMAS.codes_of(contract.columns["service"])
    rows = harmonize(accepted([(c, "24", "61") for c in codes], contract), contract, "advocates", NOW)
    assert look_across(rows, contract, NOW, ["advocates"]) == ()


def test_a_doubt_of_an_unheard_of_code_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of C711, C712, C713"):
        Doubt("C799", "a", "b", "2025-Q4", None, 1, None, "")


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET temp_directory = '/tmp'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SELECT * FROM secret_rows",
    ],
)
def test_the_database_reads_and_writes_nothing_outside_itself_and_cannot_be_talked_into_it(question: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    secret_rows = pl.DataFrame({"youth_token": [TOKEN]})
    with connect() as database, pytest.raises(duckdb.Error):
        database.execute(question).fetchall()
    assert secret_rows.height == 1
    assert list(tmp_path.iterdir()) == []


def test_the_database_answers_about_a_frame_that_was_given_to_it() -> None:
    with connect() as database:
        database.register("rows", pl.DataFrame({"n": [1, 2, 3]}))
        assert database.execute("SELECT sum(n), current_setting('temp_directory') FROM rows").fetchall() == [(6, "")]
