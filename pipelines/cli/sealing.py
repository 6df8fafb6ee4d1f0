"""Destroying what may not be kept: a record that a court sealed, and rows that are older than was agreed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import DATA, USAGE, Format, as_json, complain, patiently, say, stop, table
from pipelines.cli.keys import KeyOption, name_of, signing_as
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder

if TYPE_CHECKING:
    from pipelines.defs.office import Office
    from pipelines.defs.retention import Plan

_SEVERAL = 5  # reasons of one kind that are listed


def add_to(app: typer.Typer) -> None:
    app.command()(seal)
    app.command()(retain)


def seal(
    agency: Annotated[str, typer.Option("--agency", metavar="NAME", help="Who names the young person; its short name.")],
    key: KeyOption = None,
    tokens: Annotated[
        Path | None,
        typer.Option("--tokens", metavar="FILE", help="A token on each line; - for what is typed or piped in (else it is asked, unseen)."),
    ] = None,
    own_only: Annotated[
        bool, typer.Option("--own-only", help="The order is for this agency's records alone (else for all that the county holds).")
    ] = False,
    ahead: Annotated[bool, typer.Option("--ahead", help="Also where no file of the agency has brought the token yet.")] = False,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """A court sealed a record: destroy its rows, and whatever follows from them. What was published stays."""
    from pipelines.defs import sealing, shelf
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    who = who_asks(office, key)
    named = _tokens(tokens)
    try:
        sealing.check(office, agency, named)
        if dry_run:
            say("would destroy the rows with this token, and leave them out whenever they come again")
            return
        with shelf.alone(office), patiently("looking through all files that are kept"):
            done = sealing.seal(office, agency, named, who, own_only=own_only, ahead=ahead)
    except sealing.SealProblem as error:
        stop(DATA, f"Nothing was sealed: {error}.")
    say("Sealed. No later run counts these rows, and files that bring them again are kept without them.")
    if done.drafts:
        say(f"Drafts that had counted them were taken away: {', '.join(done.drafts)}. Run their quarter again.")
    if tokens is not None and str(tokens) != "-":
        complain("Delete your file of tokens now: nobody needs it any more.")
    say(f"Proof for {agency}: {done.proof}")


def retain(
    key: KeyOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """Destroy the rows that are older than was agreed and that nothing still needs. What was published stays."""
    from pipelines.defs import retention, shelf
    from pipelines.defs.intake import clock
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    who = who_asks(office, key)
    with shelf.alone(office):
        planned = retention.plan(office, clock().date())
        if format is Format.table:
            _told(planned, "Would be destroyed:" if dry_run else "To be destroyed:")
        done = [] if dry_run else retention.destroy(office, planned, who)
    if format is Format.json:
        due = [sent.id for sent, _ in planned.due]
        as_json({"due": due, "kept": {why: list(names) for why, names in planned.kept.items()}, "proofs": [str(p) for p in done]})
        return
    for path in done:
        say(f"Proof: {path}")
    if done:
        say("Earlier periods are taken from the publications from now on, and are never counted anew.")


def _told(planned: "Plan", heading: str) -> None:
    """What goes, and what is older than agreed and stays, with the reason."""
    spans = [(agency, extract, f"{quarters[0]} to {quarters[-1]}") for (agency, extract), quarters in planned.spans().items()]
    if spans:
        say(heading)
        table(["agency", "extract", "quarters"], spans)
    else:
        say("No rows are due to be destroyed.")
    for why, files in planned.kept.items():
        names = ", ".join(files[:_SEVERAL]) + (f" and {len(files) - _SEVERAL} more" if len(files) > _SEVERAL else "")
        say(f"Older than agreed, and kept: {names}: {why}.")


def who_asks(office: "Office", key: Path | None) -> str:
    """The steward who does what cannot be undone; a made-up county needs none."""
    from pipelines.defs import reviews

    if key is None and not office.workspace.demo:
        stop(USAGE, "give your own key with --key FILE: this cannot be undone")
    return name_of(signing_as(office.workspace, key).public_key, office.workspace.stewards) if key else reviews.WORKSPACE


def _tokens(file: Path | None) -> list[str]:
    """From a file, from what is piped in, or asked without showing it; never from the command line, which others can see."""
    if file is None:
        text = typer.prompt("Token of the young person", hide_input=True, err=True)
    elif str(file) == "-":
        text = sys.stdin.read(1_000_000)
    elif file.is_file():
        text = file.read_text(encoding="utf-8", errors="replace")
    else:
        stop(USAGE, "there is no such file of tokens")
    return list(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))
