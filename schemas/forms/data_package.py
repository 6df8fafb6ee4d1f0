"""The extracts of an agency as a Data Package (version 1, as frictionless reads it): the blank files and their schemas."""

import json
from collections.abc import Iterable
from typing import Any

from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms.table_schema import table_schema

# What our own templates are; the desk also reads other dialects.
_DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True, "caseSensitiveHeader": True}


def data_package(schemas: Schemas, name: str, title: str, extracts: Iterable[str]) -> dict[str, Any]:
    """One resource for each extract; the allowed codes are its fields' `enum`, so that no list has to be fetched."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": "Blank files of the extracts. No row of a real young person belongs in this package.",
        "resources": [_resource(schemas, schemas.contracts[e]) for e in extracts],
    }


def data_package_json(schemas: Schemas, agency: str) -> bytes:
    """The package of one agency."""
    about = schemas.agencies[agency]
    package = data_package(schemas, f"{agency}-extracts", f"Extracts of {about.title}", [s.extract for s in about.sources])
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(schemas: Schemas, contract: Contract) -> dict[str, Any]:
    agreed = {k: v for k, v in table_schema(schemas, contract).items() if k != "$schema"}  # that names a later version
    return {
        "profile": "tabular-data-resource",
        "name": contract.name,
        "title": contract.title,
        "path": f"{contract.name}.template.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": agreed,
    }
