"""Young people whom dependency and delinquency both know: at which threshold, now, and how long after child welfare knew them."""

import re

import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Quarter, SchemaError, Schemas
from schemas.files import SHIPPED
from tests.followed_up import told
from tests.whole_way import SCHEMAS, again, linked, made, shuffled

PETITION = """
    youth_token | petition_on | offence_on | petition_closed_on | service   | quarter
    a           | 2026-03-10  | 2026-03-01 |                    | none_made | 2026-Q1
"""


@pytest.mark.parametrize(
    "reported_on, level, expected",
    [
        ("2020-01-01", "allegation", ("no_dependency", "true", "false")),
        ("2027-03-09", "allegation", ("no_dependency", "true", "false")),
        ("2027-03-10", "allegation", ("no_dependency", "false", "false")),
        ("2027-03-09", "substantiated", ("no_dependency", "true", "true")),
        ("2027-03-10", "substantiated", ("no_dependency", "false", "false")),
    ],
)
def test_a_report_counts_until_the_day_before_twelve_months_after_the_petition(reported_on, level, expected):
    reports = f"youth_token | reported_on | level\n a | {reported_on} | {level}"
    rows = made("first_petitions", "2028-Q4", probation_referrals=PETITION, child_welfare_cases=reports)
    assert told(rows, "pathway", "was_reported", "was_substantiated") == [expected]


def test_whoever_has_a_dependency_case_was_reported_with_substance():
    cases = "youth_token | reported_on | level | dependency_started_on\n a | 2027-04-01 | dependency | 2027-03-09"
    rows = made("first_petitions", "2028-Q4", probation_referrals=PETITION, child_welfare_cases=cases)
    assert told(rows, "pathway", "was_reported", "was_substantiated") == [("concurrent_delinquency_first", "true", "true")]


@pytest.mark.parametrize("finding, substantiated", [("substantiated", "true"), ("inconclusive", "false"), ("unfounded", "false")])
def test_a_report_of_exploitation_is_a_report(finding, substantiated):
    reports = f"youth_token | reported_on | finding\n a | 2026-01-01 | {finding}"
    rows = made("first_petitions", "2028-Q4", probation_referrals=PETITION, cse_reports=reports)
    assert told(rows, "was_reported", "was_substantiated") == [("true", substantiated)]


def test_one_of_several_reports_with_substance_is_enough():
    reports = """
        youth_token | reported_on | level
        a           | 2026-01-01  | substantiated
        a           | 2026-02-01  | allegation
        b           | 2026-02-01  | substantiated
    """
    rows = made("first_petitions", "2028-Q4", probation_referrals=PETITION, child_welfare_cases=reports)
    assert told(rows, "youth_id", "was_reported", "was_substantiated") == [("a", "true", "true")]


def test_the_first_petition_is_the_earlier_of_those_that_probation_and_the_court_tell():
    court = """
        youth_token | petition_on | petition_kind
        a           | 2026-02-01  | delinquency
        b           | 2026-04-01  | delinquency
        c           | 2026-01-01  | dependency
        d           | 2026-01-01  | status
    """
    rows = made("first_petitions", "2028-Q4", probation_referrals=PETITION, court_petitions=court)
    assert told(rows, "youth_id", "first_petition_on") == [("a", "2026-02-01"), ("b", "2026-04-01")]


@pytest.mark.parametrize(
    "found_on, jurisdiction_on, ended_on, pathway",
    [
        ("2026-03-20", "", "", "nonconcurrent_delinquency_first"),
        ("2026-04-01", "", "", "concurrent_delinquency_first"),
        ("2026-03-20", "2026-03-20", "", "concurrent_delinquency_first"),
        ("2026-03-20", "2026-03-20", "2026-03-31", "nonconcurrent_delinquency_first"),
        ("", "", "", "concurrent_delinquency_first"),
    ],
)
def test_a_petition_that_was_decided_without_jurisdiction_ended_that_day(found_on, jurisdiction_on, ended_on, pathway):
    court = f"""
        youth_token | petition_on | petition_kind | found_on | jurisdiction_on | jurisdiction_ended_on
        a | 2026-03-10 | delinquency | {found_on} | {jurisdiction_on} | {ended_on}
    """
    cases = "youth_token | reported_on | level | dependency_started_on\n a | 2026-03-01 | dependency | 2026-04-01"
    rows = made("first_petitions", "2028-Q4", court_petitions=court, child_welfare_cases=cases)
    assert told(rows, "pathway") == [(pathway,)]


NOW = {
    "probation_referrals": """
        youth_token | petition_on | offence_on | petition_closed_on | service   | quarter
        open        | 2026-03-31  | 2026-03-01 |                    | none_made | 2026-Q1
        closed      | 2026-01-10  | 2026-01-01 | 2026-03-30         | none_made | 2026-Q1
        last_day    | 2026-01-10  | 2026-01-01 | 2026-03-31         | none_made | 2026-Q1
        both        | 2026-01-10  | 2026-01-01 |                    | none_made | 2026-Q1
    """,
    "child_welfare_cases": """
        youth_token | reported_on | level      | dependency_started_on | dependency_ended_on
        both        | 2025-01-01  | dependency | 2025-02-01            |
        last_day    | 2025-01-01  | dependency | 2025-02-01            | 2026-03-31
        open        | 2025-01-01  | dependency | 2025-02-01            | 2026-03-30
        nobody      | 2025-01-01  | dependency | 2025-02-01            |
        ward        | 2025-01-01  | dependency | 2026-04-01            |
    """,
    "court_petitions": """
        youth_token | petition_on | petition_kind | jurisdiction_on | jurisdiction_ended_on
        last_day    | 2026-01-10  | delinquency   | 2026-02-01      | 2026-03-31
        both        | 2026-01-10  | delinquency   |                 |
        court_only  | 2026-01-10  | delinquency   | 2026-03-31      |
        court_only  | 2026-01-10  | dependency    | 2026-03-31      |
    """,
    "probation_supervision": """
        youth_token | supervised_on | supervision_kind | ended_on
        ward        | 2026-01-10    | ward             |
        dual        | 2026-03-31    | dual_status      |
        diverted    | 2026-01-10    | diversion        |
        open        | 2026-01-10    | informal         |
    """,
}


def test_both_courts_are_seen_as_they_stand_on_the_last_day_of_a_quarter():
    rows = made("delinquency_at_quarter_end", "2026-Q1", **NOW)
    assert told(rows, "youth_id", "open_on", "is_dependent", "is_adjudicated_twice") == [
        ("both", "2026-03-31", "true", "false"),
        ("court_only", "2026-03-31", "true", "true"),
        ("dual", "2026-03-31", "true", "true"),
        ("last_day", "2026-03-31", "true", "true"),
        ("open", "2026-03-31", "false", "false"),
        ("ward", "2026-03-31", "false", "false"),
    ]


def test_what_is_still_open_stands_at_every_quarter_end():
    rows = made("delinquency_at_quarter_end", "2026-Q3", **NOW)
    assert [on for _, on in told(rows.filter(youth_id="open"), "youth_id", "open_on")] == ["2026-03-31", "2026-06-30", "2026-09-30"]
    assert told(rows.filter(youth_id="ward"), "is_adjudicated_twice") == [("false",), ("true",), ("true",)]
    assert told(rows.filter(youth_id="last_day"), "open_on") == [("2026-03-31",)]


def test_of_two_rows_of_one_petition_the_one_told_last_says_who_the_young_person_was_in_any_order():
    petitions = """
        youth_token | petition_on | offence_on | service  | referred_on | quarter | age_band  | residence
        a           | 2026-03-10  | 2026-03-01 | advocacy | 2026-03-10  | 2026-Q1 | age_14_15 | in_county
        a           | 2026-03-10  | 2026-03-01 | medical  | 2026-03-11  | 2026-Q2 | age_16_17 | out_of_county
        a           | 2026-03-10  | 2026-03-01 | housing  | 2026-03-12  | 2026-Q2 | age_16_17 | in_county
    """
    tables = linked(["first_petitions"], probation_referrals=petitions)
    found = {tuple(told(again("first_petitions", "2028-Q4", shuffled(tables, seed)), "age_band", "residence")) for seed in range(6)}
    assert found == {(("age_16_17", "in_county"),)}


def test_the_row_told_last_says_when_a_petition_ended():
    petitions = """
        youth_token | petition_on | offence_on | petition_closed_on | service  | referred_on | quarter
        a           | 2026-01-10  | 2026-01-01 |                    | advocacy | 2026-01-10  | 2026-Q1
        a           | 2026-01-10  | 2026-01-01 | 2026-02-10         | medical  | 2026-02-01  | 2026-Q2
    """
    assert made("delinquency_at_quarter_end", "2026-Q2", probation_referrals=petitions).is_empty()


FIRST = {
    "identifications_made": """
        agency         | youth_token | identified_on | status
        child_welfare  | a           | 2026-02-01    | confirmed
        child_welfare  | a           | 2026-05-01    | confirmed
        drop_in_center | a           | 2026-01-01    | confirmed
        child_welfare  | risk        | 2026-02-01    | at_risk
        drop_in_center | other       | 2026-02-01    | confirmed
        child_welfare  | before      | 2026-02-01    | confirmed
        child_welfare  | same_day    | 2026-02-01    | confirmed
        child_welfare  | never       | 2026-02-01    | confirmed
    """,
    "child_welfare_cases": "youth_token | reported_on | level\n nobody | 2026-01-01 | allegation",
    "cse_reports": "youth_token | reported_on | finding\n report | 2026-01-15 | substantiated\n doubt | 2026-01-15 | inconclusive",
    "court_petitions": """
        youth_token | petition_on | petition_kind | offence_on
        a           | 2026-06-01  | delinquency   | 2026-05-01
        before      | 2026-01-31  | delinquency   | 2026-01-01
        before      | 2026-06-01  | delinquency   | 2026-05-01
        same_day    | 2026-02-01  | delinquency   | 2026-01-01
        report      | 2026-01-16  | delinquency   | 2026-01-01
        never       | 2026-06-01  | dependency    |
    """,
    "probation_supervision": """
        youth_token | supervised_on | ended_on   | supervision_end
        never       | 2026-01-10    | 2026-09-01 | moved_away
    """,
}


def test_those_whom_child_welfare_knew_first_are_followed_to_their_first_petition():
    rows = made("known_to_child_welfare_first", "2026-Q4", **FIRST)
    assert told(rows, "youth_id", "identified_on", "first_petition_on", "followed_until") == [
        ("a", "2026-02-01", "2026-06-01", "2026-12-31"),
        ("never", "2026-02-01", "", "2026-09-01"),
        ("report", "2026-01-15", "2026-01-16", "2026-12-31"),
    ]


@pytest.mark.parametrize(
    "table, given", [("delinquency_at_quarter_end", NOW), ("known_to_child_welfare_first", FIRST), ("first_petitions", NOW)]
)
def test_the_order_of_the_rows_does_not_matter(table, given):
    asked = {n: d for n, d in given.items() if table != "first_petitions" or n != "probation_supervision"}
    tables = linked([table], **asked)
    once = again(table, "2026-Q4", tables)
    for seed in range(5):
        assert again(table, "2026-Q4", shuffled(tables, seed)).equals(once)


def test_the_lower_thresholds_are_given_only_since_the_court_and_reports_of_exploitation_are_told():
    petitions = """
        youth_token | petition_on | offence_on | service   | quarter
        a           | 2024-03-10  | 2024-03-01 | none_made | 2024-Q1
        b           | 2026-03-10  | 2026-03-01 | none_made | 2026-Q1
    """
    rows = made("first_petitions", "2028-Q4", probation_referrals=petitions)

    def periods(measure: str) -> list[str]:
        cells = tabulate({"first_petitions": rows}, SCHEMAS.measures[measure], SCHEMAS, Quarter.parse("2028-Q4"))
        return sorted({c["period"] for c in cells.to_dicts() if c["value"] == 1})

    assert periods("crossover") == ["2024", "2024-Q1", "2026", "2026-Q1"]
    assert periods("known_without_a_case") == ["2026", "2026-Q1"]


@pytest.mark.parametrize(
    "file, before, after, says",
    [
        (
            "measures/known_without_a_case.yaml",
            "needs: [court_petitions",
            "needs: [court_petition",
            "needs: there is no contract 'court_petition'",
        ),
        ("measures/known_without_a_case.yaml", "beside: [crossover]", "beside: [crossing]", "beside: there is no measure 'crossing'"),
        ("tables/care_at_quarter_end.yaml", "by: [youth_id, open_on]", "by: [youth_id]", "is looked up by its key, youth_id, open_on"),
        ("tables/care_at_quarter_end.yaml", "of: systems_at_quarter_end", "of: first_petitions", "there is no column 'systems'"),
    ],
)
def test_what_a_file_names_must_be_there(tmp_path, file, before, after, says):
    text = (SHIPPED / file).read_text("utf-8")
    assert before in text
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(SchemaError, match=re.escape(says)):
        Schemas.load(SHIPPED, tmp_path)
