"""What is due when, who is late, how each agency did, and the letters that remind them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.defs import corrections
from pipelines.defs.intake import take_in
from pipelines.defs.office import Office
from pipelines.workspace import Workspace
from schemas import Schemas
from tests.desk_files import as_csv, cells, contacts
from tests.line.command import files_under, here

EXTRACT = "law_enforcement_contacts"
TOKEN = contacts(1)[0]["youth_token"]


def good(quarter: str, rows: int = 3, day: str = "") -> bytes:
    """Contacts on a day of the quarter."""
    year, number = int(quarter[:4]), int(quarter[-1])
    day = day or f"{year}-{3 * number - 2:02d}-14"
    lines = [{**c, "contact_on": day, "offence_on": day} for c in contacts(rows)]
    return as_csv(cells(lines, Schemas.load().contracts[EXTRACT].columns))


# When it came, from whom, for which quarter, and whether it was any good.
CAME = (
    ("2025-10-20", "sheriff", "2025-Q3", True),
    ("2025-11-15", "city_police", "2025-Q3", True),
    ("2026-01-10", "sheriff", "2025-Q4", False),
    ("2026-01-12", "sheriff", "2025-Q4", True),
    ("2026-02-20", "sheriff", "2025-Q4", True),
    ("2026-01-28", "city_police", "2025-Q4", False),
)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    folder = Workspace.create(tmp_path_factory.mktemp("calendar") / "county", demo=True).folder
    office = Office.open(folder)
    for i, (day, agency, quarter, is_good) in enumerate(CAME):
        path = folder.parent / f"{agency}.{EXTRACT}.{quarter}.csv"
        path.write_bytes(good(quarter, 3 + i) if is_good else b"nothing\n")
        take_in(office, path, datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC))
    return folder


def calendar(county: Path, day: str, *words: str | Path):
    return here("calendar", "--quarter", "2025-Q4", "--on", day, *words, "--workspace", county)


def as_it_stands(county: Path, day: str) -> dict[str, tuple[str, int]]:
    said = json.loads(calendar(county, day, "--format", "json").stdout)
    return {f["agency"]: (f["state"], f["days"]) for f in said["files"] if f["extract"] == EXTRACT}


@pytest.mark.parametrize(
    ("day", "sheriff", "city_police"),
    [
        ("2026-01-05", ("not due yet", 0), ("not due yet", 0)),
        ("2026-01-11", ("rejected", 0), ("not due yet", 0)),
        ("2026-01-30", ("in", 0), ("rejected", 0)),
        ("2026-02-09", ("in", 0), ("rejected", 10)),
        ("2026-03-01", ("in", 0), ("rejected", 30)),
    ],
)
def test_the_calendar_shows_each_file_as_it_stood_on_a_day(county, day, sheriff, city_police):
    found = as_it_stands(county, day)
    assert (found["sheriff"], found["city_police"]) == (sheriff, city_police)


def test_a_file_that_nobody_sent_is_missing_from_the_day_after_it_was_due(county):
    for day, state in (("2026-01-30", ("not due yet", 0)), ("2026-01-31", ("missing", 1))):
        said = json.loads(calendar(county, day, "--format", "json").stdout)
        assert {(f["state"], f["days"]) for f in said["files"] if f["agency"] == "probation"} == {state}
        assert {f["due_on"] for f in said["files"] if f["agency"] == "probation"} == {"2026-01-30"}


def test_each_agencys_record_counts_on_time_first_time_and_sent_again(county):
    said = json.loads(calendar(county, "2026-03-01", "--format", "json").stdout)
    found = {r["agency"]: r for r in said["agencies"]}
    owed = sum(q["extract"] == EXTRACT for q in said["files"] if q["agency"] == "sheriff")
    assert owed == 1
    sheriff, police = found["sheriff"], found["city_police"]
    assert (sheriff["on_time"], sheriff["came"], sheriff["first_time"], sheriff["corrections"]) == (2, 2, 1, 2)
    assert (police["on_time"], police["came"], police["first_time"], police["corrections"]) == (0, 2, 1, 0)
    assert "2 (1" in calendar(county, "2026-03-01").stdout, "two of all the files due since the agreement began"


def test_a_letter_goes_to_those_who_have_something_to_do_and_tells_them_what(county, tmp_path):
    done = calendar(county, "2026-02-09", "--remind", "-o", tmp_path / "letters")
    assert done.returncode == 0, done.stderr
    letters = {p.stem: p.read_text(encoding="utf-8") for p in files_under(tmp_path / "letters")}
    assert set(letters) == set(json.loads(calendar(county, "2026-02-09", "--remind", "--format", "json").stdout))
    assert "Your file was rejected; the receipt says what to correct. It was due on 2026-01-30, 10 days ago." in letters["city_police"]
    assert f"File name: city_police.{EXTRACT}.2025-Q4.csv (or .xlsx)" in letters["city_police"]
    assert "has not come" in letters["probation"] and "To: Probation Department" in letters["probation"]
    sheriffs = letters.get("sheriff", "")
    assert EXTRACT not in sheriffs, "that file is in"
    assert not any(TOKEN in text for text in letters.values())


def test_nothing_is_written_in_a_dry_run(county, tmp_path):
    assert "would write" in calendar(county, "2026-02-09", "--remind", "-o", tmp_path / "letters", "--dry-run").stdout
    assert not (tmp_path / "letters").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--on", "soon"), "--on is a day"), (("--quarter", "1999-Q1"), "no agency owes"), (("-o", "letters"), "give --remind")],
)
def test_a_wrong_call_is_answered_with_what_would_be_right(county, words, says):
    found = here("calendar", *words, "--workspace", county)
    assert (found.returncode, says in found.stderr) == (2, True)


def test_a_letter_asks_for_confirmations_that_are_still_open_and_a_file_taken_back_is_missing(tmp_path):
    folder = Workspace.create(tmp_path / "county", demo=True).folder
    office, when = Office.open(folder), datetime(2026, 1, 20, tzinfo=UTC)
    path = tmp_path / f"sheriff.{EXTRACT}.2025-Q4.csv"
    path.write_bytes(good("2025-Q4", 3, "2012-03-05"))
    receipt = take_in(office, path, when)
    assert "Please confirm C701" in calendar(folder, "2026-01-21", "--remind").stdout
    corrections.retract(office, corrections.place(office, receipt.submission), "other", when)
    assert as_it_stands(folder, "2026-02-01")["sheriff"] == ("missing", 2)
