"""The county's housekeeping: a backup in one encrypted file, and the key that opens it, kept elsewhere."""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, USAGE, say, stop
from pipelines.cli.options import DryRun, WorkspaceOption, folder

key = typer.Typer(help="The county's key, without which the confidential side cannot be read.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.add_typer(key, name="key")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file outside the workspace.")],
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The whole workspace in one encrypted file. The key is not in it: keep that somewhere else."""
    from pipelines.defs import backups, shelf
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    if dry_run:
        say(f"would write {file}")
        return
    try:
        with shelf.alone(office):
            count = backups.backup(office, file)
    except backups.BackupProblem as error:
        stop(USAGE, str(error))
    say(f"{file}: {count} files. The key is not in it; without `safecount key export` nobody can put it back.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `safecount backup` wrote.")],
    place: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help="What `safecount key export` wrote (or $SAFECOUNT_STORE_KEY).")
    ] = None,
) -> None:
    """A backup put back as a workspace, and everything in it verified."""
    from pipelines.confidential.store.keys import VARIABLE, KeyProblem, parsed
    from pipelines.defs import backups
    from pipelines.defs.office import Office
    from pipelines.publication import ledger, signing, store
    from pipelines.publication.manifest import problems

    if key_file is None and VARIABLE not in os.environ:
        stop(USAGE, f"give the county's key with --key-file FILE, or in {VARIABLE}")
    if not file.is_file():
        stop(USAGE, "there is no such backup")
    try:
        text = key_file.read_text(encoding="ascii") if key_file else os.environ[VARIABLE]
        backups.restore(file, place, parsed(text, str(key_file or VARIABLE)))
    except UnicodeDecodeError:
        stop(USAGE, f"{key_file} does not hold a key")
    except (backups.BackupProblem, KeyProblem) as error:
        stop(DATA, "Nothing was put back.", str(error))
    office = Office.open(place)
    published = store.publications(office.workspace.published)
    county = office.signing_key.public_key
    wrong = [f"{name}: {p}" for name in published for p in problems(office.workspace.published / name, signing.verify, office.county_keys)]
    printed = {} if wrong else store.anchors(office.workspace.published)
    if office.workspace.ledger.is_file() or printed:
        wrong += [f"ledger: {p}" for p in ledger.problems(office.workspace.ledger, signing.verify, county, printed)]
    if wrong:
        stop(DATA, "It was put back, and is not as it was issued:", *wrong[:10])
    say(f"{place}: {len(published)} publications are as they were published.")
    say("Rows that were sealed or destroyed after the backup was made are in it again: do `safecount seal` and `retain` once more.")


@key.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, on another medium than the backups.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write the county's key into a file that only you may read. Whoever has it can read everything."""
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    if file.resolve().is_relative_to(office.workspace.folder.resolve()):
        stop(USAGE, "the key would lie in the workspace itself; give a place outside it")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
        written.write(office.frames.key.hex())
    say(f"{file}: keep it apart from the backups.")
