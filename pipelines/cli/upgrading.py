"""A workspace that an earlier safecount made is brought up to this one."""

import typer

from pipelines.cli.console import DATA, say, stop
from pipelines.cli.options import DryRun, WorkspaceOption, folder


def add_to(app: typer.Typer) -> None:
    app.command()(upgrade)


def upgrade(workspace: WorkspaceOption = None, dry_run: DryRun = False) -> None:
    """Say what this safecount changes in the workspace, and do it. What was published stays, and still verifies."""
    from pipelines.defs import renamed, reviews, shelf, upgrades
    from pipelines.defs.office import Office

    names = renamed.old_names(folder(workspace))
    if names:
        said = [f"schemas/agencies.yaml: the extract {old} is called {new} now" for old, new in names.items()]
        say("Would be done:" if dry_run else "Done:", *(f"  {one}" for one in said))
        say("Files that came under the old name stay as they are; the agency sends them again in the new template.")
        if dry_run:  # before that nothing else of the workspace can be read
            return
        try:
            renamed.rename(folder(workspace))
        except renamed.CannotRename as error:
            stop(DATA, f"Nothing is changed: {error}.")
    office = Office.open(folder(workspace))
    if names:
        reviews.write_down(office, upgrades.KIND, reviews.WORKSPACE, {"renamed": dict(names)})
    todo, anew = upgrades.steps(office), upgrades.defined_anew(office)
    if anew:
        say(f"Defined otherwise than in the newest publication: {', '.join(anew)}. The next one cuts their series, and says so.")
    if not todo:
        say(f"The workspace is of today's make (format {office.workspace.format}); nothing is to be done.")
        return
    say("Would be done:" if dry_run else "To be done:", *(f"  {one}" for one in todo))
    try:
        upgrades.check(office)
        if not dry_run:
            with shelf.alone(office):
                done = upgrades.upgrade(office)
            say(f"Done. The workspace is of format {done.format}.")
    except upgrades.UpgradeProblem as error:
        stop(DATA, f"Nothing is changed, for something published is not as it was: {error}.")
