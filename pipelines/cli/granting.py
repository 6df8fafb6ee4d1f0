"""For grant writers: a funder's questions, in the funder's order, with the numbers that are published."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import returning
from pipelines.cli.console import USAGE, Format, as_json, say, stop
from pipelines.cli.keys import KeyOption
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption
from pipelines.cli.reporting import reports


def add_to(app: typer.Typer) -> None:
    app.command()(grant)


def grant(
    form: Annotated[
        str | None, typer.Argument(metavar="FORM", help="The funder's form, like voca_pmt. Without one: which there are.")
    ] = None,
    period: Annotated[
        str | None, typer.Argument(metavar="PERIOD", help="The funder's period: 2026-Q3, 2026-H1, 2026, FFY2026, FFY2026-Q1, SFY2026 …")
    ] = None,
    publication: Annotated[
        str | None, typer.Option("--publication", metavar="PUB", help="Numbers of this one (default: the newest).")
    ] = None,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="With withheld numbers, for a funder who may have them and publishes none.")
    ] = False,
    look: Annotated[
        str | None, typer.Option("--look", metavar="RETURN", help="Read a confidential return that you are to approve; the book says so.")
    ] = None,
    approve: Annotated[
        str | None, typer.Option("--approve", metavar="RETURN", help="Put your name to a confidential return that another made.")
    ] = None,
    hand_out: Annotated[
        str | None, typer.Option("--hand-out", metavar="RETURN", help="Write an approved confidential return into the folder --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="A new folder outside of the workspace.")] = None,
    key: KeyOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """A funder's sheet, from published numbers only: a workbook, a table, a text, each number with its source."""
    if confidential + bool(look) + bool(approve) + bool(hand_out) > 1:
        stop(USAGE, "give one of --confidential, --look, --approve and --hand-out")
    if look:
        returning.look(look, key, workspace)
        return
    if approve:
        returning.approve(approve, key, workspace, dry_run=dry_run)
        return
    if hand_out:
        returning.hand_out(hand_out, out, key, workspace, dry_run=dry_run)
        return
    if form is None or period is None:
        _list(workspace, format)
        return
    from pipelines.defs import reviews
    from pipelines.defs.office import Office
    from pipelines.publication import store
    from pipelines.publication.folder import made_aside
    from pipelines.workspace import county

    there = county(workspace)
    if there is None:
        stop(USAGE, "there is no workspace here; give the county's with --workspace")
    if not re.fullmatch(r"[a-z0-9_]{1,60}", form) or not re.fullmatch(r"[A-Z0-9-]{4,12}", period):
        stop(USAGE, "give a form and a period like `safecount grant voca_pmt FFY2026-Q1`; without them the forms are listed")
    taken_back, known = store.withdrawn(there.published), store.standing(there.published)
    if publication in taken_back:
        stop(USAGE, f"{publication} was withdrawn; no sheet is made of its numbers")
    if not known:
        why = "all that was published is withdrawn" if taken_back else "nothing is published yet"
        stop(USAGE, f"{why}; a sheet is made of published numbers only")
    chosen = publication or known[-1]
    if chosen not in known:
        stop(USAGE, f"there is no publication of that name; there is {', '.join(known)}")
    if confidential:
        returning.make(there, chosen, form, period, key, dry_run=dry_run)
        return
    shelf = there.folder / "grants"
    made = [int(m[1]) for p in shelf.glob(f"{form}-{period}-v*") if (m := re.fullmatch(rf"{form}-{period}-v(\d+)", p.name))]
    target = shelf / f"{form}-{period}-v{max(made, default=0) + 1}"
    if dry_run:
        say(f"would write {target} from {chosen}")
        return
    before = ["--before", shelf / f"{form}-{period}-v{max(made)}"] if made else []
    with made_aside(target) as folder:
        done = reports("grant", there.published / chosen, form, period, folder, *before, of=there)
        if done.returncode:
            stop(done.returncode, done.stderr.strip() or "the sheet could not be made")
        told = json.loads(done.stdout)
    office = Office.open(there.folder)
    reviews.write_down(office, "funder's return made", reviews.WORKSPACE, {"return": target.name, "publication": chosen})
    if format is Format.json:
        as_json({**told, "folder": str(target), "publication": chosen})
        return
    have = "has" if told["answered"] == 1 else "have"
    say(f"{told['answered']} of {told['asked']} lines {have} a published number; the others say why not.")
    if made:
        say(f"{told['changed']} lines differ from the last return of this period; the text lists them.")
    say(*(str(target / name) for name in told["files"]))


def _list(workspace: Path | None, format: Format) -> None:
    from pipelines.workspace import county
    from schemas import Schemas
    from schemas import grant as forms
    from schemas.files import SHIPPED

    there = county(workspace)
    own = (there.folder / "schemas",) if there else ()
    places = (*((SHIPPED,) if there is None or there.shipped_schemas else ()), *own)
    known = forms.read(places, there.schemas() if there else Schemas.load())
    if format is Format.json:
        as_json([{"form": g.name, "title": g.title, "funder": g.funder, "periods": list(g.periods)} for g in known.values()])
        return
    say(*(f"{g.name}: {g.title} ({g.funder}; by {', '.join(g.periods)})" for g in known.values()))
