"""A command whose words cannot be written or read to the end, or whose call is wrong, ends with the code that says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk_files import as_csv, cells, contacts
from tests.line.command import ENTRY, here

NAME = "sheriff.law_enforcement_contacts.2025-Q4.csv"
FULL = Path("/dev/full")


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_bytes(as_csv(cells(contacts(3))))
    return tmp_path / NAME


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_bytes(as_csv(cells(contacts(200, gender="femal"))))
    return tmp_path / NAME


def unread(*words: str | Path) -> tuple[int, str]:
    """Run a command whose reader goes away before it has read a word."""
    command = [sys.executable, "-c", ENTRY, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout and ran.stderr
        ran.stdout.close()
        complained = ran.stderr.read().decode()
    return ran.returncode, complained


def test_a_clean_file_stays_clean_when_nobody_reads_what_is_said_of_it(clean):
    assert unread("check", clean) == (0, "")


def test_a_file_with_findings_has_them_when_nobody_reads_them(wrong):
    assert unread("check", wrong) == (1, "") == unread("check", wrong, "--format", "json")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", [["check"], ["check", "--format", "json"]])
def test_a_full_disk_is_called_a_full_disk(clean, words):
    with FULL.open("wb") as full:
        command = [sys.executable, "-c", ENTRY, *words, str(clean)]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (4, "the disk is full, so not all could be written; make room and run the command again\n")


def test_a_program_that_gives_us_no_place_to_speak_to_still_gets_the_exit_code(clean):
    ran = subprocess.run(["sh", "-c", '"$0" "$@" >&-', sys.executable, "-c", ENTRY, "check", str(clean)], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/proc").exists(), reason="there is no place here that takes no file")
def test_a_place_that_takes_no_file_is_named_as_it_was_given(clean):
    ran = here("check", clean, "--findings", "/proc/findings.xlsx")
    assert ran.returncode == 2 and ran.stderr.startswith("/proc/findings.xlsx cannot be written: ") and "/." not in ran.stderr


@pytest.mark.parametrize(
    ("option", "typed", "meant"), [("--agency", "sherif", "sheriff"), ("--extract", "law_enforcement_contact", "law_enforcement_contacts")]
)
def test_an_option_that_names_nobody_is_answered_by_its_own_name(clean, option, typed, meant):
    ran = here("check", clean, option, typed)
    assert ran.returncode == 2 and ran.stderr == f"{option} is none that we know; did you mean {meant}?\n"


def test_a_folder_that_was_never_published_is_a_wrong_call_and_a_publication_without_its_manifest_a_finding(tmp_path):
    ran = here("verify", tmp_path)
    assert ran.returncode == 2 and ran.stderr == f"{tmp_path} is not a published folder\n"
    (tmp_path / "publication.json").write_text("{}", "utf-8")
    assert here("verify", tmp_path).returncode == 1
