"""The plain words for periods and for the marks that stand where a number does not."""

from reports.dashboard.cells import Cell
from reports.dashboard.publication import Publication
from reports.dashboard.reliability import few, unreliable_share
from reports.dashboard.said import said
from reports.language import common

MONTHS = common.of({"Q1": "january_to_march", "Q2": "april_to_june", "Q3": "july_to_september", "Q4": "october_to_december"})

MARKS = said.of(
    {"c": "withheld", "m": "not_measurable", "x": "not_available", "z": "nobody_to_count", "r": "revised", "u": "unreliable"},
)
SHORT = said.of({"c": "short_withheld", "x": "short_not_available", "z": "short_nobody", "u": "short_unreliable"})

STATUSES = common.of(
    {
        "accepted": "accepted",
        "accepted in part": "accepted_in_part",
        "accepted with confirmations": "accepted_with_confirmations",
        "rejected": "rejected",
        "missing": "missing",
    }
)
"""What became of a file, by the word that publication.json has for it."""


def months(quarter: str) -> str:
    """`2025-Q4` as people say it: October to December 2025."""
    year, _, number = quarter.partition("-")
    return common("months_of_a_year", months=MONTHS[number], year=year) if number in MONTHS else quarter


def in_period(period: str) -> str:
    return said("in_year", year=period) if len(period) == 4 else said("from_months", months=months(period))


def became(status: str) -> str:
    """What became of a file; a word that nobody has agreed on stays as it is."""
    return STATUSES.get(status, status)


class Marks:
    """How a cell is said: its number as it was published, or its mark with a word."""

    def __init__(self, publication: Publication) -> None:
        self._not_yet = publication.not_yet
        self._cells = publication.cells
        self._things = {m.name for m in publication.measures if m.kind == "inventory"}
        """Measures of agreements, staff or meetings: all there are, and no sample of them."""
        self._outcomes = {m.name: m.outcome.dimension for m in publication.measures if m.outcome}

    def matures(self, cell: Cell) -> str | None:
        """The first quarter in which a cell marked [m] can be measured, where that is known."""
        said = self._not_yet.get(cell.measure, {}).get(cell.period, {})
        named = [said[code] for _, code in sorted(cell.codes) if code in said]
        return named[0] if named else None

    def short(self, cell: Cell) -> str:
        """For a table: `31`, `31 [r]`, `[c] withheld`, `[m] from 2026-Q4`, `[x] not available`, `[z] nobody`."""
        if cell.shown:
            return cell.value + (" [r]" if cell.status == "r" else "") + (" [u]" if self.unreliable(cell) else "")
        if cell.status == "m":
            ready = self.matures(cell)
            return said("short_from", quarter=ready) if ready else said("short_not_yet")
        return SHORT[cell.status]

    def unreliable(self, cell: Cell) -> bool:
        """Whether a shown percent is too uncertain to build on, as far as the published numbers beside it tell."""
        if not cell.shown or cell.statistic != "percent" or cell.measure not in self._outcomes or cell.measure in self._things:
            return False
        of = {d: c for d, c in cell.codes if d != self._outcomes[cell.measure]}
        part = self._cells.find(cell.measure, cell.period, "numerator", **dict(cell.codes))
        whole = self._cells.find(cell.measure, cell.period, "denominator", **of)
        counted = [c.number for c in (part, whole) if c and c.number is not None]
        return len(counted) == 2 and unreliable_share(*counted)

    def too_few_to_compare(self, *cells: Cell) -> bool:
        """Whether one of these numbers is such that a change from one to the other says little."""
        return any(self.unreliable(c) if c.statistic == "percent" else few(c.number or 0) for c in cells)

    def reason(self, cell: Cell) -> str:
        """For a sentence: why there is no number."""
        ready = self.matures(cell) if cell.status == "m" else None
        return said("not_measurable_until", quarter=ready) if ready else MARKS[cell.status]
