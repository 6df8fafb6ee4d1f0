"""The workbook's tables: of each measure the quarters, the years, and the years by each group, a line for each outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.changes.told import STATISTICS
from reports.dashboard.cells import Cell
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.words import Marks
from reports.workbook.names import Names
from reports.workbook.said import said
from schemas.codelist import TOTAL

ORDER = ("count", "numerator", "denominator", *(s for s in STATISTICS if s not in ("count", "numerator", "denominator")))
HEADS = STATISTICS.but({"ci_low": "low_limit_of_percent", "ci_high": "high_limit_of_percent"})
DAYS = ("median_days", "p90_days")
"""Told on sheets of their own: not every outcome has them."""
_TITLES = {
    ("quarters", False, False): "quarters_of",
    ("quarters", False, True): "days_by_quarters_of",
    ("years", False, False): "years_of",
    ("years", False, True): "days_by_years_of",
    ("years", True, False): "years_by_group_of",
    ("years", True, True): "days_by_years_and_group_of",
}
"""By period, whether by a group, and whether it tells of days."""
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One sheet. `labels` are how many of its columns are words; the others hold whole numbers, or a mark in words.

    `lines` are the lines of cells.csv that the places of a row come from, None where words stand.
    """

    sheet: str
    title: str
    measure: Measure
    heading: tuple[str, ...]
    labels: int
    rows: tuple[tuple[str | int, ...], ...]
    lines: tuple[tuple[int | None, ...], ...]


def tables(publication: Publication) -> tuple[Table, ...]:
    """All tables, in the order of measures.json."""
    marks, names = Marks(publication), Names()
    of: dict[str, list[Cell]] = {}
    for cell in publication.cells:
        of.setdefault(cell.measure, []).append(cell)
    return tuple(t for m in publication.measures for t in _of_measure(m, of.get(m.name, []), publication, marks, names))


def _of_measure(measure: Measure, cells: list[Cell], publication: Publication, marks: Marks, names: Names) -> Iterator[Table]:
    agencies = {r.agency: r.name for r in publication.reported}
    outcome = measure.outcome
    crossing: tuple[str, ...] = measure.lists_by or ((outcome.dimension,) if outcome else ())
    titles = {b.name: b.title for b in measure.breakdowns} | ({outcome.dimension: outcome.title} if outcome else {})
    labels: dict[str, Mapping[str, str]] = {b.name: b.labels for b in measure.breakdowns}
    labels |= {outcome.dimension: outcome.labels} if outcome else dict.fromkeys(crossing, agencies)
    for period, by in (("quarters", ()), ("years", ()), *(("years", (b.name,)) for b in measure.breakdowns)):
        here = [c for c in cells if ("-Q" in c.period) == (period == "quarters") and {d for d, _ in c.codes} - {*crossing} == {*by}]
        dimensions = (*by, *crossing)
        heads = tuple(_head(d, n, titles) for n, d in enumerate(dimensions))
        group = titles[by[0]].casefold() if by else ""
        for days in (False, True):
            some = [c for c in here if (c.statistic in DAYS) == days]
            if not some:
                continue
            rows = _Rows(some, dimensions, labels, outcome is not None, marks)
            heading, lines = rows.one_below_another() if days else rows.side_by_side() or rows.one_below_another()
            yield Table(
                sheet=names.sheet(measure.name, (by[0] if by else period) + ("_days" if days else "")),
                title=said(_TITLES[period, bool(by), days], measure=measure.title, group=group),
                measure=measure,
                heading=(said("head_period"), *heads, *heading),
                labels=1 + len(dimensions) + (heading[0] == said("statistic")),
                rows=tuple(row for row, _ in lines),
                lines=tuple(from_lines for _, from_lines in lines),
            )


def _head(dimension: str, place: int, titles: Mapping[str, str]) -> str:
    return titles.get(dimension) or said("and_on_the_list_of" if place else "on_the_list_of")


Line = tuple[tuple[str | int, ...], tuple[int | None, ...]]
Lines = tuple[tuple[str, ...], list[Line]]


class _Rows:
    """The lines of one table: in the order of time and of the codelists, and with no gap, since a gap could be taken for a mark."""

    def __init__(
        self, cells: Iterable[Cell], dimensions: Codes, labels: Mapping[str, Mapping[str, str]], shares: bool, marks: Marks
    ) -> None:
        self._dimensions, self._labels, self._shares, self._marks = dimensions, labels, shares, marks
        self._found: dict[tuple[str, Codes], dict[str, Cell]] = {}
        for cell in cells:
            codes = dict(cell.codes)
            self._found.setdefault((cell.period, tuple(codes.get(d, TOTAL) for d in dimensions)), {})[cell.statistic] = cell
        order = {d: {TOTAL: -1, **{c: n for n, c in enumerate(labels.get(d, {}))}} for d in dimensions}
        self._order = lambda k: (k[0], tuple(order[d].get(c, 999) for d, c in zip(dimensions, k[1], strict=True)), k[1])

    def side_by_side(self) -> Lines | None:
        """A column for each statistic; None where that would leave gaps."""
        found = self._with_their_whole() if self._shares else self._found
        statistics = [s for s in ORDER if any(s in said for said in found.values())]
        if any(set(said) != set(statistics) for said in found.values()):
            return None
        notes = {k: "; ".join(f"{HEADS[s]}: {n}" for s in statistics if (n := self._note(said[s]))) for k, said in found.items()}
        noted = any(notes.values())
        lines = [self._line(k, [found[k][s] for s in statistics], notes[k] if noted else None) for k in sorted(found, key=self._order)]
        return (*(HEADS[s] for s in statistics), *([said("notes")] if noted else [])), lines

    def one_below_another(self) -> Lines:
        """A line for each number."""
        keys = sorted(self._found, key=self._order)
        cells = [(k, s, self._found[k][s]) for k in keys for s in ORDER if s in self._found[k]]
        noted = any(self._note(cell) for *_, cell in cells)
        lines = [self._line(k, [cell], self._note(cell) if noted else None, HEADS[s]) for k, s, cell in cells]
        return (said("statistic"), said("value"), *([said("notes")] if noted else [])), lines

    def _with_their_whole(self) -> dict[tuple[str, Codes], dict[str, Cell]]:
        """The outcomes, beside each how many there are in all."""
        found = {}
        for (period, codes), told in self._found.items():
            if codes[-1] != TOTAL:
                whole = self._found.get((period, (*codes[:-1], TOTAL)), {})
                found[period, codes] = {**{s: c for s, c in whole.items() if s == "denominator"}, **told}
        with_parts = {(period, codes[:-1]) for period, codes in found}
        alone = {k: told for k, told in self._found.items() if k[1][-1] == TOTAL and (k[0], k[1][:-1]) not in with_parts}
        more = {k: told for k, told in self._found.items() if k[1][-1] == TOTAL and set(told) != {"denominator"}}
        return {**found, **alone, **more}

    def _line(self, key: tuple[str, Codes], cells: Sequence[Cell], note: str | None, *more: str) -> Line:
        words = (*self._words(key), *more)
        after = () if note is None else (note,)
        lines = (*(None for _ in words), *(c.line for c in cells), *(None for _ in after))
        return (*words, *(self._said(c) for c in cells), *after), lines

    def _words(self, key: tuple[str, Codes]) -> tuple[str, ...]:
        codes = zip(self._dimensions, key[1], strict=True)
        return (key[0], *(said("all") if c == TOTAL else self._labels.get(d, {}).get(c, c) for d, c in codes))

    def _said(self, cell: Cell) -> str | int:
        return self._marks.short(cell) if cell.number is None else cell.number

    def _note(self, cell: Cell) -> str:
        """What is said of a shown number: that it was revised, or is of low reliability."""
        return self._marks.short(cell).partition(" ")[2] if cell.shown else ""
