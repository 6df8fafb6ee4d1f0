"""The entries of the directory in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.services.said import said
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
        return ", ".join(codes[c].label if c in codes else c for c in row[column].split()) or said("not_known")

    facts = [("for_whom", _need(row, words("need_level"))), ("ages", _ages(row)), ("cost", words("cost_option"))]
    facts += [("languages", words("languages")), ("open", words("schedules"))]
    facts += (
        [("where", said("kept_confidential"))]
        if row["place"] != "told"
        else [("area", words("service_areas")), ("reached", words("location_types"))]
    )
    facts += [("state", words("status"))] if row["status"] != "active" else []
    facts += [("entry_last_checked", _checked(row["assured_date"], end))]
    return Entry(words("organization_id"), words("taxonomy_term"), tuple((said(heading), fact) for heading, fact in facts))


def _need(row: Mapping[str, str], level: str) -> str:
    mixed = {"yes": "levels_together", "no": "levels_apart"}.get(row["mixes_need_levels"])
    return said(mixed, level=level) if mixed else level


def _ages(row: Mapping[str, str]) -> str:
    least, most = row["minimum_age"], row["maximum_age"]
    if least and most:
        return said("between_ages", least=least, most=most)
    return said("from_age", least=least) if least else said("up_to_age", most=most) if most else said("every_age")


def _checked(day: str, end: date) -> str:
    if not day:
        return said("never_checked")
    return said("checked_long_ago", day=day) if (end - date.fromisoformat(day)).days > OLD else day
