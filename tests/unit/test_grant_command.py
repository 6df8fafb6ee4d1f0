"""`safecount grant` keeps each return in a folder of its own, and only makes it from what is published."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli.console import Stop
from pipelines.publication import store
from pipelines.workspace import Workspace
from tests.reports.sample import Sample


@pytest.fixture
def county(tmp_path: Path) -> Path:
    there = Workspace.create(tmp_path / "county", demo=True)
    Sample().write(there.published / "2025-Q4-v1")
    return there.folder


def _run(*words: str) -> str:
    done = CliRunner().invoke(app, ["grant", *words])
    if isinstance(done.exception, Stop):
        return " ".join(done.exception.says)
    assert done.exit_code == 0, done.output
    return done.output


def test_each_return_is_a_version_of_its_own_and_says_what_changed(county: Path) -> None:
    first = _run("cal_oes_progress", "2025", "--workspace", str(county))
    again = _run("cal_oes_progress", "2025", "--workspace", str(county))
    assert "2 of 11 lines have a published number" in first
    assert "0 lines differ from the last return of this period" in again
    told = [json.loads(line) for line in (county / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [t["about"]["return"] for t in told if t["what"] == "funder's return made"] == [
        "cal_oes_progress-2025-v1",
        "cal_oes_progress-2025-v2",
    ]
    assert sorted(p.name for p in (county / "grants").iterdir()) == ["cal_oes_progress-2025-v1", "cal_oes_progress-2025-v2"]


def test_a_refusal_leaves_nothing_behind(county: Path) -> None:
    assert "asks about a year" in _run("cdss_csec", "2025-Q1", "--workspace", str(county))
    assert "without them the forms are listed" in _run("../../x", "2025", "--workspace", str(county))
    assert "there is no publication of that name; there is 2025-Q4-v1" in _run(
        "cdss_csec", "2025", "--publication", "2030-Q1-v1", "--workspace", str(county)
    )
    assert not list((county / "grants").glob("*"))


def test_no_sheet_is_made_of_a_withdrawn_publication(county: Path) -> None:
    shelf = county / "published"
    Sample().write(shelf / "2026-Q1-v1")
    store.withdraw(shelf, "2026-Q1-v1", {"on": "2026-05-01", "reason": "disclosure"})
    words = ("cal_oes_progress", "2025", "--workspace", str(county), "--dry-run")
    assert "2026-Q1-v1 was withdrawn" in _run(*words, "--publication", "2026-Q1-v1")
    assert _run(*words).rstrip().endswith("from 2025-Q4-v1")
    store.withdraw(shelf, "2025-Q4-v1", {"on": "2026-05-01", "reason": "disclosure"})
    assert "all that was published is withdrawn" in _run(*words)


def test_before_anything_is_published_it_says_so(tmp_path: Path) -> None:
    there = Workspace.create(tmp_path / "county", demo=True)
    assert "nothing is published yet" in _run("cdss_csec", "2025", "--workspace", str(there.folder))


def test_without_words_the_forms_are_listed() -> None:
    assert "voca_pmt: Victim assistance, quarterly performance report (Office for Victims of Crime, through Cal OES" in _run()


def test_a_form_of_the_county_s_own_that_is_wrong_says_where_and_is_no_fault_of_ours(county: Path) -> None:
    forms = county / "schemas" / "grants"
    forms.mkdir(parents=True)
    asked = '{number: "1", asks: How many, match: exact, measure: advocacy_sessions, statistic: percent}'
    said = f"title: Ours\nfunder: Us\nform: One\nsource: Here\nperiods: [year]\nquestions: [{asked}]\n"
    (forms / "ours.yaml").write_text(said, encoding="utf-8")
    done = CliRunner().invoke(app, ["grant", "ours", "2025", "--workspace", str(county)])
    assert isinstance(done.exception, Stop)
    assert done.exception.code == 2
    assert "ours.yaml: question 1: advocacy_sessions has no percent; it has count" in " ".join(done.exception.says)
