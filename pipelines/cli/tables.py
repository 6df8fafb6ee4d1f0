"""For any analyst, without a workspace: a table of inner cells in, every cell with its totals out, what must not be told withheld."""

import time
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, facts, say, stop
from pipelines.cli.options import FormatOption, hierarchies


def add_to(app: typer.Typer) -> None:
    app.command()(protect)


def protect(
    path: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="The inner cells: a column for each dimension, one for the count.")],
    count: Annotated[str, typer.Option("--count", help="The column with the count.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.csv", help="Where every cell, totals included, is written.")],
    hierarchy: Annotated[list[str] | None, typer.Option("--hierarchy", help="DIM=FILE with code,parent; may be given again.")] = None,
    threshold: Annotated[int, typer.Option("--threshold", min=2, help="Counts from 1 to one less are withheld.")] = 11,
    protection: Annotated[
        str, typer.Option("--protection", metavar="full|width:N|exact", help="How open a withheld count stays.")
    ] = "full",
    contributor: Annotated[
        str | None, typer.Option("--contributor", metavar="DIM", help="Those who know their own counts, like agencies, learn no other's.")
    ] = None,
    format: FormatOption = Format.table,
) -> int:
    """Withhold the small counts of a table, and what would give them away."""
    from pipelines.disclosure_control.suppression import CannotProtect, Requirement, frame, read, ready, suppress
    from pipelines.publication.folder import write_whole

    if not path.is_file():
        stop(USAGE, f"there is no file {path}")
    if out.resolve() == path.resolve():
        stop(USAGE, "-o names the table itself; give another file")
    if out.is_dir():
        stop(USAGE, f"-o names a file, and {out} is a folder")
    if not out.resolve().parent.is_dir():
        stop(USAGE, f"there is no folder {out.resolve().parent}")
    try:
        requirement = Requirement.parse(protection, threshold)
    except ValueError as wrong:
        stop(USAGE, f"--protection: {wrong}")
    given = dict(hierarchies(hierarchy))
    try:
        table, missing = read(path, count, given)
    except ValueError as wrong:
        stop(DATA, str(wrong))
    if contributor is not None and contributor not in [d.name for d in table.dimensions]:
        stop(USAGE, f"--contributor: there is no dimension {contributor!r}; there is {', '.join(d.name for d in table.dimensions)}")
    ready()
    began = time.process_time()
    try:
        done = suppress(table, requirement, contributor)
    except CannotProtect as stuck:
        stop(PRIVACY, f"{stuck}; give fewer or coarser codes, or a lower protection. Nothing was written.")
    used = time.process_time() - began
    write_whole(out, frame(table, done.hidden, count).write_csv().encode("utf-8"))
    more = done.hidden & ~done.primary
    told: dict[str, object] = {
        "cells": int(done.hidden.size),
        "primary": int(done.primary.sum()),
        "complementary": int(more.sum()),
        "value_withheld": int(table.values[more].sum()),
        "undecided": done.undecided,
        "missing_rows": missing,
        "cpu_seconds": round(used, 2),
    }
    if format is Format.json:
        as_json(told)
        return FINE
    facts(
        {
            "Cells": told["cells"],
            "Withheld, small": told["primary"],
            "Withheld besides": f"{told['complementary']} (their counts add up to {told['value_withheld']})",
            "CPU seconds": told["cpu_seconds"],
        }
    )
    if missing:
        say(f"{missing} combinations had no row and count as nought.")
    if done.undecided:
        say(f"{done.undecided} withheld cells: open in fractions, but no other table of whole numbers was found for them.")
    say(f"Written to {out}. This summary tells what is small: keep it to yourself.")
    return FINE
