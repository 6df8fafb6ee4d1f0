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
