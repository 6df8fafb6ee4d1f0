"""The public code location draws all that a draft shows or nothing, as `safecount run` does, and leaves what is published as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from reports import drawing
from reports.definitions import NAMES, a_draft_without_its_pages, defs, pages_of_drafts
from tests.reports.sample import Sample


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _settled(draft: Path) -> Path:
    """A draft that nobody has touched for a long time."""
    os.utime(draft / "publication.json", (0, 0))
    return draft


def _asked() -> list[str]:
    return [str(request.run_key).split()[0] for request in a_draft_without_its_pages(dg.build_sensor_context())]


@pytest.fixture
def county(tmp_path, monkeypatch):
    """A workspace with a publication and a draft of the quarter after it."""
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path))
    Sample(first="2025-Q1", last="2025-Q1").write(tmp_path / "published" / "2025-Q1-v1")
    _settled(Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "drafts" / "2025-Q2-v1"))
    return tmp_path


def test_it_loads_where_there_is_no_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path / "nowhere"))
    dg.Definitions.validate_loadable(defs)
    assert dg.materialize([pages_of_drafts]).success
    assert not (tmp_path / "nowhere").exists()


def test_it_draws_all_that_a_draft_shows_once_and_changes_nothing_published(county):
    before = _bytes(county / "published")
    assert _asked() == ["2025-Q2-v1"]
    made = dg.materialize([pages_of_drafts])
    assert {m.asset_key.to_user_string() for m in made.asset_materializations_for_node("pages_of_drafts")} == {*NAMES} - {"paper"}
    there = {p.name for p in (county / "drafts" / "2025-Q2-v1").iterdir()}
    assert {"dashboard.html", "handbook", "agencies", "tables.xlsx", "changes.html", "cells.parquet", "datapackage.json"} <= there
    assert "Since 2025-Q1-v1" in (county / "drafts" / "2025-Q2-v1" / "dashboard.html").read_text()
    drawn = _bytes(county)
    assert _asked() == []
    assert dg.materialize([pages_of_drafts]).success
    assert _bytes(county) == drawn and _bytes(county / "published") == before


@pytest.mark.parametrize("step", ["workbook", "dashboard"])
def test_one_page_that_fails_fails_the_publication_and_nothing_is_drawn(county, monkeypatch, step):
    said, _ = drawing.STEPS[step]
    monkeypatch.setattr(drawing, "STEPS", {**drawing.STEPS, step: (said, lambda at: {}[str(at.folder)])})
    before = _bytes(county)
    failed = dg.materialize([pages_of_drafts], raise_on_error=False)
    assert not failed.success
    assert failed.asset_materializations_for_node("pages_of_drafts") == []
    told = failed.get_step_failure_events()[0].step_failure_data.error
    assert f"2025-Q2-v1: {said} could not be made (KeyError), so nothing was drawn" in told.to_string()
    assert _bytes(county) == before
    assert {p.name for p in (county / "drafts").iterdir()} == {"2025-Q2-v1"}  # nor is anything left lying aside
    assert _asked() == ["2025-Q2-v1"]


def test_a_draft_that_was_made_just_now_is_left_to_the_command_that_makes_it(county):
    os.utime(county / "drafts" / "2025-Q2-v1" / "publication.json")
    assert _asked() == []


def test_what_it_draws_is_byte_for_byte_what_was_published(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOUNT_WORKSPACE", str(tmp_path))
    shutil.copytree(demo.workspace / "schemas", tmp_path / "schemas")
    shutil.copyfile(demo.workspace / "safecount.toml", tmp_path / "safecount.toml")
    draft = tmp_path / "drafts" / demo.publication.name
    draft.mkdir(parents=True)
    for own in (p for p in demo.publication.iterdir() if p.is_file() and p.name not in (*drawing.DRAWN, "manifest.json")):
        shutil.copyfile(own, draft / own.name)
    assert dg.materialize([pages_of_drafts]).success is True
    assert not (draft / "dashboard.html").exists()  # it came just now
    _settled(draft)
    assert dg.materialize([pages_of_drafts]).success
    published = _bytes(demo.publication)
    published.pop("manifest.json")
    drawn = _bytes(draft)
    assert drawn.keys() == published.keys()
    assert [name for name in drawn if drawn[name] != published[name]] == []


def test_every_step_has_its_asset():
    assert list(NAMES) == list(drawing.STEPS)
    assert {key.to_user_string() for key in pages_of_drafts.keys} == {*NAMES}


def test_steps_run_in_one_process():
    assert defs.executor is dg.in_process_executor


def test_drawing_a_page_needs_neither_dagster_nor_a_data_frame():
    heavy = "dagster polars pandas duckdb great_expectations numpy pipelines"
    code = f"import sys; import reports.dashboard; print([m for m in '{heavy}'.split() if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
