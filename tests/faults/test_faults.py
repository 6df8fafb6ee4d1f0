"""The short form of all faults: some of each kind, in a process of its own, since a process with threads cannot be forked safely."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.defs.office import Office
from pipelines.publication import store
from pipelines.workspace import Workspace
from tests.faults.county import lost_or_double, partly_published
from tests.reports.sample import Sample

BARS = {
    "kill -9 at the steps' boundaries": 6,
    "a full disk": 2,
    "an error of the disk, once": 5,
    "wrong clocks": 2,
    "two files at once": 3,
}


def test_the_short_form_of_every_fault_keeps_its_bar() -> None:
    ran = subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.faults", "--short"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    for what, least in BARS.items():
        told = next((line for line in ran.stdout.splitlines() if line.startswith(what)), "")
        assert told.endswith("kept"), what
        assert int(re.search(r"\d+", told.removeprefix(what))[0]) >= least, told


@pytest.mark.parametrize(
    "counts, lines, seen",
    [
        ({"a": ("one", 1), "b": ("two", 1)}, 1, (0, 0)),
        ({"a": ("one", 1)}, 1, (1, 0)),
        ({"a": ("one", 1), "b": ("other", 1)}, 1, (1, 0)),
        ({"a": ("one", 2), "b": ("two", 1)}, 1, (0, 1)),
        ({"a": ("one", 1), "b": ("two", 1)}, 2, (0, 1)),
    ],
)
def test_what_is_lost_or_double_is_seen(counts: dict[str, tuple[str, int]], lines: int, seen: tuple[int, int]) -> None:
    then = {"counts": {"a": ("one", 1), "b": ("two", 1)}, "published lines": 1}
    assert lost_or_double({"counts": counts, "published lines": lines}, then) == seen


def test_a_publication_that_is_not_whole_is_seen(tmp_path: Path) -> None:
    there = Workspace.create(tmp_path / "county", demo=True)
    key = Office.open(there.folder).signing_key
    draft = Sample().write(there.drafts / "2025-Q4-v1")
    (draft / "dashboard.html").write_text("<p>", encoding="utf-8")
    out = store.publish(draft, there.published, {"publication": draft.name}, key.public_key, key.sign)
    assert partly_published(tmp_path) == []
    out.chmod(0o755)
    (out / "cells.csv").unlink()
    assert partly_published(tmp_path)
