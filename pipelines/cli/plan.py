"""Before a county chooses its measures: which cuts of which measure can be shown in a county of its size."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.console import USAGE, Format, as_json, say, step, stop
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption
from pipelines.cli.reporting import reports

TABLE, PAGE = "plan.csv", "plan.html"
_WIDTH = 118


def add_to(app: typer.Typer) -> None:
    app.command()(plan)


def plan(
    youth_per_year: Annotated[int, typer.Option(help="Young people newly identified in a year, in a county like yours.", min=5, max=2000)],
    measure: Annotated[
        list[str] | None, typer.Option("--measure", metavar="NAME", help="A measure to try; may be given again (default: the first few).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All measures that count young people. This takes an hour or more.")] = False,
    quarters: Annotated[int, typer.Option(help="Quarters looked at; 8 let two years be joined, 12 three.", min=4, max=24)] = 12,
    counties: Annotated[int, typer.Option(help="How many made-up counties.", min=1, max=20)] = 3,
    workspace: WorkspaceOption = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where plan.csv and plan.html are written.")] = Path("plan"),
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """Which cuts can be shown in a county of this size: made-up counties go through the line, and what stays is counted."""
    from pipelines import planning
    from pipelines.workspace import county
    from schemas import Schemas

    if measure and everything:
        stop(USAGE, "--measure and --all exclude each other; give one of them")
    if out.exists() and not out.is_dir():
        stop(USAGE, f"--out: {out} is a file; give a folder")
    there = county(workspace)
    schemas = there.schemas() if there else Schemas.load()
    try:
        names = planning.chosen(schemas, measure or [], everything)
        if dry_run:
            say(f"would try {', '.join(names)} and write {out / TABLE} and {out / PAGE}")
            return
        seeds = tuple(range(1, counties + 1))
        lines = planning.plan(schemas, names, youth_per_year=youth_per_year, count=quarters, seeds=seeds, heard=step)
    except planning.CannotPlan as wrong:
        stop(USAGE, str(wrong))
    if not lines:
        stop(USAGE, f"nothing could be counted in {quarters} quarters; give more with --quarters")
    said = planning.told(lines, schemas, youth_per_year=youth_per_year, quarters=quarters, counties=counties)
    _write(out, planning.FIELDS, [planning.as_row(line, youth_per_year) for line in lines], said)
    if format is Format.json:
        as_json({**said, "table": str(out / TABLE), "page": str(out / PAGE)})
        return
    _show(said)
    say("", f"Made-up counties of {youth_per_year} young people a year: no number here is about anyone, and your files may differ.")
    say(f"All that was tried: {out / TABLE}", f"The same as a page, with what was assumed: {out / PAGE}")


def _write(out: Path, fields: Sequence[str], rows: Sequence[Mapping[str, object]], said: Mapping[str, Any]) -> None:
    from pipelines.publication.folder import write_whole

    text = io.StringIO(newline="")
    table = csv.DictWriter(text, fields, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / TABLE, text.getvalue().encode())
    made = reports("plan", out / PAGE, told=json.dumps(said))
    if made.returncode:
        stop(made.returncode, "The page could not be made.", made.stderr.strip())


def _show(said: Mapping[str, Any]) -> None:
    """What stays as agreed, as a table; then what else was tried that wins something."""
    from rich.console import Console
    from rich.table import Table

    shown = Table("Measure", "By", "Window", title="Of 100 cells, shown", title_justify="left", box=None, pad_edge=False)
    for head in ("Cells", "Before", "After", "from", "to", "Noughts"):
        shown.add_column(head, justify="right")
    for one in said["measures"]:
        for line in (told for told in one["lines"] if told["agreed"]):
            after = [str(n) for n in line["after"]]
            shown.add_row(one["name"], line["by"], line["window"], str(line["cells"]), str(line["before"][0]), *after, str(line["noughts"]))
    text = io.StringIO()
    Console(file=text, width=_WIDTH, color_system=None).print(shown)
    say(*(row.rstrip() for row in text.getvalue().splitlines()))
    say("", "Before: only small counts are withheld. After: so is what would give them away. from, to: over the made-up counties.")
    say("", "What coarser would win:")
    say(*(f"- {sentence}" for one in said["measures"] for sentence in one["advice"]))
