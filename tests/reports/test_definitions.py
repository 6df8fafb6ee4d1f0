"""The public code location loads without a workspace, draws into the drafts, and leaves what is published as it is."""

import subprocess
import sys
from pathlib import Path

import dagster as dg

from reports.definitions import dashboard, defs
from tests.reports.sample import Sample


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_loads_where_there_is_no_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path / "nowhere"))
    dg.Definitions.validate_loadable(defs)
    result = dg.materialize([dashboard])
    assert result.success
    assert not (tmp_path / "nowhere").exists()


def test_it_draws_each_publication_into_the_drafts_and_changes_nothing_published(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path))
    for last in ("2025-Q1", "2025-Q2"):
        folder = Sample(first="2025-Q1", last=last).write(tmp_path / "published" / f"{last}-v1")
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
    before = _bytes(tmp_path / "published")
    assert dg.materialize([dashboard]).success
    assert _bytes(tmp_path / "published") == before
    assert {p.parent.name for p in (tmp_path / "drafts").rglob("dashboard.html")} == {"2025-Q1-v1", "2025-Q2-v1"}
    for path in (tmp_path / "published").rglob("*"):
        path.chmod(0o755)


def test_steps_run_in_one_process():
    assert defs.executor is dg.in_process_executor


def test_drawing_a_page_needs_neither_dagster_nor_a_data_frame():
    heavy = "dagster polars pandas duckdb great_expectations numpy pipelines"
    code = f"import sys; import reports.dashboard; print([m for m in '{heavy}'.split() if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
