"""The publication as a Data Package (version 2, datapackage.org): what is in it, under which licence, from whom."""

import re
from collections.abc import Sequence
from typing import Any

from reports.dashboard.publication import Publication
from reports.dashboard.words import months
from reports.data.columns import Column
from schemas.licences import LICENCES

_DESCRIPTION = (
    "What becomes of the young people whom the agencies of {county} meet, up to {until}. No number in it rests on fewer young people "
    "than the threshold in measures.json; what is withheld carries a mark. Compare numbers by measure, period and codes; "
    "never read a mark as nought."
)


def package(publication: Publication, columns: Sequence[Column]) -> dict[str, Any]:
    """The content of datapackage.json. Sizes and fingerprints of the files are in manifest.json."""
    schema = {"fields": [_field(c) for c in columns], "missingValues": [""], "uniqueKeys": [[c.name for c in columns[:-2]]]}
    said = LICENCES.get(publication.licence)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _name(f"{publication.county} {publication.name}"),
        "title": title(publication),
        "description": description(publication),
        **({"notes": list(publication.notes)} if publication.notes else {}),
        **({"licenses": [{"name": publication.licence, "title": said.title, "path": said.address}]} if said else {}),
        "sources": [{"title": name} for name in dict.fromkeys(r.name for r in publication.reported)],
        "contributors": [{"title": publication.county, "roles": ["publisher"]}],
        "resources": [
            {
                "name": "cells",
                "title": "Every published number and every mark",
                "path": "cells.csv",
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema,
            },
            {
                "name": "cells-parquet",
                "title": "The same lines as Parquet",
                "path": "cells.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
            },
            {
                "name": "measures",
                "title": "How each measure is counted, and what adds up to what",
                "path": "measures.json",
                "format": "json",
            },
            {"name": "publication", "title": "Who reported, and what is not measurable yet", "path": "publication.json", "format": "json"},
            {"name": "tables", "title": "The same numbers as a workbook", "path": "tables.xlsx", "format": "xlsx"},
            {"name": "changes", "title": "What changed since the last publication", "path": "changes.csv", "format": "csv"},
        ],
    }


def title(publication: Publication) -> str:
    return f"{publication.county}, {publication.name}"


def description(publication: Publication) -> str:
    return _DESCRIPTION.format(county=publication.county, until=months(publication.quarter))


def _field(column: Column) -> dict[str, Any]:
    """A column as Table Schema has it; `categories` carry the labels of its codes."""
    said: dict[str, Any] = {"name": column.name, "type": "integer" if column.number else "string", "title": column.title}
    said["description"] = column.means
    if column.codes:
        said["categories"] = [{"value": code, "label": label} for code, label in column.codes.items()]
    limits: dict[str, Any] = {"required": True} if not column.gaps else {}
    limits |= {"enum": list(column.codes)} if column.codes else {}
    return {**said, **({"constraints": limits} if limits else {})}


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", text.casefold()).strip("-")
