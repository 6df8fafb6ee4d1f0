"""How long the rows of an extract are needed: which tables look back without end, and when the last figure that counts a row is out."""

from collections.abc import Iterator

from schemas.catalogue import Schemas
from schemas.measure import Measure
from schemas.period import Period, Quarter, Year


def reaches_back(schemas: Schemas, table: str) -> bool:
    """Whether a row of the table may rest on rows of any age. A table that is made by rules of its own is taken to."""
    here = schemas.tables[table]
    asks = here.looks_back or here.open_at_quarter_end is not None or bool(here.made_from)
    return asks or any(c.looked_up for c in here.columns.values()) or any(reaches_back(schemas, one) for one in here.sources)


def looking_back(schemas: Schemas, extract: str) -> tuple[str, ...]:
    """The counted tables that may rest on rows of any age of this extract: while there are any, none of its rows may go."""
    tables = {t for m in _counting(schemas, extract) for t in m.tables if extract in schemas.extracts_for(t)}
    return tuple(sorted(t for t in tables if reaches_back(schemas, t)))


def needed_until(schemas: Schemas, extract: str, quarter: Quarter) -> Quarter:
    """The quarter whose publication has the last figure that rows of an extract for a quarter are needed for."""
    wanted = [quarter]
    for measure in _counting(schemas, extract):
        for period in _periods(measure, quarter):
            codes = measure.outcome.codes if measure.outcome else ("",)
            wanted += [measure.settles(period, schemas.policy), *(measure.matures(period, c, schemas.policy) for c in codes)]
            wanted += [period.quarters[-1]]
    return max(wanted)


def counted_from(schemas: Schemas, extract: str) -> frozenset[str]:
    """The measures that count anything from an extract."""
    return frozenset(m.name for m in _counting(schemas, extract))


def _counting(schemas: Schemas, extract: str) -> list[Measure]:
    return [m for m in schemas.measures.values() if any(extract in schemas.extracts_for(t) for t in m.tables)]


def _periods(measure: Measure, quarter: Quarter) -> Iterator[Period]:
    yield quarter
    if measure.yearly:
        yield Year(quarter.year)
