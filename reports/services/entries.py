"""The entries of the directory in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schemas import Quarter, Schemas

CODELISTS = {
    "organization_id": "organization",
    "taxonomy_term": "service_type",
    "status": "service_status",
    "need_level": "need_level",
    "cost_option": "cost_option",
    "languages": "language",
    "schedules": "schedule",
    "location_types": "location_type",
    "service_areas": "service_area",
}
OLD = 365
"""After so many days an entry may be out of date."""


@dataclass(frozen=True)
class Entry:
    organization: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    """What is told of it, under its headings."""


def entries(rows: Iterable[Mapping[str, str]], schemas: Schemas, quarter: str) -> tuple[Entry, ...]:
    end = Quarter.parse(quarter).end
    return tuple(_entry(row, schemas, end) for row in rows)


def by_kind(found: Sequence[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Entries under the kind of service, kinds and organisations in the order of the alphabet."""
    kinds = sorted({e.kind for e in found})
    return tuple((kind, tuple(sorted((e for e in found if e.kind == kind), key=lambda e: e.organization))) for kind in kinds)


def _entry(row: Mapping[str, str], schemas: Schemas, end: date) -> Entry:
    def words(column: str) -> str:
        codes = schemas.codelists[CODELISTS[column]].words
        return ", ".join(codes[c].label if c in codes else c for c in row[column].split()) or "not known"

    facts = [("For", _need(row, words("need_level"))), ("Ages", _ages(row)), ("Cost", words("cost_option"))]
    facts += [("Languages", words("languages")), ("Open", words("schedules"))]
    facts += (
        [("Where", "kept confidential")]
        if row["place"] != "told"
        else [("Area", words("service_areas")), ("Reached", words("location_types"))]
    )
    facts += [("State", words("status"))] if row["status"] != "active" else []
    return Entry(words("organization_id"), words("taxonomy_term"), (*facts, ("Entry last checked", _checked(row["assured_date"], end))))


def _need(row: Mapping[str, str], level: str) -> str:
    mixed = {"yes": "; both levels of need together", "no": "; levels of need kept apart"}.get(row["mixes_need_levels"], "")
    return level + mixed


def _ages(row: Mapping[str, str]) -> str:
    least, most = row["minimum_age"], row["maximum_age"]
    if least and most:
        return f"{least} to {most} years old"
    return f"{least} years and older" if least else f"up to {most} years" if most else "every age"


def _checked(day: str, end: date) -> str:
    if not day:
        return "never checked"
    return day + (", more than a year before this quarter ended" if (end - date.fromisoformat(day)).days > OLD else "")
