"""Making what an agency uses without this command: the checker as one page for a browser."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import say
from pipelines.cli.options import DryRun, WorkspaceOption


def add_to(app: typer.Typer) -> None:
    app.command("build-checker")(build_checker)


def build_checker(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write it (default: safecount-checker.html).")
    ] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The checker as one page that opens in a browser, without an installation or a network, to be handed to the agencies."""
    from importlib.metadata import version

    from pipelines.checker.build import FILE_NAME, build
    from pipelines.publication.folder import write_whole
    from pipelines.workspace import county
    from schemas.files import SHIPPED

    target = out or Path(FILE_NAME)
    folders = (SHIPPED,)
    if there := county(workspace):
        there.schemas()  # says what is wrong with them, if anything is
        own = there.folder / "schemas"
        folders = (*folders, own) if there.shipped_schemas else (own,)
    page = build(folders, version=version("safecount"))
    if not dry_run:
        write_whole(target, page)
    say(f"{'would write ' if dry_run else ''}{target} ({len(page) / 1e6:.1f} MB)")
    if not dry_run:
        say("Hand it to the agencies. It opens from any folder, in any current browser, and can send nothing.")
