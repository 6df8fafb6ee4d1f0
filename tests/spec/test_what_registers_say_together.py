"""The directory, the places and the needs of the county put together, and agreements beside the calendar."""

import polars as pl
import pytest

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
HEADS = {
    "directory_services": "agency | quarter | organization_id | service_id | status | taxonomy_term | need_level | cost_option"
    " | assured_date",
    "directory_languages": "quarter | organization_id | service_id | language",
    "directory_locations": "quarter | organization_id | service_id | location_id | schedule",
    "provider_capacity": "agency | quarter | organization_id | service_id | maximum | available | wait_days | updated",
    "stage_services": "quarter | stage | service | is_needed",
}
WHOLE = {
    "directory_services": "net | 2026-Q1 | center | 1 | active | mentoring | prevention | free | 2026-01-05",
    "directory_languages": "2026-Q1 | center | 1 | en\n2026-Q1 | center | 1 | es",
    "directory_locations": "2026-Q1 | center | 1 | 1 | evenings_weekends\n2026-Q1 | center | 1 | 2 | unknown",
    "provider_capacity": "center | 2026-Q1 | center | 1 | 20 | 3 | 14 | 2026-03-30",
}


def followed(name: str, **rows: str) -> pl.DataFrame:
    linked = {n: drawn.frame(f"{head}\n{rows.get(n, '')}", SCHEMAS.tables[n]) for n, head in HEADS.items()}
    return follow(linked, {n: SCHEMAS.tables[n] for n in ("services_listed", "needed_services")}, Quarter(2026, 4))[name]


def service(**changed: str) -> dict[str, object]:
    (found,) = followed("services_listed", **{**WHOLE, **changed}).to_dicts()
    return found


def test_a_service_is_one_row_with_all_that_the_directory_says():
    found = service()
    assert (found["maximum"], found["available"], found["wait"], found["is_complete"]) == (20, 3, "within_30_days", True)


@pytest.mark.parametrize("part", ["directory_languages", "directory_locations", "provider_capacity"])
def test_an_entry_without_one_of_its_parts_is_not_complete(part):
    assert service(**{part: ""})["is_complete"] is False
    assert service(**{part: WHOLE[part].replace("2026-Q1", "2026-Q2")})["is_complete"] is False, "another quarter's part"


@pytest.mark.parametrize("known", ["mentoring", "prevention", "free"])
def test_an_entry_with_something_unknown_is_not_complete(known):
    assert service(directory_services=WHOLE["directory_services"].replace(known, "unknown"))["is_complete"] is False


def test_hours_that_are_not_known_do_not_count():
    assert service(directory_locations="2026-Q1 | center | 1 | 2 | unknown")["is_complete"] is False


@pytest.mark.parametrize(
    ("day", "checked"),
    [("2026-03-31", "within_12_months"), ("2025-04-01", "within_12_months"), ("2025-03-31", "longer_ago"), ("", "never")],
)
def test_an_entry_is_due_for_a_check_after_twelve_months(day, checked):
    assert service(directory_services=WHOLE["directory_services"].replace("2026-01-05", day))["checked"] == checked


@pytest.mark.parametrize(
    ("days", "wait"),
    [("0", "within_7_days"), ("7", "within_7_days"), ("8", "within_30_days"), ("30", "within_30_days"), ("31", "over_30_days")],
)
def test_waiting_times_are_told_in_groups(days, wait):
    assert service(provider_capacity=f"center | 2026-Q1 | center | 1 | 20 | 3 | {days} | 2026-03-30")["wait"] == wait


def test_of_two_tellings_of_the_room_the_one_last_looked_at_counts():
    told = WHOLE["provider_capacity"] + "\nnet | 2026-Q1 | center | 1 | 20 | 0 | 99 | 2026-03-31"
    assert service(provider_capacity=told)["available"] == 0


def standing(**changed: str) -> list[tuple[object, ...]]:
    needs = "2026-Q1 | aftercare | mentoring | yes\n2026-Q1 | placement | mentoring | yes\n2026-Q1 | aftercare | housing | no"
    found = followed("needed_services", **{"stage_services": needs, **WHOLE, **changed})
    return found.select("service", "services", "free_places", "standing").rows()


def test_a_kind_of_service_that_is_needed_at_two_stages_is_one():
    assert standing() == [("mentoring", 1, 3, "room")]


def test_a_service_that_takes_no_clients_is_none():
    closed = WHOLE["directory_services"].replace("active", "temporarily_closed")
    assert standing(directory_services=closed) == [("mentoring", 0, 0, "no_service")]


def test_no_free_place_is_full_and_no_recorded_place_is_not_known():
    assert standing(provider_capacity=WHOLE["provider_capacity"].replace("| 3 |", "| 0 |")) == [("mentoring", 1, 0, "full")]
    assert standing(provider_capacity="") == [("mentoring", 1, 0, "room_unknown")]


def agreement(state: str, signed: str, reviewed: str, left: str = "") -> dict[str, object]:
    head = "agency | quarter | organization_id | other_organization_id | kind | state | signed_on | reviewed_on | left_on"
    row = f"net | 2026-Q1 | schools | safety_net | memorandum | {state} | {signed} | {reviewed} | {left}"
    linked = {"agreements": drawn.frame(f"{head}\n{row}", SCHEMAS.tables["agreements"])}
    table = SCHEMAS.tables["agreements_standing"]
    (found,) = follow(linked, {table.name: table}, Quarter(2026, 4))[table.name].to_dicts()
    return found


@pytest.mark.parametrize(
    ("state", "signed", "reviewed", "review_state", "days"),
    [
        ("in_force", "2020-01-01", "2025-04-01", "reviewed", 0),
        ("in_force", "2020-01-01", "2025-03-31", "overdue", 0),
        ("in_force", "2020-01-01", "2025-03-01", "overdue", 30),
        ("in_force", "2025-04-01", "", "reviewed", 0),
        ("in_force", "2024-03-31", "", "overdue", 365),
        ("ended", "2020-01-01", "", "not_in_force", 0),
        ("in_preparation", "", "", "not_in_force", 0),
    ],
)
def test_a_review_is_due_twelve_months_after_the_last_one_or_the_signature(state, signed, reviewed, review_state, days):
    found = agreement(state, signed, reviewed)
    assert (found["review_state"], found["days_overdue"]) == (review_state, days)


def test_who_joined_and_who_left_is_told_in_that_quarter_only():
    assert agreement("in_force", "2026-01-01", "")["joined_this_quarter"] is True
    assert agreement("in_force", "2025-12-31", "")["joined_this_quarter"] is False
    assert agreement("ended", "2020-01-01", "", "2026-03-31")["left_this_quarter"] is True
    assert agreement("ended", "2020-01-01", "", "2025-12-31")["left_this_quarter"] is False
