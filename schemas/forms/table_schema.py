"""The contract as a Frictionless Table Schema, so that an agency's own tools can check a file before anyone sees it."""

import json
from typing import Any

from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms.column_words import allowed
from schemas.forms.patterns import TOKEN, count_or_under
from schemas.forms.rule_words import plain
from schemas.table import Column

_TYPES = {
    "token": "string",
    "code": "string",
    "text": "string",
    "date": "date",
    "integer": "integer",
    "boolean": "boolean",
}


def table_schema(schemas: Schemas, contract: Contract) -> dict[str, Any]:
    """Types, codes, patterns, what must be filled in, and the key."""
    # A primary key takes no empty value, a unique key does.
    whole = all(contract.columns[k].required for k in contract.key)
    key: dict[str, Any] = {"primaryKey": list(contract.key)} if whole else {"uniqueKeys": [list(contract.key)]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": contract.name,
        "title": contract.title,
        "description": f"{contract.grain[0].upper()}{contract.grain[1:]}.",
        "version": str(contract.version),
        "effective": str(contract.effective),
        "fields": [_field(schemas, c) for c in contract.columns.values()],
        "missingValues": [""],
        **(key if contract.key else {}),
    }


def table_schema_json(schemas: Schemas, contract: Contract) -> bytes:
    return (json.dumps(table_schema(schemas, contract), indent=2, ensure_ascii=False) + "\n").encode()


def _field(schemas: Schemas, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": column.required}
    if column.type == "code":
        constraints["enum"] = list(schemas.codes_of(column))
    if column.type == "token":
        constraints["pattern"] = f"^{TOKEN}$"
    if column.under is not None:  # the standard has no word for "a number or a text": it is a text of this form
        constraints["pattern"] = f"^{count_or_under(column.under, accepted=False)}$"
    elif column.minimum is not None:
        constraints["minimum"] = column.minimum
    example = {"example": column.example} if column.example is not None else {}
    return {
        "name": column.name,
        "type": "string" if column.under else _TYPES[column.type],
        "description": f"{column.means}. Write {plain(allowed(schemas, column))}." if column.under else column.means,
        **example,
        "constraints": constraints,
    }
