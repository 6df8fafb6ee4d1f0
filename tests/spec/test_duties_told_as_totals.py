"""Duties told as totals are split into done, not done and not known, and numbers that contradict each other are left empty."""

import polars as pl
import pytest

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
HEAD = "agency | quarter | duty | due | done | not_known | youth | youth_done"


def made(extract: str, rows: str, *wanted: str) -> pl.DataFrame:
    linked = {extract: drawn.frame(f"{HEAD}\n{rows}", SCHEMAS.tables[extract])}
    return follow(linked, {n: SCHEMAS.tables[n] for n in wanted}, Quarter(2026, 4))[wanted[-1]]


@pytest.mark.parametrize(
    ("numbers", "not_done"),
    [("40 | 25 | 4", 11), ("40 | 36 | 4", 0), ("40 | 37 | 4", None), ("40 | | 4", None), ("40 | 25 |", None)],
    ids=["the rest", "nothing left", "more than was due", "done under 11", "not known under 11"],
)
def test_not_done_is_what_is_left(numbers, not_done):
    found = made("medical_duties", f"one | 2026-Q1 | sart | {numbers} | 36 | 24", "medical_duty_results")
    assert found["not_done"].to_list() == [not_done]


def crisis(sooner: str) -> dict[str, object]:
    rows = f"""one | 2026-Q1 | crisis_referral | 40 | 30 | 4 | 36 | 28
        one | 2026-Q1 | crisis_referral_24h | {sooner} | 0 | 36 | 18
        two | 2026-Q1 | crisis_referral_24h | 40 | 2 | 0 | 36 | 2
        one | 2026-Q1 | sart | 50 | 50 | 0 | 50 | 50"""
    (found,) = made("medical_duties", rows, "medical_duty_results", "crisis_referrals").to_dicts()
    return found


def test_referrals_within_a_day_are_some_of_all_referrals():
    found = crisis("40 | 18")
    assert (found["disclosures"], found["referred"], found["within_24_hours"], found["later"]) == (40, 30, 18, 12)
    assert (found["not_referred"], found["not_known"], found["youth_referred"], found["youth_within_24_hours"]) == (6, 4, 28, 18)


@pytest.mark.parametrize("sooner", ["39 | 18", "40 | 31"], ids=["other disclosures", "more than were referred"])
def test_where_the_two_lines_contradict_each_other_how_soon_is_empty(sooner):
    found = crisis(sooner)
    assert (found["referred"], found["not_referred"]) == (30, 6)
    assert [found[c] for c in ("within_24_hours", "youth_within_24_hours", "later")] == [None, None, None]


def test_three_lines_about_the_same_referrals_stand_side_by_side():
    rows = """one | 2026-Q1 | started_14_days | 40 | 25 | 4 | 36 | 24
        one | 2026-Q1 | three_sessions | 40 | 20 | 0 | 36 | 20
        one | 2026-Q1 | completed | 41 | 15 | 0 | 36 | 15
        one | 2026-Q1 | safety_plan | 9 | 9 | 0 | 9 | 9"""
    (found,) = made("mental_health_duties", rows, "mental_health_duty_results", "counselling").to_dicts()
    assert (found["referred"], found["youth"]) == (40, 36)
    assert [found[f"started_14_days_{n}"] for n in ("done", "youth_done", "not_done", "not_known")] == [25, 24, 11, 4]
    assert [found[f"three_sessions_{n}"] for n in ("done", "youth_done", "not_done", "not_known")] == [20, 20, 20, 0]
    assert [found[f"completed_{n}"] for n in ("done", "youth_done", "not_done", "not_known")] == [None] * 4, "told of other referrals"


def test_needs_stand_beside_everyone_who_was_seen():
    rows = """agency | quarter | need | youth | youth_met
        one | 2026-Q1 | _T | 30 | 20
        one | 2026-Q1 | sti | 25 | 12
        one | 2026-Q1 | dental | | 1
        two | 2026-Q1 | _T | 11 | 11"""
    linked = {"medical_needs": drawn.frame(rows, SCHEMAS.tables["medical_needs"])}
    table = SCHEMAS.tables["medical_needs_found"]
    one, two = follow(linked, {table.name: table}, Quarter(2026, 4))[table.name].to_dicts()
    assert set(one) == set(table.columns)
    assert (one["seen"], one["sti"], one["sti_met"], one["dental"], one["dental_met"], one["injury"]) == (30, 25, 12, None, 1, None)
    assert (two["seen"], two["sti"]) == (11, None)


def test_clients_followed_for_six_months_are_others_than_those_for_twelve():
    rows = """agency | quarter | outcome | tracked_6m | again_6m | tracked_12m | again_12m
        one | 2026-Q1 | re_arrested | 40 | 12 | 30 |"""
    linked = {"client_outcomes": drawn.frame(rows, SCHEMAS.tables["client_outcomes"])}
    table = SCHEMAS.tables["tracked_clients"]
    assert follow(linked, {table.name: table}, Quarter(2026, 4))[table.name].rows() == [
        ("one", "2026-Q1", "re_arrested", "6m", 40, 12),
        ("one", "2026-Q1", "re_arrested", "12m", 30, None),
    ]


def test_clients_are_asked_about_several_things_and_unknown_is_the_rest():
    rows = """agency | quarter | quality | due_6m | asked_6m | yes_6m | due_12m | asked_12m | yes_12m
        one | 2026-Q1 | stable_housing | 40 | 32 | 20 | 12 | | 11
        one | 2026-Q1 | in_school | 39 | 32 | 20 | 12 | 12 | 11"""
    linked = {"quality_of_life_counts": drawn.frame(rows, SCHEMAS.tables["quality_of_life_counts"])}
    table = SCHEMAS.tables["clients_asked"]
    half, whole = follow(linked, {table.name: table}, Quarter(2026, 4))[table.name].to_dicts()
    assert set(half) == set(table.columns)
    answers = ("yes", "no", "not_known")
    assert (half["due"], [half[f"stable_housing_{a}"] for a in answers]) == (40, [20, 12, 8])
    assert [half[f"in_school_{a}"] for a in answers] == [None] * 3, "told of other clients"
    assert (whole["due"], [whole[f"stable_housing_{a}"] for a in answers]) == (12, [11, None, None])
    assert [whole[f"in_school_{a}"] for a in answers] == [11, 1, 0]
    assert [whole[f"caring_adult_{a}"] for a in answers] == [None] * 3
