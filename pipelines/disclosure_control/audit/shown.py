"""What a reader sees without any arithmetic: small counts, marks beside values, all or none of a group."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.disclosure_control.audit import among
from pipelines.disclosure_control.audit.among import counts_people
from pipelines.disclosure_control.audit.read import COUNTS, DAYS, Cell, Folder, Revision
from pipelines.disclosure_control.audit.relations import TOTAL
from pipelines.disclosure_control.audit.system import Key, System

PERIOD = re.compile(r"\d{4}(-Q[1-4])?")
"""Quarters and years: of any other span of time nothing says how it lies to these, so it could be subtracted unseen."""


@dataclass(frozen=True)
class Leak:
    """Something that should not have been shown. `kind` is safe to print; which cell it is stays confidential."""

    kind: str
    key: Key
    publication: str = ""


def in_rows(folder: Folder) -> Iterator[Leak]:
    """Rows that break the form of the file."""
    times = Counter(row.key for row in folder.rows)
    for key, count in times.items():
        if count > 1:
            yield Leak("the same cell twice", key, folder.name)
    for row in folder.rows:
        if dict(row.key).get("measure") not in folder.measures:
            yield Leak("a measure that is not described", row.key, folder.name)
        elif not PERIOD.fullmatch(dict(row.key).get("period", "")):
            yield Leak("a period that cannot be attacked", row.key, folder.name)
        elif row.status and row.text:
            yield Leak("a value beside a mark", row.key, folder.name)
        elif not row.status and not row.text:
            yield Leak("no value and no mark", row.key, folder.name)
        elif not row.status and (row.value is None or row.value < 0):
            yield Leak("a value that is not a whole number", row.key, folder.name)


def in_claims(folders: Iterable[Folder]) -> Iterator[Leak]:
    """Measures that are said not to count young people, though they are no inventory, or were none in another publication."""
    folders = list(folders)
    people = {name for one in folders for name, said in one.measures.items() if counts_people(said)}
    for one in folders:
        for name, said in one.measures.items():
            if name in people and said.get("of_young_people") is False:
                yield Leak("a measure that is said not to count young people", (("measure", name),), one.name)


def in_cells(cells: Mapping[Key, Cell], measures: Mapping[str, Any], threshold: int, smallest_group: int) -> Iterator[Leak]:
    """Numbers that must not stand there, over all publications together."""
    quiet = among.silent(measures)
    for key, cell in cells.items():
        if cell.value is None:
            continue
        names = dict(key)
        measure = measures.get(names["measure"], {})
        outcome = measure.get("outcome")
        if not counts_people(measure):
            continue
        if names["statistic"] in COUNTS and 1 <= cell.value < threshold:
            yield Leak("a small count shown", key)
        if names["measure"] in quiet and names["statistic"] in COUNTS:
            yield from _breaks_silence(key, cell.value, cells, measure, quiet)
        if names["statistic"] in DAYS and _withheld(_number_of(key, cells)):
            yield Leak("a median beside a withheld count", key)
        if not outcome or names["statistic"] not in ("percent", "numerator"):
            continue
        base = cells.get(_sibling(key, "denominator", {outcome["dimension"]: TOTAL}))
        part = cells.get(_sibling(key, "numerator", {}))
        if names["statistic"] == "percent":
            if _withheld(base) or _withheld(part):
                yield Leak("a percentage beside a withheld count", key)
        elif base is None or _already_told(key, cell, cells, measures[names["measure"]]):
            continue
        elif base.value is not None:
            if 0 < base.value < smallest_group and cell.value in (0, base.value):
                yield Leak("all or none of a small group", key)
        elif base.withheld and cell.value == 0:
            yield Leak("none of a withheld group", key)


def _breaks_silence(key: Key, value: int, cells: Mapping[Key, Cell], measure: Mapping[str, Any], quiet: Collection[str]) -> Iterator[Leak]:
    """Of what is kept silent about, nobody or all are told."""
    above = (measure.get("among") or {}).get("measure")
    if dict(key)["statistic"] == "numerator":
        base = cells.get(_sibling(key, "denominator", {measure["outcome"]["dimension"]: TOTAL}))
        whole = base.value if base else None
        if whole != 0 and value in (0, whole):
            yield Leak("none or all of what is kept silent about", key)
    elif value == 0 and (above is None or above in quiet):
        yield Leak("none or all of what is kept silent about", key)


def _number_of(days: Key, cells: Mapping[Key, Cell]) -> Cell | None:
    """The count that some days belong to."""
    return next((cells[k] for s in COUNTS if (k := _sibling(days, s, {})) in cells), None)


def _withheld(cell: Cell | None) -> bool:
    return cell is not None and cell.withheld and cell.value is None


def _already_told(key: Key, cell: Cell, cells: Mapping[Key, Cell], measure: Mapping[str, Any]) -> bool:
    """Whether "none" or "all" of a group adds nothing, because the same is shown of a whole that the group is part of.

    A whole is the county, the year, or a wider outcome. It is judged by its own size, in its own turn.
    """
    names, outcome = dict(key), measure["outcome"]
    county = dict.fromkeys(measure["breakdowns"], TOTAL)
    years = {"period": names["period"].partition("-")[0]} if measure["quarters_sum_to_year"] else {}
    for wider in (county, years, {**county, **years}):
        whole = cells.get(_sibling(key, "numerator", wider))
        base = cells.get(_sibling(key, "denominator", {**wider, outcome["dimension"]: TOTAL}))
        if whole is None or whole is cell or whole.value is None or base is None or not base.value:
            continue
        if whole.value == cell.value == 0 or whole.value == base.value:
            return True
    wide = [code for code in outcome["codes"] if among.holds(outcome, code, names[outcome["dimension"]])]
    found = [cells.get(_sibling(key, "numerator", {outcome["dimension"]: code})) for code in wide]
    return cell.value == 0 and any(c is not None and c.value == 0 for c in found)


def outside(cells: Mapping[Key, Cell], measures: Mapping[str, Any], system: System, known: Collection[str]) -> Iterator[Leak]:
    """Figures that stand in no table that was agreed: nothing says what they come from or add up to, so they cannot be attacked.

    `known`: statistics besides counts of which it is known what they say of their numerator.
    """
    inside = {u.key for u in system.unknowns}
    for key, cell in cells.items():
        names = dict(key)
        if names["measure"] not in measures or cell.gone:
            continue
        if names["statistic"] not in (*COUNTS, *known):
            yield Leak("a statistic that cannot be attacked", key)
        elif not counts_people(measures[names["measure"]]):
            continue
        elif names["statistic"] in COUNTS:
            if key not in inside:
                yield Leak("a cell outside the agreed tables", key)
        elif cell.value is not None:
            beside = COUNTS if names["statistic"] in DAYS else ("numerator",)
            if not any(_sibling(key, s, {}) in inside for s in beside):
                yield Leak("a cell outside the agreed tables", key)


def in_revisions(revised: Iterable[Revision], measures: Mapping[str, Any], threshold: int) -> Iterator[Leak]:
    """A change that tells of few: small, or of a median although the same young people, or nearly, are behind it."""
    changed = {r.key for r in revised}
    for revision in revised:
        names = dict(revision.key)
        statistic = names["statistic"]
        if not counts_people(measures.get(names["measure"], {})):
            continue
        if statistic in COUNTS and abs(revision.difference) < threshold:
            yield Leak("revised by a small number", revision.key)
        elif statistic in DAYS and not any(_sibling(revision.key, s, {}) in changed for s in COUNTS):
            yield Leak("a median revised without its count", revision.key)


def _sibling(key: Key, statistic: str, changed: Mapping[str, str]) -> Key:
    return tuple((n, statistic if n == "statistic" else changed.get(n, c)) for n, c in key)
