"""What others published of the county's cells: a reader who knows it too attacks with it, and is not told it by the county."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.audit.read import Cell, named
from pipelines.disclosure_control.audit.relations import TOTAL
from pipelines.disclosure_control.audit.system import Key, Relation, System, Unknown
from pipelines.disclosure_control.audit.verdict import Attacked, Audit

BESIDE = ("published_by", "published_on", "value", "low", "high")


@dataclass(frozen=True)
class Outside:
    """One figure of others: what the cell lies between. `high` None: no upper end."""

    key: Key
    low: int
    high: int | None


def outside(path: Path | None, measures: Mapping[str, Any]) -> list[Outside]:
    """The figures of an external.csv; none where there is no file.

    Raises:
        ValueError: a line is not such a figure; no figure is told.
    """
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        try:
            return [_figure(row, measures) for row in lines if any(map(str.strip, filter(None, row.values())))]
        except (ValueError, KeyError, AttributeError, TypeError):
            raise ValueError(f"{path.name}, line {lines.line_num}: is not a figure of a cell") from None


def _figure(row: Mapping[str, str], measures: Mapping[str, Any]) -> Outside:
    fields = {c: t.strip() for c, t in row.items() if c not in BESIDE}
    own = measures[fields["measure"]]["dimensions"]
    filled = {**dict.fromkeys(own, TOTAL), **{c: t for c, t in fields.items() if t}}
    key = named(tuple(filled), tuple(filled.values()), measures)
    said = {c: int(row[c]) for c in ("value", "low", "high") if (row.get(c) or "").strip()}
    low, high = said.get("value", said.get("low", 0)), said.get("value", said.get("high"))
    if not said or low < 0 or (high is not None and high < low):
        raise ValueError
    return Outside(key, low, high)


def joined(cells: Mapping[Key, Cell], facts: Iterable[Outside]) -> dict[Key, Cell]:
    """The cells with the exact figures of others among them. What the county itself shows of a cell stands."""
    found = dict(cells)
    for fact in facts:
        if fact.low == fact.high and found.get(fact.key, Cell(None, True)).value in (None, fact.low):
            found[fact.key] = Cell(fact.low, False)
    return found


def ranged(system: System, facts: Iterable[Outside]) -> System:
    """The system with the rounded and bounded figures of others."""
    places = {u.key: i for i, u in enumerate(system.unknowns)}
    more = []
    for fact in facts:
        place = places.get(fact.key)
        known = None if place is None else system.unknowns[place].value
        if place is not None and known is None and fact.low != fact.high:
            block = system.unknowns[place].block
            more.append(Relation(((place, 1),), fact.low, fact.high, block))
    return replace(system, relations=(*system.relations, *more))


def without_last(system: System, known: Mapping[Key, Cell]) -> System:
    """What readers can tell without the numbers of the last publication: from what is `known`, and from the marks alone."""

    def before(unknown: Unknown) -> Unknown:
        value = known[unknown.key].value if unknown.key in known else None
        if value is not None or unknown.value is None:
            return replace(unknown, value=value)
        return replace(unknown, kind="withheld" if unknown.kind == "shown" else unknown.kind, value=None, floor=0)

    sums = tuple(r for r in system.relations if all(abs(c) == 1 for _, c in r.terms))
    return System(tuple(before(u) for u in system.unknowns), sums)


def excused(audit: Audit, alone: Audit, public: Sequence[Outside], threshold: int) -> Audit:
    """The audit without what readers can tell as closely from what was public before (`alone`)."""
    before = {c.key: c for c in alone.cells}
    shown = {f.key for f in public if f.low == f.high} | {k for k, c in before.items() if c.low == c.high}
    told = {(leak.kind, leak.key) for leak in alone.leaks}
    cells = tuple(
        replace(c, verdict="open") if c.verdict != "open" and _as_close(before.get(c.key), c, threshold) else c for c in audit.cells
    )
    verdicts = [c.verdict for c in cells]
    return replace(
        audit,
        cells=cells,
        exact=verdicts.count("exact"),
        narrowed=verdicts.count("narrowed"),
        leaks=tuple(k for k in audit.leaks if k.key not in shown and (k.kind, k.key) not in told),
    )


def _as_close(before: Attacked | None, now: Attacked, threshold: int) -> bool:
    """Whether that end, or those ends, by which a number is told too closely were known before."""
    if before is None:
        return False
    old, new = (float("inf") if c.high is None else c.high for c in (before, now))
    from_below, from_above = before.low >= now.low, old <= new
    if now.verdict == "exact" or now.kind != "withheld":
        return from_below and from_above
    return (from_below or not 2 <= now.low < threshold) and (from_above or new >= threshold - 1)
