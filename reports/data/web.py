"""The same description as CSV on the Web (CSVW, W3C) has it: a file that stands beside cells.csv and says what its columns are."""

from collections.abc import Sequence
from typing import Any

from reports.dashboard.publication import Publication
from reports.data.columns import Column
from reports.data.package import description, title
from schemas.licences import LICENCES

FEW = 60
"""Up to so many codes are written into a column's description. All of them are in datapackage.json."""


def metadata(publication: Publication, columns: Sequence[Column]) -> dict[str, Any]:
    """The content of cells.csv-metadata.json."""
    said = LICENCES.get(publication.licence)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "cells.csv",
        "dc:title": title(publication),
        "dc:description": description(publication),
        **({"rdfs:comment": list(publication.notes)} if publication.notes else {}),
        "dc:publisher": publication.county,
        **({"dc:license": {"@id": said.address}} if said else {}),
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tableSchema": {"columns": [_column(c) for c in columns]},
    }


def _column(column: Column) -> dict[str, Any]:
    told = column.codes if len(column.codes) <= FEW else {}
    codes = "; ".join(f"{code}: {label}" for code, label in told.items())
    return {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": f"{column.means} Codes: {codes}." if codes else column.means,
        "datatype": "nonNegativeInteger" if column.number else "string",
        "required": not column.gaps,
    }
