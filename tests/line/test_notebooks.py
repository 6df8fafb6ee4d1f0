"""The notebooks run as they stand, on a publication."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_notebook_runs(demo, notebook):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment = {**outside, "SAFECOUNT_PUBLICATION": str(demo.publication)}
    ran = subprocess.run([sys.executable, str(notebook)], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]


def test_what_a_notebook_asserts_is_a_test_too(demo):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment = {**outside, "SAFECOUNT_PUBLICATION": str(demo.publication)}
    notebook = next(path for path in NOTEBOOKS if path.stem == "reading_a_publication")  # the others look at their results when run
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(notebook)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout[-2000:]
