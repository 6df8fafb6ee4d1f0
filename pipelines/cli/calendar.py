"""What is due when, who is late, how each agency did; and the letters that remind them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import USAGE, Format, as_json, say, stop, table
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder
from pipelines.cli.options import quarter as read_quarter


def add_to(app: typer.Typer) -> None:
    app.command()(calendar)


def calendar(
    quarter: Annotated[str | None, typer.Option("--quarter", help="Like 2026-Q3 (default: the last one that ended).")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As it stands on this day, like 2026-10-20 (default: today).")
    ] = None,
    remind: Annotated[bool, typer.Option("--remind", help="A letter to each agency that has something to send.")] = False,
    into: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write the letters.")] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """What is due when, who is late, and how often files were on time and accepted the first time."""
    from pipelines.defs import deadlines
    from pipelines.defs.office import Office
    from pipelines.defs.reminders import reminders
    from schemas import Quarter

    today = _day(on)
    last = read_quarter(quarter) if quarter else Quarter.of(today).plus(-1)
    if into is not None and not remind:
        stop(USAGE, "-o says where the letters go; give --remind as well")
    office = Office.open(folder(workspace))
    if last not in office.quarters:
        stop(USAGE, f"no agency owes a file for {last}")
    every = deadlines.expected(office, office.quarters[0], last, today)
    now, records = [f for f in every if f.quarter == last], deadlines.records(every)
    if remind:
        _remind(reminders(now, office.schemas, today), into, format, dry_run)
        return
    if format is Format.json:
        files = [{**asdict(f), "quarter": str(f.quarter), "due_on": str(f.due_on)} for f in now]
        as_json({"quarter": str(last), "on": str(today), "files": files, "agencies": [asdict(r) for r in records]})
        return
    head = ["agency", "extract", "due", "state", "days late", "to confirm"]
    table(head, [(f.agency, f.extract, f.due_on, f.state, f.days or "", ", ".join(f.to_confirm)) for f in now])
    say("", f"Files due from {office.quarters[0]} to {last}:")
    head = ["agency", "due", "on time", "came", "accepted first time", "sent again"]
    table(head, [(r.agency, r.due, _of(r.on_time, r.due), r.came, _of(r.first_time, r.came), r.corrections) for r in records])


def _of(part: int, whole: int) -> str:
    return f"{part} ({100 * part // whole} %)" if whole else "-"


def _remind(letters: Mapping[str, str], into: Path | None, format: Format, dry_run: bool) -> None:
    if into is not None and not dry_run:
        into.mkdir(parents=True, exist_ok=True)
        for agency, text in letters.items():
            (into / f"{agency}.txt").write_text(text, encoding="utf-8")
    if format is Format.json:
        as_json(dict(letters))
    elif into is not None:
        say(*(f"{'would write ' if dry_run else ''}{into / agency}.txt" for agency in letters))
    else:
        say("\n\n".join(text.rstrip() for text in letters.values()) or "Nobody has anything to send.")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        stop(USAGE, "--on is a day, like 2026-10-20")
