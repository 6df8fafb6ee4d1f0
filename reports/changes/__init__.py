"""What is new, revised or marked otherwise since the last publication: only what the files of the two already say."""

import csv
from collections.abc import Iterable
from pathlib import Path

from reports import sheet
from reports.changes.compared import Change, changes, new_periods
from reports.changes.files import arrived
from reports.changes.told import lines
from reports.dashboard.cells import Cell
from reports.dashboard.publication import Publication

__all__ = ["PAGE", "TABLE", "build"]

HERE = Path(__file__).parent
TABLE, PAGE = "changes.csv", "changes.html"


def build(folder: Path, publication: Publication, before: Publication | None) -> None:
    """Write changes.csv and changes.html. `before`: the publication before this one, None for the first of a county."""
    found = changes(publication, before) if before else ()
    _table(folder / "cells.csv", folder / TABLE, found)
    sheet.write(
        folder / PAGE,
        HERE,
        "page.html.jinja",
        publication,
        before=before,
        new=new_periods(publication, before) if before else (),
        changed=lines(publication, found),
        arrived=arrived(publication, before) if before else (),
    )


def _table(cells: Path, target: Path, found: Iterable[Change]) -> None:
    """The lines of cells.csv that changed, with a last column that says how. Values are those of this publication."""
    how: dict[Cell, str] = {c.cell: c.how for c in found}
    lines = {cell.line: said for cell, said in how.items()}
    with cells.open(encoding="utf-8", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, lineterminator="\n")
        for n, row in enumerate(csv.reader(file), 1):
            if n == 1:
                write.writerow([*row, "change"])
            elif n in lines:
                write.writerow([*row, lines[n]])
