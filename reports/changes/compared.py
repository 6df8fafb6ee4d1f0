"""Sets a publication against the one before it, cell by cell."""

from dataclasses import dataclass

from reports.changes.said import said
from reports.dashboard.cells import Cell
from reports.dashboard.publication import Publication

NEW, REVISED, FIRST, OTHER = "new", "revised", "shown for the first time", "marked otherwise"
"""What changes.csv has for a change, in every language, since programs read it."""
CALLED = said.of({NEW: "new", REVISED: "revised", FIRST: "first_shown", OTHER: "marked_otherwise"})


@dataclass(frozen=True)
class Change:
    """One cell of this publication, and how it differs from the last one."""

    cell: Cell
    how: str


@dataclass(frozen=True)
class NewPeriods:
    """A measure and the periods of which the last publication had nothing. `whole`: the measure itself is new."""

    title: str
    periods: tuple[str, ...]
    whole: bool


def changes(publication: Publication, before: Publication) -> tuple[Change, ...]:
    """Every cell that is new or says something else, in the order of cells.csv."""
    known = {_key(c): c for c in before.cells}
    found = []
    for cell in sorted(publication.cells, key=lambda c: c.line):
        how = _how(cell, known.get(_key(cell)))
        if how:
            found.append(Change(cell, how))
    return tuple(found)


def new_periods(publication: Publication, before: Publication) -> tuple[NewPeriods, ...]:
    """Of each measure the periods that are new, oldest first."""
    found = []
    for m in publication.measures:
        known = before.cells.periods(m.name)
        new = tuple(p for p in publication.cells.periods(m.name) if p not in known)
        if new:
            found.append(NewPeriods(m.title, new, not known))
    return tuple(found)


def _how(cell: Cell, known: Cell | None) -> str:
    if known is None:
        return NEW
    if cell.shown and known.shown:
        return REVISED if cell.value != known.value else ""
    if cell.shown:
        return FIRST
    return OTHER if cell.status != known.status else ""


def _key(cell: Cell) -> tuple[str, str, str, frozenset[tuple[str, str]]]:
    return cell.measure, cell.period, cell.statistic, cell.codes
