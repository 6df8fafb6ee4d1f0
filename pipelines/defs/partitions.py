"""The quarters and the agencies that work is cut into."""

import dagster as dg

from schemas import Quarter, Schemas


def by_quarter(schemas: Schemas) -> dg.StaticPartitionsDefinition:
    """Every quarter from the first in which a file is owed to the end of the longest agreement."""
    sources = schemas.sources
    first, last = min(s.since for s in sources), max(Quarter.of(s.expires) for s in sources)
    return dg.StaticPartitionsDefinition([str(q) for q in first.through(last)])


def by_quarter_and_agency(schemas: Schemas) -> dg.MultiPartitionsDefinition:
    return dg.MultiPartitionsDefinition({"quarter": by_quarter(schemas), "agency": dg.StaticPartitionsDefinition(list(joined(schemas)))})


def joined(schemas: Schemas) -> dict[str, Quarter]:
    """Each agency with the first quarter in which it owes a file, those that have been with us longest first: a run over the
    quarters up to one day then ends with the agencies that had joined by then."""
    first: dict[str, Quarter] = {}
    for source in schemas.sources:
        first[source.agency] = min(source.since, first.get(source.agency, source.since))
    return dict(sorted(first.items(), key=lambda item: (item[1], item[0])))


def taken_apart(partition: str) -> tuple[str, Quarter]:
    """Agency and quarter of a partition of both."""
    agency, quarter = partition.split("|")
    return agency, Quarter.parse(quarter)
