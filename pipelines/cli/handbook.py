"""The handbook for agencies: a guide for each, how to prepare and send a file, every finding in plain words."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.agreed import agreed
from pipelines.cli.console import USAGE, say, stop
from pipelines.cli.explaining import every_rule
from pipelines.cli.options import DryRun, WorkspaceOption
from pipelines.cli.reporting import reports


def add_to(app: typer.Typer) -> None:
    app.command()(handbook)


def handbook(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it; made if it is not there.")],
    agency: Annotated[str | None, typer.Option("--agency", metavar="NAME", help="Of the agencies' guides only this one.")] = None,
    publication: Annotated[
        Path | None, typer.Option("--publication", metavar="DIR", help="A published folder: beside each clause how far its duty is done.")
    ] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The whole handbook, with a guide for each agency. Open DIR/desk/index.html; it needs no network."""
    from pipelines.workspace import county

    schemas = agreed(workspace)  # says what is wrong with the agencies' agreement, if anything is
    if agency is not None and agency not in schemas.agencies:
        stop(USAGE, f"there is no agency of that name; there are {', '.join(sorted(schemas.agencies))}")
    if folder.exists() and not folder.is_dir():
        stop(USAGE, f"{folder} is a file; give a folder to write the handbook into")
    if publication is not None and not all((publication / name).is_file() for name in ("cells.csv", "manifest.json")):
        stop(USAGE, f"{publication} is no published folder; give one like county/published/2026-Q3-v1")
    begin = folder / "desk" / (f"guides/{agency}.html" if agency else "index.html")
    if dry_run:
        say(f"would write {begin}")
        return
    options = [*(["--agency", agency] if agency else []), *(["--published", publication] if publication else [])]
    made = reports("handbook", folder, "--desk", "-", *options, of=county(workspace), told=json.dumps(every_rule()))
    if made.returncode:
        stop(made.returncode, "The handbook could not be made.", made.stderr.strip())
    say(str(begin))
