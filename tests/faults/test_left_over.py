"""What a killed process leaves behind: half-written files that must go, and a process of the public side that must not be overtaken."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.defs.office import Office
from pipelines.defs.shelf import A_DAY, Busy, alone
from pipelines.workspace import Workspace


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.open(Workspace.create(tmp_path / "county", demo=True).folder)


def test_what_a_killed_process_left_half_written_is_swept_away_after_a_day(office: Office) -> None:
    half = [
        office.workspace.confidential / "submissions" / "sheriff" / "2026-Q1" / ".sheriff.contacts.2026-Q1.001.parquet.0badcafe",
        office.workspace.receipts / "sheriff" / ".sheriff.contacts.2026-Q1.001.json.0badcafe",
    ]
    whole = [path.with_name(path.name[1:].rpartition(".")[0]) for path in half]
    for path in (*half, *whole):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with alone(office):
        assert all(path.exists() for path in half), "somebody may still be writing it"
    yesterday = time.time() - A_DAY - 60
    for path in (*half, *whole):
        os.utime(path, (yesterday, yesterday))
    with alone(office):
        assert not any(path.exists() for path in half)
        assert all(path.exists() for path in whole)


def test_the_line_is_held_until_the_process_that_draws_the_pages_has_ended_too(office: Office, tmp_path: Path) -> None:
    """Else it could write the pages of an old draft into the folder of a new one."""
    stand_in = tmp_path / "python"
    stand_in.write_text("#!/bin/sh\ntouch drawing\nsleep 3\n", encoding="utf-8")
    stand_in.chmod(0o755)
    runner = subprocess.Popen([sys.executable, "-c", _DRAWING, str(office.workspace.folder), str(stand_in)], cwd=tmp_path)
    while not (tmp_path / "drawing").exists():
        time.sleep(0.02)
    runner.kill()
    runner.wait()
    with pytest.raises(Busy), alone(office):
        pass
    for _ in range(200):
        try:
            with alone(office):
                return
        except Busy:
            time.sleep(0.05)
    raise AssertionError("the line was never let go")


_DRAWING = """
import sys
from pathlib import Path
from pipelines.cli import reporting
from pipelines.defs.office import Office
from pipelines.defs.shelf import alone
reporting.sys.executable = sys.argv[2]
with alone(Office.open(Path(sys.argv[1]))) as held:
    reporting.reports("pages", holding=held)
"""
