"""What an agency can say after it sent a file: why something is right, that it was a mistake, that this one counts."""

import hashlib
import json
from pathlib import Path

import pytest

from pipelines import desk
from pipelines.confidential.submissions import NotTaken, Tells, confirmations
from pipelines.confidential.submissions.refusals import OF_THE_COUNTY
from pipelines.defs import corrections
from pipelines.defs.intake import clock, take_in, take_in_inbox
from pipelines.defs.office import Office
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.desk_files import as_csv, cells, contacts
from tests.line.command import files_under, here

Q4 = Quarter(2025, 4)
NAME = "sheriff.law_enforcement_contacts.2025-Q4"
ADDRESS = "12 Elm Street"
SENTENCE = "the case was reopened and looked up again"


def file_of(rows: int, **changed: str) -> bytes:
    columns = Schemas.load().contracts["law_enforcement_contacts"].columns
    return as_csv(cells(contacts(rows, **changed), columns))


OLD = file_of(30, contact_on="2012-03-05", offence_on="2012-03-01")  # asks C701: so old a day is more often a slip


@pytest.fixture
def county(tmp_path) -> Path:
    return Workspace.create(tmp_path / "county", demo=True).folder


def sent(county: Path, folder: Path, content: bytes, name: str = f"{NAME}.csv", *words: str):
    (folder / name).write_bytes(content)
    return here("submit", folder / name, *words, "--workspace", county, "--format", "json")


def test_what_is_asked_is_open_on_the_receipt_until_it_is_confirmed(county, tmp_path):
    first = json.loads(sent(county, tmp_path, OLD).stdout)
    assert (first["status"], first["to_confirm"]) == ("accepted with confirmations", ["C701"])
    said = here("status", "--workspace", county)
    assert f"to confirm: {NAME}.001: C701" in said.stdout
    words = ("confirm", f"{NAME}.001", "--confirm", "C701=checked_against_source", "--note", f"C701={SENTENCE}")
    done = here(*words, "--workspace", county, "--format", "json")
    assert done.returncode == 0, done.stderr
    second = json.loads(done.stdout)
    assert (second["status"], second["version"], "to_confirm" in second) == ("accepted with confirmations", 2, False)
    fingerprint = hashlib.sha256(SENTENCE.encode()).hexdigest()
    assert second["confirmed"] == [{"code": "C701", "reason": "checked_against_source", "note_sha256": fingerprint}]
    assert (second["changes"], second["received_at"]) == (first["changes"], first["received_at"])
    folder = county / "receipts" / "sheriff"
    for name in (f"{NAME}.001.json", f"{NAME}.001.v2.json"):
        assert here("verify", folder / name).returncode == 0
    assert "to confirm" not in here("status", "--workspace", county).stdout
    assert not [p for p in files_under(county) if SENTENCE.encode() in p.read_bytes()], "the sentence is encrypted"
    kept = Office.open(county)
    assert [c.note for c in kept.confirmed(kept.current("sheriff", Q4)["law_enforcement_contacts"])] == [SENTENCE]


def test_a_file_may_be_confirmed_as_it_is_sent_and_once_more_by_sending_it_again(county, tmp_path):
    found = json.loads(sent(county, tmp_path, OLD, f"{NAME}.csv", "--confirm", "C701=backlog_entered").stdout)
    assert [c["reason"] for c in found["confirmed"]] == ["backlog_entered"]
    assert "to_confirm" not in found
    again = json.loads(sent(county, tmp_path, OLD, f"{NAME}.csv", "--confirm", "c701=system_change").stdout)
    assert (again["submission"], again["version"], again["confirmed"][0]["reason"]) == (f"{NAME}.001", 2, "system_change")
    repeated = json.loads(sent(county, tmp_path, OLD).stdout)
    assert (repeated["status"], repeated["confirmed"]) == ("already received", again["confirmed"])


TELLING = (
    "ask her mother at 415-555-0134", "born 2011-04-02", "Jane Smith was counted twice", f"she lives at {ADDRESS}",
    "file 00448812 was checked", "see 3f9a0c41d27be856", "219-09-9999",
)  # fmt: skip
ORDINARY = (SENTENCE, "checked by 2 people in the records unit", "12 of the 14 rows come from the old system")


@pytest.mark.parametrize("note", TELLING)
def test_a_sentence_that_may_tell_who_it_is_about_is_refused_and_not_repeated(note):
    with pytest.raises(Tells, match="say it again without names") as refused:
        confirmations({"C701": "other"}, {"C701": note}, Q4, Schemas.load())
    assert note not in str(refused.value)


@pytest.mark.parametrize("note", ORDINARY)
def test_an_ordinary_sentence_is_taken(note):
    assert [c.note for c in confirmations({"C701": "other"}, {"C701": note}, Q4, Schemas.load())] == [note]


def test_where_a_sentence_is_refused_nothing_is_taken_in(county, tmp_path):
    found = sent(county, tmp_path, OLD, f"{NAME}.csv", "--confirm", "C701=other", "--note", f"C701={TELLING[0]}")
    assert found.returncode == 3
    assert "Refused" in found.stderr and TELLING[0] not in found.stdout + found.stderr
    assert files_under(county / "receipts") == []


@pytest.mark.parametrize(
    ("reasons", "notes", "says"),
    [
        ({"C701": "Jane"}, {}, "not a reason on the list"),
        ({"JANE": "other"}, {}, "nothing of that name is asked"),
        ({}, {"C701": "Jane"}, "give both"),
        ({"C701": "other"}, {"C701": "jane " * 60}, "1 to 200 characters"),
    ],
)
def test_a_confirmation_that_is_none_is_refused_and_not_repeated(reasons, notes, says):
    with pytest.raises(NotTaken, match=says) as refused:
        confirmations(reasons, notes, Q4, Schemas.load())
    assert "jane" not in str(refused.value).lower()


def test_a_confirmation_that_is_not_written_as_one_is_a_wrong_call(county, tmp_path):
    found = sent(county, tmp_path, OLD, f"{NAME}.csv", "--confirm", "Jane")
    assert found.returncode == 2
    assert "--confirm is CODE=" in found.stderr and "Jane" not in found.stdout + found.stderr
    assert files_under(county / "receipts") == []


def test_an_answer_that_nobody_asked_for_is_said_to_be_left_out(county, tmp_path):
    found = sent(county, tmp_path, file_of(3), f"{NAME}.csv", "--confirm", "C702=other")
    assert "Nothing was asked" in found.stderr and "confirmed" not in json.loads(found.stdout)
    late = here("confirm", f"{NAME}.001", "--confirm", "C702=other", "--workspace", county)
    assert (late.returncode, "asks to confirm nothing" in late.stderr) == (2, True)


def in_inbox(county: Path, content: bytes, companion: str, name: str = NAME) -> dict:
    (county / "inbox" / f"{name}.csv").write_bytes(content)
    (county / "inbox" / f"{name}.confirm.yaml").write_text(companion, encoding="utf-8")
    office = Office.open(county)
    take_in_inbox(office, [("sheriff", Q4)])
    assert list((county / "inbox").iterdir()) == []
    newest = max((county / "receipts" / "sheriff").glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
    return json.loads(newest.read_text())


def test_confirmations_that_lie_beside_a_file_in_the_inbox_go_with_it(county):
    receipt = in_inbox(county, OLD, f"C701: {{reason: policy_change, note: '{SENTENCE}'}}\n")
    assert [c["reason"] for c in receipt["confirmed"]] == ["policy_change"]
    assert in_inbox(county, file_of(30, contact_on="2011-03-05", offence_on="2011-03-01"), "C701: staffing\n", f"{NAME}.r2")["confirmed"]


@pytest.mark.parametrize(
    "companion",
    [
        "C701: {reason: other, note: 'Jane Smith of 12 Elm Street'}",
        "C701: Jane Smith",
        "[Jane Smith",
        "C701: {reason: other, by: Jane Smith}",
    ],
)
def test_confirmations_that_cannot_be_taken_are_said_so_left_open_and_not_kept(county, companion):
    receipt = in_inbox(county, OLD, companion)
    assert (receipt["status"], receipt["to_confirm"]) == ("accepted with confirmations", ["C701"])
    assert "N891" in [f["code"] for f in receipt["findings"]]
    assert not [p for p in files_under(county) if b"Jane" in p.read_bytes()]


def test_confirmations_without_their_file_wait_and_are_said_to_wait(county):
    (county / "inbox" / f"{NAME}.confirm.yaml").write_text("C701: other\n")
    take_in_inbox(Office.open(county), [("sheriff", Q4)])
    said = json.loads(here("status", "--workspace", county, "--format", "json").stdout)
    assert (said["waiting"], said["confirmations_without_a_file"]) == (0, 1)


def test_a_file_that_is_taken_back_leaves_the_one_before_as_the_agencys_word(county, tmp_path):
    for rows in (3, 5):
        sent(county, tmp_path, file_of(rows))
    done = here("retract", f"{NAME}.002", "--reason", "errors_found", "--workspace", county, "--format", "json")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)
    assert (receipt["status"], receipt["counts_now"], receipt["reason"], receipt["version"]) == (
        "retracted",
        f"{NAME}.001",
        "errors_found",
        2,
    )
    assert here("verify", county / "receipts" / "sheriff" / f"{NAME}.002.v2.json").returncode == 0
    listed = json.loads(here("status", "--agency", "sheriff", "--workspace", county, "--format", "json").stdout)["submissions"]
    assert [(s["submission"][-3:], s["status"], s["counts"]) for s in listed] == [("001", "accepted", True), ("002", "retracted", False)]
    last = here("retract", f"{NAME}.001", "--workspace", county)
    assert "the quarter is missing" in last.stdout and "stay as they were published" in last.stdout
    office = Office.open(county)
    assert office.current("sheriff", Q4) == {}
    assert office.standing(Q4)["sheriff", "law_enforcement_contacts", Q4] == "missing"
    assert [office.content(s) != b"" for s in office.submissions("sheriff", Q4)] == [True, True], "history is kept"
    again = json.loads(sent(county, tmp_path, file_of(5)).stdout)
    assert (again["status"], again["submission"]) == ("accepted", f"{NAME}.003")


def test_what_cannot_be_taken_back_is_said_in_a_sentence(county, tmp_path):
    office = Office.open(county)
    (tmp_path / f"{NAME}.csv").write_bytes(b"")
    take_in(office, tmp_path / f"{NAME}.csv", clock())
    (tmp_path / f"{NAME}.csv").write_bytes(file_of(3))
    take_in(office, tmp_path / f"{NAME}.csv", clock())
    corrections.retract(office, corrections.place(office, f"{NAME}.002"), "other", clock())
    for name, says in {
        "Jane Smith": "named as on its receipt",
        f"{NAME}.009": "no such submission",
        "jane.smith.2025-Q4.001": "no agency of this county",
        f"{NAME}.001": "rejected, so there is nothing to take back",
        f"{NAME}.002": "taken back before",
    }.items():
        with pytest.raises(corrections.CorrectionProblem, match=says) as problem:
            corrections.retract(office, corrections.place(office, name), "other", clock())
        assert "jane" not in str(problem.value).lower()
    found = here("retract", "Jane Smith", "--workspace", county)
    assert (found.returncode, "Jane" in found.stdout + found.stderr) == (2, False)


def test_the_senders_own_number_counts_in_whatever_order_files_arrive(county, tmp_path):
    sent(county, tmp_path, file_of(7), f"{NAME}.r3.csv")
    late = json.loads(sent(county, tmp_path, file_of(5), f"{NAME}.r2.csv").stdout)
    assert (late["status"], late["revision"], late["counts_now"]) == ("accepted", "r2", f"{NAME}.001")
    assert late["changes"]["new"] == 5, "against what was sent before it, which is nothing"
    twice = json.loads(sent(county, tmp_path, file_of(4), f"{NAME}.r3.csv").stdout)
    assert (twice["status"], [f["code"] for f in twice["findings"]]) == ("rejected", ["E191"])
    plain = json.loads(sent(county, tmp_path, file_of(9)).stdout)
    assert plain["counts_now"] == plain["submission"], "a file without a number counts when it comes"
    assert plain["changes"] == {"new": 2, "changed": 0, "unchanged": 7, "gone": 0}


def test_a_number_may_be_taken_back_before_its_file_comes(county, tmp_path):
    done = here("retract", f"{NAME}.r2", "--workspace", county)
    assert "when it comes it will be refused" in done.stdout
    assert here("verify", county / "receipts" / "sheriff" / f"{NAME}.r2.json").returncode == 0
    found = json.loads(sent(county, tmp_path, file_of(5), f"{NAME}.r2.csv").stdout)
    assert (found["status"], [f["code"] for f in found["findings"]]) == ("rejected", ["E192"])


def test_the_countys_own_codes_are_explained_and_are_none_of_the_desks():
    assert not set(OF_THE_COUNTY) & set(desk.CATALOGUE), "the desk cannot know what came before"
    said = here("explain", "e191")
    assert said.stdout == f"E191: {OF_THE_COUNTY['E191']}\n"


def test_taking_back_after_a_run_takes_the_rows_out_of_the_next_run(county, tmp_path):
    office = Office.open(county)
    (tmp_path / f"{NAME}.csv").write_bytes(file_of(12))
    take_in(office, tmp_path / f"{NAME}.csv", clock())
    before = office.missing(Q4)
    here("retract", f"{NAME}.001", "--workspace", county)
    assert Office.open(county).missing(Q4) - before == {("sheriff", "law_enforcement_contacts", Q4)}
