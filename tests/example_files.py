"""A whole made-up file of any extract that keeps all its rules: its example row, or a line for every code and the whole."""

from collections.abc import Mapping

from schemas import Contract, Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.forms.example_row import example_row

TOKEN = "0123456789abcdef"  # not the example's own, which the desk passes over


def example_file(schemas: Schemas, contract: Contract, tokens: tuple[str, ...] = (TOKEN,)) -> list[Mapping[str, str]]:
    """Rows by column. An extract of rows has one for each token; in one of totals every line has the same numbers."""
    row = example_row(schemas, contract)
    carrying = [c.name for c in contract.columns.values() if c.type == "token"]
    if carrying:
        return [{**row, **dict.fromkeys(carrying, token)} for token in tokens]
    split = next((r.fields["column"] for r in contract.rules if r.name == "every_code"), None)
    if split is None:
        return [row]
    codes = [c for c in schemas.codes_of(contract.columns[split]) if c != TOTAL]
    added_up = [r.fields["column"] for r in contract.rules if r.name == "parts_sum_to_whole"]
    whole = {column: str(len(codes) * int(row[column])) for column in added_up}
    lines: list[Mapping[str, str]] = [{**row, split: code} for code in codes]
    return [*lines, {**row, split: TOTAL, **whole}] if contract.columns[split].total else lines


def sent_as(schemas: Schemas, extract: str, last: str = "2025-Q4") -> tuple[str, str, str]:
    """An agency that owes the extract, and a quarter for which it does: `last`, or its first one after that."""
    source = next(s for s in schemas.sources if s.extract == extract)
    return source.agency, extract, str(max(source.since, schemas.contracts[extract].effective, Quarter.parse(last)))
