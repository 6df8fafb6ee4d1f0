"""Reading the little tables that people draw in examples."""

from datetime import date

import polars as pl

from schemas import Table


def rows(drawn: str) -> list[dict[str, str]]:
    """A table drawn with bars: one mapping per line under the heading."""
    head, *body = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    return [dict(zip(head, line, strict=True)) for line in body]


def frame(drawn: str, table: Table, **missing: str) -> pl.DataFrame:
    """The drawn rows as a table's frame; columns that were not drawn are empty, or what `missing` says."""
    kinds = {"date": pl.Date, "integer": pl.Int64, "boolean": pl.Boolean}
    schema = {c.name: kinds.get(c.type, pl.String) for c in table.columns.values()}
    found = [{n: _value(row.get(n, missing.get(n, "")), kind) for n, kind in schema.items()} for row in rows(drawn)]
    return pl.DataFrame(found, schema=schema)


def _value(text: str, kind: type) -> object:
    if text == "":
        return None
    if kind is pl.Date:
        return date.fromisoformat(text)
    return int(text) if kind is pl.Int64 else text == "true" if kind is pl.Boolean else text
