"""How each agency's files came in, quarter by quarter: in words, without a number of theirs, and in no order of merit."""

from dataclasses import dataclass

from reports.dashboard.publication import Publication, Reported
from reports.dashboard.said import said
from reports.language import common

QUARTERS = 8


@dataclass(frozen=True)
class Timeliness:
    """`rows`: each agency by its name, with a word for each of the last quarters."""

    quarters: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def timeliness(publication: Publication) -> Timeliness:
    quarters = tuple(q for q in publication.quarters if q <= publication.quarter)[-QUARTERS:]
    agencies = dict(sorted({r.agency: r.name for r in publication.reported}.items(), key=lambda pair: pair[1]))
    rows = [
        (name, tuple(_word([r for r in publication.reported if r.agency == agency and r.quarter == q]) for q in quarters))
        for agency, name in agencies.items()
    ]
    return Timeliness(quarters, tuple(rows))


def _word(files: list[Reported]) -> str:
    if not files:
        return common("nothing_due")
    lacking = [f for f in files if f.lacking]
    if len(lacking) == len(files):
        return said("not_in")
    if lacking:
        return said("some_not_in")
    return said("in_in_part" if any(f.status == "accepted in part" for f in files) else "in_whole")
