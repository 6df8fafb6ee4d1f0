"""Great Expectations and our own counting come to the same judgement, and neither lets a value out."""

import json
import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

import polars as pl
import pytest

from pipelines.confidential.harmonization import harmonize
from pipelines.confidential.validation import Judgement, accepted, gx, rule_counts
from schemas import Contract, Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.forms.expectations import expectations, expectations_json, sums
from tests.example_files import example_file

SCHEMAS = Schemas.load()
NAME = "SMITH, JANE"
FOUR = ("advocacy_services", "child_welfare_cases", "law_enforcement_contacts", "probation_referrals")
# Great Expectations needs a second for each: these have every kind of contract, of column and of rule among them.
OTHERS = ("adult_prosecutions", "law_enforcement_arrangements", "victim_witness_cases")
SOME = pytest.mark.parametrize("contract", [SCHEMAS.contracts[n] for n in (*FOUR, *OTHERS)], ids=(*FOUR, *OTHERS))

Row = dict[str, str | None]


def good(contract: Contract, height: int = 6) -> list[Row]:
    """Rows that keep every rule: the made-up one under several tokens, or one for every line of the totals."""
    tokens = tuple(f"{i:016x}" for i in range(height))
    return [{name: shown or None for name, shown in row.items()} for row in example_file(SCHEMAS, contract, tokens)]


def table(rows: list[Row], contract: Contract) -> pl.DataFrame:
    return accepted([tuple(r[c] for c in contract.columns) for r in rows], contract)


def told_by_counts(frame: pl.DataFrame, contract: Contract) -> Judgement:
    return gx.judge_counts({"file": rule_counts(frame, expectations(SCHEMAS, contract))})["file"]


def changed(**cells: str | None) -> Callable[[list[Row]], list[Row]]:
    """The same rows, some cells of the second one otherwise."""
    return lambda rows: [{**r, **cells} if i == 1 else r for i, r in enumerate(rows)]


BROKEN: Mapping[str, tuple[str, Callable[[list[Row]], list[Row]], str]] = {
    "a required cell is empty": ("probation_referrals", changed(gender=None), "filled: gender"),
    "a required cell holds nothing but an empty text": ("probation_referrals", changed(gender=""), "filled: gender"),
    "a code nobody knows": ("probation_referrals", changed(gender=NAME), "code: gender"),
    "a code of another list": ("probation_referrals", changed(closed_reason="dependency"), "code: closed_reason"),
    "a token that is a name": ("probation_referrals", changed(youth_token=NAME), "written: youth_token"),
    "a token with capitals": ("probation_referrals", changed(youth_token="3F9A0C41D27BE856"), "written: youth_token"),
    "a token with a line end": ("probation_referrals", changed(youth_token=f"{9:016x}\n"), "written: youth_token"),
    "a day the other way round": ("probation_referrals", changed(offence_on="30/06/2025"), "written: offence_on"),
    "a day in another script": ("probation_referrals", changed(offence_on="٢٠٢٥-06-30"), "written: offence_on"),
    "the same key twice": ("probation_referrals", lambda rows: [*rows, {**rows[1]}], "key: "),
    "the same key twice, where part of it is empty": (
        "probation_referrals",
        lambda rows: [
            *rows,
            *2
            * [
                {
                    **rows[0],
                    "service": "none_made",
                    "referred_on": None,
                    "accepted_on": None,
                    "started_on": None,
                    "completed_on": None,
                    "closed_reason": None,
                }
            ],
        ],
        "key: ",
    ),
    "steps in the wrong order": (
        "probation_referrals",
        changed(started_on="2025-07-13"),
        "order: accepted_on, started_on",
    ),
    "a step without the one before": ("probation_referrals", changed(accepted_on=None), "filled_with: accepted_on"),
    "a referral without its day": ("probation_referrals", changed(referred_on=None), "filled_when: referred_on"),
    "a referral day where none was made": (
        "probation_referrals",
        changed(service="none_made"),
        "empty_when: referred_on",
    ),
    "an arrest without its offence": ("law_enforcement_contacts", changed(offence_on=None), "filled_when: offence_on"),
    "an offence without an arrest": (
        "law_enforcement_contacts",
        changed(arrested="unknown"),
        "empty_when: offence_group",
    ),
    "a case without its first day": (
        "child_welfare_cases",
        changed(level="dependency"),
        "filled_when: dependency_star",
    ),
    "a number below the least": ("advocacy_services", changed(youth="-1"), "number: youth"),
    "a number with decimals": ("advocacy_services", changed(sessions="61.5"), "number: sessions"),
    "a number that is a name": ("advocacy_services", changed(sessions=NAME), "number: sessions"),
    "more young people than times": ("advocacy_services", changed(youth="62"), "at_most: youth"),
    "a kind of service left out": ("advocacy_services", lambda rows: rows[1:], "every_code: service"),
    "the whole left out": ("advocacy_services", lambda rows: rows[:-1], "every_code: service"),
    "the same line twice": ("advocacy_services", lambda rows: [*rows, {**rows[1]}], "key: service"),
}


@SOME
def test_rows_that_keep_their_contract_pass_both_ways(contract: Contract) -> None:
    frame = table(good(contract), contract)
    assert gx.judge_rows(frame, expectations(SCHEMAS, contract)) == told_by_counts(frame, contract)
    assert told_by_counts(frame, contract) == Judgement(True, len(expectations(SCHEMAS, contract)), ())


@SOME
def test_rows_pass_as_text_and_as_days_and_numbers(contract: Contract) -> None:
    typed = harmonize(table(good(contract), contract), contract, "probation", Quarter.parse("2025-Q4"))
    assert gx.judge_rows(typed, expectations(SCHEMAS, contract)).passed
    assert told_by_counts(typed, contract).passed


def test_what_great_expectations_is_asked_of_has_every_kind_of_rule_and_of_column() -> None:
    asked = [SCHEMAS.contracts[n] for n in (*FOUR, *OTHERS)]
    for of in (
        lambda c: {c.kind},
        lambda c: {r.name for r in c.rules},
        lambda c: {k.type for k in c.columns.values()},
    ):
        assert set().union(*map(of, asked)) == set().union(*map(of, SCHEMAS.contracts.values()))


def test_the_example_of_every_contract_breaks_no_rule_as_text_nor_as_days_and_numbers() -> None:
    counts = {}
    for name, contract in SCHEMAS.contracts.items():
        suite = json.loads(expectations_json(SCHEMAS, contract))
        as_text = table(good(contract), contract)
        typed = harmonize(as_text, contract, "probation", Quarter.parse("2026-Q4"))
        for form, frame in (("text", as_text), ("typed", typed)):
            counts[f"{name} {form}"] = rule_counts(frame, [*suite["expectations"], *suite["sums"]])
            assert set(counts[f"{name} {form}"]) == {e["kwargs"]["column"] for e in suite["counts"]}
    judged = gx.judge_counts(counts)
    assert {f: j.failed for f, j in judged.items() if not j.passed} == {}


@pytest.mark.parametrize(("extract", "broken", "rule"), BROKEN.values(), ids=BROKEN)
def test_both_ways_name_the_same_broken_rules(extract: str, broken: Callable[[list[Row]], list[Row]], rule: str) -> None:
    contract = SCHEMAS.contracts[extract]
    frame = table(broken(good(contract)), contract)
    by_rows, by_counts = gx.judge_rows(frame, expectations(SCHEMAS, contract)), told_by_counts(frame, contract)
    assert by_rows == by_counts
    assert any(name.startswith(rule) for name in by_rows.failed)
    assert not by_rows.passed


@pytest.mark.parametrize("columns", ["missing", "added", "in another order"])
def test_both_ways_see_other_columns_than_agreed(columns: str) -> None:
    contract = SCHEMAS.contracts["child_welfare_cases"]
    frame = table(good(contract), contract)
    other = {
        "missing": frame.drop("gender"),
        "added": frame.with_columns(pl.lit(NAME).alias("nickname")),
        "in another order": frame.select(reversed(frame.columns)),
    }[columns]
    by_rows = gx.judge_rows(other, expectations(SCHEMAS, contract))
    assert "columns" in by_rows.failed
    assert ("filled: gender" in by_rows.failed) == (columns == "missing")
    assert by_rows == told_by_counts(other, contract)


def test_both_ways_agree_whatever_is_put_into_the_cells() -> None:
    contract = SCHEMAS.contracts["probation_referrals"]
    chance = random.Random(1)
    words = [None, "", "none_made", "completed", "girl", "2025-07-01", "2024-02-30", "unknown", NAME, "_T", "F", "\n"]
    verdicts = set()
    for _ in range(8):
        rows = good(contract, 4)
        for _ in range(chance.choice((0, 1, 2, 8))):
            chance.choice(rows)[chance.choice(list(contract.columns))] = chance.choice(words)
        frame = table(rows, contract)
        by_rows = gx.judge_rows(frame, expectations(SCHEMAS, contract))
        assert by_rows == told_by_counts(frame, contract)
        verdicts.add(by_rows.failed)
    assert len(verdicts) > 4


def test_an_empty_file_of_rows_passes_both_ways() -> None:
    contract = SCHEMAS.contracts["probation_referrals"]
    frame = table([], contract)
    assert gx.judge_rows(frame, expectations(SCHEMAS, contract)).passed
    assert told_by_counts(frame, contract).passed


def test_counts_say_how_many_rows_break_a_rule() -> None:
    contract = SCHEMAS.contracts["probation_referrals"]
    rows = [{**r, "gender": NAME if i < 3 else None if i == 3 else "girl"} for i, r in enumerate(good(contract))]
    counts = rule_counts(table(rows, contract), expectations(SCHEMAS, contract))
    assert (counts["code: gender"], counts["filled: gender"], counts["filled: residence"]) == (3, 1, 0)


@pytest.mark.parametrize(
    ("sessions", "youth", "broken"),
    [
        ("305", "24", {}),
        ("304", "24", {"parts_sum_to_whole: sessions, service": 1}),
        ("305", "23", {"parts_cover_whole: youth, service": 1}),
        ("305", "120", {}),
        ("305", "121", {"parts_cover_whole: youth, service": 1}),
    ],
)
def test_sums_are_counted_and_judged(sessions: str, youth: str, broken: dict[str, int]) -> None:
    contract = SCHEMAS.contracts["advocacy_services"]
    rows = [{**r, "sessions": sessions, "youth": youth} if r["service"] == TOTAL else r for r in good(contract)]
    counts = rule_counts(table(rows, contract), sums(contract))
    assert {rule: n for rule, n in counts.items() if n} == broken
    assert gx.judge_counts({"file": counts})["file"].failed == tuple(broken)


def test_many_files_of_several_contracts_are_judged_at_once_and_each_by_its_own_rules() -> None:
    counts = {}
    for name in FOUR:
        contract = SCHEMAS.contracts[name]
        for quarter in range(20):
            frame = table(good(contract), contract)
            counts[f"{name} {quarter}"] = rule_counts(frame, [*expectations(SCHEMAS, contract), *sums(contract)])
    started = time.process_time()
    judged = gx.judge_counts(counts)
    spent = time.process_time() - started
    assert len(judged) == 80
    assert all(j.passed for j in judged.values())
    assert judged["advocacy_services 0"].expectations == len(counts["advocacy_services 0"])
    assert spent < 2, "80 files are one question, not 80; a quiet machine needs 0.3 s"

    counts["probation_referrals 7"]["code: gender"] = 2
    judged = gx.judge_counts(counts)
    assert {f: j.failed for f, j in judged.items() if not j.passed} == {"probation_referrals 7": ("code: gender",)}


def test_no_value_comes_out_of_any_way_of_failing(caplog, capfd) -> None:
    contract = SCHEMAS.contracts["probation_referrals"]
    caplog.set_level(logging.DEBUG)
    rows = [{**r, **dict.fromkeys(contract.columns, NAME)} for r in good(contract)]
    frame = table(rows, contract)
    judged = gx.judge_rows(frame, expectations(SCHEMAS, contract))
    assert len(judged.failed) > 10
    with pytest.raises(gx.JudgementProblem) as problem:
        gx.judge_rows(frame, [{**expectations(SCHEMAS, contract)[0], "type": "expect_something_unheard_of"}])
    out, err = capfd.readouterr()
    counts = rule_counts(frame, expectations(SCHEMAS, contract))
    everything = "".join((repr(judged), repr(counts), repr(problem.value), caplog.text, out, err))
    assert "SMITH" not in everything
    assert problem.value.__cause__ is None
    assert caplog.text == ""


def test_a_column_that_mixes_kinds_fails_without_a_word(caplog, capfd) -> None:
    # Comparing a name with a number stops inside the package, whose message would quote the name.
    frame = pl.DataFrame({"sessions": [NAME, "4"], "youth": [1, 2]})
    asked = [
        {
            "type": "expect_column_pair_values_a_to_be_greater_than_b",
            "kwargs": {"column_A": "sessions", "column_B": "youth"},
            "meta": {"rule": "at_most: youth, sessions", "says": ""},
        }
    ]
    assert gx.judge_rows(frame, asked).failed == ("at_most: youth, sessions",)
    out, err = capfd.readouterr()
    assert "SMITH" not in caplog.text + out + err


def test_nothing_is_left_on_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path)
    contract = SCHEMAS.contracts["advocacy_services"]
    gx.judge_rows(table(good(contract), contract), expectations(SCHEMAS, contract))
    assert list(tmp_path.rglob("*")) == []


def test_what_cannot_be_worked_out_has_failed() -> None:
    frame = pl.DataFrame({"gender": ["girl"]})
    asked = [
        {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "age", "value_set": ["a"]},
            "meta": {"rule": "code: age", "says": ""},
        }
    ]
    assert gx.judge_rows(frame, asked) == Judgement(False, 1, ("code: age",))


def test_too_many_rows_are_sent_to_the_counts() -> None:
    contract = SCHEMAS.contracts["advocacy_services"]
    long = pl.concat([table(good(contract), contract)] * (gx.MOST_ROWS // 6 + 1))
    with pytest.raises(gx.JudgementProblem, match="judge the counts"):
        gx.judge_rows(long, expectations(SCHEMAS, contract))


@SOME
def test_the_suite_on_disk_is_one_that_great_expectations_reads(contract: Contract) -> None:
    suite = json.loads(expectations_json(SCHEMAS, contract))
    frame = table(good(contract), contract)
    assert gx.judge_rows(frame, suite["expectations"]).passed
    assert set(rule_counts(frame, [*suite["expectations"], *suite["sums"]])) == {e["kwargs"]["column"] for e in suite["counts"]}


def test_a_judgement_cannot_pass_with_something_failed() -> None:
    with pytest.raises(ValueError, match="exactly when nothing has failed"):
        Judgement(True, 3, ("columns",))


def test_great_expectations_is_not_loaded_until_it_is_asked() -> None:
    code = "import pipelines.confidential.validation, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
