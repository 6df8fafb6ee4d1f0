"""This quarter's file beside the agency's file of the quarter before: what doubled, what vanished, what came late or twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipelines.desk.catalogue import PLEASE_CONFIRM
from pipelines.desk.examination import ACCEPTED, CONFIRMED, Examination, Row
from pipelines.desk.findings import Finding, finding, in_order
from schemas import Contract, Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.under import bounds, is_under

FEWEST = 10  # rows or units below which a change is chance
_TIMES = 2


def compared(
    now: Examination, before: Examination, contract: Contract, quarter: Quarter, earlier: Quarter, schemas: Schemas
) -> Examination:
    """The examination with what the comparison asks about. Without rows on either side there is nothing to compare."""
    if not (now.is_accepted and before.is_accepted):
        return now
    asked = tuple(_asked(now, before, contract, quarter, earlier, schemas))
    doubted = any(f.kind == PLEASE_CONFIRM for f in asked)
    status = CONFIRMED if doubted and now.status == ACCEPTED else now.status
    return replace(now, findings=in_order((*now.findings, *asked)), status=status)


def _asked(
    now: Examination, before: Examination, contract: Contract, quarter: Quarter, earlier: Quarter, schemas: Schemas
) -> Iterator[Finding]:
    if contract.kind == "counts":
        yield from _lines(now.rows, before.rows, contract, earlier)
        if len(now.rows) > 1 and Counter(now.rows) == Counter(before.rows) and any(_numbers(row, contract) for row in now.rows):
            yield finding("C726", count=len(now.rows), rows=len(now.rows), earlier=earlier)
        return
    yield from _change(None, "rows", len(before.rows), len(now.rows), earlier)
    for name in (c.name for c in contract.columns.values() if c.type == "integer" and not c.under):
        yield from _change(name, f"the sum of {name}", (before.totals or {}).get(name, 0), (now.totals or {}).get(name, 0), earlier)
    yield from _codes(now.rows, before.rows, contract, schemas, earlier)
    yield from _late(now.rows, before.rows, contract, quarter, earlier)
    same = sum((Counter(now.rows) & Counter(before.rows)).values())
    if same:
        yield finding("C726", count=same, rows=len(now.rows), earlier=earlier)


def _change(
    column: str | None, what: str, before: int, now: int, earlier: Quarter, words: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """`words` stand in the sentence for numbers (`before`, `now`) that are known only roughly."""
    said: dict[str, Any] = {"before": before, "now": now, **(words or {})}
    if before >= FEWEST and now == 0:
        yield finding("C722", column=column, what=what, earlier=earlier, **said)
    elif now >= _TIMES * before and now - before >= FEWEST:
        yield finding("C721", column=column, what=what, earlier=earlier, change="at least twice as many as", **said)
    elif before >= _TIMES * now and before - now >= FEWEST:
        yield finding("C721", column=column, what=what, earlier=earlier, change="at most half as many as", **said)


def _lines(now: tuple[Row, ...], before: tuple[Row, ...], contract: Contract, earlier: Quarter) -> Iterator[Finding]:
    """Of a file of totals: each number beside the number of the same line. The codes of a key are ours to name.

    Of a number given as "under 11" it is asked only what holds of each number that it may stand for.
    """
    places = [list(contract.columns).index(name) for name in contract.key]
    old, new = ({tuple(row[p] for p in places): row for row in rows} for rows in (before, now))
    for i, column in enumerate(contract.columns.values()):
        if column.type == "integer" and column.name not in contract.key:
            for key, row in old.items():
                line = " ".join(part for part in key if part)
                held = new.get(key)
                was, now_says = row[i], held[i] if held else None
                words = {when: f"under {column.under}" for when, value in (("before", was), ("now", now_says)) if is_under(value)}
                yield from _change(column.name, f"{column.name} of {line}", *_nearest(was, now_says), earlier, words)


def _codes(now: tuple[Row, ...], before: tuple[Row, ...], contract: Contract, schemas: Schemas, earlier: Quarter) -> Iterator[Finding]:
    """Codes that many rows had and none has now. Where hardly a row is left, that is said already."""
    if len(now) < FEWEST:
        return
    for i, column in enumerate(contract.columns.values()):
        if column.type == "code":
            had, has = Counter(row[i] for row in before), Counter(row[i] for row in now)
            for code in schemas.codes_of(column):
                if code != TOTAL and had[code] >= FEWEST and not has[code]:
                    yield finding("C723", column=column.name, line=code, before=had[code], earlier=earlier)


def _late(now: tuple[Row, ...], before: tuple[Row, ...], contract: Contract, quarter: Quarter, earlier: Quarter) -> Iterator[Finding]:
    """Rows of an earlier day that the earlier file did not have, and rows that it had and that now say something else."""
    if contract.dated_by is None or not contract.key:
        return
    names = list(contract.columns)
    places, day = [names.index(name) for name in contract.key], names.index(contract.dated_by)
    known = {tuple(row[p] for p in places): row for row in before}
    begins = quarter.start.isoformat()
    late = changed = 0
    for row in now:
        was = known.get(tuple(row[p] for p in places))
        late += was is None and bool(row[day]) and str(row[day]) < begins
        changed += was is not None and was != row
    if late:
        yield finding("C724", column=contract.dated_by, count=late, rows=len(now), quarter=quarter, earlier=earlier)
    if changed:
        yield finding("C725", count=changed, earlier=earlier)


def _numbers(row: Row, contract: Contract) -> bool:
    return any(value and bounds(value)[1] for value, column in zip(row, contract.columns.values(), strict=True) if column.type == "integer")


def _nearest(before: str | None, now: str | None) -> tuple[int, int]:
    """Of all numbers that the two may stand for, those which are nearest to each other."""
    was, there_is = bounds(before or "0"), bounds(now or "0")
    return (min(max(was[0], there_is[0]), was[1]), min(max(there_is[0], was[0]), there_is[1]))
