"""What a reader sees without any arithmetic: small counts, marks beside values, all or none of a group."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.disclosure_control.audit.read import COUNTS, Cell, Folder, Revision
from pipelines.disclosure_control.audit.relations import TOTAL
from pipelines.disclosure_control.audit.system import Key, System


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
        if not outcome or names["statistic"] not in ("percent", "numerator"):
            continue
        base = cells.get(_sibling(key, "denominator", {outcome["dimension"]: TOTAL}))
        if names["statistic"] == "percent":
            part = cells.get(_sibling(key, "numerator", {}))
            if any(c is not None and c.withheld and c.value is None for c in (base, part)):
                yield Leak("a percentage beside a withheld count", key)
        elif base is None or _already_told(key, cell, cells, measures[names["measure"]]):
            continue
        elif base.value is not None:
            if 0 < base.value < smallest_group and cell.value in (0, base.value):
                yield Leak("all or none of a small group", key)
        elif base.withheld and cell.value == 0:
            yield Leak("none of a withheld group", key)


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


def outside(cells: Mapping[Key, Cell], measures: Mapping[str, Any], system: System) -> Iterator[Leak]:
    """Counts that stand in no table that was agreed: nothing says what they add up to, so they cannot be attacked."""
    inside = {u.key for u in system.unknowns}
    for key, cell in cells.items():
        names = dict(key)
        if names["measure"] in measures and names["statistic"] in COUNTS and not cell.gone and key not in inside:
            yield Leak("a cell outside the agreed tables", key)


def in_revisions(revised: Iterable[Revision], threshold: int) -> Iterator[Leak]:
    for revision in revised:
        if dict(revision.key)["statistic"] in COUNTS and abs(revision.difference) < threshold:
            yield Leak("revised by a small number", revision.key)


def _sibling(key: Key, statistic: str, changed: Mapping[str, str]) -> Key:
    return tuple((n, statistic if n == "statistic" else changed.get(n, c)) for n, c in key)
