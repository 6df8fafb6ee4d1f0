"""A small made-up county of which all agencies send everything, and the line as far as some measures need it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from pipelines.confidential.harmonization import feed, harmonize, nothing
from pipelines.confidential.outcomes import follow
from pipelines.confidential.record_linkage import last_word, link
from pipelines.confidential.tabulation import tabulate
from pipelines.synthesis import county
from pipelines.synthesis.events import Value
from pipelines.synthesis.extracts import sheets
from schemas import Column, Measure, Quarter, Schemas, Table, under

SCHEMAS = Schemas.load()
FIRST, LAST = Quarter(2026, 1), Quarter(2028, 3)
Sent = Sequence[tuple[str, Quarter, pl.DataFrame]]
Cells = dict[tuple[str, ...], int | None]


@cache
def sent(youth_per_year: int = 8, quarters: int = 11, last: Quarter = LAST, seed: int = 3) -> Sent:
    """What the agencies send, file by file; one without news is left out."""
    made = county(SCHEMAS, youth_per_year=youth_per_year, quarters=quarters, last=last, seed=seed, extracts="all")
    found = []
    for sheet in sheets(made, SCHEMAS):
        contract = SCHEMAS.contracts[sheet.extract]
        text = [{c.name: _our_word(c, row[c.name]) for c in contract.columns.values()} for row in sheet.rows]
        if text:
            rows = pl.DataFrame(text, schema=dict.fromkeys(contract.columns, pl.String))
            found.append((sheet.extract, sheet.quarter, harmonize(rows, contract, sheet.agency, sheet.quarter)))
    return found


def _our_word(column: Column, said: Value) -> str | None:
    """As an examined file has it."""
    if column.under and said == under.written(column.under):
        return under.word(column.under)
    return None if said is None else column.local.get(str(said), str(said))


def needed(names: Iterable[str]) -> tuple[set[str], dict[str, Table]]:
    """The extracts and the tables that some measures are made from."""
    asked = [t for n in names for t in SCHEMAS.measures[n].tables]
    extracts = set[str]().union(*(SCHEMAS.extracts_for(t) for t in asked))
    tables, more = set[str](), set(asked)
    while more:
        tables |= more
        more = {s for t in more for s in SCHEMAS.tables[t].sources} - tables
    return extracts, {name: table for name, table in SCHEMAS.tables.items() if name in tables}


def tables_of(came: Sent, names: Iterable[str], last: Quarter = LAST) -> dict[str, pl.DataFrame]:
    extracts, wanted = needed(names)
    found: dict[str, list[pl.DataFrame]] = {}
    for extract in sorted(extracts):
        contract = SCHEMAS.contracts[extract]
        told = [rows for name, quarter, rows in came if name == extract and quarter <= last]
        for table, rows in feed(last_word(told, contract) if told else nothing(contract), contract, SCHEMAS.tables).items():
            found.setdefault(table, []).append(rows)
    return follow(link({name: pl.concat(rows) for name, rows in found.items()}), wanted, last)


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
