"""What starts the line by itself: a file in the inbox, the end of a quarter. And what is noted when a run fails."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import dagster as dg

from pipelines.defs import notices
from pipelines.defs.guard import tight_lipped
from pipelines.defs.intake import placed, waiting
from pipelines.defs.resources import County
from schemas import Quarter

Job: TypeAlias = Any  # Dagster does not export the type of a job of assets

SETTLED = 20  # seconds that a file must have lain unchanged before the sensor takes it up


def jobs() -> tuple[Job, Job]:
    take_in = dg.define_asset_job(
        "take_in", selection=["received", "examined", "harmonized"], description="From the inbox to accepted rows"
    )
    draft = dg.define_asset_job(
        "draft", selection=["linked", "followed", "tabulated", "protected"], description="From accepted rows to a draft"
    )
    return take_in, draft


def triggers(take_in: Job, draft: Job) -> tuple[list[dg.SensorDefinition], list[dg.ScheduleDefinition]]:
    @dg.sensor(job=take_in, minimum_interval_seconds=30)
    def inbox(county: County) -> Iterator[dg.RunRequest]:
        """One run for each agency and quarter that has a file waiting. A file's content tells it from others, never its name."""
        yield from _wanted(county)

    @dg.schedule(job=draft, cron_schedule="0 6 15 2,5,8,11 *", execution_timezone="America/Los_Angeles")
    def quarterly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """In the middle of the second month of a quarter, when files are in: a draft of the quarter that ended."""
        ended = Quarter.of(context.scheduled_execution_time.date()).plus(-1)
        return dg.RunRequest(run_key=str(ended), partition_key=str(ended))

    @dg.run_failure_sensor(minimum_interval_seconds=30)
    def failure_notice(context: dg.RunFailureSensorContext, county: County) -> None:
        """Which run failed, and at which step. What the step said stays where it was."""
        run = context.dagster_run
        steps = [e.step_key for e in context.get_step_failure_events() if e.step_key]
        notices.leave(county.office, run.run_id, run.job_name, steps, run.tags.get("dagster/partition", ""))

    return [inbox, failure_notice], [quarterly]


@tight_lipped
def _wanted(county: County) -> list[dg.RunRequest]:
    files: dict[tuple[str, str], list[str]] = {}
    office = county.office
    settled = time.time() - SETTLED
    for path in waiting(office.workspace.inbox):
        if path.stat().st_mtime > settled:
            continue  # perhaps still being copied
        first = office.schemas.sources[0]
        agency, quarter = placed(office, path) or (first.agency, first.since)
        files.setdefault((agency, str(quarter)), []).append(_mark(path))
    return [
        dg.RunRequest(
            run_key=hashlib.sha256("".join(sorted(marks)).encode()).hexdigest(),
            partition_key=dg.MultiPartitionKey({"agency": agency, "quarter": quarter}),
        )
        for (agency, quarter), marks in sorted(files.items())
    ]


def _mark(path: Path) -> str:
    """What tells this file's content from any other, without holding all of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
