"""Reads publications back as a stranger would: their files, and nothing else."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.audit.system import Key

COUNTS = ("count", "denominator", "numerator", "events", "low", "high")
"""Statistics that count people or events; the others follow from them."""

DAYS = ("median_days", "p90_days")
"""How many days something took; each stands beside the count whose days they are."""


@dataclass(frozen=True)
class Row:
    """One line of a cells.csv. `value` is None when it is empty or not a whole number; `text` tells which."""

    key: Key
    text: str
    value: int | None
    status: str


@dataclass(frozen=True)
class Folder:
    """One publication as its files tell it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    measures: Mapping[str, Any]
    threshold: int
    smallest_group: int


@dataclass(frozen=True)
class Cell:
    """What all publications together show of one cell. A later value replaces an earlier one."""

    value: int | None
    withheld: bool

    @property
    def gone(self) -> bool:
        """Neither shown nor withheld: not yet mature, or not available. There is no number to protect."""
        return self.value is None and not self.withheld


@dataclass(frozen=True)
class Revision:
    """A shown number that another publication shows otherwise."""

    key: Key
    difference: int


def folder(path: Path) -> Folder:
    """Raises FileNotFoundError or ValueError (without any value) when the files are not those of a publication."""
    try:
        agreed = json.loads((path / "measures.json").read_text("utf-8"))
        about = json.loads((path / "publication.json").read_text("utf-8"))
        measures, name = agreed["measures"], str(about["publication"])
        threshold, smallest = int(agreed["threshold"]), int(agreed["smallest_group"])
    except (json.JSONDecodeError, KeyError, TypeError) as e:
        raise ValueError(f"{path.name}: measures.json or publication.json is not what a publication has") from e
    with (path / "cells.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = tuple(next(lines, ()))
        if header[:2] != ("measure", "period") or header[-3:] != ("statistic", "value", "status"):
            raise ValueError(f"{path.name}/cells.csv: the header is not measure, period, …, statistic, value, status")
        rows = tuple(_row(header, line, measures, path.name, n) for n, line in enumerate(lines, 2))
    return Folder(name, header, rows, measures, threshold, smallest)


def _row(header: Sequence[str], line: Sequence[str], measures: Mapping[str, Any], where: str, number: int) -> Row:
    if len(line) != len(header):
        raise ValueError(f"{where}/cells.csv: line {number} does not have as many fields as the header")
    text, status = line[-2].strip(), line[-1].strip()
    status = "" if status == "r" else status  # revised: shown, and shown otherwise before
    try:
        value = int(text)
    except ValueError:
        value = None
    return Row(named(header[:-2], line[:-2], measures), text, value, status)


def named(columns: Sequence[str], fields: Sequence[str], measures: Mapping[str, Any]) -> Key:
    """A cell's name from the first fields of its row: only the dimensions it has, in its measure's own order."""
    filled = {c: f for c, f in zip(columns, fields, strict=False) if f}
    own = measures.get(filled.get("measure", ""), {}).get("dimensions", ())
    first = [c for c in ("measure", "period", *own) if c in filled]
    rest = [c for c in filled if c not in first and c != "statistic"]
    last = ["statistic"] if "statistic" in filled else []
    return tuple((c, filled[c]) for c in (*first, *rest, *last))


def together(folders: Iterable[Folder]) -> tuple[dict[Key, Cell], tuple[Revision, ...]]:
    """Every cell over all publications, and the numbers that do not agree between them."""
    cells: dict[Key, Cell] = {}
    revised: list[Revision] = []
    for one in folders:
        for row in one.rows:
            before = cells.get(row.key, Cell(None, False))
            value = row.value if row.value is not None and not row.status else None
            if value is not None and before.value is not None and value != before.value:
                revised.append(Revision(row.key, value - before.value))
            cells[row.key] = Cell(before.value if value is None else value, before.withheld or row.status == "c")
    return cells, tuple(revised)
