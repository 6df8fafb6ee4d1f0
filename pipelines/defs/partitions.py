"""The quarters and the agencies that work is cut into."""

import dagster as dg

from schemas import Quarter, Schemas


def by_quarter(schemas: Schemas) -> dg.StaticPartitionsDefinition:
    """Every quarter from the first in which a file is owed to the end of the longest agreement."""
    sources = schemas.sources
    first, last = min(s.since for s in sources), max(Quarter.of(s.expires) for s in sources)
    return dg.StaticPartitionsDefinition([str(q) for q in first.through(last)])


def by_quarter_and_agency(schemas: Schemas) -> dg.MultiPartitionsDefinition:
    agencies = dg.StaticPartitionsDefinition(sorted({s.agency for s in schemas.sources}))
    return dg.MultiPartitionsDefinition({"quarter": by_quarter(schemas), "agency": agencies})


def taken_apart(partition: str) -> tuple[str, Quarter]:
    """Agency and quarter of a partition of both."""
    agency, quarter = partition.split("|")
    return agency, Quarter.parse(quarter)
