"""The list of what the task force promised: agreed words and days, and nothing by which a young person could be told."""

from types import SimpleNamespace

import polars as pl
import pytest

from pipelines.confidential.store.frames import Frames
from pipelines.defs import lists as shell
from pipelines.desk.examination import examine
from pipelines.disclosure_control.audit.files.own import promises as attacked
from pipelines.publication import promises
from schemas import Quarter, Schemas
from tests import drawn

TOLD = """
    met_on     | item | action          | organization_id | due_on     | state   | closed_on
    2025-10-07 | 1    | train_staff     | probation       | 2025-11-04 | closed  | 2025-12-30
    2025-10-07 | 2    | renew_agreement | child_welfare   | 2025-11-04 | closed  | 2026-01-02
    2025-10-14 | 1    | name_contact    | schools         | 2025-12-02 | open    |
    2025-10-14 | 2    | fill_post       | sheriff         | 2025-12-02 | dropped |
    2026-01-06 | 1    | open_service    | drop_in_center  | 2026-05-05 | open    |
    2026-01-06 | 2    | report_back     | probation       | 2026-01-20 | closed  | 2026-01-20
"""
LAST = Quarter(2026, 1)


def register() -> pl.DataFrame:
    rows = [{"agency": "safety_net", "quarter": "2026-Q1", **{k: v or None for k, v in row.items()}} for row in drawn.rows(TOLD)]
    days = [pl.col(c).str.to_date() for c in ("met_on", "due_on", "closed_on")]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("item").cast(pl.Int64), *days)


def written() -> bytes:
    return promises.as_file(promises.listed(register(), LAST))


def test_what_was_open_when_the_quarter_began_and_what_was_agreed_in_it_is_listed_by_the_day_it_is_due():
    assert written().decode().splitlines() == [
        "met_on,item,action,organization_id,due_on,state,closed_on",
        "2025-10-07,2,renew_agreement,child_welfare,2025-11-04,closed,2026-01-02",
        "2025-10-14,1,name_contact,schools,2025-12-02,open,",
        "2026-01-06,2,report_back,probation,2026-01-20,closed,2026-01-20",
        "2026-01-06,1,open_service,drop_in_center,2026-05-05,open,",
    ]


def test_the_columns_are_of_the_register_and_none_has_room_for_words():
    contract = Schemas.load().contracts[promises.EXTRACT]
    assert set(promises.COLUMNS) == set(contract.columns)
    assert {contract.columns[c].type for c in promises.COLUMNS} == {"date", "integer", "code"}


def test_a_county_that_keeps_the_register_has_the_file_in_its_draft_and_another_has_none(tmp_path):
    office = SimpleNamespace(frames=Frames.open(tmp_path))
    assert shell.public(office, LAST) == {}
    office.frames.save(register(), "linked", "2026-Q1", promises.EXTRACT)
    assert shell.public(office, LAST) == {"actions.csv": written()}


def test_the_attacker_has_nothing_to_say_of_the_file_as_it_is_made():
    assert list(attacked(written(), "actions.csv")) == []


@pytest.mark.parametrize(
    "before, after",
    [
        (b",renew_agreement,", b",7 young people,"),
        (b",child_welfare,", b",J. Doe,"),
        (b"2025-10-07,2,", b"2025-10-07,217,"),
        (b",open,\n", b",open,2 girls\n"),
        (b",state,", b",youth,"),
        (b"2025-11-04,closed", b"2026-11-04,closed"),
    ],
    ids=["a number", "a name", "a line that is none", "words for a day", "another column", "another order"],
)
def test_what_does_not_belong_into_the_list_stops_the_publication(before, after):
    planted = written().replace(before, after, 1)
    assert planted != written()
    assert list(attacked(planted, "actions.csv"))


@pytest.mark.parametrize("due, refused", [("2028-03-31", []), ("2028-04-01", [("E203", "2028-03-31")])])
def test_a_promised_day_may_lie_ahead_up_to_two_years_and_no_other_day_may(due, refused):
    said = {"met_on": "2026-01-06", "item": "1", "action": "open_service", "organization_id": "schools", "state": "open", "closed_on": ""}
    both = [*refused, ("E203", "2026-03-31")]
    for day, wanted in ((said | {"due_on": due}, refused), (said | {"due_on": due, "met_on": "2026-04-01"}, both)):
        file = ",".join(promises.COLUMNS) + "\n" + ",".join(day[c] for c in promises.COLUMNS) + "\n"
        found = examine(file.encode(), ("safety_net", promises.EXTRACT, "2026-Q1"), Schemas.load()).findings
        assert sorted((f.code, f.allowed.removeprefix("Write a day up to ")) for f in found if f.code == "E203") == sorted(wanted)
