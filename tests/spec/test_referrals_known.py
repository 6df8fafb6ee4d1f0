"""A referral that the sender and the receiver both tell of is one; where only one tells, it is seen whether the other could have."""

import polars as pl
import pytest

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
KNOWN = ("agency", "quarter", "status", "need_level", "age_band", "gender", "race_ethnicity", "residence")


def known(made: str, received: str) -> list[dict[str, object]]:
    return followed(made, received)["referrals_known"].sort("referred_on", "youth_id").to_dicts()


def followed(made: str, received: str) -> dict[str, pl.DataFrame]:
    linked = {
        "referrals_made": drawn.frame(made, SCHEMAS.tables["referrals_made"], **dict.fromkeys(KNOWN[2:], "unknown")),
        "referrals_received": drawn.frame(received, SCHEMAS.tables["referrals_received"], **dict.fromkeys(KNOWN[2:], "unknown")),
    }
    tables = {n: SCHEMAS.tables[n] for n in ("referrals_known", "referrals_closed")}
    return follow(linked, tables, Quarter(2026, 4))


NOTHING_MADE = "agency | youth_id | referred_on | referred_to | service"
NOTHING_RECEIVED = "agency | youth_id | received_on | referred_by | service"
ONE_MADE = f"""{NOTHING_MADE}
    welfare | a | 2026-03-10 | center | mentoring"""
ONE_RECEIVED = f"""{NOTHING_RECEIVED}
    center | a | 2026-03-10 | welfare | mentoring"""


@pytest.mark.parametrize(
    ("day", "told_by", "apart"),
    [("2026-03-10", ["both"], 0), ("2026-03-24", ["both"], 14), ("2026-02-24", ["both"], 14)]
    + [("2026-03-25", ["sender_only", "receiver_only"], None), ("2026-02-23", ["receiver_only", "sender_only"], None)],
)
def test_two_tellings_are_of_one_referral_when_their_days_are_14_apart_at_most(day, told_by, apart):
    found = known(ONE_MADE, ONE_RECEIVED.replace("2026-03-10", day))
    assert [(r["told_by"], r["days_apart"]) for r in found] == [(t, apart) for t in told_by]
    assert str(found[0]["referred_on"]) == min(day, "2026-03-10"), "the earlier of the two days"


@pytest.mark.parametrize(
    "other",
    ["center | b | 2026-03-10 | welfare | mentoring", "center | a | 2026-03-10 | welfare | medical"],
    ids=["another young person", "another service"],
)
def test_another_young_person_or_another_service_is_another_referral(other):
    found = known(ONE_MADE, f"{NOTHING_RECEIVED}\n{other}")
    assert sorted(str(r["told_by"]) for r in found) == ["receiver_only", "sender_only"]


def test_the_other_way_round_is_another_referral():
    back = f"{NOTHING_RECEIVED}\nwelfare | a | 2026-03-10 | center | mentoring"
    assert sorted(str(r["told_by"]) for r in known(ONE_MADE, back)) == ["not_comparable", "not_comparable"]


def test_where_the_other_side_sends_no_lists_nothing_can_be_compared():
    assert [r["told_by"] for r in known(ONE_MADE, NOTHING_RECEIVED)] == ["not_comparable"]
    assert [r["told_by"] for r in known(NOTHING_MADE, ONE_RECEIVED)] == ["not_comparable"]


def test_of_several_the_nearest_go_together_each_with_one():
    made = f"""{NOTHING_MADE}
        welfare | a | 2026-03-01 | center | mentoring
        welfare | a | 2026-03-08 | center | mentoring"""
    received = f"""{NOTHING_RECEIVED}
        center | a | 2026-03-09 | welfare | mentoring"""
    found = known(made, received)
    assert [(str(r["referred_on"]), r["told_by"]) for r in found] == [("2026-03-01", "sender_only"), ("2026-03-08", "both")]
    twice = known(made, f"{received}\ncenter | a | 2026-03-12 | welfare | mentoring")
    assert [(str(r["referred_on"]), r["told_by"], r["days_apart"]) for r in twice] == [
        ("2026-03-01", "both", 11),
        ("2026-03-08", "both", 1),
    ]


def test_what_happened_is_the_receivers_word_and_the_senders_where_the_receiver_has_none():
    made = """agency | youth_id | referred_on | referred_to | service | accepted_on | started_on | closed_on | closed_reason
        welfare | a | 2026-03-10 | center | mentoring | 2026-03-20 | 2026-03-21 | 2026-05-01 | left_early"""
    received = """agency | youth_id | received_on | referred_by | service | accepted_on | started_on | closed_on | closed_reason
        center | a | 2026-03-11 | welfare | mentoring | 2026-03-12 | | |"""
    (one,) = known(made, received)
    assert (str(one["accepted_on"]), str(one["started_on"]), one["closed_reason"]) == ("2026-03-12", "2026-03-21", "left_early")
    assert one["days_to_accepted"] == 2


def test_a_later_step_shows_those_before_it_but_not_when():
    received = """agency | youth_id | received_on | referred_by | service | accepted_on | started_on
        center | a | 2026-03-10 | schools | mentoring | 2026-03-12 | 2026-03-20"""
    (one,) = known(NOTHING_MADE, received)
    assert [one[f"was_{s}"] for s in ("acknowledged", "accepted", "contacted", "started", "completed")] == [True, True, True, True, False]
    assert [one[f"days_to_{s}"] for s in ("acknowledged", "accepted", "contacted", "started")] == [None, 2, None, 10]


def test_a_step_counts_until_the_day_before_six_months_have_passed():
    received = """agency | youth_id | received_on | referred_by | service | acknowledged_on
        center | a | 2026-01-10 | schools | mentoring | 2026-07-09
        center | b | 2026-01-10 | schools | mentoring | 2026-07-10"""
    assert [(r["was_acknowledged"], r["days_to_acknowledged"]) for r in known(NOTHING_MADE, received)] == [(True, 180), (False, None)]


def test_an_answer_that_was_recorded_long_after_the_next_step_has_its_day():
    received = """agency | youth_id | received_on | referred_by | service | acknowledged_on | accepted_on
        center | a | 2026-01-10 | schools | mentoring | 2026-07-10 | 2026-01-12"""
    assert [(r["was_acknowledged"], r["days_to_acknowledged"]) for r in known(NOTHING_MADE, received)] == [(True, 181)]


def test_the_order_of_the_rows_does_not_matter():
    made = drawn.rows(f"""{NOTHING_MADE}
        welfare | a | 2026-03-01 | center | mentoring
        welfare | a | 2026-03-03 | center | mentoring
        welfare | b | 2026-03-03 | center | mentoring""")
    received = f"""{NOTHING_RECEIVED}
        center | a | 2026-03-02 | welfare | mentoring
        center | a | 2026-03-15 | welfare | mentoring"""
    one_way, other_way = (
        known("\n".join([NOTHING_MADE, *(" | ".join(r.values()) for r in order)]), received) for order in (made, made[::-1])
    )
    assert pl.DataFrame(one_way).equals(pl.DataFrame(other_way))


def test_a_referral_that_both_sides_closed_is_closed_once():
    made = """agency | youth_id | referred_on | referred_to | service | closed_on | closed_reason
        welfare | a | 2026-03-10 | center | mentoring | 2026-05-01 | unknown
        welfare | b | 2026-03-10 | center | mentoring | |"""
    received = """agency | youth_id | received_on | referred_by | service | closed_on | closed_reason
        center | a | 2026-03-11 | welfare | mentoring | 2026-04-20 | waitlist"""
    closed = followed(made, received)["referrals_closed"].select("youth_id", pl.col("closed_on").cast(pl.String), "closed_reason")
    assert closed.rows() == [("a", "2026-04-20", "waitlist")]
