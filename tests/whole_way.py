"""Extracts drawn as little tables, and what follows from them when they go the way of all extracts."""

from collections.abc import Iterable

import polars as pl

from pipelines.confidential.harmonization import feed
from pipelines.confidential.harmonization.harmonize import nothing
from pipelines.confidential.outcomes import follow
from pipelines.confidential.record_linkage import link
from schemas import Quarter, Schemas, Table
from tests import drawn

SCHEMAS = Schemas.load()


def made(table: str, last: str, **extracts: str) -> pl.DataFrame:
    """A table as it follows from drawn extracts, told up to the end of a quarter. What is not drawn is empty, or unknown."""
    return follow(linked([table], **extracts), _reached(table), Quarter.parse(last))[table]


def linked(tables: Iterable[str], **extracts: str) -> dict[str, pl.DataFrame]:
    """The linked tables that some tables are made from. Young people are drawn in the column `youth_token`."""
    needed = frozenset[str]().union(*(SCHEMAS.extracts_for(t) for t in tables))
    assert set(extracts) <= needed, "a drawn extract is not asked"
    found: dict[str, list[pl.DataFrame]] = {}
    for name in sorted(needed):
        for fed, rows in feed(_extract(name, extracts.get(name)), SCHEMAS.contracts[name], SCHEMAS.tables).items():
            found.setdefault(fed, []).append(rows)
    return link({name: pl.concat(rows) for name, rows in found.items()})


def shuffled(tables: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    return {name: rows.sample(fraction=1, shuffle=True, seed=seed) for name, rows in tables.items()}


def again(table: str, last: str, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return follow(tables, _reached(table), Quarter.parse(last))[table]


def _reached(table: str) -> dict[str, Table]:
    """The table and all that it is made from, in the order in which they are made."""
    wanted, left = {table}, [table]
    while left:
        sources = SCHEMAS.tables[left.pop()].sources
        left += [s for s in sources if s not in wanted]
        wanted |= set(sources)
    return {n: t for n, t in SCHEMAS.tables.items() if n in wanted}


def _extract(name: str, drawing: str | None) -> pl.DataFrame:
    contract = SCHEMAS.contracts[name]
    if drawing is None:
        return nothing(contract)
    sender = min(s.agency for s in SCHEMAS.sources if s.extract == name)
    form = {**dict.fromkeys(("agency", "quarter"), pl.String), **nothing(contract).schema}
    unknown = {c.name: "unknown" for c in contract.columns.values() if c.codelist and c.required}
    said = {"agency": sender, "quarter": "2026-Q1", **unknown}
    rows = [{n: row.get(n, said.get(n, "")) or None for n in form} for row in drawn.rows(drawing)]
    text = pl.DataFrame(rows, schema=dict.fromkeys(form, pl.String))
    return text.select(pl.col(n).str.to_date() if kind == pl.Date else pl.col(n).cast(kind) for n, kind in form.items())
