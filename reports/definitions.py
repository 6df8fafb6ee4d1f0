"""The public side's Dagster code location: it draws the pages of each draft, and cannot reach anything confidential."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg


def drafts() -> Path:
    return Path(os.environ.get("SAFECOUNT_WORKSPACE") or "workspace") / "drafts"


def waiting() -> list[Path]:
    """The drafts, by name; none where there is no workspace yet."""
    return sorted(f.parent for f in drafts().glob("*/publication.json"))


@dg.asset(deps=["protected"], group_name="reports", description="The page of each draft; what is published stays as it is.")
def dashboard() -> dg.MaterializeResult:
    from reports.dashboard import build  # here, so that the code location loads quickly

    for folder in waiting():
        build(folder)
    return dg.MaterializeResult(metadata={"drafts": [folder.name for folder in waiting()]})


pages = dg.define_asset_job("pages", selection=[dashboard])


@dg.sensor(job=pages, minimum_interval_seconds=30)
def a_draft_without_its_page() -> Iterator[dg.RunRequest]:
    """A new draft asks for its page."""
    for folder in waiting():
        if not (folder / "dashboard.html").exists():
            made = (folder / "publication.json").stat().st_mtime_ns
            yield dg.RunRequest(run_key=f"{folder.name} {made}")


defs = dg.Definitions(assets=[dashboard], jobs=[pages], sensors=[a_draft_without_its_page], executor=dg.in_process_executor)
