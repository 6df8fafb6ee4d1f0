"""Totals and registers: what stands in the files is added up, line by line, and nothing else is done to it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pipelines.synthesis.events import County, Row
from pipelines.synthesis.truths.naive import Counted, Sum
from schemas import Measure, Quarter, Schemas
from schemas.codelist import TOTAL


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """Of every measure that counts an extract of totals, or a register, as it came."""
    # Of what advocates do the lives themselves know; the totals are made from that.
    given = [s for youth in county.lives for s in youth.sessions if s.on <= last.end]
    found = {"advocacy_sessions": Counted([Sum(s.on, 1, {"service": s.service}) for s in given])}
    for name, measure in schemas.measures.items():
        contract = schemas.contracts.get(measure.counts)
        if measure.kind in ("totals", "inventory") and contract is not None:
            found[name] = Counted(list(_sums(measure, list(lines(county, schemas, measure.counts, last)), schemas)))
    return found


def lines(county: County, schemas: Schemas, extract: str, last: Quarter) -> Iterator[tuple[Quarter, str, Row]]:
    """Every line of the extract up to a quarter: of what has a date of its own the last word, of all else each quarter's own line."""
    contract = schemas.contracts[extract]
    for entry in county.entries:
        if entry.extract != extract:
            continue
        told = [(quarter, row) for quarter, row in entry.told() if quarter <= last]
        if told and contract.keeps_its_rows:
            yield *told[-1][:1], entry.agency, told[-1][1]
        elif told:
            yield from ((quarter, entry.agency, row) for quarter, row in told)


def _sums(measure: Measure, told: list[tuple[Quarter, str, Row]], schemas: Schemas) -> Iterator[Sum]:
    columns = schemas.contracts[measure.counts].columns
    wholes = [c for c, said in columns.items() if said.total]
    for quarter, _, row in told:
        if not all(fits(row.get(c), wanted) for c, wanted in measure.where.items()):
            continue
        is_whole = all(row[c] == TOTAL or c in measure.where for c in wholes)
        is_in = {b: str(row[b]) for b in measure.breakdowns if row.get(b) is not None}
        on = quarter.start if measure.date == "quarter" else row[measure.date]
        assert isinstance(on, date)
        number = _exact(row[measure.value]) if measure.value else 1
        if measure.youth and _exact(row[measure.youth]) is None:
            number = None  # nobody can say whether so few stand behind it that it must be withheld
        parts = {}
        for code in measure.outcome.codes if measure.outcome else ():
            parts[code] = _part(measure, code, row, schemas)
        yield Sum(on, number, is_in, parts, is_part=bool(wholes) and not is_whole)


def _part(measure: Measure, code: str, row: Row, schemas: Schemas) -> int | None:
    told = measure.outcome
    assert told is not None
    if told.values:
        if code in told.youths and _exact(row[told.youths[code]]) is None:
            return None
        return _exact(row[told.values[code]]) if code in told.values else 0
    if told.column:
        here, parents = row.get(told.column), schemas.codelists[told.codelist].parents
        while here is not None and here != code:
            here = parents.get(str(here))
        return 1 if here == code else 0
    return 1 if all(fits(row.get(c), wanted) for c, wanted in told.filters[code].items()) else 0


def fits(value: Any, wanted: Any) -> bool:
    """Whether a cell is as a filter wants it: one of some codes, between two ends, or there at all."""
    if isinstance(wanted, Mapping):
        if "filled" in wanted:
            return (value is not None) == wanted["filled"]
        return value is not None and wanted.get("at_least", value) <= value <= wanted.get("at_most", value)
    return value in wanted


def _exact(value: Any) -> int | None:
    return value if isinstance(value, int) else None
