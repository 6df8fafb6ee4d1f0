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
ConfirmOption = Annotated[
    list[str] | None, typer.Option("--confirm", metavar="CODE=REASON", help="Why something unusual is right, like C701=backlog_entered.")
]
NoteOption = Annotated[
    list[str] | None, typer.Option("--note", metavar="CODE=SENTENCE", help="A sentence that goes with it, for the county only.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")]


def quarter(text: str) -> "Quarter":
    """A quarter as typed, or a stop that says how one is written."""
    from schemas import Quarter

    try:
        return Quarter.parse(text)
    except ValueError as error:
        stop(USAGE, str(error))


def by_code(given: list[str] | None, option: str) -> dict[str, str]:
    """CODE=…, as often as it was given. What was given is not repeated: it may tell of a young person."""
    found = {}
    for text in given or []:
        code, equals, told = text.partition("=")
        if not equals or not told.strip() or code.strip().upper() in found:
            stop(USAGE, f"{option} is CODE=…, once for each code, like C701=…")
        found[code.strip().upper()] = told.strip()
    return found


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
