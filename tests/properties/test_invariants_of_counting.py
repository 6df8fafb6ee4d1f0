"""What holds of every count, whatever a small made-up county sends: sums, orders, files that come twice, young people by another name."""

import hashlib
import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.confidential.harmonization import nothing
from pipelines.confidential.record_linkage import last_word
from pipelines.planning.choice import extracts
from schemas import Measure, Quarter
from schemas.period import months_after, parse_period
from schemas.structure import structure
from tests.followed_up import followed, frames
from tests.small_county import LAST, SCHEMAS, Sent, cells, counted, found, sent, tables_of

AGREED = structure(SCHEMAS)["measures"]
DAY = timedelta(days=1)
ASKS = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
TURNS = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))


def of(*kinds: str, relations: Collection[str] = (), only: Callable[[Measure], bool] = lambda m: True) -> st.SearchStrategy[str]:
    """One of the measures of these kinds."""
    wanted = (m for m in SCHEMAS.measures.values() if not kinds or m.kind in kinds)
    wanted = (m for m in wanted if not relations or (m.outcome and m.outcome.relation in relations))
    return st.sampled_from(sorted(m.name for m in wanted if only(m)))


def some(*kinds: str, only: Callable[[Measure], bool] = lambda m: True) -> st.SearchStrategy[list[str]]:
    return st.lists(of(*kinds, only=only), min_size=6, max_size=6, unique=True)


def of_rows(m: Measure) -> bool:
    """Whether it counts rows of young people who can be told apart."""
    return m.kind in ("share", "count") and {"youth_id", "youth_token"} & set(SCHEMAS.tables[m.counts].columns) != set()


def groups(name: str) -> dict[tuple[str, ...], dict[str, int]]:
    """By period and group: the whole as "", and each outcome code that can be told."""
    outcome, grouped = AGREED[name]["outcome"], dict[tuple[str, ...], dict[str, int]]()
    for (period, *codes, statistic), value in found(name).items():
        if statistic in ("denominator", "numerator", "count") and value is not None:
            code, group = (codes[0], codes[1:]) if outcome else ("", codes)
            grouped.setdefault((period, *group), {})["" if statistic != "numerator" else code] = value
    return grouped


def tops(codes: Iterable[str], parents: Mapping[str, str]) -> list[str]:
    return [c for c in codes if c not in parents]


# --- what holds within one county


@ASKS
@given(of(relations=["nested"], only=lambda m: m.kind != "horizons"))
def test_a_funnel_never_widens(name: str) -> None:
    for told in groups(name).values():
        steps = [told[c] for c in ("", *AGREED[name]["outcome"]["codes"]) if c in told]
        assert steps == sorted(steps, reverse=True)


@ASKS
@given(of(relations=["partition"]))
def test_the_parts_of_a_partition_sum_to_the_whole(name: str) -> None:
    outcome = AGREED[name]["outcome"]
    for told in groups(name).values():
        if set(outcome["codes"]) < set(told):
            assert sum(told[c] for c in tops(outcome["codes"], outcome["parents"])) == told[""]


@ASKS
@given(of(relations=["partition", "disjoint"]))
def test_a_wider_code_is_the_sum_of_its_parts(name: str) -> None:
    outcome = AGREED[name]["outcome"]
    for told in groups(name).values():
        for wide in sorted(set(outcome["parents"].values()) & set(told)):
            parts = [c for c, p in outcome["parents"].items() if p == wide]
            if set(parts) <= set(told):
                total = sum(told[c] for c in parts)
                assert total == told[wide] if outcome["relation"] == "partition" else total <= told[wide]


@ASKS
@given(of(relations=["disjoint", "apart"], only=lambda m: m.kind != "rate"))
def test_no_outcome_is_had_by_more_than_there_are_and_outcomes_that_exclude_each_other_fit_in_together(name: str) -> None:
    outcome = AGREED[name]["outcome"]
    for told in groups(name).values():
        if "" in told:
            assert all(told[c] <= told[""] for c in outcome["codes"] if c in told)
            alone = [told[c] for c in tops(outcome["codes"], outcome["parents"]) if c in told]
            assert outcome["relation"] == "apart" or sum(alone) <= told[""]


@ASKS
@given(of("share", "count", only=lambda m: bool(m.breakdowns)))
def test_the_groups_of_a_breakdown_sum_to_the_whole_in_every_outcome(name: str) -> None:
    told, own = groups(name), list(AGREED[name]["breakdowns"])
    for by, words in AGREED[name]["breakdowns"].items():
        for (period, *codes), whole in told.items():
            if set(codes) == {"_T"} and SCHEMAS.measures[name].has_breakdowns(parse_period(period)):
                parts = [told[(period, *(c if b == by else "_T" for b in own))] for c in tops(words["codes"], words["parents"])]
                assert {code: sum(p[code] for p in parts) for code in whole} == whole


@ASKS
@given(of(only=lambda m: m.quarterly and m.yearly and AGREED[m.name]["quarters_sum_to_year"]))
def test_the_quarters_of_what_happened_sum_to_the_year(name: str) -> None:
    for codes, year, quarters in _years(name):
        adds_up = AGREED[name]["outcome"]["numerators_add_up"] if AGREED[name]["outcome"] else True
        assert {c: sum(q[c] for q in quarters) for c in year if not c or adds_up} == {c: n for c, n in year.items() if not c or adds_up}, (
            codes
        )


@ASKS
@given(of("share", "count", only=lambda m: m.quarterly and m.yearly and m.distinct))
def test_the_young_people_of_a_year_are_as_many_as_of_any_quarter_and_no_more_than_of_all_four(name: str) -> None:
    for _, year, quarters in _years(name):
        assert max(q[""] for q in quarters) <= year[""] <= sum(q[""] for q in quarters)


@ASKS
@given(of(only=lambda m: bool(m.among)))
def test_what_is_counted_among_an_outcome_is_that_outcomes_number(name: str) -> None:
    among = AGREED[name]["among"]
    of_whom = groups(among["measure"])
    for (period, *codes), told in groups(name).items():
        there = of_whom.get((period, *("_T" for _ in AGREED[among["measure"]]["breakdowns"])), {})
        if set(codes) <= {"_T"} and "" in told and (among["code"] or "") in there:
            number = there[among["code"] or ""]
            assert told[""] == number if among["relation"] == "equal" else told[""] <= number


@ASKS
@given(of("horizons"))
def test_by_a_later_day_no_fewer_have_had_it_and_the_limits_stand_around(name: str) -> None:
    told = found(name)
    for year in {period for period, *_ in told}:
        known = [c for c in AGREED[name]["outcome"]["codes"] if told.get((year, c, "percent")) is not None]
        low, percent, high = ([int(told[year, c, s] or 0) for c in known] for s in ("ci_low", "percent", "ci_high"))
        assert percent == sorted(percent)
        assert all(0 <= a <= b <= c <= 100 for a, b, c in zip(low, percent, high, strict=True))
        assert known or int(year) >= LAST.year - 1


@ASKS
@given(of("share", "count", only=lambda m: bool(m.medians)))
def test_half_take_no_longer_than_nine_in_ten_and_nobody_takes_no_days(name: str) -> None:
    outcome = AGREED[name]["outcome"]
    for (*place, statistic), value in found(name).items():
        if statistic == "median_days":
            nine = found(name).get((*place, "p90_days"))
            assert value is None or (value >= 0 and (nine is None or nine >= value))
            whole = "count" if outcome is None else "denominator" if place[1] == "_T" else "numerator"
            assert found(name)[*place, whole] or value is None


@ASKS
@given(of("bounds", "estimate"))
def test_the_ends_stand_around_what_was_counted(name: str) -> None:
    told = found(name)
    for (period, *_, statistic), value in told.items():
        if statistic == "low" and value is not None:
            count, high = told[period, "count"], told[period, "high"]
            assert count is not None and high is not None
            assert count <= value <= high


def _years(name: str) -> list[tuple[list[str], dict[str, int], list[dict[str, int]]]]:
    """Of each year that is told whole: its group, its numbers, and those of its four quarters."""
    told = groups(name)
    years = [(p, codes, n) for (p, *codes), n in told.items() if "-" not in p and set(codes) <= {"_T"}]
    found = [(codes, year, [told[(f"{p}-Q{q}", *codes)] for q in (1, 2, 3, 4)]) for p, codes, year in years]
    return [(codes, {c: n for c, n in year.items() if all(c in q for q in qs)}, qs) for codes, year, qs in found if "" in year]


# --- what changes nothing


def assert_the_same(came: Sent, names: list[str]) -> None:
    assert counted(came, names) == {name: found(name) for name in names}


@TURNS
@given(some(), st.integers(0, 2**16))
def test_the_order_of_the_rows_of_a_file_changes_nothing(names: list[str], seed: int) -> None:
    assert_the_same([(e, q, rows.sample(fraction=1, shuffle=True, seed=seed)) for e, q, rows in sent()], names)


@TURNS
@given(some(), st.randoms(use_true_random=False))
def test_the_order_in_which_files_come_changes_nothing(names: list[str], dice: random.Random) -> None:
    assert_the_same(dice.sample(sent(), len(sent())), names)


@TURNS
@given(some(), st.data())
def test_a_file_that_comes_twice_changes_nothing(names: list[str], data: st.DataObject) -> None:
    concerned = [f for f in sent() if f[0] in extracts(SCHEMAS, names)]
    assert_the_same([*sent(), *data.draw(st.lists(st.sampled_from(concerned), min_size=3, max_size=9))], names)


@TURNS
@given(some("share", "count"))
def test_rows_that_are_told_again_unchanged_in_the_last_file_change_nothing(names: list[str]) -> None:
    again = []
    for extract in sorted(extracts(SCHEMAS, names)):
        contract = SCHEMAS.contracts[extract]
        told = [rows for name, _, rows in sent() if name == extract]
        if told and contract.keeps_its_rows:
            again.append((extract, LAST, last_word(told, contract).with_columns(quarter=pl.lit(str(LAST)))))
    assert_the_same([*sent(), *again], names)


@TURNS
@given(some("share", "count", "horizons", "rate"), st.integers())
def test_young_people_by_another_code_are_counted_the_same(names: list[str], salt: int) -> None:
    assert_the_same([(e, q, _renamed(rows, str(salt))) for e, q, rows in sent()], names)


def _renamed(rows: pl.DataFrame, salt: str) -> pl.DataFrame:
    """The same rows under other codes, the same one for the same young person everywhere."""

    def other(token: str) -> str:
        return hashlib.sha256(f"{salt} {token}".encode()).hexdigest()[:16]

    tokens = [c for c in rows.columns if c == "youth_token"]
    return rows.with_columns(pl.col(tokens).map_elements(other, return_dtype=pl.String)) if tokens else rows


# --- what changes as it must


@TURNS
@given(some("share", "count", only=of_rows), st.integers(0, 15))
def test_two_halves_of_the_young_people_counted_apart_add_up_to_the_whole(names: list[str], turn: int) -> None:
    def here(rows: pl.DataFrame, half: int) -> pl.DataFrame:
        if "youth_token" not in rows.columns:
            return rows
        digit = pl.col("youth_token").str.slice(turn, 1).fill_null("0").str.to_integer(base=16, strict=False)
        return rows.filter(digit.fill_null(0) % 2 == half)

    halves = [counted([(e, q, here(rows, half)) for e, q, rows in sent()], names) for half in (0, 1)]
    for name in names:
        for key, value in found(name).items():
            if key[-1] in ("count", "denominator", "numerator"):
                assert (halves[0][name][key] or 0) + (halves[1][name][key] or 0) == value, (name, key)


@TURNS
@given(some("share", "count", "horizons", only=lambda m: m.kind == "horizons" or of_rows(m)))
def test_the_same_lives_lived_twice_double_every_number_and_leave_the_days_as_they_are(names: list[str]) -> None:
    twice = [(e, q, pl.concat([rows, _renamed(rows, "twin")]) if "youth_token" in rows.columns else rows) for e, q, rows in sent()]
    for name, told in counted(twice, names).items():
        for key, value in found(name).items():
            if key[-1] in ("count", "denominator", "numerator"):
                assert told[key] == 2 * int(value or 0), (name, key)
            elif key[-1] in ("median_days", "p90_days", "percent"):
                assert told[key] == value, (name, key)


@TURNS
@given(st.data())
def test_a_lost_file_changes_only_what_is_made_from_it_and_its_totals_only_shrink(data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(sent()) - 1))
    extract = sent()[lost][0]
    left = [f for i, f in enumerate(sent()) if i != lost]
    others = data.draw(some(only=lambda m: extract not in extracts(SCHEMAS, [m.name])))
    assert_the_same(left, others)
    contract = SCHEMAS.contracts[extract]
    key = ["agency", *contract.key]
    before, after = (last_word([rows for e, _, rows in files if e == extract] or [nothing(contract)], contract) for files in (sent(), left))
    assert after.join(before, on=key, how="anti", nulls_equal=True).is_empty()
    totals = [m.name for m in SCHEMAS.measures.values() if m.kind in ("totals", "inventory") and m.tables == (extract,) and m.value]
    for name, told in counted(left, totals).items():
        assert all((told[k] or 0) <= (found(name)[k] or 0) for k in told.keys() & found(name).keys()), name


@TURNS
@given(some())
def test_where_nothing_was_sent_nothing_is_counted(names: list[str]) -> None:
    for name, told in counted([], names).items():
        assert set(told.values()) <= {0, None}, name


@ASKS
@given(of("share", relations=["partition"], only=lambda m: bool(m.outcome and m.outcome.column and m.outcome.codelist == "yes_no")))
def test_what_is_not_known_is_never_counted_as_no(name: str) -> None:
    measure = SCHEMAS.measures[name]
    assert measure.outcome is not None and measure.outcome.column is not None
    tables = tables_of(sent(), [name])
    column = measure.outcome.column
    told = cells(tables, measure)
    vague = cells({**tables, measure.counts: tables[measure.counts].with_columns(pl.col(column).replace({"no": "unknown"}))}, measure)
    for key, value in told.items():
        code, other = key[1], (key[0], "no", *key[2:])
        if key[-1] == "numerator":
            wanted = {"no": 0, "unknown": int(value or 0) + int(told[other] or 0)}.get(code, value)
            assert vague[key] == wanted, key


@TURNS
@given(of("share", only=lambda m: bool(m.outcome and m.outcome.events and m.yearly)), st.integers(1, 12), st.integers(1, 12))
def test_of_the_same_young_people_no_fewer_had_it_within_a_longer_time(name: str, shorter: int, more: int) -> None:
    measure, last = SCHEMAS.measures[name], LAST.plus(12)
    assert measure.outcome is not None
    tables = tables_of(sent(), [name])
    everyone = replace(measure, among=None, waits_months=0, quarterly=False)
    soon, late = (
        cells(tables, replace(everyone, outcome=replace(measure.outcome, within_months=months)), last)
        for months in (shorter, shorter + more)
    )
    whole = {key for key in soon if key[-1] == "denominator"}
    assert {key: soon[key] for key in whole} == {key: late[key] for key in whole}
    both = {key for key in soon if key[-1] == "numerator"} & late.keys()
    assert both
    assert all((soon[key] or 0) <= (late[key] or 0) for key in both)


WITHIN = (6, 12, 24, 36)


@TURNS
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(WITHIN))
def test_an_event_one_day_outside_the_window_never_counts(index: date, months: int) -> None:
    """The index day and the day on which the time ends are outside; the days next to them are inside."""
    end = months_after(index, months)
    for day, inside in ((index - DAY, 0), (index, 0), (index + DAY, 1), (end - DAY, 1), (end, 0)):
        assert _had(index, day, months) == {"arrest": inside, "petition": inside, "violation": inside, "exploited_again": inside}, day


def _had(index: date, day: date, months: int) -> dict[str, int]:
    """Of one young person who was confirmed on the index day, what the measures count when everything else came on one day."""
    found = followed(
        frames(
            identifications_made=f"youth_id | identified_on | status\na | {index} | confirmed\n",
            law_enforcement_contacts=f"youth_id | contact_on | status | arrested | offence_on\na | 2030-12-01 | none | yes | {day}\n",
            probation_referrals=f"youth_id | petition_on | offence_on | service\na | 2030-12-01 | {day} | none_made\n",
            probation_violations=f"youth_id | violation_on | offence_on\na | 2030-12-01 | {day}\n",
            missing_episodes=f"youth_id | missing_on | exploited_while_missing\na | {day} | yes\n",
        ),
        "2030-Q4",
    )
    told = {}
    for name in (f"new_justice_contact_{months}m", f"exploited_again_{months}m"):
        measure = SCHEMAS.measures[name]
        for (period, code, *groups, statistic), value in cells(found, measure, Quarter(2030, 4)).items():
            if period == str(index.year) and statistic == "numerator" and set(groups) == {"_T"}:
                told[code] = int(value or 0)
    return told


@TURNS
@given(st.sampled_from(WITHIN[:2]))
def test_what_came_later_never_decides_who_was_followed_and_an_offence_is_no_exploitation(months: int) -> None:
    quiet = {
        "law_enforcement_contacts": lambda rows: rows.with_columns(arrested=pl.lit("no"), offence_on=pl.lit(None, pl.Date)),
        **dict.fromkeys(("probation_referrals", "court_petitions", "probation_violations"), lambda rows: rows.clear()),
    }
    names = [f"still_followed_{months}m", f"exploited_again_{months}m", "exploited_again_by_day"]
    came = [(e, q, quiet[e](rows) if e in quiet else rows) for e, q, rows in sent()]
    assert_the_same(came, names)
    contacts = counted(came, [f"new_justice_contact_{months}m"])[f"new_justice_contact_{months}m"]
    assert {value for key, value in contacts.items() if key[-1] == "numerator"} <= {0}
    assert [tables_of(files, names)["alleged_offences"].is_empty() for files in (sent(), came)] == [False, True]
