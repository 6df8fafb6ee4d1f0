"""A small made-up county of which all agencies send everything, and the line as far as some measures need it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from pipelines.confidential.tabulation import tabulate
from pipelines.planning import county as planned
from pipelines.synthesis import county
from schemas import Measure, Quarter, Schemas

SCHEMAS = Schemas.load()
FIRST, LAST = Quarter(2026, 1), Quarter(2028, 3)
Sent = Sequence[tuple[str, Quarter, pl.DataFrame]]
Cells = dict[tuple[str, ...], int | None]


@cache
def sent(youth_per_year: int = 8, quarters: int = 11, last: Quarter = LAST, seed: int = 3) -> Sent:
    """What the agencies send, file by file; one without news is left out."""
    made = county(SCHEMAS, youth_per_year=youth_per_year, quarters=quarters, last=last, seed=seed, extracts="all")
    return list(planned.sent(made, SCHEMAS, SCHEMAS.contracts))


def tables_of(came: Sent, names: Iterable[str], last: Quarter = LAST) -> dict[str, pl.DataFrame]:
    return planned.followed([(name, rows) for name, quarter, rows in came if quarter <= last], SCHEMAS, list(names), last)


def cells(tables: Mapping[str, pl.DataFrame], measure: Measure, last: Quarter = LAST) -> Cells:
    """What can be told from 2026 on: by period, codes and statistic; what must wait or was not given is not there."""
    own = ("period", *measure.dimensions, "statistic")
    rows = tabulate(tables, measure, SCHEMAS, last).filter(pl.col("status") == "", pl.col("period") >= str(FIRST.year))
    return {tuple(str(r[c]) for c in own): r["value"] for r in rows.to_dicts()}


def counted(came: Sent, names: Iterable[str]) -> dict[str, Cells]:
    tables = tables_of(came, names)
    return {name: cells(tables, SCHEMAS.measures[name]) for name in names}


@cache
def found(name: str) -> Cells:
    return counted(sent(), [name])[name]
