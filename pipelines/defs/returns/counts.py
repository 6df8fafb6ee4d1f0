"""Which withheld numbers a funder's sheet is made of, what was counted there, and what a cell says with them."""

import csv
from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.defs.office import Office
from pipelines.defs.returns.paper import Fields
from pipelines.publication import store

LEFT_OUT = "[c] left out: with what is public it would tell another withheld number"
COUNTS = ("count", "denominator", "numerator")
WITHHELD = "[c]"


def withheld(office: Office, publication: str) -> dict[int, Fields]:
    """Of each line of cells.csv that is withheld, what it is the number of."""
    with (office.workspace.published / publication / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    withheld = {n: row for n, row in enumerate(rows, start=2) if row["status"] == "c"}
    beside = ("value", "status")
    return {n: tuple(sorted((c, v) for c, v in row.items() if v and c not in beside)) for n, row in withheld.items()}


def wanted(trace: Mapping[str, Any], lines: Mapping[int, Fields]) -> list[int]:
    """The withheld counts that the return is made of."""
    asked = [n for row in trace["rows"] for c in row["cells"] if c["said"].startswith(WITHHELD) for n in (*c["lines"], *c["less"])]
    return sorted({n for n in asked if n in lines and dict(lines[n])["statistic"] in COUNTS})


def counted(office: Office, publication: str, wanted: set[Fields]) -> dict[Fields, int]:
    """What was counted, as the line counted it last for this quarter."""
    found: dict[Fields, int] = {}
    for frame in office.frames.load_all("tabulated", store.quarter_of(publication)):
        names = [c for c in frame.columns if c not in ("value", "youth", "rest_youth", "status")]
        for *key, value in frame.filter(pl.col("value").is_not_null()).select(*names, "value").iter_rows():
            fields = tuple(sorted((c, v) for c, v in zip(names, key, strict=True) if v))
            if fields in wanted:
                found[fields] = value
    return found


def is_secret(cell: Mapping[str, Any], told: str | int) -> bool:
    """Whether the copy has a number where the public sheet has a mark."""
    return isinstance(told, int) and str(cell["said"]).startswith(WITHHELD)


def said(cell: Mapping[str, Any], numbers: Mapping[int, int], lines: Mapping[int, Fields], true: Mapping[Fields, int]) -> str | int:
    """The true number where every withheld part of it is given; else what the public sheet says."""
    text = str(cell["said"])
    if not text.startswith(WITHHELD):
        return int(text) if text.isdigit() else text
    parts = [*cell["lines"], *cell["less"]]
    known = {n: numbers.get(n, cell["shown"].get(str(n))) for n in parts}
    if parts and None not in known.values():
        return sum(known[n] or 0 for n in cell["lines"]) - sum(known[n] or 0 for n in cell["less"])
    return LEFT_OUT if any(lines.get(n) in true for n in parts) else text
