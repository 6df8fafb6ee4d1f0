"""The public code location loads without a workspace, draws into the drafts, and leaves what is published as it is."""

import subprocess
import sys
from pathlib import Path

import dagster as dg

from reports.definitions import a_draft_without_its_page, dashboard, defs
from tests.reports.sample import Sample


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_loads_where_there_is_no_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path / "nowhere"))
    dg.Definitions.validate_loadable(defs)
    result = dg.materialize([dashboard])
    assert result.success
    assert not (tmp_path / "nowhere").exists()


def test_it_draws_the_page_of_each_draft_and_changes_nothing_published(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path))
    Sample(first="2025-Q1", last="2025-Q1").write(tmp_path / "published" / "2025-Q1-v1")
    Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "drafts" / "2025-Q2-v1")
    before = _bytes(tmp_path / "published")
    asked = list(a_draft_without_its_page(dg.build_sensor_context()))
    assert len(asked) == 1 and asked[0].run_key.startswith("2025-Q2-v1")
    assert dg.materialize([dashboard]).success
    assert _bytes(tmp_path / "published") == before
    assert [p.parent.name for p in tmp_path.rglob("dashboard.html")] == ["2025-Q2-v1"]
    assert list(a_draft_without_its_page(dg.build_sensor_context())) == []


def test_steps_run_in_one_process():
    assert defs.executor is dg.in_process_executor


def test_drawing_a_page_needs_neither_dagster_nor_a_data_frame():
    heavy = "dagster polars pandas duckdb great_expectations numpy pipelines"
    code = f"import sys; import reports.dashboard; print([m for m in '{heavy}'.split() if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
