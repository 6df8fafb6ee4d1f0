"""What one agency agreed to send, as an Open Data Contract (ODCS 3.1): columns, quality, days, legal ground; no server, no person."""

from typing import Any

import yaml

from schemas.agency import Agency, Source
from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms import patterns
from schemas.forms.rule_words import plain, sentences
from schemas.table import Column

_TYPES = {"token": "string", "code": "string", "text": "string", "date": "date", "integer": "integer", "boolean": "boolean"}
_TIERS = {
    "linkable": "De-identified rows with a token that the linkable agencies share. The county never holds the token's key.",
    "rows": "De-identified rows without a token: they cannot be joined with another agency's.",
    "counts": "Totals only. No row, no token and no fingerprint of a young person may be sent.",
    "register": "Registers of agreements, trainings, meetings and the like: nothing about young people.",
}


def agreement_odcs(schemas: Schemas, agency: str) -> bytes:
    """The agreement of one agency, in YAML."""
    return yaml.safe_dump(agreement(schemas, agency), sort_keys=False, allow_unicode=True, width=120).encode()


def agreement(schemas: Schemas, agency: str) -> dict[str, Any]:
    """The same as plain data. Its version is the highest of its contracts'."""
    about = schemas.agencies[agency]
    contracts = [schemas.contracts[s.extract] for s in about.sources]
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"safecount:{agency}",
        "name": f"Quarterly extracts of {about.title}",
        "version": f"{max((c.version for c in contracts), default=1)}.0.0",
        "status": "active",
        "tenant": schemas.county,
        "description": {
            "purpose": "Counts for the county's task force on commercially sexually exploited children.",
            "limitations": " ".join(_TIERS[t] for t in dict.fromkeys(s.tier for s in about.sources)),
            "usage": "Counting only. What is published is protected against telling of a single young person.",
        },
        "schema": [_object(schemas, s, schemas.contracts[s.extract]) for s in about.sources],
        "team": {"name": about.title, "description": "The agency that fills in and sends the extracts."},
        "roles": [
            {"role": "sender", "access": "write", "description": "The agency's data officer: checks, sends, corrects, withdraws."},
            {
                "role": "data_steward",
                "access": "read",
                "description": "The county's analyst: takes in, runs the quarter, never sees names.",
            },
        ],
        "slaProperties": [line for s in about.sources for line in _days(about, s)],
    }


def _days(about: Agency, source: Source) -> list[dict[str, Any]]:
    due = f"{about.title} sends it once a quarter, at the latest {source.due_days} days after the quarter's last day."
    return [
        {"property": "frequency", "value": 1, "unit": "quarter", "element": source.extract, "driver": "operational"},
        {"property": "latency", "value": source.due_days, "unit": "d", "element": source.extract, "description": due},
        {"property": "generalAvailability", "value": str(source.since.start), "element": source.extract, "driver": "operational"},
        {"property": "endOfLife", "value": str(source.expires), "element": source.extract, "driver": "regulatory"},
    ]


def _object(schemas: Schemas, source: Source, contract: Contract) -> dict[str, Any]:
    duplicates = {"metric": "duplicateValues", "mustBe": 0, "unit": "rows", "arguments": {"properties": list(contract.key)}}
    return {
        "name": contract.name,
        "businessName": contract.title,
        "physicalName": f"{source.agency}.{contract.name}.QUARTER.csv",
        "physicalType": "file",
        "logicalType": "object",
        "description": contract.grain,
        "dataGranularityDescription": contract.grain,
        "tags": [contract.kind, source.tier],
        "customProperties": [
            {"property": "tier", "value": source.tier},
            {"property": "programme", "value": source.programme},
            {"property": "legalBasis", "value": source.legal_basis},
            {"property": "contractVersion", "value": contract.version},
        ],
        "properties": [_property(schemas, contract, c) for c in contract.columns.values()],
        "quality": [
            *([{**duplicates, "dimension": "uniqueness"}] if contract.key else []),
            {"metric": "rowCount", **_rows(schemas, contract), "unit": "rows", "dimension": "completeness"},
            *({"type": "text", "description": plain(s), "dimension": "consistency"} for s in sentences(contract)[1:]),
        ],
    }


def _rows(schemas: Schemas, contract: Contract) -> dict[str, int]:
    """As many rows as there are codes, where the file has one for each; else none is as good as many."""
    listed = [contract.columns[r.fields["column"]] for r in contract.rules if r.name == "every_code"]
    whole = listed and tuple(contract.key) == (listed[0].name,)
    return {"mustBe": len(schemas.codes_of(listed[0]))} if whole else {"mustBeGreaterOrEqualTo": 0}


def _property(schemas: Schemas, contract: Contract, column: Column) -> dict[str, Any]:
    primary = all(contract.columns[k].required for k in contract.key) and column.name in contract.key
    said: dict[str, Any] = {
        "name": column.name,
        "logicalType": _TYPES[column.type],
        "physicalType": "text",
        "description": column.means,
        "required": column.required,
        "classification": "confidential" if contract.kind != "register" else "restricted",
    }
    if primary:
        said |= {"primaryKey": True, "primaryKeyPosition": contract.key.index(column.name) + 1}
    if column.example is not None:
        said["examples"] = [column.example]
    options = _options(column)
    quality = _quality(schemas, contract, column)
    return said | ({"logicalTypeOptions": options} if options else {}) | ({"quality": quality} if quality else {})


def _options(column: Column) -> dict[str, Any]:
    match column.type:
        case "token":
            return {"pattern": f"^{patterns.TOKEN}$"}
        case "date":
            return {"format": "yyyy-MM-dd"}
        case "integer" if column.minimum is not None:
            return {"minimum": column.minimum}
    return {}


def _quality(schemas: Schemas, contract: Contract, column: Column) -> list[dict[str, Any]]:
    """What the checks hold a column to: of rows a small share may be held back, of totals none."""
    share = {"mustBeLessOrEqualTo": round(100 * schemas.policy.held_share), "unit": "percent"}
    few = share if contract.kind == "rows" else {"mustBe": 0, "unit": "rows"}
    found = []
    if column.required:
        found += [
            {"metric": "nullValues", **few, "dimension": "completeness"},
            {"metric": "missingValues", **few, "dimension": "completeness", "arguments": {"missingValues": ["", "n/a", "null"]}},
        ]
    valid: dict[str, Any] = {}
    if column.type == "code":
        valid = {"validValues": [*schemas.codes_of(column), *column.local]}
    elif column.type in ("token", "date"):
        valid = {"pattern": f"^{patterns.TOKEN if column.type == 'token' else patterns.DATE}$"}
    return [*found, {"metric": "invalidValues", **few, "dimension": "conformity", "arguments": valid}] if valid else found
