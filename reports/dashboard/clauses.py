"""The memorandum clause by clause: of each duty how often it was done, where it applied, from published numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.dashboard import latest
from reports.dashboard.cells import Cell
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.said import said
from reports.dashboard.words import Marks
from schemas.duties import Duty
from schemas.mou import Memorandum


@dataclass(frozen=True)
class Kept:
    """One measure of a clause with what it says; `page` is where it stands."""

    measure: str
    title: str
    page: str
    says: str


@dataclass(frozen=True)
class Clause:
    asks: str
    kept: tuple[Kept, ...]


def clauses(publication: Publication, memorandum: Memorandum | None, pages: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses of which a duty is published here; `pages`: where each measure stands."""
    if memorandum is None:
        return ()
    found = []
    for clause in memorandum.clauses.values():
        measures = [m for m in publication.drawn if m.id in clause.measures and m.name in memorandum.duties and m.name in pages]
        kept = (Kept(m.name, m.title, pages[m.name], _said(publication, m, memorandum.duties[m.name])) for m in measures)
        if measures:
            found.append(Clause(clause.asks, tuple(kept)))
    return tuple(found)


def _said(publication: Publication, measure: Measure, duty: Duty) -> str:
    """`24 of 60 in 2025`; or why there is no number, for the newest period."""
    cells, marks = publication.cells, Marks(publication)
    if measure.outcome is None or duty.met not in measure.outcome.codes:
        return said("counted_another_way")
    newest: Cell | None = None
    for period in latest.newest_first(cells, measure):
        met = latest.numerator(cells, measure, duty.met, period)
        of = latest.numerator(cells, measure, duty.of, period) if duty.of else cells.find(measure.name, period, "denominator")
        if met is None or of is None:
            continue
        if met.shown and of.shown:
            return said("duty_met", met=met.value, of=of.value, period=period)
        newest = newest or (of if not of.shown else met)
    if newest is None:
        return said("nothing_published_of_it")
    return said("why_in_period", why=marks.reason(newest), period=newest.period)
