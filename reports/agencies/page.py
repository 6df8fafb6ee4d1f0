"""What a page of an agency says, in words: no number of its files, and none that is not published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports.agencies.said import said
from reports.dashboard.publication import Publication, Reported
from reports.dashboard.words import became
from reports.language import common
from schemas import Quarter, Schemas

QUARTERS = 8


@dataclass(frozen=True)
class Told:
    """The part of a receipt that reports may see."""

    submission: str
    agency: str
    extract: str
    quarter: str
    status: str
    on_time: bool
    rule_codes: tuple[str, ...]

    @property
    def became(self) -> str:
        return became(self.status)

    @staticmethod
    def of(receipt: Mapping[str, Any]) -> "Told":
        given: dict[str, Any] = {**receipt, "rule_codes": tuple(receipt["rule_codes"])}
        return Told(**given)


@dataclass(frozen=True)
class File:
    """A file that an agency owes: what became of it in each of the last quarters, and when the next is due."""

    extract: str
    title: str
    statuses: tuple[str, ...]
    due: str


@dataclass(frozen=True)
class Fed:
    """A measure that counts what this agency sent, and how much of its latest numbers can be shown."""

    name: str
    title: str
    files: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class AgencyPage:
    agency: str
    name: str
    quarters: tuple[str, ...]
    files: tuple[File, ...]
    fed: tuple[Fed, ...]
    told: tuple[Told, ...]
    """Newest first; nothing on the page that is published."""


def pages(publication: Publication, schemas: Schemas, told: Sequence[Told] = ()) -> tuple[AgencyPage, ...]:
    """A page for each agency of whom a file was due, in the order of their names."""
    names = {r.agency: r.name for r in publication.reported}
    quarters = tuple(q for q in publication.quarters if q <= publication.quarter)[-QUARTERS:]
    found = []
    for agency, name in sorted(names.items(), key=lambda pair: pair[1]):
        mine = [r for r in publication.reported if r.agency == agency]
        titles = {r.extract: r.title for r in mine}
        files = tuple(_file(publication, schemas, mine, extract, title, quarters) for extract, title in sorted(titles.items()))
        receipts = sorted((t for t in told if t.agency == agency), key=lambda t: (t.quarter, t.extract, t.submission), reverse=True)
        found.append(AgencyPage(agency, name, quarters, files, _fed(publication, schemas, titles), tuple(receipts)))
    return tuple(found)


def _file(publication: Publication, schemas: Schemas, mine: Iterable[Reported], extract: str, title: str, quarters: Sequence[str]) -> File:
    statuses = {r.quarter: became(r.status) for r in mine if r.extract == extract}
    agency, last = next(r.agency for r in mine), Quarter.parse(publication.quarter)
    said_of_each = tuple(statuses.get(q, common("nothing_due")) for q in quarters)
    return File(extract, title, said_of_each, _due(schemas, agency, extract, last))


def _due(schemas: Schemas, agency: str, extract: str, last: Quarter) -> str:
    """The day on which the file of the next quarter is due, where one is owed."""
    following = last.plus(1)
    source = next((s for s in schemas.sources if (s.agency, s.extract) == (agency, extract)), None)
    if source is None or not source.is_due(following):
        return said("no_further_file")
    day: date = following.end + timedelta(days=source.due_days)
    return said("due_on", day=day)


def _fed(publication: Publication, schemas: Schemas, titles: dict[str, str]) -> tuple[Fed, ...]:
    found = []
    for m in publication.measures:
        agreed = schemas.measures.get(m.name)
        extracts = schemas.extracts_for(agreed.counts) & set(titles) if agreed else frozenset()
        if extracts:
            found.append(Fed(m.name, m.title, tuple(titles[e] for e in sorted(extracts)), _shown(publication, m.name)))
    return tuple(found)


def _shown(publication: Publication, measure: str) -> str:
    """How much of a measure's latest quarter and year can be shown, as cells.csv has it."""
    cells = publication.cells
    latest = {periods[-1] for periods in (cells.quarters(measure), cells.years(measure)) if periods}
    marks = {c.status if c.status not in ("", "r") else "" for c in cells if c.measure == measure and c.period in latest}
    if marks <= {""}:
        return said("every_number_is_shown" if marks else "nothing_is_published_yet")
    why = said("or_else").join(words for mark, words in _WHY.items() if mark in marks)
    return said("some_numbers_are" if "" in marks else "all_numbers_are", why=why)


_WHY = said.of({"c": "withheld", "m": "not_measurable", "x": "not_available", "z": "nobody_to_count", "u": "unreliable"})
