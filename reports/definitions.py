"""The public side's Dagster code location: it reads what is published and draws pages; it cannot reach anything else."""

import os
from pathlib import Path

import dagster as dg


def workspace() -> Path:
    return Path(os.environ.get("SAFECOUNT_WORKSPACE") or "workspace")


@dg.asset(group_name="reports", description="The page of each publication, drawn anew into the drafts; what is published stays as it is.")
def dashboard() -> dg.MaterializeResult:
    from reports.dashboard import PAGE, build  # here, so that the code location loads quickly

    pages = []
    for folder in publications(workspace() / "published"):
        drafts = workspace() / "drafts" / folder.name
        build(folder, into=drafts)
        pages.append(str(drafts / PAGE))
    return dg.MaterializeResult(metadata={"publications": len(pages), "pages": pages})


def publications(published: Path) -> list[Path]:
    """The publication folders, by name; none where there is no workspace yet."""
    return sorted(f.parent for f in published.glob("*/publication.json"))


defs = dg.Definitions(assets=[dashboard], executor=dg.in_process_executor)
