"""One made-up row that keeps every row rule of its contract, to show how a filled-in row looks."""

from schemas.catalogue import Schemas
from schemas.contract import Contract, Rule
from schemas.table import Column


def example_row(schemas: Schemas, contract: Contract) -> dict[str, str]:
    """Column → what to write there, '' where the rules ask for nothing."""
    row = {name: _example(schemas, column) for name, column in contract.columns.items()}
    before: dict[str, str] = {}
    while row != before:  # emptying one column may ask for emptying another
        before = dict(row)
        for rule in contract.rules:
            row |= dict.fromkeys(_emptied(rule, row), "")
    return row


def _example(schemas: Schemas, column: Column) -> str:
    if column.example is not None:
        return column.example
    codes = schemas.codes_of(column)
    return codes[0] if codes else str(column.minimum or 0) if column.type == "integer" else ""


def _emptied(rule: Rule, row: dict[str, str]) -> list[str]:
    """The columns that this rule wants empty in this row."""
    if rule.name == "empty_when" and all(row[c] in codes for c, codes in rule.fields["where"].items()):
        return [rule.fields["column"]]
    if rule.name == "filled_with" and not row[rule.fields["column"]]:
        return [rule.fields["with"]]
    return []
