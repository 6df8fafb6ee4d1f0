"""Running the line from a command: the same assets and checks as in Dagster's web page, in this process."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
# Partitions on checks and single-run backfills are still called beta; the pinned version is tested with them.
warnings.filterwarnings("ignore", message=".*(currently in beta|currently in preview).*")

import dagster as dg  # noqa: E402  (the environment comes first)

from pipelines.defs import drafts, engines, notices  # noqa: E402
from pipelines.defs.assets import line  # noqa: E402
from pipelines.defs.checks import checks  # noqa: E402
from pipelines.defs.office import Office  # noqa: E402
from pipelines.defs.partitions import joined  # noqa: E402
from pipelines.defs.records import instance  # noqa: E402
from pipelines.defs.resources import ConfidentialStore, County  # noqa: E402
from schemas import Quarter  # noqa: E402

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Ran:
    """How a run ended: the draft it made, or the steps and gates that stopped it."""

    draft: Path | None
    stopped_at: tuple[str, ...]


def run_quarter(folder: Path, last: Quarter) -> Ran:
    """Take in what is in the inbox for every quarter up to `last`, then draft a publication of `last`.

    One run over all files, one over the quarter; a gate that does not open ends it.
    """
    office = Office.open(folder)
    whole, gates = line(office.schemas), checks(office.schemas)
    resources = {"county": County(folder=str(folder)), "io_manager": ConfidentialStore(folder=str(folder))}
    with instance(office) as records, engines.kept_open():
        taken = dg.materialize(
            [*whole, *gates],
            selection=dg.AssetSelection.assets(*whole[:3]),
            instance=records,
            resources=resources,
            run_config=_QUIET,
            raise_on_error=False,
            tags=_range(office, last),
        )
        if not taken.success:
            return _stopped(office, taken, last)
        drafted = dg.materialize(
            [*whole, *gates],
            selection=dg.AssetSelection.assets(*whole[3:]),
            instance=records,
            resources=resources,
            run_config=_QUIET,
            raise_on_error=False,
            partition_key=str(last),
        )
    if not drafted.success:
        return _stopped(office, drafted, last)
    return Ran(office.workspace.drafts / drafts.name(office, last), ())


def _range(office: Office, last: Quarter) -> dict[str, str]:
    """All quarters up to the last, all agencies that had joined by then: one run over a range of partitions."""
    since = joined(office.schemas)
    agencies = [name for name, quarter in since.items() if quarter <= last] or list(since)
    first = min(since.values())
    return {
        "dagster/asset_partition_range_start": f"{agencies[0]}|{first}",
        "dagster/asset_partition_range_end": f"{agencies[-1]}|{last}",
    }


def _stopped(office: Office, result: dg.ExecuteInProcessResult, last: Quarter) -> Ran:
    """The steps that failed and why, in the words that the guard let through, and the gates that did not open."""
    failed = [e for e in result.get_step_failure_events() if e.step_key]
    gates = [f"gate {e.check_name} did not open" for e in result.get_asset_check_evaluations() if not e.passed and e.blocking]
    steps = [f"{e.step_key}: {_said(e)}" for e in failed if str(e.step_key).partition("_")[2] not in [g.split()[1] for g in gates]]
    notices.leave(office, result.run_id, "safecount run", [str(e.step_key) for e in failed], str(last))
    return Ran(None, (*gates, *steps))


def _said(event: dg.DagsterEvent) -> str:
    """What a failed step said: the guard's words, which carry no value."""
    error = event.step_failure_data.error
    inner = error.cause if error and error.cause else error
    return inner.message.strip() if inner else "failed"
