"""The public side's Dagster code location: it draws all that a draft shows, or nothing, and can reach nothing confidential."""

import os
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

NAMES = {
    "handbook": "What is counted, how, and why some of it is withheld.",
    "data_files": "The numbers for programs, and what each column means.",
    "workbook": "One table a sheet.",
    "changes": "What is new or revised since the last publication that stands.",
    "agency_pages": "How each agency's files came in, and what they feed.",
    "service_pages": "The directory of services, where the county has one.",
    "paper": "A tagged PDF, where it was asked for.",
    "dashboard": "The first page, with all themes; drawn last, since it leads to the others.",
}
"""What is drawn of a draft. `reports.drawing` draws it, here and for `safecount run`; there is no second way."""

SETTLED = 60
"""Seconds for which a draft must have lain there: `safecount run` draws its own draft at once."""


def workspace() -> Path:
    return Path(os.environ.get("SAFECOUNT_WORKSPACE") or "workspace")


def waiting() -> list[Path]:
    """The drafts without their pages, by name; none where there is no workspace yet. One that is drawn may be signed: it is left alone."""
    found = sorted((workspace() / "drafts").glob("*/publication.json"))
    return [f.parent for f in found if not (f.parent / "dashboard.html").exists() and time.time() - f.stat().st_mtime > SETTLED]


def places() -> tuple[Path, ...]:
    """Where the county's agreement lies: over what is shipped, unless its settings say that it stands alone."""
    from schemas.files import SHIPPED

    settings, own = workspace() / "safecount.toml", workspace() / "schemas"
    alone = settings.is_file() and not tomllib.loads(settings.read_text(encoding="utf-8")).get("shipped_schemas", True)
    return (*(() if alone else (SHIPPED,)), *((own,) if own.is_dir() else ()))


def last_published() -> Path | None:
    """The newest publication that still stands, against which a draft is held."""
    from pipelines.publication import store  # here, so that the code location loads quickly

    names = store.standing(workspace() / "published")
    return workspace() / "published" / names[-1] if names else None


class Wanted(dg.Config):
    """`paper`: with a tagged PDF, which takes the extra `pdf`."""

    paper: bool = False


@dg.multi_asset(
    specs=[
        dg.AssetSpec(name, deps=["protected"], group_name="reports", description=says, skippable=name == "paper")
        for name, says in NAMES.items()
    ]
)
def pages_of_drafts(config: Wanted) -> Iterator[dg.MaterializeResult]:
    """All that the drafts show. Of a draft with one page that cannot be made nothing is drawn, and the run fails."""
    drafts = waiting()
    failed = _not_drawn(drafts, config.paper) if drafts else []
    if failed:
        raise dg.Failure("; ".join(failed), allow_retries=False)
    for name in NAMES:
        if name != "paper" or config.paper:
            yield dg.MaterializeResult(asset_key=name, metadata={"drafts": [draft.name for draft in drafts]})


def _not_drawn(drafts: list[Path], paper: bool) -> list[str]:
    """Draw them all; gives back what could not be drawn, and why."""
    from reports import drawing

    agreed, last, failed = drawing.Agreement.of(places()), last_published(), []
    for draft in drafts:
        try:
            drawing.draw(draft, agreed, last, paper=paper)
        except (drawing.NotDrawn, drawing.PublicationError, drawing.SchemaError, drawing.CannotPrint) as error:
            failed.append(f"{draft.name}: {error}")
    return failed


pages = dg.define_asset_job("pages", selection=dg.AssetSelection.groups("reports"))


@dg.sensor(job=pages, minimum_interval_seconds=30)
def a_draft_without_its_pages() -> Iterator[dg.RunRequest]:
    """A draft that nobody has drawn asks for its pages."""
    for folder in waiting():
        yield dg.RunRequest(run_key=f"{folder.name} {(folder / 'publication.json').stat().st_mtime_ns}")


defs = dg.Definitions(assets=[pages_of_drafts], jobs=[pages], sensors=[a_draft_without_its_pages], executor=dg.in_process_executor)
