"""What stands around the numbers: how they are made, what comes next, how to use them and whom to ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from reports.dashboard.publication import Publication
from reports.dashboard.words import months
from reports.language import texts
from schemas import Quarter, Schemas


@dataclass(frozen=True)
class Around:
    """What the agreement says and the numbers do not: whom readers may ask, and the day by which the next quarter's files are due."""

    contact: str = ""
    due: str = ""

    @staticmethod
    def of(schemas: Schemas, quarter: str) -> "Around":
        following = Quarter.parse(quarter).plus(1)
        days = [following.end + timedelta(days=s.due_days) for s in schemas.sources if s.is_due(following)]
        return Around(schemas.contact, str(max(days)) if days else "")


@dataclass(frozen=True)
class Entry:
    term: str
    says: str
    link: tuple[str, str] | None = None
    """Where it leads, and what stands there."""


@dataclass(frozen=True)
class About:
    heading: str
    band: str
    """For the head of the page; empty where no further file is due."""
    entries: tuple[Entry, ...]


def about(publication: Publication, last: Publication | None, around: Around, there: Collection[str]) -> About:
    """`last`: the publication before this one; `there`: the files that lie beside the page."""
    known, said = _known(publication, last, around), _words()
    entries = tuple(Entry(e["term"], e["says"].format(**known), _link(e.get("link"), there)) for e in _wanted(known))
    return About(said["heading"], said["band"].format(**known) if around.due else "", entries)


def in_short(publication: Publication, around: Around) -> tuple[str, ...]:
    """What a workbook or a paper says of it: corrections, what comes next, whom to ask."""
    known = _known(publication, None, around)
    return tuple(e["says"].format(**known) for e in _wanted(known) if e.get("short"))


def _known(publication: Publication, last: Publication | None, around: Around) -> dict[str, str]:
    return {
        "county": publication.county,
        "name": publication.name,
        "months": months(publication.quarter),
        "next": months(str(Quarter.parse(publication.quarter).plus(1))),
        "licence": publication.licence,
        "last": last.name if last else "",
        "due": around.due,
        "contact": around.contact.rstrip("."),
    }


def _wanted(known: Mapping[str, str]) -> list[dict[str, Any]]:
    return [e for e in _words()["entries"] if known[e.get("needs", "county")]]


def _link(said: dict[str, str] | None, there: Collection[str]) -> tuple[str, str] | None:
    beside = said and any(said["to"] == name or (said["to"].split("/")[0] == "handbook" and name.startswith("handbook/")) for name in there)
    return (said["to"], said["says"]) if said and beside else None


def _words() -> Any:
    return texts(Path(__file__).parent, "about")
