"""Dagster's code location on the confidential side. The workspace is named by SAFECOUNT_WORKSPACE."""

import dagster as dg

from pipelines.defs.assets import line
from pipelines.defs.checks import checks
from pipelines.defs.resources import ConfidentialStore, County
from pipelines.defs.triggers import jobs, triggers
from pipelines.workspace import SETTINGS, Workspace, named
from schemas import Schemas


def definitions() -> dg.Definitions:
    """Everything Dagster needs, after what the workspace's county agreed (what is shipped, where there is no workspace yet)."""
    folder = named(None)
    schemas = Workspace.open(folder).schemas() if (folder / SETTINGS).is_file() else Schemas.load()
    take_in, draft = jobs()
    sensors, schedules = triggers(take_in, draft)
    return dg.Definitions(
        assets=line(schemas),
        asset_checks=checks(schemas),
        jobs=[take_in, draft],
        sensors=sensors,
        schedules=schedules,
        resources={"county": County(folder=str(folder.resolve())), "io_manager": ConfidentialStore(folder=str(folder.resolve()))},
        executor=dg.in_process_executor,
    )


defs = definitions()
