"""How many systems are at work for a young person when a quarter ends, each by whoever tells of it."""

import pytest

from tests.followed_up import told
from tests.whole_way import again, linked, made, shuffled

SUPERVISED = """
    youth_token | supervised_on | ended_on | child_welfare_involvement | mental_health_care
    a           | 2026-01-10    |          | {cw}                      | {mh}
"""
EPISODE = "agency | youth_token | identified_on | episode_ended_on | status\n {agency} | a | 2026-01-10 | {ended} | at_risk"
CASES = """
    youth_token | reported_on | level      | dependency_started_on | dependency_ended_on
    {who}       | 2025-01-01  | dependency | 2025-02-01            | {ended}
"""
CARE = "agency | youth_token | service | started_on | ended_on\n drop_in_center | a | {service} | 2026-01-10 | {ended}"


def systems(**extracts: str) -> list[tuple[str, ...]]:
    return told(made("systems_at_quarter_end", "2026-Q1", **extracts), "youth_id", "systems")


@pytest.mark.parametrize(
    "cw, mh, number",
    [
        ("none", "no", "one_system"),
        ("closed_case", "no", "one_system"),
        ("report_only", "yes", "two_systems"),
        ("open_case", "no", "two_systems"),
        ("open_case", "yes", "three_or_more"),
        ("unknown", "no", "unknown"),
        ("unknown", "yes", "unknown"),
        ("open_case", "unknown", "unknown"),
    ],
)
def test_what_probation_knows_of_the_others_counts_and_what_it_does_not_know_is_no_no(cw, mh, number):
    assert systems(probation_supervision=SUPERVISED.format(cw=cw, mh=mh)) == [("a", number)]


def test_a_dependency_case_counts_though_probation_knows_of_none():
    supervised = SUPERVISED.format(cw="none", mh="no")
    assert systems(probation_supervision=supervised, child_welfare_cases=CASES.format(who="a", ended="")) == [("a", "two_systems")]
    assert systems(probation_supervision=supervised, child_welfare_cases=CASES.format(who="a", ended="2026-03-31")) == [
        ("a", "two_systems")
    ]
    assert systems(probation_supervision=supervised, child_welfare_cases=CASES.format(who="a", ended="2026-03-30")) == [("a", "one_system")]


def test_what_another_agency_tells_ends_the_doubt():
    supervised = SUPERVISED.format(cw="unknown", mh="unknown")
    care, cases = CARE.format(service="mental_health", ended=""), CASES.format(who="a", ended="")
    assert systems(probation_supervision=supervised, child_welfare_cases=cases) == [("a", "unknown")]
    assert systems(probation_supervision=supervised, child_welfare_cases=cases, services_received=care) == [("a", "three_or_more")]


def test_doubt_does_not_matter_where_three_are_known():
    supervised, care = SUPERVISED.format(cw="unknown", mh="yes"), EPISODE.format(agency="drop_in_center", ended="")
    assert systems(probation_supervision=supervised, identifications_made=care) == [("a", "three_or_more")]


@pytest.mark.parametrize(
    "service, ended, number",
    [("mental_health", "2026-03-31", "two_systems"), ("mental_health", "2026-03-30", "one_system"), ("mentoring", "", "one_system")],
)
def test_mental_health_care_is_at_work_while_such_a_service_goes_on(service, ended, number):
    care = CARE.format(service=service, ended=ended)
    assert systems(identifications_made=EPISODE.format(agency="drop_in_center", ended=""), services_received=care) == [("a", number)]


@pytest.mark.parametrize(
    "agency, number", [("probation", "one_system"), ("child_welfare", "two_systems"), ("drop_in_center", "two_systems")]
)
def test_the_episode_of_an_agency_that_is_at_work_already_is_no_further_system(agency, number):
    supervised, other = SUPERVISED.format(cw="none", mh="no"), CASES.format(who="somebody", ended="")
    episode = EPISODE.format(agency=agency, ended="")
    assert systems(probation_supervision=supervised, identifications_made=episode, child_welfare_cases=other) == [("a", number)]


def test_two_other_care_agencies_are_one_system():
    episodes = """
        agency         | youth_token | identified_on | episode_ended_on | status
        drop_in_center | a           | 2026-01-10    |                  | at_risk
        other_center   | a           | 2026-01-10    |                  | confirmed
    """
    assert systems(identifications_made=episodes) == [("a", "one_system")]


def test_nobody_is_seen_without_supervision_or_an_open_episode():
    assert (
        systems(child_welfare_cases=CASES.format(who="a", ended=""), services_received=CARE.format(service="mental_health", ended="")) == []
    )
    assert systems(identifications_made=EPISODE.format(agency="drop_in_center", ended="2026-03-30")) == []


def test_both_groups_of_young_people_get_their_number_from_the_same_table():
    extracts = {
        "probation_supervision": SUPERVISED.format(cw="open_case", mh="yes"),
        "identifications_made": EPISODE.format(agency="child_welfare", ended="2026-03-31"),
    }
    for table in ("supervision_at_quarter_end", "care_at_quarter_end"):
        assert told(made(table, "2026-Q1", **extracts), "youth_id", "open_on", "systems") == [("a", "2026-03-31", "three_or_more")]


def test_the_order_of_the_rows_does_not_matter():
    extracts = {
        "probation_supervision": SUPERVISED.format(cw="unknown", mh="yes").rstrip()
        + "\n    b | 2026-01-01 | | none | no\n    b | 2026-02-01 | | open_case | no",
        "identifications_made": EPISODE.format(agency="child_welfare", ended="") + "\n drop_in_center | b | 2026-01-01 | | confirmed",
    }
    tables = linked(["systems_at_quarter_end"], **extracts)
    once = again("systems_at_quarter_end", "2026-Q3", tables)
    assert once.height == 6
    for seed in range(5):
        assert again("systems_at_quarter_end", "2026-Q3", shuffled(tables, seed)).equals(once)
