"""Files that must not get in: each is refused with a reason, kept out of every store, and the quarter goes on without it."""

import json
from pathlib import Path

import pytest

from pipelines import synthesis
from pipelines.confidential.store.frames import Frames
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.command import files_under, here

CANARY = "Zanzibar-Quetzal"
LAST = Quarter(2023, 4)
PROBATION, ADVOCATES = "probation.probation_referrals.2023-Q4.csv", "advocates.advocacy_services.2023-Q4.csv"


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    synthesis.synthesize(folder, schemas=Schemas.load(), youth_per_year=60, quarters=8, last=LAST, seed=3)
    return folder


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    return Workspace.create(tmp_path_factory.mktemp("bad") / "county", demo=True).folder


def first_row(content: bytes, column: str, value: str) -> bytes:
    """The file with another value in one column of its first row."""
    lines = content.decode("utf-8-sig").splitlines()
    head, row = lines[0].split(","), lines[1].split(",")
    row[head.index(column)] = value
    return "\n".join([lines[0], ",".join(row), *lines[2:]]).encode()


def more_columns(content: bytes, name: str, value: str) -> bytes:
    lines = content.decode("utf-8-sig").splitlines()
    return "\n".join([f"{lines[0]},{name}", *(f"{line},{value}" for line in lines[1:])]).encode()


def spoiled(good: bytes) -> dict[str, tuple[bytes, int]]:
    """What is wrong → the file, and the exit code with which it is refused."""
    lines = good.decode().splitlines()
    everywhere = [",".join(CANARY if i == 1 else c for i, c in enumerate(line.split(","))) for line in lines[1:]]
    return {
        "empty": (b"", 1),
        "not a table": (b"%PDF-1.7\n" + bytes(range(256)) + CANARY.encode(), 1),
        "in a wrong encoding": (good.replace(b"\n", f"{CANARY}\n".encode(), 1).decode().encode("utf-16-le"), 1),
        "a column missing": ("\n".join(line.partition(",")[2] for line in lines).encode(), 1),
        "a column nobody knows": (more_columns(good, "shoe_size", CANARY), 1),
        "every date wrong": ("\n".join([lines[0], *everywhere]).encode(), 1),
        "every code wrong": (good.replace(b"black", CANARY.encode()).replace(b"latino", CANARY.encode()), 1),
        "a key twice": ("\n".join([*lines, lines[1]]).encode(), 1),
        "a column of names": (more_columns(good, "last_name", CANARY), 3),
        "a column of birth dates": (more_columns(good, "date_of_birth", "2009-03-02"), 3),
        "a social security number": (first_row(good, "closed_reason", "219-09-9999"), 3),
    }


KINDS = list(spoiled(b"a,closed_reason\n1,2\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_refused_with_a_reason_and_not_kept(extracts, county, tmp_path, kind):
    content, code = spoiled((extracts / PROBATION).read_bytes())[kind]
    file = tmp_path / PROBATION
    file.write_bytes(content)
    found = here("submit", file, "--workspace", county, "--format", "json")
    assert found.returncode == code, found.stderr
    receipt = json.loads(found.stdout)
    assert receipt["status"] == "rejected"
    assert receipt["findings"]
    assert CANARY not in found.stdout + found.stderr
    frames = Frames.open(county / "confidential")
    kept = [f.row(0, named=True) for f in frames.load_all("submissions", "probation", "2023-Q4")]
    assert all(row["content"] is None for row in kept)


def test_an_agency_that_may_send_totals_only_cannot_send_rows(extracts, county, tmp_path):
    for name in (ADVOCATES, "advocates.probation_referrals.2023-Q4.csv"):
        file = tmp_path / name
        file.write_bytes((extracts / PROBATION).read_bytes())
        found = here("submit", file, "--workspace", county, "--format", "json")
        assert found.returncode == 3, found.stdout
        assert json.loads(found.stdout)["status"] == "rejected"


def test_a_file_without_a_right_name_is_refused_without_repeating_it(county, tmp_path):
    file = tmp_path / f"{CANARY}.csv"
    file.write_text(f"name\n{CANARY}\n")
    found = here("submit", file, "--workspace", county, "--format", "json")
    assert found.returncode == 1
    assert CANARY not in found.stdout + found.stderr


def test_the_quarter_goes_on_without_it_and_the_dashboard_says_who_is_missing(extracts, tmp_path_factory):
    folder = Workspace.create(tmp_path_factory.mktemp("goes on") / "county", demo=True).folder
    for path in extracts.glob("*.*"):
        if path.name != ADVOCATES:
            (folder / "inbox" / path.name).write_bytes(path.read_bytes())
    (folder / "inbox" / PROBATION).write_bytes(more_columns((extracts / PROBATION).read_bytes(), "last_name", CANARY))
    ran = here("run", str(LAST), "--workspace", folder)
    assert ran.returncode == 3, ran.stderr
    assert "probation.probation_referrals.2023-Q4.001.html" in ran.stdout, "the refused file's receipt is named"
    assert not any((folder / "inbox").iterdir()), "every file has left the inbox"
    draft = folder / "drafts" / "2023-Q4-v1"
    facts = json.loads((draft / "publication.json").read_text())
    standing = {(r["agency"], r["quarter"]): r["status"] for r in facts["reported"]}
    assert standing["probation", "2023-Q4"] == "rejected"
    assert standing["advocates", "2023-Q4"] == "missing"
    assert standing["sheriff", "2023-Q4"] == "accepted"
    page = (draft / "dashboard.html").read_text(encoding="utf-8")
    assert "Victim Advocacy Center" in page
    cells = (draft / "cells.csv").read_text().splitlines()
    advocacy = [c for c in cells if c.startswith("advocacy_sessions,2023-Q4")]
    assert advocacy and all(c.endswith(",x") for c in advocacy)


def test_no_canary_is_anywhere(county):
    for path in files_under(county):
        assert CANARY.encode() not in path.read_bytes(), path
        assert CANARY not in path.name
