"""Reading a publication folder: what was published, for which county and quarter, and who reported."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.dashboard.cells import Cell, Cells
from reports.dashboard.measures import Measure
from reports.dashboard.residents import Residents
from schemas.codelist import TOTAL

FILES = ("cells.csv", "measures.json", "publication.json")
STATUSES = ("", "r", "c", "m", "x", "z", "u")
KINDS = ("share", "count", "totals", "overlap", "inventory", "horizons", "rate", "bounds", "estimate")
_FIXED = ("measure", "period", "statistic", "value", "status")


class PublicationError(ValueError):
    """A publication folder cannot be shown; the message says in one sentence what is wrong with which file."""


@dataclass(frozen=True)
class Reported:
    """One file that was due, and what became of it."""

    agency: str
    name: str
    extract: str
    title: str
    quarter: str
    status: str

    @property
    def lacking(self) -> bool:
        """Whether nothing of this file could be counted: it never came, or it was sent back."""
        return self.status in ("missing", "rejected")


@dataclass(frozen=True)
class Publication:
    name: str
    county: str
    quarter: str
    demo: bool
    threshold: int
    quarters: tuple[str, ...]
    reported: tuple[Reported, ...]
    not_yet: Mapping[str, Mapping[str, Mapping[str, str]]]
    notes: tuple[str, ...]
    version: str
    measures: tuple[Measure, ...]
    cells: Cells
    residents: Residents | None = None
    licence: str = ""

    @property
    def drawn(self) -> tuple[Measure, ...]:
        """The measures that the page has sections for; of a kind that it does not know there is none."""
        return tuple(m for m in self.measures if m.kind in KINDS)


def read(folder: Path) -> Publication:
    """Everything the page is made of.

    Raises:
        PublicationError: a file is missing or is not of the agreed form. No value of a file is repeated in the message.
    """
    said, shape = _json(folder / "publication.json"), _json(folder / "measures.json")
    try:
        measures = tuple(Measure.of(name, raw) for name, raw in shape["measures"].items())
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PublicationError(f"measures.json is not of the agreed form ({type(error).__name__})") from error
    cells = Cells(_cells(folder / "cells.csv", {m.name: m.dimensions for m in measures}))
    try:
        return Publication(
            name=said["publication"],
            county=said["county"],
            quarter=said["quarter"],
            demo=bool(said["demo"]),
            threshold=said["threshold"],
            quarters=tuple(said["quarters"]),
            reported=tuple(Reported(**r) for r in said["reported"]),
            not_yet=said["not_yet"],
            notes=tuple(said["notes"]),
            version=said["version"],
            measures=measures,
            cells=cells,
            residents=Residents.of(living) if (living := said.get("residents")) else None,
            licence=said.get("licence", ""),
        )
    except (KeyError, TypeError) as error:
        raise PublicationError(f"publication.json is not of the agreed form ({type(error).__name__})") from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PublicationError(f"{path.name} cannot be read in {path.parent}; a publication has {', '.join(FILES)}") from error
    except ValueError as error:
        raise PublicationError(f"{path.name} is not readable JSON") from error


def _cells(path: Path, dimensions: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            lacking = [c for c in _FIXED if c not in (reader.fieldnames or ())]
            if lacking:
                raise PublicationError(f"cells.csv has no column {lacking[0]!r}")
            return [_cell(line, row, dimensions) for line, row in enumerate(reader, start=2)]
    except OSError as error:
        raise PublicationError(f"cells.csv cannot be read in {path.parent}; a publication has {', '.join(FILES)}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise PublicationError("cells.csv is not a readable CSV file in UTF-8") from error


def _cell(line: int, row: Mapping[str, str | None], dimensions: Mapping[str, tuple[str, ...]]) -> Cell:
    where = f"cells.csv line {line}"
    measure, value, status = row["measure"] or "", row["value"] or "", row["status"] or ""
    if measure not in dimensions:
        raise PublicationError(f"{where}: the measure is not described in measures.json")
    if status not in STATUSES:
        raise PublicationError(f"{where}: the status must be empty, r, c, m, x, z or u")
    if bool(value) == (status not in ("", "r")):
        raise PublicationError(f"{where}: there must be either a value or a mark, not both and not neither")
    if value and not (value.isascii() and value.isdecimal()):
        raise PublicationError(f"{where}: the value must be a whole number")
    codes = {d: row.get(d) or TOTAL for d in dimensions[measure]}
    return Cell(
        line,
        measure,
        row["period"] or "",
        frozenset((d, c) for d, c in codes.items() if c != TOTAL),
        row["statistic"] or "",
        value,
        status,
    )
