"""At the county: a bridge between two keys is taken in, so that a young person stays one when the agencies' key changes."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, facts, patiently, say, stop, table
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder


def add_to(app: typer.Typer) -> None:
    app.command()(bridge)
    app.command()(links)


def bridge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As an agency wrote it with: safecount prepare --bridge OLD_KEY NEW_KEY.")],
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """Take in a bridge from an old linking key to a new one, so that old and new tokens are one young person. Kept encrypted."""
    from pipelines.confidential.record_linkage import BridgeProblem
    from pipelines.defs import bridges
    from pipelines.defs.intake import clock
    from pipelines.defs.office import Office
    from pipelines.desk.from_disk import whole

    if not file.is_file():
        stop(USAGE, "there is no such file; give the path of a bridge")
    office = Office.open(folder(workspace))
    try:
        with patiently("reading the agency's files to see which tokens it used"):
            kept = bridges.take_in(office, file.name, whole(file), clock().date(), dry_run=dry_run)
    except bridges.NotLinkable as refused:
        stop(PRIVACY, f"Refused, and not kept: {refused}.")
    except BridgeProblem as wrong:
        stop(DATA, f"Not kept: {wrong}.")
    if format is Format.json:
        as_json({"agency": kept.agency, "old_key": kept.old, "new_key": kept.new, "kept": not dry_run})
        return FINE
    facts({"Agency": kept.agency, "From key": kept.old, "To key": kept.new})
    say("Would be kept." if dry_run else "Kept, encrypted. The next run takes both tokens of each line for one young person.")
    say("Lines for young people of whom the agency sent nothing under the old key are left out.")
    if not dry_run:
        say("Delete your copy of the file: nobody needs it any more.")
    return FINE


def links(workspace: WorkspaceOption = None, format: FormatOption = Format.table) -> int:
    """Do the agencies' tokens meet? For each two agencies a word, never a number."""
    from pipelines.defs import bridges
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    found = bridges.links(office)
    between = sorted({(b.agency, b.old, b.new) for b in bridges.kept(office)})
    if format is Format.json:
        pairs = [{"agencies": list(pair), "tokens_that_meet": word} for pair, word in found.items()]
        as_json({"threshold": office.schemas.policy.threshold, "pairs": pairs, "bridges": [list(b) for b in between]})
        return FINE
    if not found:
        say("No two agencies have sent rows that may be linked, or nothing has been run yet.")
        return FINE
    say(f"Young people in the files of both; the threshold is {office.schemas.policy.threshold}:")
    table(["agency", "and", "in both"], [(*pair, word) for pair, word in found.items()])
    if between:
        say("", "Bridges that are kept:")
        table(["agency", "from key", "to key"], between)
    return FINE
