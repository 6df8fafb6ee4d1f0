"""What all agencies sent, spread over the tables that they share."""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.confidential.harmonization.feed import feed
from pipelines.confidential.harmonization.harmonize import nothing
from schemas import Contract, Table


def gathered(words: Mapping[str, pl.DataFrame], contracts: Iterable[Contract], tables: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """The shared tables of these contracts, from the rows of each extract; of an extract that is not in `words` nothing came."""
    found: dict[str, list[pl.DataFrame]] = {}
    for contract in contracts:
        rows = words[contract.name] if contract.name in words else nothing(contract)
        for table, part in feed(rows, contract, tables).items():
            found.setdefault(table, []).append(part)
    return {table: pl.concat(parts) for table, parts in found.items()}


def columns_for(contract: Contract, tables: Mapping[str, Table]) -> list[str]:
    """The columns of harmonized rows from which these tables are made, and those that say when, by whom and of what a row tells."""
    if contract.name in tables:
        return ["agency", "quarter", *contract.columns]
    fed = [f for f in contract.feeds if f.table in tables]
    said = {c for f in fed for c in (*f.columns.values(), *f.where)} | set(contract.key)
    return ["agency", "quarter", *(c.name for c in contract.columns.values() if {c.name, *c.ends} & said)]
