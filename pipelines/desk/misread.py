"""Where a table shows that it is not what it seems: rows over the header, days turned round, columns without a header, notes below."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.desk import cells
from pipelines.desk.catalogue import CATALOGUE, PRIVACY
from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import Breach, Finding, finding, letters
from pipelines.desk.grid import Grid, trimmed
from pipelines.desk.lines import Lines
from schemas import Contract, Quarter, Schemas

_DAY_FIRST = re.compile(r"(1[3-9]|2[0-9]|3[01])[./-](0?[1-9]|1[0-2])[./-](?:[0-9]{4}|[0-9]{2})(?:[ T].*)?")
_SOME = 5  # of so many days one must be written day first, where it cannot be told that a spreadsheet was at work
_FEW = 5  # lines that may all be notes; where more of them are most of the file, they are rows that were not filled
_JOINED = 1_000  # merged cells that are looked up


def rows_above(grid: Grid, places: Mapping[str, int], contract: Contract, schemas: Schemas, quarter: Quarter) -> Iterator[Finding]:
    """A header that was sorted in among its rows: those above it would be lost without a word."""

    def is_row(row: Sequence[str]) -> bool:
        filled = sum(1 for cell in row if trimmed(cell))
        said = {name: row[place] for name, place in places.items() if place < len(row) and trimmed(row[place])}
        if any(contract.columns[name].type == "token" and cells.is_token(text) for name, text in said.items()):
            return True
        good = sum(1 for name, text in said.items() if not cells.read([text], contract.columns[name], schemas, quarter).wrong)
        return good > 1 and 2 * good >= filled

    if grid.found and grid.above and (any(map(is_row, grid.above)) or not grid.rows and _fullest(grid.above) > 1):
        yield finding("E130", rows=_numbered(len(grid.above)))


def as_full_as_the_header(grid: Grid) -> Iterator[Finding]:
    """The same of an export, whose columns nobody knows beforehand: a row above that is about as full as the header."""
    wanted = sum(1 for name in grid.header if trimmed(name))
    if grid.found and (4 * _fullest(grid.above) >= 3 * wanted > 3 or not grid.rows and _fullest(grid.above) > 1):
        yield finding("E130", rows=_numbered(len(grid.above)))


def _fullest(rows: Iterable[Sequence[str]]) -> int:
    return max((sum(1 for cell in row if trimmed(cell)) for row in rows), default=0)


def _numbered(count: int) -> str:
    return f"rows 1 to {count}" if count > 1 else "row 1"


def days_turned(columns: Mapping[str, ReadColumn], grid: Grid, rows: int) -> Iterator[Finding]:
    """Columns with both real days and texts like 25/04/2025: of 04/03/2025 the same spreadsheet made the third of April."""
    for name, read in columns.items():
        if read.column.type == "date" and read.wrong:
            texts = sum(1 for i, code in read.wrong.items() if code == "E201" and _DAY_FIRST.fullmatch(trimmed(read.said.get(i, ""))))
            if texts and (grid.is_of_workbook or _SOME * texts >= rows) and any(read.values):
                yield finding("E132", column=name)


def without_header(grid: Grid, table: Lines, rows: int) -> Iterator[Finding]:
    """Cells to the right of the header in every row, or on a sheet, where no cell is shifted by a separator too many."""
    width = len(grid.header)
    lines = [row for number, row in table.crooked.items() if number not in table.no_rows]
    places = {place for row in lines for place in range(width, len(row)) if trimmed(row[place])}
    alike = 1 < rows == len(lines) and len(set(map(len, lines))) == 1
    if places and all(len(row) > width for row in lines) and (grid.is_of_workbook or alike):
        yield from (finding("E131", letter=letters(place)) for place in sorted(places))


def crooked(table: Lines, width: int) -> Iterator[Finding]:
    """The lines that do not fit under the header, each with how many cells it has."""
    for number, row in table.crooked.items():
        if number not in table.no_rows:
            last = max((place + 1 for place, cell in enumerate(row) if trimmed(cell)), default=0)
            count = max(last, width + 1) if len(row) > width else len(row)
            way = "many" if count > width else "few"
            yield finding("E212", row=number, what=f"too {way}", now=count, before=width)


def notes(table: Lines, rows: int) -> Lines:
    """The lines that are no rows; but none where they are most of a file, which then has rows that were not filled."""
    are_most = len(table.no_rows) > _FEW and 2 * len(table.no_rows) > rows
    return replace(table, no_rows=frozenset()) if are_most else table


def without_what_is_said_at_once(breaches: Iterable[Breach], places: Mapping[str, int], grid: Grid, table: Lines) -> Iterator[Breach]:
    """Of a line that is no row no cell is spoken of, but for what it tells of young people; of a merged cell not that it is empty."""
    covered = _covered(grid) if grid.merged else ()
    for breach in breaches:
        rows = breach.rows
        if CATALOGUE[breach.code].scope != PRIVACY and table.no_rows:
            rows = tuple(row for row in rows if table.numbers[row] not in table.no_rows)
        place = places.get(breach.column or "")
        if covered and breach.code in ("E204", "E302") and place is not None:
            rows = tuple(row for row in rows if (table.numbers[row], place) not in covered)
        if rows or not breach.rows:
            yield breach if rows == breach.rows else replace(breach, rows=rows)


def _covered(grid: Grid) -> set[tuple[int, int]]:
    """Row number and place of the cells that stand under a merged one, and are empty for that reason."""
    width, end = len(grid.header), max(grid.numbers, default=0)
    return {
        (row, place)
        for first, last, left, right in grid.merged[:_JOINED]
        for row in range(max(first, grid.header_row + 1), min(last, end) + 1)
        for place in range(left - 1, min(right, width))
        if (row, place) != (first, left - 1)
    }
