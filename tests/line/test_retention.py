"""Rows that are older than was agreed are destroyed with proof, and what was published of them never becomes less."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.defs import gates, retention
from pipelines.defs.office import Office
from pipelines.publication import ledger
from schemas import Quarter, Schemas
from schemas.reach import looking_back, needed_until
from tests import exits_county
from tests.exits_county import YEAR, counts, file_of, sent, token
from tests.line.command import here

NEXT = Quarter(2024, 1)
LATER = date(2024, 7, 2)
POLICY = "threshold: 11\nretain_quarters: 2\nbackup_days: 90\n"


@pytest.fixture(scope="module")
def year_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two agencies sent a year, which is published; and the first quarter of the next year."""
    office = exits_county.opened(tmp_path_factory.mktemp("retention") / "county", POLICY)
    for n, quarter in YEAR.items():
        sent(office, quarter, file_of(quarter, range(30)) + file_of(quarter, range(50, 50 + n), "transitional")[32:])
        sent(office, quarter, file_of(quarter, range(20, 50)), "outreach")
    exits_county.published(office, exits_county.ran(office, YEAR[4]))
    sent(office, NEXT, file_of(NEXT, range(30)))
    sent(office, NEXT, file_of(NEXT, range(20, 50)), "outreach")
    return office.workspace.folder


@pytest.fixture
def office(year_out: Path, tmp_path: Path) -> Office:
    return Office.open(Path(shutil.copytree(year_out, tmp_path / "county")))


def _retained(office: Office, today: date = LATER) -> list[Path]:
    return retention.destroy(office, retention.plan(office, today), "rita")


def test_after_the_rows_are_gone_the_next_run_shows_the_old_periods_as_they_were_published(office: Office) -> None:
    before = counts(office.workspace.published / "2023-Q4-v1")
    assert before["2023", "_T"] == ("250", "") and before["2023", "transitional"][1] == "c"
    assert _retained(office)
    again = Office.open(office.workspace.folder)
    assert not [s for q in YEAR.values() for s in again.submissions("shelters", q) if again.content(s)]
    draft = exits_county.ran(again, NEXT)
    after = counts(draft)
    assert {key: after[key] for key in before} == before
    assert after["2024-Q1", "_T"] == ("60", "")
    said = json.loads((draft / "publication.json").read_text(encoding="utf-8"))
    assert {r["status"] for r in said["reported"]} == {"accepted"}, "the agencies did send them"
    found = gates.attack_unaided(again, draft.name)
    assert found.passed and found.exact == 0


def test_what_is_destroyed_is_what_is_old_enough_and_published_to_its_last_figure(office: Office) -> None:
    planned = retention.plan(office, date(2023, 12, 1))
    assert {str(s.quarter) for s, _ in planned.due} == {"2023-Q1"}, "two quarters after its own have ended"
    assert {str(s.quarter) for s, _ in retention.plan(office, date(2030, 1, 1)).due} == {str(q) for q in YEAR.values()}
    assert retention.plan(office, date(2030, 1, 1)).kept == {
        "figures that need them are not all published before 2024-Q4 is": (
            "outreach.home_exits.2024-Q1",
            "shelters.home_exits.2024-Q1",
        )
    }


def test_nothing_goes_before_it_is_published(tmp_path: Path) -> None:
    office = exits_county.opened(tmp_path / "county", POLICY)
    sent(office, YEAR[1], file_of(YEAR[1], range(30)))
    planned = retention.plan(office, LATER)
    assert not planned.due and list(planned.kept) == ["figures that need them are not all published before 2023-Q4 is"]


def test_what_the_newest_publication_says_is_still_to_mature_keeps_its_rows(office: Office) -> None:
    path = office.workspace.published / "2023-Q4-v1" / "cells.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.chmod(0o644)
    told = [line.rsplit(",", 2)[0] + ",,m\n" if line.startswith("exits,2023-Q2") else line for line in lines]
    path.write_text("".join(told), encoding="utf-8")
    planned = retention.plan(office, LATER)
    assert {str(s.quarter) for s, _ in planned.due} == {"2023-Q1", "2023-Q3", "2023-Q4"}
    assert "figures that need them are still to mature" in planned.kept


def test_a_row_that_names_a_later_day_keeps_the_file_until_that_day_is_published(office: Office) -> None:
    late = file_of(YEAR[2], range(30)) + f"{token(70)},{YEAR[2].end},shelter\n".encode()
    assert sent(office, YEAR[2], late, mark=".r2").status == "accepted"
    reach = {str(reach) for s, reach in retention.plan(office, LATER).due if s.quarter == YEAR[2]}
    assert reach == {"2023-Q2"}


def test_an_agency_may_agree_on_fewer_quarters_and_never_on_more(office: Office) -> None:
    agreed = office.workspace.folder / "schemas" / "agencies.yaml"
    text = agreed.read_text(encoding="utf-8")
    for quarters, due in (("1", {"2023-Q1", "2023-Q2"}), ("9", {"2023-Q1"})):
        shelters, outreach = text.split("  outreach:")
        agreed.write_text(shelters.replace("2030-12-31}", f"2030-12-31, retain_quarters: {quarters}}}") + "  outreach:" + outreach)
        planned = retention.plan(Office.open(office.workspace.folder), date(2023, 12, 1))
        assert {str(s.quarter) for s, _ in planned.due if s.agency == "shelters"} == due
        assert {str(s.quarter) for s, _ in planned.due if s.agency == "outreach"} == {"2023-Q1"}


def test_each_agency_gets_a_signed_proof_that_stands_in_the_book(office: Office) -> None:
    raw = {s.id: s.sha256 for q in YEAR.values() for s in office.submissions("shelters", q)}
    papers = _retained(office)
    assert [p.parent.parent.name for p in papers] == ["outreach", "shelters"]
    said = json.loads(papers[1].read_text(encoding="utf-8"))
    assert {f["file"]: f["sent_sha256"] for f in said["files"]} == raw
    assert "they are destroyed by 20" in said["backups"] and said["rule"].startswith("policy: 2 quarters")
    assert all(here("verify", paper).returncode == 0 for paper in papers)
    line = ledger.read(office.workspace.ledger)[-1]
    assert line.what == "rows destroyed" and set(line.about["proofs"]) == {"outreach", "shelters"}
    assert _retained(Office.open(office.workspace.folder)) == [], "a second time there is nothing to do"


def test_the_command_says_what_goes_and_what_stays_and_why(office: Office) -> None:
    dry = here("retain", "--dry-run", "--workspace", office.workspace.folder)
    assert dry.returncode == 0, dry.stderr
    assert "home_exits  2023-Q1 to 2023-Q4" in dry.stdout and "Older than agreed, and kept" in dry.stdout
    assert all(office.content(s) for s in office.submissions("shelters", YEAR[1]))
    said = json.loads(here("retain", "--dry-run", "--format", "json", "--workspace", office.workspace.folder).stdout)
    assert len(said["due"]) == 8 and not said["proofs"] and list(said["kept"])
    done = here("retain", "--workspace", office.workspace.folder)
    assert "Earlier periods are taken from the publications from now on" in done.stdout
    assert "nothing" not in done.stdout and "No rows are due" in here("retain", "--workspace", office.workspace.folder).stdout


def test_no_file_is_taken_for_a_quarter_that_was_destroyed(office: Office) -> None:
    _retained(office)
    late = sent(Office.open(office.workspace.folder), YEAR[1], file_of(YEAR[1], range(30)), mark=".r2")
    assert late.status == "rejected" and [f["code"] for f in late.findings] == ["E193"]


def test_whoever_is_stopped_before_the_proof_is_written_gets_it_the_next_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = retention.plan(office, LATER)
    monkeypatch.setattr(retention.proofs, "issue", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        retention.destroy(office, planned, "rita")
    monkeypatch.undo()
    half = Office.open(office.workspace.folder)
    assert not retention.plan(half, LATER).due
    proven = [json.loads(p.read_text(encoding="utf-8"))["files"] for p in _retained(half)]
    assert sum(map(len, proven)) == len(planned.due)


def test_rows_on_which_a_first_time_ever_rests_are_kept_and_the_rest_is_needed_shorter_than_the_policy_keeps_it() -> None:
    shipped = Schemas.load()
    assert "first_petitions" in looking_back(shipped, "probation_referrals")
    assert looking_back(shipped, "gps_monitoring") == ()
    free = [c.name for c in shipped.contracts.values() if c.kind == "rows" and not looking_back(shipped, c.name)]
    for quarter in YEAR.values():
        latest = max(needed_until(shipped, name, quarter) for name in free)
        assert latest < quarter.plus(shipped.policy.retain_quarters)
