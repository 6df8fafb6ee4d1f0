"""The large numbers of the first screen: the quarter where it can be shown, or else the latest year that can, and named so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.dashboard import headlines, latest
from reports.dashboard.agenda import Wanted, agenda
from reports.dashboard.cells import Cell
from reports.dashboard.headlines_of_kinds import headline
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.reliability import limits
from reports.dashboard.said import said
from reports.dashboard.words import MARKS, Marks, in_period

FEWEST = 5
"""Where the county publishes less than all of the agenda's tiles, other measures of its own take their places, up to so many."""


@dataclass(frozen=True)
class Tile:
    """`says` is what the number is and when; `lines` stand under it: of how many, how sure, and what was a year before."""

    title: str
    measure: str
    value: str
    says: str
    lines: tuple[str, ...]
    shown: bool = True


@dataclass(frozen=True)
class Told:
    """One number of a measure that goes on from period to period: of the whole, or the percent of one outcome."""

    measure: Measure
    code: str | None
    says: str = ""

    def cell(self, publication: Publication, period: str) -> Cell | None:
        if self.code is None:
            return publication.cells.find(self.measure.name, period, self.measure.whole)
        return latest.percent(publication.cells, self.measure, self.code, period)


@dataclass(frozen=True)
class Tiles:
    shown: tuple[Tile, ...]
    not_collected: tuple[str, ...]
    """The titles of tiles for which this county collects nothing yet."""

    @property
    def withheld(self) -> bool:
        """Whether one of them is not shown for the sake of young people."""
        return any(not t.shown and t.says.casefold().startswith(MARKS["c"].casefold()) for t in self.shown)


def tiles(publication: Publication, names: Mapping[str, str]) -> Tiles:
    wanted = [(w, told(publication, w)) for w in agenda().tiles]
    there = [(w, one) for w, one in wanted if one]
    found = [_tile(publication, w.title, one) for w, one in there]
    room = FEWEST - len(found)
    used = {one.measure.name for _, one in there}
    others = (m for _, measures in agenda().ordered(publication.drawn) for m in measures if m.name not in used)
    found += [tile for m in others if room > 0 and (tile := _other(publication, m, names))][: max(0, room)]
    return Tiles(tuple(found), tuple(w.title for w, one in wanted if one is None))


def told(publication: Publication, wanted: Wanted) -> Told | None:
    """The first measure of a tile that this publication has, by the code that it has."""
    there = {m.name: m for m in publication.measures if m.name in publication.cells.measures}
    for one in wanted.of:
        measure = there.get(one.measure)
        if measure and (one.code is None or (measure.outcome and one.code in measure.outcome.codes)):
            return Told(measure, one.code, one.says)
    return None


def _tile(publication: Publication, title: str, one: Told) -> Tile:
    marks, periods = Marks(publication), _in_order(publication, one.measure)
    found = [c for p in periods if (c := one.cell(publication, p))]
    cell = next((c for c in found if c.shown), None)
    if cell is None or _old_zero(cell, periods):
        newest = next((c for c in found if not c.shown and c.status != "m"), found[0] if found else None)  # that could be measured at all
        why = headlines.start_large(marks.reason(newest) if newest else said("nothing_published_of_it"))
        last = (said("last_number_shown", number=cell.value + _sign(one), period=cell.period),) if cell else ()
        if newest and (cell or newest is not found[0]):
            why = said("why_in_period", why=why, period=newest.period)
        return Tile(title, one.measure.name, said("not_shown"), why, last, False)
    newer = next((c for c in found if len(c.period) == len(cell.period) and c.period > cell.period), None)
    latest_shown = "latest_year_that_can_be_shown" if len(cell.period) == 4 else "latest_quarter_that_can_be_shown"
    old = [said(latest_shown, period=newer.period, why=marks.reason(newer))] if newer else []
    if not newer and cell.period != publication.quarter and (own := one.cell(publication, publication.quarter)):
        old = [f"{publication.quarter}: {marks.reason(own)}"]
    base = _base(publication, one, cell)
    before = headlines.before(publication.cells, one.measure, one.code, cell, marks)
    return Tile(
        title,
        one.measure.name,
        cell.value + _sign(one),
        said("units_when", units=one.says, when=in_period(cell.period)),
        (*base, *before, *old),
    )


def _other(publication: Publication, measure: Measure, names: Mapping[str, str]) -> Tile | None:
    """A measure that the agenda does not name; None where nothing of it can be shown."""
    marks, code = Marks(publication), headlines.furthest(measure, publication.cells)
    if code and measure.outcome and measure.kind == "share":
        tile = _tile(publication, measure.title, Told(measure, code, f"{headlines.start_small(measure.outcome.labels[code])},"))
    else:
        found = headline(measure, publication.cells, marks, names, None)
        tile = Tile(measure.title, measure.name, found.value, found.says, tuple(filter(None, found.lines)), found.shown)
    return tile if tile.shown else None


def _in_order(publication: Publication, measure: Measure) -> Sequence[str]:
    """The quarter that the publication is of, then years from the newest on, then older quarters."""
    own = [p for p in publication.cells.quarters(measure.name) if p == publication.quarter]
    return [*own, *(p for p in latest.newest_first(publication.cells, measure) if p not in own)]


def _old_zero(cell: Cell, periods: Sequence[str]) -> bool:
    """A nought of a time that later numbers have followed is no news."""
    return cell.number == 0 and any(len(p) == len(cell.period) and p > cell.period for p in periods)


def _base(publication: Publication, one: Told, cell: Cell) -> tuple[str, ...]:
    """Of how many, and between which limits chance alone may move the percent."""
    if one.code is None:
        return ()
    count = latest.numerator(publication.cells, one.measure, one.code, cell.period)
    whole = publication.cells.find(one.measure.name, cell.period, "denominator")
    if not (count and whole and count.number is not None and whole.number):
        return ()
    low, high = limits(count.number, whole.number)
    unsure = Marks(publication).unreliable(cell)
    return (
        said("so_many_of_so_many", part=count.value, whole=whole.value, units=one.measure.units) + (" [u]" if unsure else ""),
        said("as_far_as_chance_goes", low=low, high=high),
    )


def _sign(one: Told) -> str:
    return "%" if one.code else ""
