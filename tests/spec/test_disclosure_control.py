"""What a reader sees of the counts, drawn so that a partner can check it by hand. Ten is withheld, eleven is shown."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.protection import Protected, protect
from schemas import Policy
from tests import counted
from tests.drawn import rows

WITHHELD = "c"
GROUPS = {"girl": {}, "boy": {}, "unknown": {}}


def measure(outcome: dict[str, Any] | None = None, codes: Sequence[str] = ("girl", "boy", "unknown"), **more: Any) -> dict[str, Any]:
    dimensions = [*([outcome["dimension"]] if outcome else []), "gender"]
    return {
        "dimensions": dimensions,
        "outcome": outcome,
        "breakdowns": {"gender": {"codes": list(codes), "parents": {}}},
        "lists": None,
        "medians": [],
        "unit": "youth",
        "population": "these",
        "quarters_sum_to_year": True,
        "kind": "share" if outcome else "count",
        **more,
    }


def steps(*codes: str) -> dict[str, Any]:
    return {"dimension": "step", "relation": "nested", "codes": list(codes), "parents": {}, "follow_up_months": dict.fromkeys(codes, 6)}


def agreed(**measures: dict[str, Any]) -> dict[str, Any]:
    return {"threshold": 11, "smallest_group": 22, "measures": measures}


def counts(drawn: str, structure: dict[str, Any], name: str = "referrals") -> pl.DataFrame:
    """A drawn table of counts: who is counted is one young person each, unless column `youth` says otherwise."""
    found = []
    for row in rows(drawn):
        codes = {d: row[d] for d in structure["measures"][name]["dimensions"] if d in row}
        period = {"measure": name, "period": row.get("period", "2024")}
        whole = int(row["all"])
        share = structure["measures"][name]["outcome"]
        base = {**period, **codes, "youth": int(row.get("youth", whole))}
        found.append({**base, "statistic": "denominator" if share else "count", "value": whole})
        for step in share["codes"] if share else ():
            value = int(row[step])
            some = {"value": value, "youth": min(value, base["youth"]), "rest_youth": min(whole - value, base["youth"])}
            found.append({**period, **codes, **some, "step": step, "statistic": "numerator"})
    return counted.frame(found, structure)


def seen(drawn: str, structure: dict[str, Any], earlier: Sequence[pl.DataFrame] = ()) -> counted.Shown:
    return counted.reader(protect(counts(drawn, structure), structure, Policy(), earlier).tables)


def published(result: Protected) -> pl.DataFrame:
    return pl.concat([t.cells for t in result.tables])


COUNT = agreed(referrals=measure())
SHARE = agreed(referrals=measure(steps("accepted")))
FUNNEL = agreed(referrals=measure(steps("accepted", "started")))


def test_eleven_is_the_least_that_is_shown() -> None:
    see = seen("all\n11", COUNT)
    assert see("referrals", "2024", "count") == (11, "")


def test_ten_is_withheld() -> None:
    see = seen("all\n10", COUNT)
    assert see("referrals", "2024", "count") == (None, WITHHELD)


def test_one_is_withheld() -> None:
    assert seen("all\n1", COUNT)("referrals", "2024", "count") == (None, WITHHELD)


def test_nobody_is_shown_as_nobody() -> None:
    see = seen("all\n0", COUNT)
    assert see("referrals", "2024", "count") == (0, "")


def test_a_lone_withheld_group_takes_the_next_smallest_with_it() -> None:
    see = seen(
        """
        gender  | all
        _T      | 90
        girl    | 60
        boy     | 20
        unknown | 10
        """,
        COUNT,
    )
    assert see("referrals", "2024", "count", gender="unknown") == (None, WITHHELD)
    assert see("referrals", "2024", "count", gender="boy") == (None, WITHHELD)
    assert see("referrals", "2024", "count", gender="girl") == (60, "")
    assert see("referrals", "2024", "count") == (90, "")


def test_two_withheld_groups_that_could_be_anything_need_no_third() -> None:
    see = seen(
        """
        gender  | all
        _T      | 60
        girl    | 43
        boy     | 8
        unknown | 9
        """,
        COUNT,
    )
    assert see("referrals", "2024", "count", gender="girl") == (43, "")


def test_two_withheld_groups_that_must_both_be_small_take_a_third() -> None:
    see = seen(
        """
        gender  | all
        _T      | 60
        girl    | 55
        boy     | 2
        unknown | 3
        """,
        COUNT,
    )
    assert see("referrals", "2024", "count", gender="girl") == (None, WITHHELD)


def test_events_of_few_young_people_are_withheld_however_many_they_are() -> None:
    see = seen("all | youth\n75 | 10", COUNT)
    assert see("referrals", "2024", "count") == (None, WITHHELD)


def test_a_percentage_stands_where_both_its_counts_do() -> None:
    see = seen("all | accepted\n40 | 15", SHARE)
    assert see("referrals", "2024", "numerator", step="accepted") == (15, "")
    assert see("referrals", "2024", "percent", step="accepted") == (38, "")


def test_a_small_numerator_is_withheld_and_its_percentage_too() -> None:
    see = seen("all | accepted\n40 | 10", SHARE)
    assert see("referrals", "2024", "denominator") == (40, "")
    assert see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)
    assert see("referrals", "2024", "percent", step="accepted") == (None, WITHHELD)


def test_a_numerator_is_withheld_where_those_left_over_are_few() -> None:
    see = seen("all | accepted\n40 | 30", SHARE)
    assert see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)
    assert seen("all | accepted\n40 | 29", SHARE)("referrals", "2024", "numerator", step="accepted") == (29, "")


@pytest.mark.parametrize("accepted", [0, 21])
def test_none_or_all_of_a_group_under_twenty_two_is_withheld(accepted: int) -> None:
    see = seen(f"all | accepted\n21 | {accepted}", SHARE)
    assert see("referrals", "2024", "denominator") == (21, "")
    assert see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)


@pytest.mark.parametrize(("accepted", "percent"), [(0, 0), (22, 100)])
def test_none_or_all_of_twenty_two_is_shown(accepted: int, percent: int) -> None:
    see = seen(f"all | accepted\n22 | {accepted}", SHARE)
    assert see("referrals", "2024", "numerator", step="accepted") == (accepted, "")
    assert see("referrals", "2024", "percent", step="accepted") == (percent, "")


def test_of_nobody_nobody_was_accepted_and_there_is_no_percentage() -> None:
    see = seen("all | accepted\n0 | 0", SHARE)
    assert see("referrals", "2024", "numerator", step="accepted") == (0, "")
    assert see("referrals", "2024", "percent", step="accepted") == (None, "z")


def test_where_a_denominator_is_withheld_its_numerators_are_noughts_included() -> None:
    see = seen(
        """
        gender  | all | accepted
        _T      | 90  | 50
        girl    | 60  | 30
        boy     | 22  | 20
        unknown | 8   | 0
        """,
        SHARE,
    )
    assert see("referrals", "2024", "denominator", gender="unknown") == (None, WITHHELD)
    assert see("referrals", "2024", "numerator", gender="unknown", step="accepted") == (None, WITHHELD)
    assert see("referrals", "2024", "percent", gender="unknown", step="accepted") == (None, WITHHELD)


def test_where_a_total_is_withheld_its_parts_are_noughts_included() -> None:
    see = seen(
        """
        gender  | all
        _T      | 7
        girl    | 7
        boy     | 0
        unknown | 0
        """,
        COUNT,
    )
    assert [see("referrals", "2024", "count", gender=g) for g in GROUPS] == [(None, WITHHELD)] * 3


def test_what_a_shown_nought_already_says_is_said() -> None:
    see = seen(
        """
        gender  | all | accepted
        _T      | 90  | 0
        girl    | 60  | 0
        boy     | 15  | 0
        unknown | 15  | 0
        """,
        SHARE,
    )
    assert see("referrals", "2024", "numerator", gender="boy", step="accepted") == (0, "")


def test_a_small_number_lost_between_two_steps_cannot_be_worked_out() -> None:
    see = seen("all | accepted | started\n90 | 50 | 45", FUNNEL)
    marks = {see("referrals", "2024", "numerator", step=s)[1] for s in ("accepted", "started")}
    assert WITHHELD in marks
    assert seen("all | accepted | started\n90 | 50 | 39", FUNNEL)("referrals", "2024", "numerator", step="started") == (39, "")


def test_a_longer_follow_up_holds_a_shorter_one() -> None:
    horizon = {**steps("6m", "12m"), "follow_up_months": {"6m": 6, "12m": 12}}
    structure = agreed(referrals=measure(horizon))
    see = seen("all | 6m | 12m\n90 | 30 | 35", structure)
    assert WITHHELD in {see("referrals", "2024", "numerator", step=s)[1] for s in ("6m", "12m")}
    assert seen("all | 6m | 12m\n90 | 30 | 50", structure)("referrals", "2024", "numerator", step="12m") == (50, "")


QUARTERS = """
    period  | all
    2024    | 80
    2024-Q1 | 30
    2024-Q2 | {second}
    2024-Q3 | 22
    2024-Q4 | {fourth}
    """


def test_a_withheld_quarter_takes_a_quarter_or_the_year_with_it() -> None:
    see = seen(QUARTERS.format(second=9, fourth=19), COUNT)
    assert see("referrals", "2024-Q2", "count") == (None, WITHHELD)
    assert see("referrals", "2024-Q4", "count") == (None, WITHHELD)
    assert see("referrals", "2024", "count") == (80, "")


def test_a_part_of_a_wider_code_cannot_be_worked_out() -> None:
    place = {"codes": ["here", "north", "south", "away"], "parents": {"north": "here", "south": "here"}}
    structure = agreed(referrals={**measure(), "dimensions": ["place"], "breakdowns": {"place": place}})
    see = seen(
        """
        place | all
        _T    | 95
        here  | 50
        north | 45
        south | 5
        away  | 45
        """,
        structure,
    )
    assert see("referrals", "2024", "count", place="south") == (None, WITHHELD)
    assert WITHHELD in {see("referrals", "2024", "count", place=p)[1] for p in ("here", "north")}


def test_two_measures_of_the_same_young_people_withhold_the_same_total() -> None:
    structure = agreed(others=measure(), referrals=measure(steps("accepted")))
    drawn = """
        gender  | all
        _T      | 11
        girl    | 4
        boy     | 4
        unknown | 3
        """
    both = pl.concat([counts(drawn, structure, "others"), counts("all | accepted\n11 | 2", structure)])
    see = counted.reader(protect(both, structure, Policy()).tables)
    assert see("others", "2024", "count") == see("referrals", "2024", "denominator") == (None, WITHHELD)


def test_what_is_not_mature_or_not_there_keeps_its_mark() -> None:
    table = counts("all | accepted | started\n90 | 50 | 0", FUNNEL)
    late = pl.col("step") == "started"
    table = table.with_columns(
        status=pl.when(late).then(pl.lit("m")).otherwise("status"),
        **{c: pl.when(~late).then(c) for c in ("value", "youth", "rest_youth")},
    )
    see = counted.reader(protect(table, FUNNEL, Policy()).tables)
    assert see("referrals", "2024", "numerator", step="started") == see("referrals", "2024", "percent", step="started") == (None, "m")
    assert see("referrals", "2024", "numerator", step="accepted") == (50, "")


@pytest.mark.parametrize(("youth", "shown"), [(11, (20, "")), (10, (None, WITHHELD))])
def test_a_median_needs_eleven_young_people_on_either_side(youth: int, shown: tuple[int | None, str]) -> None:
    median = {"measure": "referrals", "period": "2024", "step": "accepted", "statistic": "median_days", "value": 20, "youth": youth}
    table = pl.concat([counts("all | accepted\n90 | 40", SHARE), counted.frame([median], SHARE)])
    assert counted.reader(protect(table, SHARE, Policy()).tables)("referrals", "2024", "median_days", step="accepted") == shown


def test_a_median_of_nobody_is_not_applicable_and_of_withheld_ones_is_withheld() -> None:
    median = {"measure": "referrals", "period": "2024", "step": "accepted", "statistic": "median_days"}
    for accepted, status in ((0, "z"), (5, WITHHELD)):
        table = pl.concat([counts(f"all | accepted\n90 | {accepted}", SHARE), counted.frame([median], SHARE)])
        see = counted.reader(protect(table, SHARE, Policy()).tables)
        assert see("referrals", "2024", "median_days", step="accepted") == (None, status)


def test_what_was_shown_stays_as_it_was_and_what_was_withheld_stays_withheld() -> None:
    first = protect(counts("period | all\n2024-Q1 | 30\n2024-Q2 | 9", COUNT), COUNT, Policy())
    then = protect(counts("period | all\n2024-Q1 | 32\n2024-Q2 | 14", COUNT), COUNT, Policy(), [published(first)])
    see = counted.reader(then.tables)
    assert see("referrals", "2024-Q1", "count") == (30, "")
    assert see("referrals", "2024-Q2", "count") == (None, WITHHELD)
    assert then.held_revisions == 1


def test_a_year_does_not_tell_a_quarter_that_was_withheld_before() -> None:
    quarters = "period | all\n2024-Q1 | 30\n2024-Q2 | 9\n2024-Q3 | 25"
    first = published(protect(counts(quarters, COUNT), COUNT, Policy()))
    see = seen(f"{quarters}\n2024-Q4 | 26\n2024 | 90", COUNT, [first])
    assert [see("referrals", f"2024-Q{q}", "count") for q in (1, 3)] == [(30, ""), (25, "")]
    assert WITHHELD in {see("referrals", p, "count")[1] for p in ("2024-Q4", "2024")}


def test_a_year_that_no_longer_adds_up_with_what_was_shown_is_withheld() -> None:
    quarters = "period | all\n2024-Q1 | 30\n2024-Q2 | 19\n2024-Q3 | 25\n2024-Q4 | 26"
    first = published(protect(counts(quarters, COUNT), COUNT, Policy()))
    see = seen(f"{quarters.replace('30', '35')}\n2024 | 105", COUNT, [first])
    assert see("referrals", "2024-Q1", "count") == (30, "")
    assert see("referrals", "2024", "count") == (None, WITHHELD)


def test_a_year_of_none_does_not_tell_a_quarter_of_none_that_was_withheld() -> None:
    quarters = "period | all | accepted" + "".join(f"\n2024-Q{q} | 15 | 0" for q in (1, 2, 3, 4))
    first = published(protect(counts(quarters, SHARE), SHARE, Policy()))
    see = seen(f"{quarters}\n2024 | 60 | 0", SHARE, [first])
    assert see("referrals", "2024-Q1", "numerator", step="accepted") == (None, WITHHELD)
    assert see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)
    assert see("referrals", "2024", "denominator") == (60, "")


def test_what_becomes_mature_later_does_not_narrow_what_was_withheld() -> None:
    first = protect(counts("all | accepted\n40 | 9", SHARE), SHARE, Policy())
    see = seen("all | accepted | started\n40 | 9 | 8", FUNNEL, [published(first)])
    assert [see("referrals", "2024", "numerator", step=s) for s in ("accepted", "started")] == [(None, WITHHELD)] * 2


# 345 young people on five agencies' lists, in the western United States (MSETools, MIT licence): pattern of lists → people.
LISTS = {
    "A": 52,
    "B": 90,
    "C": 114,
    "D": 45,
    "E": 21,
    "AC": 4,
    "AD": 2,
    "AE": 5,
    "BC": 6,
    "BD": 1,
    "DE": 3,
    "ACE": 1,
    "BCD": 1,
}


def overlaps(people: dict[str, int], codes: str) -> counted.Shown:
    """What a reader sees of lists, from how many young people are on exactly which of them."""
    lists = {"dimension": "agency", "with": "with_agency", "codes": list(codes)}
    known = measure(unit="youth", kind="overlap", quarters_sum_to_year=False)
    structure = agreed(known={**known, "dimensions": ["agency", "with_agency"], "breakdowns": {}, "lists": lists})
    drawn = []
    for on in [(), *((a,) for a in codes), *combinations(codes, 2)]:
        value = sum(n for pattern, n in people.items() if set(on) <= set(pattern))
        place = dict(zip(("agency", "with_agency"), on, strict=False))
        drawn.append({"measure": "known", "period": "2024", "statistic": "count", **place, "value": value, "youth": value})
    return counted.reader(protect(counted.frame(drawn, structure), structure, Policy()).tables)


def test_overlapping_lists_show_their_lengths_and_withhold_who_is_on_two() -> None:
    see = overlaps(LISTS, "ABCDE")
    assert see("known", "2024", "count") == (345, "")
    assert [see("known", "2024", "count", agency=a) for a in "ABCDE"] == [(64, ""), (98, ""), (126, ""), (52, ""), (30, "")]
    pairs = {a + b: see("known", "2024", "count", agency=a, with_agency=b) for a, b in combinations("ABCDE", 2)}
    assert {p for p, (_, status) in pairs.items() if status == WITHHELD} == {"AC", "AD", "AE", "BC", "BD", "CD", "CE", "DE"}
    assert pairs["AB"] == pairs["BE"] == (0, "")


def test_the_few_on_all_three_lists_cannot_be_worked_out_from_lists_and_pairs() -> None:
    alone = {"A": 40, "B": 40, "C": 40, "AB": 20, "AC": 20, "BC": 20}
    few, many = overlaps({**alone, "ABC": 3}, "ABC"), overlaps({**alone, "ABC": 30}, "ABC")
    asked = [{}, *({"agency": a} for a in "ABC"), *({"agency": a, "with_agency": b} for a, b in combinations("ABC", 2))]
    assert WITHHELD in {few("known", "2024", "count", **codes)[1] for codes in asked}
    assert {many("known", "2024", "count", **codes)[1] for codes in asked} == {""}
