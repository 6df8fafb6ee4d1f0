"""Which files came in, or were taken back, since the last publication."""

from dataclasses import dataclass

from reports.dashboard.publication import Publication
from reports.dashboard.words import became


@dataclass(frozen=True)
class Arrived:
    agency: str
    title: str
    quarter: str
    then: str
    now: str


def arrived(publication: Publication, before: Publication) -> tuple[Arrived, ...]:
    """Files of quarters that the last publication knew, of which the status is another one now."""
    known = {(r.agency, r.extract, r.quarter): r.status for r in before.reported}
    now = ((r, known.get((r.agency, r.extract, r.quarter))) for r in publication.reported)
    return tuple(
        Arrived(r.name, r.title, r.quarter, became(then), became(r.status)) for r, then in now if then is not None and then != r.status
    )
