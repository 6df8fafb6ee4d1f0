"""The line as Dagster sees it: what starts it, what it records, and how it is laid out."""

import json
import os
import subprocess
import sys
from datetime import datetime

import dagster as dg
import pytest

from pipelines.defs import assets, checks, runs, triggers
from pipelines.defs.office import Office
from pipelines.defs.resources import ConfidentialStore, County
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas

HEAD = "service,youth,sessions\n"


@pytest.fixture
def county(tmp_path) -> County:
    return County(folder=str(Workspace.create(tmp_path / "county", demo=True).folder))


def advocacy(total: int) -> str:
    parts = ("crisis_counselling", "court_accompaniment", "safety_planning", "benefits_claims", "classes")
    return HEAD + f"_T,{total},{5 * total}\n" + "".join(f"{p},{total},{total}\n" for p in parts)


def made(schemas: Schemas):
    take_in, draft = triggers.jobs()
    return take_in, draft, *triggers.triggers(take_in, draft)


@pytest.mark.parametrize("module", ["pipelines.definitions", "reports.definitions"])
def test_both_code_locations_load(module, tmp_path):
    environment = {**os.environ, "SAFECOUNT_WORKSPACE": str(tmp_path / "none yet"), "DAGSTER_HOME": ""}
    code = f"import {module} as m, dagster as dg; dg.Definitions.validate_loadable(m.defs)"
    loaded = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr[-2000:]


def test_the_line_reads_from_the_inbox_to_the_door():
    line = assets.line(Schemas.load())
    assert [a.key.to_user_string() for a in line] == ["received", "examined", "harmonized", "linked", "followed", "tabulated", "protected"]


def test_the_sensor_asks_for_one_run_per_agency_and_quarter_and_names_no_file(county):
    inbox = county.office.workspace.inbox
    (inbox / "advocates.advocacy_services.2023-Q1.csv").write_text(advocacy(30))
    (inbox / "probation.probation_referrals.2023-Q1.csv").write_text("x\n")
    for path in inbox.iterdir():
        os.utime(path, (0, 0))
    (inbox / "sheriff.law_enforcement_contacts.2023-Q1.csv").write_text("still being copied")
    _, _, sensors, _ = made(county.office.schemas)
    context = dg.build_sensor_context(resources={"county": county})
    asked = list(sensors[0](context))
    assert sorted(r.partition_key for r in asked) == ["advocates|2023-Q1", "probation|2023-Q1"]
    assert all(len(r.run_key) == 64 for r in asked)
    again = list(sensors[0](dg.build_sensor_context(resources={"county": county})))
    assert [r.run_key for r in again] == [r.run_key for r in asked], "the same files ask for the same runs, which Dagster starts once"


def test_the_run_that_the_sensor_asks_for_takes_the_file_in(county):
    office = county.office
    (office.workspace.inbox / "advocates.advocacy_services.2023-Q1.csv").write_text(advocacy(30))
    line, gates = assets.line(office.schemas), checks.checks(office.schemas)
    resources = {"county": county, "io_manager": ConfidentialStore(folder=county.folder)}
    with runs.instance(office) as records:
        ran = dg.materialize(
            [*line, *gates],
            selection=dg.AssetSelection.assets(*line[:3]),
            instance=records,
            resources=resources,
            partition_key="advocates|2023-Q1",
        )
        assert ran.success
        told = [e.materialization.metadata for e in ran.get_asset_materialization_events() if e.asset_key.to_user_string() == "received"]
        assert [m["files"].value for m in told] == [1]
        judged = ran.get_asset_check_evaluations()
        assert [(e.check_name, e.passed) for e in judged] == [("keeps_its_contract", True)]
        assert judged[0].metadata["expectations"].value > 5
    assert not any(office.workspace.inbox.iterdir())
    assert office.current("advocates", Quarter(2023, 1))["advocacy_services"].status == "accepted"


def test_the_schedule_drafts_the_quarter_that_ended(county):
    _, _, _, schedules = made(county.office.schemas)
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 2, 15, 6, 0))
    asked = schedules[0](context)
    assert asked.partition_key == "2023-Q4"


def test_a_failed_run_leaves_a_notice_without_its_words(county, monkeypatch):
    secret = "Marigold Thistlewood"

    def quoting(*_, **__):
        raise ValueError(secret)

    office = county.office
    (office.workspace.inbox / "advocates.advocacy_services.2023-Q1.csv").write_text(advocacy(30))
    monkeypatch.setattr(assets.validation, "as_text", quoting)
    _, _, sensors, _ = made(office.schemas)
    line = assets.line(office.schemas)
    with runs.instance(office) as records:
        ran = dg.materialize(
            line[:2],
            instance=records,
            raise_on_error=False,
            partition_key="advocates|2023-Q1",
            resources={"county": county, "io_manager": ConfidentialStore(folder=county.folder)},
        )
        failure = next(e for e in ran.all_events if e.event_type == dg.DagsterEventType.RUN_FAILURE)
        context = dg.build_run_status_sensor_context(
            sensor_name="failure_notice",
            dagster_instance=records,
            dagster_run=ran.dagster_run,
            dagster_event=failure,
            resources={"county": county},
        )
        sensors[1](context.for_run_failure())
    notices = Office.open(office.workspace.folder).notices()
    assert [(n["run"], n["steps"]) for n in notices] == [(ran.run_id, "examined")]
    assert secret not in json.dumps(notices)
