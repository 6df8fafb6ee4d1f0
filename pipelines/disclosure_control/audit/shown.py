"""What a reader sees without any arithmetic: small counts, marks beside values, all or none of a group."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.disclosure_control.audit.read import COUNTS, Cell, Folder, Revision
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


def in_cells(cells: Mapping[Key, Cell], measures: Mapping[str, Any], threshold: int, smallest_group: int) -> Iterator[Leak]:
    """Numbers that must not stand there, over all publications together."""
    for key, cell in cells.items():
        names = dict(key)
        outcome = measures.get(names["measure"], {}).get("outcome")
        if cell.value is None:
            continue
        if names["statistic"] in COUNTS and 1 <= cell.value < threshold:
            yield Leak("a small count shown", key)
        if not outcome or names["statistic"] not in ("percent", "numerator", "median_days"):
            continue
        base = cells.get(_sibling(key, "denominator", {outcome["dimension"]: TOTAL}))
        part = cells.get(_sibling(key, "numerator", {}))
        if names["statistic"] == "percent":
            if _withheld(base) or _withheld(part):
                yield Leak("a percentage beside a withheld count", key)
        elif names["statistic"] == "median_days":
            if _withheld(part):
                yield Leak("a median beside a withheld count", key)
        elif base is None or _already_told(key, cell, cells, measures[names["measure"]]):
            continue
        elif base.value is not None:
            if 0 < base.value < smallest_group and cell.value in (0, base.value):
                yield Leak("all or none of a small group", key)
        elif base.withheld and cell.value == 0:
            yield Leak("none of a withheld group", key)


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
    holds = [code for code in outcome["codes"] if _holds(outcome, code, names[outcome["dimension"]])]
    found = [cells.get(_sibling(key, "numerator", {outcome["dimension"]: code})) for code in holds]
    return cell.value == 0 and any(c is not None and c.value == 0 for c in found)


def _holds(outcome: Mapping[str, Any], wide: str, narrow: str) -> bool:
    """Whether everybody with outcome `narrow` has outcome `wide` too."""
    if outcome["relation"] == "partition":
        return outcome["parents"].get(narrow) == wide
    months, codes = outcome["follow_up_months"], list(outcome["codes"])
    if months[wide] != months[narrow]:
        return months[wide] > months[narrow]
    return codes.index(wide) < codes.index(narrow)


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
        elif names["statistic"] in COUNTS:
            if key not in inside:
                yield Leak("a cell outside the agreed tables", key)
        elif cell.value is not None and _sibling(key, "numerator", {}) not in inside:
            yield Leak("a cell outside the agreed tables", key)


def in_revisions(revised: Iterable[Revision], threshold: int) -> Iterator[Leak]:
    """A change that tells of few: small, or of a median although the same young people, or nearly, are behind it."""
    changed = {r.key for r in revised}
    for revision in revised:
        statistic = dict(revision.key)["statistic"]
        if statistic in COUNTS and abs(revision.difference) < threshold:
            yield Leak("revised by a small number", revision.key)
        elif statistic == "median_days" and _sibling(revision.key, "numerator", {}) not in changed:
            yield Leak("a median revised without its count", revision.key)


def _sibling(key: Key, statistic: str, changed: Mapping[str, str]) -> Key:
    return tuple((n, statistic if n == "statistic" else changed.get(n, c)) for n, c in key)
