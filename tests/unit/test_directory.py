"""The public directory tells who helps with what, and nothing by which a shelter could be found."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from pipelines.confidential.store.frames import Frames
from pipelines.defs import lists as shell
from pipelines.disclosure_control.audit.files.own import services as attacked
from pipelines.publication import directory
from schemas import Quarter, Schemas
from tests import drawn

SERVICES = """
    organization_id | service_id | status  | taxonomy_term     | need_level   | mixes_need_levels | minimum_age | maximum_age | assured_date
    drop_in_center  | 1          | active  | mentoring         | prevention   | no                | 12          | 17          | 2025-06-30
    drop_in_center  | 2          | defunct | education         | prevention   | no                |             |             |
    family_shelter  | 1          | active  | emergency_housing | intervention | yes               | 12          |             |
    family_shelter  | 2          | active  | legal_help        | intervention | yes               |             |             |
    advocates       | 1          | active  | advocacy          | intervention | unknown           |             |             |
    schools         | 1          | active  | education         | prevention   | no                |             |             |
"""
ORGANIZATIONS = """
    quarter | organization_id | lists_services
    2026-Q1 | drop_in_center  | yes
    2026-Q1 | family_shelter  | yes
    2026-Q1 | advocates       | yes
    2026-Q1 | schools         | no
"""
LOCATIONS = """
    quarter | organization_id | service_id | location_id | location_type | service_area | schedule
    2025-Q4 | advocates       | 1          | 7           | confidential  | south        | by_appointment
    2026-Q1 | advocates       | 1          | 7           | physical      | south        | by_appointment
    2026-Q1 | drop_in_center  | 1          | 1           | physical      | north        | office_hours
    2026-Q1 | family_shelter  | 1          | 3           | physical      | central      | around_the_clock
    2026-Q1 | family_shelter  | 2          | 3           | physical      | central      | office_hours
"""
LANGUAGES = """
    quarter | organization_id | service_id | language
    2026-Q1 | drop_in_center  | 1          | es
    2026-Q1 | drop_in_center  | 1          | en
"""


def table(drawing: str) -> pl.DataFrame:
    numbers = ("service_id", "location_id", "minimum_age", "maximum_age")
    same = {"agency": "safety_net", "quarter": "2026-Q1", "cost_option": "free"}
    rows = [{**same, **{k: v or None for k, v in row.items()}} for row in drawn.rows(drawing)]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    frame = frame.with_columns(pl.col(n).cast(pl.Int64) for n in numbers if n in frame.columns)
    return frame.with_columns(pl.col("assured_date").str.to_date()) if "assured_date" in frame.columns else frame


@pytest.fixture(scope="module")
def listed() -> dict[tuple[str, str], dict[str, str]]:
    rows = directory.listed(*map(table, (SERVICES, ORGANIZATIONS, LOCATIONS, LANGUAGES)))
    return {(r["organization_id"], r["service_id"]): r for r in rows.iter_rows(named=True)}


def test_open_services_of_those_who_want_to_be_listed_are_told_and_no_others(listed):
    assert set(listed) == {("drop_in_center", "1"), ("family_shelter", "1"), ("family_shelter", "2"), ("advocates", "1")}


def test_an_entry_says_for_whom_it_is_and_when_it_was_last_checked(listed):
    told = listed["drop_in_center", "1"]
    assert (told["need_level"], told["minimum_age"], told["maximum_age"], told["languages"]) == ("prevention", "12", "17", "en es")
    assert (told["service_areas"], told["schedules"], told["assured_date"]) == ("north", "office_hours", "2025-06-30")


def test_nothing_tells_where_a_shelter_is_nor_what_else_is_given_there(listed):
    for service in ("1", "2"):
        told = listed["family_shelter", service]
        assert (told["place"], told["service_areas"], told["location_types"]) == ("confidential", "", "")


def test_a_place_that_was_once_told_to_be_confidential_stays_so(listed):
    told = listed["advocates", "1"]
    assert (told["place"], told["service_areas"]) == ("confidential", "")


def test_neither_the_directory_nor_the_registers_have_a_column_for_addresses_staff_or_telephones():
    contracts = Schemas.load().contracts
    columns = {c for name in directory.EXTRACTS for c in contracts[name].columns} | set(directory.COLUMNS)
    assert not any(
        word in column for column in columns for word in ("address", "street", "phone", "email", "staff", "contact", "name", "url")
    )


def test_a_county_that_keeps_the_registers_has_the_file_in_its_draft_and_another_has_none(tmp_path):
    office = SimpleNamespace(frames=Frames.open(tmp_path))
    assert shell.public(office, Quarter(2026, 1)) == {}
    for name, drawing in zip(directory.EXTRACTS, (SERVICES, ORGANIZATIONS, LOCATIONS, LANGUAGES), strict=True):
        office.frames.save(table(drawing), "linked", "2026-Q1", name)
    assert shell.public(office, Quarter(2026, 1)) == {"services.csv": written()}


def written() -> bytes:
    return directory.as_file(directory.listed(*map(table, (SERVICES, ORGANIZATIONS, LOCATIONS, LANGUAGES))))


def test_the_attacker_has_nothing_to_say_of_the_file_as_it_is_made():
    assert list(attacked(written(), "services.csv")) == []
    assert str(date(2025, 6, 30)).encode() in written()


@pytest.mark.parametrize(
    "before, after",
    [
        (b"confidential,,", b"confidential,physical,central"),
        (b",prevention,", b",77 young people,"),
        (b",12,17,", b",12,170,"),
        (b",office_hours,told", b",(555) 010-0199,told"),
        (b"organization_id,", b"organization_id,phone,"),
        (b",2025-06-30", b",2025-06-30 by J. Doe"),
    ],
    ids=["a shelter's area", "a number", "an age that is none", "a telephone number", "a column more", "a name"],
)
def test_what_does_not_belong_into_the_directory_stops_the_publication(before, after):
    planted = written().replace(before, after, 1)
    assert planted != written()
    assert list(attacked(planted, "services.csv"))
