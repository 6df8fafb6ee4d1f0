"""`safecount prepare` as a data officer meets it: a look at what would leave, a yes, and nothing of anyone anywhere else."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.desk import examine, parse
from pipelines.desk.preparing import bridge
from schemas import Schemas
from tests.line.command import ENTRY, files_under, here, safecount

CANARIES = ("Thistlewood", "Marigold", "Quetzalcoatl", "912-55-0199", "Elmstreet", "2010-03-04", "03/04/2010", "94601", "K-77123")
HEADER = "Contact Date,Last Name,First Name,DOB,Sex,Race,ZIP,Result,Finding,Advocate,Case Number,SSN,Notes\n"
ROWS = (
    "10/14/2025 23:10,Thistlewood,Marigold Ann,03/04/2010,F,H,94601,REL,CSEC,Y,K-77123,912-55-0199,seen at Elmstreet\n"
    "10/15/2025 01:02,Quetzalcoatl,Íñigo,12/31/2009,M,W,90210,REL,AR,N,K-77124,,\n"
    "10/20/2025,THISTLEWOOD,MARIGOLD,03/04/2010,F,H,94601,PC,N,Y,K-77125,,\n"
    "10/21/2025,Quetzalcoatl,FNU,12/31/2009,M,W,90210,REL,AR,N,K-77126,,\n"
)
MAPPING = """
extract: law_enforcement_contacts
dates: month-first
identity: {last: Last Name, first: First Name, born: DOB, sex: Sex}
columns:
  contact_on: Contact Date
  status: Finding
  disposition: {from: Result, values: {REL: released_to_parent, PC: protective_custody}}
  advocacy_notified: Advocate
  arrested: {constant: 'no'}
  age_band: {age_at: {born: DOB, on: Contact Date}}
  gender: Sex
  race_ethnicity: {from: Race, values: {H: latino, W: white}, empty: unknown}
  residence: {from: ZIP, starts: {in_county: ['946']}, others: out_of_county, empty: unknown}
drop: [Last Name, First Name, DOB, Case Number, SSN, Notes]
"""
FOR = ("--extract", "law_enforcement_contacts", "--agency", "sheriff", "--quarter", "2025-Q4")
NAME = "sheriff.law_enforcement_contacts.2025-Q4.csv"

TOTALS = """
extract: advocacy_services
persons: [Client, DOB]
quarter_by: {from: Day, dates: month-first}
columns:
  service: {from: Kind, values: {CC: crisis_counselling, SP: safety_planning, CT: court_accompaniment}}
  youth: {count: persons}
  sessions: {count: rows}
"""
SESSIONS = """Client,DOB,Day,Kind
Thistlewood,03/04/2010,10/01/2025,CC
Thistlewood,03/04/2010,10/08/2025,CC
thistlewood ,03/04/2010,10/09/2025,SP
Quetzalcoatl,12/31/2009,12/31/2025,CC
Quetzalcoatl,12/31/2009,01/02/2026,CC
"""


class Desk:
    """One officer's folder, with the export, the mapping and the key in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.elsewhere = folder, folder / "out", folder / "tmp"
        for made in (self.out, self.elsewhere):
            made.mkdir()
        self.export, self.key = folder / "export.csv", folder / "linking.key"
        self.export.write_text(HEADER + ROWS, encoding="utf-8")
        (folder / "law_enforcement_contacts.mapping.yaml").write_text(MAPPING)
        (folder / "advocacy_services.mapping.yaml").write_text(TOTALS)
        self.said = ""
        assert self.run("--make-key", self.key) == 0

    def run(self, *words: str | Path, alone: bool = False) -> int:
        """Run the command; `alone` in a process of its own, where whatever it leaves behind is found."""
        ran = safecount("prepare", *words, TMPDIR=str(self.elsewhere), HOME=str(self.elsewhere)) if alone else here("prepare", *words)
        self.said = ran.stdout + ran.stderr
        assert "Traceback" not in self.said
        return ran.returncode

    def prepare(self, *more: str | Path, alone: bool = False) -> int:
        return self.run(self.export, *FOR, "--key", self.key, "--to", self.out, *more, alone=alone)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_file_that_leaves_holds_the_agreed_columns_and_is_accepted_by_the_county(desk):
    assert desk.prepare("--yes") == 1, "one row was held, and the exit code says so"
    rows = rows_of(desk.out / NAME)
    assert [(r["contact_on"], r["status"], r["age_band"], r["residence"]) for r in sorted(rows, key=lambda r: r["contact_on"])] == [
        ("2025-10-14", "confirmed", "age_14_15", "in_county"),
        ("2025-10-15", "at_risk", "age_14_15", "out_of_county"),
        ("2025-10-20", "none", "age_14_15", "in_county"),
    ]
    assert len({r["youth_token"] for r in rows}) == 2, "one name written in two ways is one young person"
    named = parse(NAME)
    found = examine((desk.out / NAME).read_bytes(), named, Schemas.load())
    assert (found.status, found.rows_in) == ("accepted", 3)


def test_the_preview_tells_what_leaves_what_is_dropped_and_what_is_held(desk):
    desk.prepare("--dry-run")
    for said in (
        f"This would leave, and nothing else: {desk.out / NAME}",
        "3 rows, 2 different tokens",
        "Columns that are dropped (3): Case Number, SSN, Notes",
        "Columns that are read, but do not leave as they stand (3): Last Name, First Name, DOB",
        "Held, and not sent: 1 row",
        "Row 5: the first name is missing or stands for an unknown one, so there is no token",
        "Small groups: 2 combinations of these have fewer than 5 young people",
        "Checked as the county checks it: accepted",
    ):
        assert said in desk.said
    assert not any(desk.out.iterdir())


def test_without_a_yes_and_without_a_terminal_nothing_is_written(desk):
    assert desk.prepare() == 2
    assert "give --yes" in desk.said and "This would leave" in desk.said
    assert not any(desk.out.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="a terminal is made as POSIX does")
@pytest.mark.parametrize(("typed", "code"), [("yes", 1), ("y", 2), ("", 2)])
def test_at_a_terminal_only_a_yes_is_a_yes(desk, typed, code):
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    words = ("prepare", desk.export, *FOR, "--key", desk.key, "--to", desk.out)
    ran = subprocess.run([sys.executable, "-c", ENTRY, *map(str, words)], stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert "Type yes:" in ran.stdout
    assert (ran.returncode, (desk.out / NAME).is_file()) == (code, typed == "yes")


def test_no_name_number_or_day_of_birth_and_no_key_is_anywhere_but_in_the_source(desk):
    new = desk.folder / "new.key"
    assert desk.run("--make-key", new, "--year", "2027") == 0
    secrets = [line.split()[-1] for key in (desk.key, new) for line in key.read_text().splitlines() if line.startswith("key:")]
    told = ""
    spoiled = MAPPING.replace("{H: latino, W: white}, empty", "{}, empty").replace("status: Finding", "status: Last Name")
    (desk.folder / "spoiled.yaml").write_text(spoiled)
    asked = ((), ("--yes",), ("--yes", "--replace", "--format", "json"), ("--mapping", desk.folder / "spoiled.yaml", "--yes"))
    for more in (*asked, ("--yes", "--bridge", desk.key, new), ("--draft-mapping", desk.folder / "draft.yaml")):
        desk.prepare(*more, alone=True)
        told += desk.said
    assert "2 different tokens" in told and (desk.folder / "draft.yaml").is_file()
    kept = [path for path in files_under(desk.folder) if path not in (desk.export, desk.key, new)]
    assert len(kept) >= 6
    for canary in (*CANARIES, *secrets):
        assert canary.casefold() not in told.casefold(), canary
        for path in kept:
            assert canary.casefold() not in path.read_text(encoding="utf-8").casefold(), (canary, path.name)


def test_the_same_export_gives_the_same_bytes_and_another_key_other_tokens(desk):
    desk.prepare("--yes")
    once = (desk.out / NAME).read_bytes()
    assert desk.prepare("--yes") == 2, "a file that is there stays"
    desk.prepare("--yes", "--replace")
    assert (desk.out / NAME).read_bytes() == once
    desk.key.unlink()
    desk.run("--make-key", desk.key)
    desk.prepare("--yes", "--replace")
    again = rows_of(desk.out / NAME)
    assert (desk.out / NAME).read_bytes() != once and len({r["youth_token"] for r in again}) == 2


def test_a_key_is_made_once_for_its_owner_only_and_is_never_shown(desk):
    before = desk.key.read_bytes()
    assert desk.run("--make-key", desk.key) == 2
    assert desk.key.read_bytes() == before and desk.key.stat().st_mode & 0o777 == 0o600
    desk.key.chmod(0o644)
    assert desk.prepare("--yes") == 2 and "chmod 600" in desk.said
    desk.key.chmod(0o600)
    desk.key.write_text(desk.key.read_text()[:-10] + "\n")
    assert desk.prepare("--yes") == 2 and "key: " in desk.said
    assert not any(desk.out.iterdir())


def test_a_key_in_a_county_s_workspace_is_neither_made_nor_used(desk):
    county = desk.folder / "county"
    assert safecount("init", county).returncode == 0
    assert desk.run("--make-key", county / "linking.key") == 3
    (county / "linking.key").write_bytes(desk.key.read_bytes())
    (county / "linking.key").chmod(0o600)
    assert desk.run(desk.export, *FOR, "--key", county / "linking.key", "--to", desk.out, "--yes") == 3
    assert "the county never holds a linking key" in desk.said


def test_a_mapping_that_is_wrong_says_where_and_what_would_be_right(desk):
    wrong = MAPPING.replace("PC: protective_custody", "PC: protectve_custody").replace("dates: month-first", "dates: us")
    (desk.folder / "law_enforcement_contacts.mapping.yaml").write_text(wrong)
    assert desk.prepare("--yes") == 2
    assert "mapping: columns: disposition: values: PC: 'protectve_custody' is not a code; did you mean 'protective_custody'?" in desk.said
    assert "mapping: dates: say how the days are written: day-first, month-first" in desk.said
    assert not any(desk.out.iterdir())


def test_a_programme_of_totals_gets_its_totals_counted_and_no_token(desk):
    sessions = desk.folder / "sessions.csv"
    sessions.write_text(SESSIONS)
    words = (sessions, "--extract", "advocacy_services", "--quarter", "2025-Q4", "--to", desk.out)
    assert desk.run(*words, "--key", desk.key, "--yes") == 3
    assert "28 CFR 94.115" in desk.said and "34 USC 12291(b)(2)" in desk.said and not any(desk.out.iterdir())
    assert desk.run(*words, "--yes") == 0
    lines = {r["service"]: (r["youth"], r["sessions"]) for r in rows_of(desk.out / "advocates.advocacy_services.2025-Q4.csv")}
    assert lines == {
        "crisis_counselling": ("2", "3"),
        "court_accompaniment": ("0", "0"),
        "safety_planning": ("1", "1"),
        "benefits_claims": ("0", "0"),
        "classes": ("0", "0"),
        "_T": ("2", "4"),
    }
    assert "Left out: 1 row dated before or after 2025-Q4" in desk.said
    for canary in CANARIES:
        assert canary.casefold() not in desk.said.casefold()


def test_totals_are_not_written_where_a_row_cannot_be_counted(desk):
    sessions = desk.folder / "sessions.csv"
    sessions.write_text(SESSIONS + "Quetzalcoatl,12/31/2009,12/01/2025,YOGA\n")
    words = (sessions, "--extract", "advocacy_services", "--quarter", "2025-Q4", "--to", desk.out, "--yes")
    assert desk.run(*words) == 1
    assert "Nothing may be written: 1 row cannot be counted" in desk.said and "YOGA  in 1 row" in desk.said
    (desk.folder / "advocacy_services.mapping.yaml").write_text(TOTALS + "identity: {number: Client}\n")
    assert desk.run(*words) == 3, "a mapping that asks for tokens is refused as well"
    assert not any(desk.out.iterdir())


def test_an_agency_without_an_agreement_on_rows_is_refused_before_its_export_is_opened(desk):
    desk.export.write_bytes(b"\x00")
    words = ("--extract", "law_enforcement_contacts", "--agency", "advocates", "--quarter", "2025-Q4")
    mapping = desk.folder / "law_enforcement_contacts.mapping.yaml"
    assert desk.run(desk.export, *words, "--key", desk.key, "--mapping", mapping, "--to", desk.out, "--yes") == 3
    assert "[T601]" in desk.said and not any(desk.out.iterdir())


def test_a_bridge_leads_from_every_old_token_to_the_new_one_and_is_checked(desk):
    new = desk.folder / "new.key"
    desk.run("--make-key", new, "--year", "2027")
    assert desk.prepare("--yes", "--bridge", desk.key, new) == 1
    (made,) = desk.out.glob("sheriff.bridge.*.csv")
    assert bridge.problems(made.read_bytes()) == []
    leads = {r["old_token"]: r["new_token"] for r in rows_of(made)}
    desk.prepare("--yes")
    old = {r["youth_token"] for r in rows_of(desk.out / NAME)}
    desk.run(desk.export, *FOR, "--key", new, "--to", desk.out, "--yes", "--replace")
    assert set(leads) == old and {leads[token] for token in old} == {r["youth_token"] for r in rows_of(desk.out / NAME)}
    assert desk.prepare("--yes", "--bridge", new, new) == 2 and "are the same" in desk.said
    line = made.read_bytes().splitlines(keepends=True)[1]
    for wrong in (b"old,new\n", made.read_bytes() + line, made.read_bytes() + b"x,y\n", b"\xff"):
        assert bridge.problems(wrong)


def test_other_programs_get_counts_headers_and_reasons_as_json(desk):
    assert desk.prepare("--yes", "--format", "json") == 1
    told = json.loads(desk.said)
    assert (told["written"], told["rows"], told["tokens"], told["rows_held"]) == (True, 3, 2, 1)
    assert told["dropped"] == ["Case Number", "SSN", "Notes"]
    assert (desk.out / NAME).is_file()
