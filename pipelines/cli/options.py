"""Options that several commands share, and how their words are read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import USAGE, Format, stop

if TYPE_CHECKING:
    from schemas import Quarter

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="The county's workspace (or $SAFECOUNT_WORKSPACE; else ./workspace).")
]
FormatOption = Annotated[Format, typer.Option("--format", help="For people, or for other programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")]


def quarter(text: str) -> "Quarter":
    """A quarter as typed, or a stop that says how one is written."""
    from schemas import Quarter

    try:
        return Quarter.parse(text)
    except ValueError as error:
        stop(USAGE, str(error))


def folder(workspace: Path | None) -> Path:
    """The workspace's folder, absolute."""
    from pipelines.workspace import named

    return named(workspace).resolve()


def hierarchies(given: list[str] | None) -> list[tuple[str, Path]]:
    """DIM=FILE, as often as it was given."""
    found = []
    for text in given or []:
        dimension, _, file = text.partition("=")
        if not file or not Path(file).is_file():
            stop(USAGE, f"--hierarchy is DIM=FILE with an existing file, not {text!r}")
        found.append((dimension, Path(file)))
    return found
