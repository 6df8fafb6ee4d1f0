"""The notebooks run as they stand, on a publication, and say what their pictures in the handbook show."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.handbook.picture import FOLDER

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


def _run(demo, *command):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment = {**outside, "SAFECOUNT_PUBLICATION": str(demo.publication)}
    return subprocess.run([sys.executable, "-m", *map(str, command)], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_notebook_runs_and_says_what_its_picture_shows(demo, notebook):
    ran = _run(demo, "tests.line.notebook_words", notebook)
    assert ran.returncode == 0, ran.stderr[-2000:]
    kept = FOLDER / f"{notebook.stem}.json"
    if os.environ.get("SAFECOUNT_PICTURES"):
        kept.write_text(ran.stdout, encoding="utf-8")
    said = json.loads(kept.read_text(encoding="utf-8"))
    assert len(said) > 5
    assert said == json.loads(ran.stdout), "its picture is stale; tests/browser/test_notebook_pictures.py says how to take it anew"


def test_what_a_notebook_asserts_is_a_test_too(demo):
    notebook = next(path for path in NOTEBOOKS if path.stem == "reading_a_publication")  # the others look at their results when run
    tests = _run(demo, "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", notebook)
    assert tests.returncode == 0, tests.stdout[-2000:]
