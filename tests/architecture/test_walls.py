"""The walls between the rooms hold, and an offence against any of them is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OFFENCES = {
    "reports read confidential rows": ("reports/dashboard/cells.py", "import pipelines.confidential.store.frames"),
    "reports reach confidential rows through a friend": ("pipelines/publication/table.py", "import pipelines.confidential.store.frames"),
    "a stage imports another stage": ("pipelines/confidential/outcomes/__init__.py", "import pipelines.confidential.tabulation"),
    "a stage imports dagster": ("pipelines/confidential/outcomes/__init__.py", "import dagster"),
    "somebody else seals a table": ("pipelines/defs/drafts.py", "import pipelines.publication.seal"),
    "the attacker borrows from the protector": (
        "pipelines/disclosure_control/audit/verdict.py",
        "import pipelines.disclosure_control.protection",
    ),
    "great expectations outside its room": ("pipelines/confidential/validation/rule_counts.py", "import great_expectations"),
    "plotly on the confidential side": ("pipelines/defs/drafts.py", "import plotly"),
    "a solver outside the door": ("pipelines/confidential/tabulation/shares.py", "import highspy"),
    "duckdb in reports": ("reports/dashboard/cells.py", "import duckdb"),
    "the desk needs polars": ("pipelines/desk/rules.py", "import polars"),
    "the checker page needs polars": ("pipelines/checker/in_page.py", "import polars"),
    "the agreement sees rows": ("schemas/period.py", "import polars"),
    "the made-up county uses the line's engine": ("pipelines/synthesis/truth.py", "import polars"),
    "planning opens the encrypted store": ("pipelines/planning/county.py", "import pipelines.confidential.store.frames"),
    "reports reach the planning of the confidential side": ("reports/planning/picture.py", "import pipelines.planning.tally"),
    "the portal opens the encrypted store": ("pipelines/portal/front.py", "import pipelines.confidential.store.frames"),
    "the portal goes past the counter": ("pipelines/portal/views/agency.py", "import pipelines.defs.office"),
    "the portal looks at rows": ("pipelines/portal/clerk.py", "import polars"),
    "django behind the counter": ("pipelines/defs/counter/files.py", "import django"),
    "a new room without a place": ("pipelines/cellar.py", "NOTHING = None"),
}


def _walls(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(folder / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False)


def test_the_walls_hold():
    found = _walls(ROOT)
    assert found.returncode == 0, found.stdout[-3000:]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for name in ("schemas", "pipelines", "reports"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "generated", "vendor"))
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


@pytest.mark.parametrize("file, line", OFFENCES.values(), ids=OFFENCES)
def test_an_offence_is_caught(copy, file, line):
    path = copy / file
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        assert _walls(copy).returncode != 0
    finally:
        path.write_text(before) if before is not None else path.unlink()


def test_the_copy_without_an_offence_is_clean(copy):
    found = _walls(copy)
    assert found.returncode == 0, found.stdout[-3000:]
