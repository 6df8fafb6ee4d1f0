"""What comes after the day from which a young person is followed, drawn day by day."""

from datetime import date, timedelta

import pytest

from tests.followed_up import followed, frames, told

INDEX = date(2026, 1, 10)
IDENTIFIED = """
youth_id | contact_on | status    | arrested
a        | 2026-01-10 | confirmed | no
"""


def after(days: int) -> str:
    return str(INDEX + timedelta(days=days))


def row(of: str = "identification", last: str = "2030-Q4", **extracts: str) -> dict[str, str]:
    """The one row of a table of young people who are followed, written out."""
    table = followed(frames(**extracts), last)[f"followed_from_{of}"]
    assert table.height == 1
    return dict(zip(table.columns, told(table, *table.columns)[0], strict=True))


def arrest(*offences: str) -> str:
    rows = "".join(f"a | 2030-12-01 | none | yes | {day} | other | {agency}\n" for agency, day in zip("pqrst", offences, strict=False))
    return (
        "youth_id | contact_on | status | arrested | offence_on | offence_group | agency\na | 2026-01-10 | confirmed | no | | | sheriff\n"
        + rows
    )


@pytest.mark.parametrize("day", [1, 180, 181, 365, 366, 730, 731])
def test_an_offence_counts_by_its_own_day_however_late_the_arrest(day: int) -> None:
    assert row(law_enforcement_contacts=arrest(after(day)))["arrested_for_offence_on"] == after(day)


@pytest.mark.parametrize("day", [0, -1, -400])
def test_an_offence_on_the_index_day_or_before_it_is_never_new(day: int) -> None:
    assert row(law_enforcement_contacts=arrest(after(day)))["arrested_for_offence_on"] == ""


def test_of_several_offences_after_the_index_day_the_first_counts_in_whatever_order_they_come() -> None:
    days = [after(400), after(0), after(30), after(-5), after(30)]
    for turned in (days, days[::-1], sorted(days)):
        assert row(law_enforcement_contacts=arrest(*turned))["arrested_for_offence_on"] == after(30)


def test_each_step_has_a_day_of_its_own() -> None:
    found = row(
        law_enforcement_contacts=arrest(after(50)),
        court_petitions=f"""
            youth_id | petition_on | petition_kind | offence_on | charge_ground | finding
            a        | 2026-09-01  | delinquency   | {after(40)} | not_linked | dismissed
            a        | 2026-10-01  | delinquency   | {after(45)} | not_linked | sustained
            a        | 2026-08-01  | status        | {after(10)} | not_linked | sustained
            a        | 2026-07-01  | dependency    |             |            | sustained
            """,
        probation_violations=f"""
            youth_id | violation_on | offence_on | violation_kind | charge_ground
            a        | 2026-11-01   | {after(60)} | curfew         | not_linked
            """,
    )
    assert found["arrested_for_offence_on"] == after(50)
    assert found["petitioned_for_offence_on"] == after(40)
    assert found["adjudicated_for_offence_on"] == after(45)
    assert found["violated_for_offence_on"] == after(60)
    assert found["exploited_again_on"] == ""


def test_new_exploitation_is_no_offence_and_an_offence_no_exploitation() -> None:
    found = row(
        law_enforcement_contacts=f"""
        youth_id | contact_on  | status    | arrested | offence_on  | offence_group
        a        | 2026-01-10  | confirmed | no       |             |
        a        | {after(90)} | confirmed | no       |             |
        a        | {after(95)} | none      | yes      | {after(94)} | exploitation_linked
        """
    )
    assert (found["exploited_again_on"], found["arrested_for_offence_on"]) == (after(90), after(94))


def test_what_came_of_the_own_exploitation_is_told_apart() -> None:
    """The ground of the charge goes before the kind of offence; what nobody knows stays in."""
    head = "youth_id | contact_on | status | arrested | offence_on | offence_group\na | 2026-01-10 | confirmed | no | |\n"
    drawn = [(after(20), "exploitation_linked"), (after(21), "property"), (after(22), "unknown"), (after(23), "property")]
    contacts = head + "".join(f"a | {day} | none | yes | {day} | {group}\n" for day, group in drawn)
    responses = f"youth_id | contact_on | charge_ground\na | {after(21)} | exploitation_linked\na | {after(22)} | unknown\n"
    found = row(law_enforcement_contacts=contacts, law_enforcement_responses=responses)
    assert (found["arrested_for_offence_on"], found["arrested_unlinked_on"]) == (after(20), after(22))


def test_a_petition_that_probation_and_the_court_both_tell_is_linked_when_the_court_says_so() -> None:
    found = row(
        law_enforcement_contacts=IDENTIFIED,
        probation_referrals=f"""
        youth_id | petition_on | offence_on  | service
        a        | 2026-09-01  | {after(40)} | none_made
        a        | 2026-12-01  | {after(80)} | none_made
        """,
        court_petitions=f"""
        youth_id | petition_on | petition_kind | offence_on  | charge_ground
        a        | 2026-09-03  | delinquency   | {after(40)} | legacy_prostitution
        """,
    )
    assert (found["petitioned_for_offence_on"], found["petitioned_unlinked_on"]) == (after(40), after(80))


def test_of_two_charges_for_one_day_one_that_is_not_linked_is_enough() -> None:
    found = row(
        law_enforcement_contacts=IDENTIFIED,
        probation_violations=f"""
        youth_id | violation_on | offence_on  | violation_kind | charge_ground
        a        | 2026-09-01   | {after(40)} | curfew         | exploitation_linked
        a        | 2026-09-02   | {after(40)} | truancy        | not_linked
        """,
    )
    assert found["violated_unlinked_on"] == after(40)


# --- exploited again

REPORT = "youth_id | reported_on | finding\n"


@pytest.mark.parametrize(("day", "again"), [(1, ""), (30, ""), (31, "again")])
def test_another_agencys_word_within_thirty_days_is_the_same_exploitation(day: int, again: str) -> None:
    found = row(
        law_enforcement_contacts=IDENTIFIED,
        cse_reports=REPORT.replace("finding", "finding | agency") + f"a | {after(day)} | substantiated | child_welfare\n",
    )
    assert found["exploited_again_on"] == (after(day) if again else "")


@pytest.mark.parametrize(("agency", "day", "again"), [("probation", 30, ""), ("probation", 31, "again"), ("sheriff", 25, "again")], ids=str)
def test_only_the_first_word_makes_another_agencys_word_old(agency: str, day: int, again: str) -> None:
    """Child welfare tells again after 20 days what the sheriff found. What comes up to 30 days after that is not told again for it."""
    reports = REPORT.replace("finding", "finding | agency") + f"a | {after(20)} | substantiated | child_welfare\n"
    identified = f"youth_id | identified_on | status | agency\na | {after(day)} | confirmed | {agency}\n"
    found = row(law_enforcement_contacts=IDENTIFIED, cse_reports=reports, identifications_made=identified)
    assert found["exploited_again_on"] == (after(day) if again else "")


def test_the_same_agency_that_finds_it_a_day_later_has_found_it_anew() -> None:
    again = IDENTIFIED + f"a | {after(1)} | confirmed | no\n"
    assert row(law_enforcement_contacts=again)["exploited_again_on"] == after(1)


@pytest.mark.parametrize(
    ("extract", "drawn", "counts"),
    [
        ("cse_reports", f"{REPORT}a | {after(50)} | inconclusive\n", True),
        ("cse_reports", f"{REPORT}a | {after(50)} | unfounded\n", False),
        ("cse_reports", f"{REPORT}a | {after(50)} | pending\n", False),
        ("identifications_made", f"youth_id | identified_on | status\na | {after(50)} | at_risk\n", False),
        ("missing_episodes", f"youth_id | missing_on | exploited_while_missing\na | {after(50)} | yes\n", True),
        ("missing_episodes", f"youth_id | missing_on | exploited_while_missing\na | {after(50)} | unknown\n", False),
        ("missing_from_care", f"youth_id | missing_on | exploited_while_missing\na | {after(-1)} | yes\n", False),
    ],
)
def test_suspected_exploitation_counts_and_risk_or_not_knowing_does_not(extract: str, drawn: str, counts: bool) -> None:
    found = row(law_enforcement_contacts=IDENTIFIED, **{extract: drawn})
    assert found["exploited_again_on"] == (after(50) if counts else "")


@pytest.mark.parametrize(("service", "counts"), [(0, True), (5, True), (-1, False)])
def test_a_follow_up_tells_of_the_time_since_its_service_started(service: int, counts: bool) -> None:
    drawn = f"""
        youth_id | service_started_on | followup_point | result   | followed_on  | exploited_again
        a        | {after(service)}   | 6m             | followed | {after(185)} | yes
        """
    assert row(law_enforcement_contacts=IDENTIFIED, follow_ups=drawn)["exploited_again_on"] == (after(185) if counts else "")


# --- who is followed from when


def index_days(of: str, **extracts: str) -> list[tuple[str, ...]]:
    return told(followed(frames(**extracts))[f"followed_from_{of}"], "youth_id", "index_on")


def test_each_young_person_is_followed_from_the_first_day_of_each_year() -> None:
    contacts = """
        youth_id | contact_on | status    | arrested
        a        | 2026-05-01 | confirmed | no
        a        | 2026-03-01 | confirmed | no
        a        | 2027-02-01 | confirmed | no
        b        | 2026-03-01 | at_risk   | no
        """
    assert index_days("identification", law_enforcement_contacts=contacts) == [("a", "2026-03-01"), ("a", "2027-02-01")]


def test_what_was_confirmed_at_new_year_and_retold_in_january_starts_no_new_year() -> None:
    assert index_days(
        "identification",
        law_enforcement_contacts="youth_id | contact_on | status | arrested\na | 2026-12-20 | confirmed | no\n",
        cse_reports="youth_id | reported_on | finding | agency\na | 2027-01-05 | substantiated | child_welfare\n",
    ) == [("a", "2026-12-20")]


def test_what_was_only_suspected_before_does_not_take_the_place_of_what_was_confirmed() -> None:
    assert index_days(
        "identification",
        missing_episodes="youth_id | missing_on | exploited_while_missing | agency\na | 2026-03-01 | yes | probation\n",
        law_enforcement_contacts="youth_id | contact_on | status | arrested\na | 2026-03-10 | confirmed | no\n",
    ) == [("a", "2026-03-10")]


def test_two_agencies_on_one_day_are_one_start_and_the_first_by_name_says_who_it_was() -> None:
    extracts = {
        "law_enforcement_contacts": "youth_id | contact_on | status | arrested | gender\na | 2026-03-01 | confirmed | no | boy\n",
        "identifications_made": "youth_id | identified_on | status | gender | agency\na | 2026-03-01 | confirmed | girl | child_welfare\n",
    }
    table = followed(frames(**extracts))["followed_from_identification"]
    assert told(table, "youth_id", "gender", "exploited_again_on") == [("a", "girl", "")]


def test_a_service_and_a_release_start_a_follow_up_of_their_own() -> None:
    services = "youth_id | service | started_on\na | advocacy | 2026-04-01\na | medical | 2026-02-01\nb | medical | 2027-01-01\n"
    releases = "youth_id | released_on | status\na | 2026-05-01 | confirmed\nb | 2026-05-01 | at_risk\n"
    assert index_days("service", services_received=services) == [("a", "2026-02-01"), ("b", "2027-01-01")]
    assert index_days("release", hall_releases=releases) == [("a", "2026-05-01")]


# --- how long


def moved(day: str) -> str:
    return f"youth_id | supervised_on | ended_on | supervision_end\na | 2025-01-01 | {day} | moved_away\n"


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2026-07-09", ("moved", "moved", "moved", "moved")),
        ("2026-07-10", ("followed", "moved", "moved", "moved")),
        ("2027-01-10", ("followed", "followed", "moved", "moved")),
        ("2028-01-09", ("followed", "followed", "moved", "moved")),
        ("2028-01-10", ("followed", "followed", "followed", "moved")),
        ("2029-01-10", ("followed", "followed", "followed", "followed")),
        ("2026-01-10", ("moved", "moved", "moved", "moved")),
        ("2026-01-09", ("followed", "followed", "followed", "followed")),
    ],
)
def test_who_left_before_the_day_on_which_the_time_ends_is_lost(day: str, standing: tuple[str, ...]) -> None:
    """Whether or not anything had happened by then. Who left before the index day had come back."""
    for contacts in (IDENTIFIED, arrest(after(1))):
        found = row(law_enforcement_contacts=contacts, probation_supervision=moved(day))
        assert tuple(found[f"standing_{h}m"] for h in (6, 12, 24, 36)) == standing


def test_what_nobody_can_know_yet_is_empty_and_no_loss() -> None:
    found = row(last="2026-Q4", law_enforcement_contacts=IDENTIFIED)
    assert (found["followed_until"], found["lost_reason"]) == ("2026-12-31", "not_yet")
    assert (found["standing_6m"], found["standing_12m"]) == ("followed", "")


@pytest.mark.parametrize(
    ("extract", "drawn", "reason"),
    [
        (
            "probation_supervision",
            "youth_id | supervised_on | ended_on | supervision_end\na | 2026-01-01 | 2026-05-01 | aged_out\n",
            "came_of_age",
        ),
        (
            "probation_supervision",
            "youth_id | supervised_on | ended_on | supervision_end\na | 2026-01-01 | 2026-05-01 | sealed\n",
            "record_sealed",
        ),
        ("placements", "youth_id | started_on | ended_on | end_reason\na | 2025-01-01 | 2026-05-01 | came_of_age\n", "came_of_age"),
        ("placements", "youth_id | started_on | is_out_of_county\na | 2026-05-01 | yes\n", "moved"),
        ("hall_releases", "youth_id | released_on | receiver | home_county\na | 2026-05-01 | out_of_county_agency | unknown\n", "moved"),
        ("hall_releases", "youth_id | released_on | receiver | home_county\na | 2026-05-01 | parent | other_state\n", "moved"),
        ("follow_ups", "youth_id | service_started_on | followup_point | result\na | 2025-11-01 | 6m | died\n", "died"),
    ],
)
def test_every_reason_that_an_agency_gives_ends_the_follow_up_on_its_day(extract: str, drawn: str, reason: str) -> None:
    found = row(law_enforcement_contacts=IDENTIFIED, **{extract: drawn})
    assert (found["followed_until"], found["lost_reason"]) == ("2026-05-01", reason)


@pytest.mark.parametrize(
    ("extract", "drawn"),
    [
        ("probation_supervision", "youth_id | supervised_on | ended_on | supervision_end\na | 2026-01-01 | 2026-05-01 | completed\n"),
        ("placements", "youth_id | started_on | ended_on | end_reason | is_out_of_county\na | 2025-01-01 | 2026-05-01 | ran_away | no\n"),
        ("hall_releases", "youth_id | released_on | receiver | home_county\na | 2026-05-01 | parent | this_county\n"),
        ("follow_ups", "youth_id | service_started_on | followup_point | result\na | 2025-11-01 | 6m | unreachable\n"),
        ("follow_ups", "youth_id | service_started_on | followup_point | result\na | 2025-11-01 | 6m | declined\n"),
    ],
)
def test_who_was_not_reached_or_ended_something_else_is_followed_on(extract: str, drawn: str) -> None:
    assert row(law_enforcement_contacts=IDENTIFIED, **{extract: drawn})["lost_reason"] == "not_yet"


def test_of_two_reasons_on_one_day_death_is_given() -> None:
    found = row(
        law_enforcement_contacts=IDENTIFIED,
        probation_supervision=moved("2026-05-01"),
        follow_ups="youth_id | service_started_on | followup_point | result\na | 2025-11-01 | 6m | died\n",
    )
    assert found["lost_reason"] == "died"


# --- detained again, services before

RELEASED = "youth_id | released_on | status | receiver\na | 2026-01-10 | confirmed | parent\n"
STAYS = "youth_id | admitted_on | released_on | intake_decision\n"


@pytest.mark.parametrize(
    ("stays", "redetained", "days"),
    [
        ("a | 2026-01-01 | 2026-01-10 | detained\n", "", "0"),
        ("a | 2026-01-10 | 2026-01-20 | detained\n", "", "9"),
        ("a | 2026-03-01 | 2026-03-11 | detained\n", "2026-03-01", "10"),
        ("a | 2026-03-01 | 2026-03-11 | safety_hold\n", "2026-03-01", "10"),
        ("a | 2026-03-01 | 2026-03-11 | released\n", "", "0"),
        ("a | 2026-03-01 | 2026-03-01 | detained\n", "2026-03-01", "0"),
        ("a | 2027-01-09 | 2027-02-09 | detained\n", "2027-01-09", "1"),
        ("a | 2027-01-10 | 2027-02-09 | detained\n", "2027-01-10", "0"),
        ("a | 2027-01-01 |            | detained\n", "2027-01-01", "9"),
        ("a | 2026-03-05 | 2026-03-15 | detained\na | 2026-03-01 | 2026-03-11 | safety_hold\n", "2026-03-01", "14"),
    ],
    ids=[
        "the stay before",
        "taken in on the day of release",
        "a stay",
        "a hold",
        "sent home",
        "out on the same day",
        "over the end",
        "after the end",
        "not over yet",
        "two that overlap",
    ],
)
def test_days_in_the_hall_are_those_within_the_time(stays: str, redetained: str, days: str) -> None:
    found = row("release", hall_releases=RELEASED, hall_stays=STAYS + stays)
    assert (found["redetained_on"], found["days_detained_12m"]) == (redetained, days)


def test_days_of_a_time_that_was_not_seen_whole_are_not_given() -> None:
    found = row("release", last="2027-Q1", hall_releases=RELEASED)
    assert (found["days_detained_12m"], found["days_detained_24m"]) == ("0", "")


SERVICES = "youth_id | service | started_on | ended_on | was_completed\n"


@pytest.mark.parametrize(
    ("services", "before"),
    [
        ("", "none"),
        ("a | medical | 2025-12-01 | 2026-01-10 | yes\n", "completed"),
        ("a | medical | 2025-12-01 | 2026-01-11 | yes\n", "started"),
        ("a | medical | 2026-01-11 | 2026-02-11 | yes\n", "none"),
        ("a | medical | 2025-12-01 | 2026-01-01 | no\n", "started"),
        ("a | medical | 2025-12-01 | 2026-01-01 | unknown\na | advocacy | 2025-12-01 | | \n", "unknown"),
        ("a | medical | 2025-12-01 | 2026-01-01 | unknown\na | advocacy | 2025-12-01 | 2026-01-02 | yes\n", "completed"),
    ],
)
def test_only_what_was_completed_by_the_day_of_release_is_a_service_before(services: str, before: str) -> None:
    assert row("release", hall_releases=RELEASED, services_received=SERVICES + services)["service_before"] == before


def test_a_referral_by_probation_that_was_completed_is_a_service_as_well() -> None:
    referral = """
        youth_id | petition_on | offence_on | service | started_on | completed_on
        a        | 2025-06-01  | 2025-05-01 | medical | 2025-07-01 | 2025-12-01
        """
    assert row("release", hall_releases=RELEASED, probation_referrals=referral)["service_before"] == "completed"


# --- time at liberty


def years(last: str = "2027-Q2", **extracts: str) -> list[tuple[str, ...]]:
    table = followed(frames(**extracts), last)["time_at_liberty"].sort("youth_id", "year_on")
    return told(table, "year_on", "days_at_liberty", "times_exploited", "offences")


def test_each_year_has_its_days_from_the_day_after_the_first_confirmation() -> None:
    assert years(law_enforcement_contacts=IDENTIFIED) == [("2026-01-01", "355", "0", "0"), ("2027-01-01", "181", "0", "0")]


def test_days_wholly_in_the_hall_or_missing_do_not_count_and_none_is_taken_twice() -> None:
    """In from 1 to 11 March: nine days between. Missing from 5 to 21 March: the days up to the 20th are away as well."""
    found = years(
        "2026-Q4",
        law_enforcement_contacts=IDENTIFIED,
        hall_stays=STAYS + "a | 2026-03-01 | 2026-03-11 | detained\n",
        missing_from_care="youth_id | missing_on | located_on\na | 2026-03-05 | 2026-03-21\n",
    )
    assert found == [("2026-01-01", str(355 - 19), "0", "0")]


@pytest.mark.parametrize(
    ("decision", "released", "away"),
    [("unknown", "2026-03-11", 9), ("alternative", "2026-03-11", 9), ("released", "2026-03-01", 0), ("released", "", 0)],
)
def test_days_in_the_hall_are_no_days_at_liberty_whatever_was_decided_at_intake(decision: str, released: str, away: int) -> None:
    stays = STAYS + f"a | 2026-03-01 | {released} | {decision}\n"
    found = years("2026-Q4", law_enforcement_contacts=IDENTIFIED, hall_stays=stays)
    assert found == [("2026-01-01", str(355 - away), "0", "0")]


def test_the_days_end_when_the_young_person_left_sight() -> None:
    found = years(law_enforcement_contacts=IDENTIFIED, probation_supervision=moved("2026-01-20"))
    assert found == [("2026-01-01", "10", "0", "0")]


def test_an_offence_on_the_day_of_intake_counts_and_one_within_the_stay_does_not() -> None:
    contacts = arrest("2026-03-01", "2026-03-05", "2026-03-11", "2026-03-11")
    found = years("2026-Q4", law_enforcement_contacts=contacts, hall_stays=STAYS + "a | 2026-03-01 | 2026-03-11 | detained\n")
    assert found == [("2026-01-01", "346", "0", "2")]


def test_the_order_of_the_rows_does_not_matter() -> None:
    linked = frames(
        law_enforcement_contacts=arrest(after(3), after(300), after(3)) + "b | 2026-02-01 | confirmed | no | | | sheriff\n",
        hall_releases=RELEASED,
        hall_stays=STAYS + "a | 2026-03-05 | 2026-03-15 | detained\na | 2026-03-01 | 2026-03-11 | safety_hold\n",
        probation_supervision=moved("2027-05-01"),
        services_received=SERVICES + "a | medical | 2025-12-01 | 2026-01-01 | unknown\na | advocacy | 2025-12-01 | 2026-01-02 | yes\n",
    )
    once, again = followed(linked), followed({n: t.reverse() for n, t in linked.items()})
    for name in ("followed_from_identification", "followed_from_release", "followed_from_service", "time_at_liberty"):
        key = ["youth_id", "year_on" if name == "time_at_liberty" else "index_on"]
        assert once[name].sort(key).equals(again[name].sort(key)), name
