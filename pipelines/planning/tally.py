"""How many cells stay: after the small counts alone are withheld, and after all that would give them away is withheld too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.protection import ProtectionFailed, protect
from pipelines.disclosure_control.protection.drawing import draw
from pipelines.disclosure_control.protection.facts import COUNTED, TOTAL, Fact, Form, Key, read
from pipelines.disclosure_control.protection.primary import primary
from pipelines.disclosure_control.protection.system import split
from schemas import Policy

WHOLE = ""
"""In place of a breakdown: the whole county."""
Place = tuple[str, str, str]
"""Measure, breakdown, period."""


@dataclass(frozen=True)
class Tally:
    """Cells of one measure, breakdown and kind of period. `before`: those that are not small by themselves. `after`: those shown in
    the end, `noughts` among them."""

    cells: int
    before: int
    after: int
    noughts: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.cells + other.cells, self.before + other.before, self.after + other.after, self.noughts + other.noughts)


def tally(counted: pl.DataFrame, agreed: Mapping[str, Any], policy: Policy) -> dict[Place, Tally]:
    """The cells of an unprotected table that would be shown, were it published by itself. Percents and days follow their counts
    and are not cells of their own; what must wait, or cannot be had, is none either.
    Where no safe way to publish them is found, nothing is shown.
    """
    form = Form(agreed)
    given = _given(counted, form)
    small = _small(given, form, policy)
    shown = _shown(counted, form, policy)
    found: dict[Place, Tally] = {}
    for key, fact in given.items():
        place = (key[0], _breakdown(key, form), key[1])
        one = Tally(1, key not in small, key in shown, key in shown and fact.value == 0)
        found[place] = found[place] + one if place in found else one
    return found


def tied(counted: pl.DataFrame, agreed: Mapping[str, Any]) -> list[set[str]]:
    """The measures in groups within which some sum ties one to another. What is done to a group changes nothing in the others."""
    form = Form(agreed)
    groups: list[set[str]] = []
    for system in split(draw(_given(counted, form), form)):
        names = {cell.key[0] for cell in system.cells}
        names = names.union(*(g for g in groups if g & names))
        groups = [g for g in groups if not g & names] + [names]
    return groups


def _given(counted: pl.DataFrame, form: Form) -> dict[Key, Fact]:
    return {k: f for k, f in read(counted, form).items() if k[-1] in COUNTED and form.of_people(k[0]) and f.value is not None}


def _small(given: Mapping[Key, Fact], form: Form, policy: Policy) -> set[Key]:
    system = draw(given, form)
    return {system.cells[i].key for i in np.flatnonzero(primary(system, policy))}


def _shown(counted: pl.DataFrame, form: Form, policy: Policy) -> set[Key]:
    try:
        tables = protect(counted, form.structure, policy).tables
    except ProtectionFailed:
        return set()
    return {tuple(row) for t in tables for row in t.cells.filter(pl.col("status") == "").select(*form.columns).iter_rows()}


def _breakdown(key: Key, form: Form) -> str:
    """The dimension in which a cell is of a part only."""
    codes = dict(zip(form.dimensions, key[2:-1], strict=True))
    return next((b for b in form.measures[key[0]]["breakdowns"] if codes[b] not in ("", TOTAL)), WHOLE)
