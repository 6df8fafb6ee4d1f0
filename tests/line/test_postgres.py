"""With one setting Dagster's records lie on a PostgreSQL server: the line runs, nothing is left in files, and no row is told there."""

import os
import shutil
from pathlib import Path

import pytest

from pipelines import synthesis
from pipelines.defs import records
from pipelines.defs.office import Office
from pipelines.defs.runs import run_quarter
from pipelines.workspace import DAGSTER, Workspace
from schemas import Quarter
from tests.faults import agreement
from tests.line import postgres

LAST = Quarter(2022, 2)
SERVER = postgres.programs()
if SERVER is None and os.environ.get("CI") == "true":
    raise RuntimeError("in CI a PostgreSQL server must be installed: .ci/run installs it")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = Workspace.create(tmp_path / "county", demo=True, shipped_schemas=False).folder
    agreed = agreement.write(folder / "schemas")
    written = synthesis.synthesize(tmp_path / "sent", schemas=agreed, youth_per_year=40, quarters=1, last=LAST, seed=5)
    for path in written.files:
        shutil.copy(path, folder / "inbox" / path.name)
    return folder


@pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed")
def test_the_line_runs_with_its_records_on_a_server_and_none_of_a_rows_words_is_there(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    assert SERVER is not None
    sent = tmp_path / "sent" / f"probation.probation_referrals.{LAST}.csv"
    token = sent.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    with postgres.server(SERVER) as address:
        monkeypatch.setenv(records.VARIABLE, address)
        ran = run_quarter(county, LAST)
        assert ran.draft is not None, ran.stopped_at
        with psycopg.connect(address) as open_one:
            runs = open_one.execute("select status, run_body from runs").fetchall()
            events = open_one.execute("select event from event_logs").fetchall()
        assert [status for status, _ in runs] == ["SUCCESS", "SUCCESS"]
        assert len(events) > 100
        assert not [e for (e, *_) in [*events, *runs] if token in e] and not [body for _, body in runs if token in body]
    home = county / "confidential" / "dagster"
    assert not list(home.rglob("*.db")), "records are in files too"
    assert address not in (home / "dagster.yaml").read_text(encoding="utf-8")


def test_a_server_that_does_not_answer_is_told_without_its_password(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(records.VARIABLE, "postgresql://county:marigold@127.0.0.1:9/records")
    with pytest.raises(records.RecordsProblem) as told:
        records.instance(Office.open(county))
    assert "does not answer" in str(told.value) and "marigold" not in str(told.value)
    assert told.value.__cause__ is None and told.value.__context__ is None, "the cause would quote the address"


def test_without_the_setting_the_records_are_files_again_and_a_countys_own_settings_stay(county: Path) -> None:
    office, settings = Office.open(county), county / "confidential" / "dagster" / "dagster.yaml"
    settings.write_text(records._ON_A_SERVER, encoding="utf-8")
    with records.instance(office):
        assert settings.read_text(encoding="utf-8") == DAGSTER
    settings.write_text(f"{DAGSTER}# ours\n", encoding="utf-8")
    with records.instance(office):
        assert settings.read_text(encoding="utf-8").endswith("# ours\n")
