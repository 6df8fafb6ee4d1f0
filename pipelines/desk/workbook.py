"""Reading a workbook of any form: looked at from outside first, then opened, and only the one sheet with the table taken."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from pipelines.desk import ods, workbook_parts, xls
from pipelines.desk.beside_words import TEMPLATE_SHEET
from pipelines.desk.compound import MAGIC
from pipelines.desk.findings import Finding, Unreadable, finding
from pipelines.desk.grid import LOOKED_AT, Aside, Grid, is_blank, laid_out, letters, matches, trimmed
from pipelines.desk.packed import Packed
from pipelines.desk.sheet import Book, Sheet

# The sheets of our own template beside the table. Whoever fills them with something else is found out: they are screened.
TEMPLATE_SHEETS = frozenset({"how to fill in", "codes", "columns", "data dictionary", "about"})
_OF_A_TABLE = 2  # columns of the contract that a row names
_SCREENED_BESIDE = 20_000
_WORKBOOKS = (b"PK\x03\x04", MAGIC[:4])


def is_workbook(content: bytes) -> bool:
    return content.startswith(_WORKBOOKS)


def read(content: bytes, wanted: Collection[str], elsewhere: Collection[str]) -> Grid:
    """The table in a workbook.

    Raises:
        Unreadable: it cannot be opened safely, or has no sheet that can be the table.
    """
    book = _opened(content)
    found = list(book.findings)
    own = [i for i, (sheet, rows) in enumerate(book.sheets) if not _is_of_the_template(sheet, rows, wanted)]
    filled = [i for i in own if any(not is_blank(row) for row in book.sheets[i][1])]
    if not filled:
        raise Unreadable(*found, finding("E106"))
    named = {i: max(matches(row, wanted) for row in book.sheets[i][1][:LOOKED_AT]) for i in filled}
    chosen = max(filled, key=lambda i: (named[i], -i))
    alike = [i for i in filled if named[i] == named[chosen] and named[i]]
    if len(alike) > 1:
        found.append(finding("E121", numbers=" and ".join(str(i + 1) for i in alike)))
    found += list(_other_sheets(book, filled, set(alike) | {chosen}))
    sheet, rows = book.sheets[chosen]
    if sheet.has_hidden_lines:
        found.append(finding("C703"))
    theirs = [(i, TEMPLATE_SHEET) for i in range(len(book.sheets)) if i not in own]
    others = [(i, " of sheet ") for i in filled if i != chosen]
    asides = [a for i, of in (*theirs, *others) for a in _asides(i, book.sheets[i][1], of)][:_SCREENED_BESIDE]
    grid = laid_out(rows, wanted, elsewhere, f"{book.form}, sheet {chosen + 1} of {len(book.sheets)}")
    found += list(_merged(sheet, grid))
    return replace(
        grid,
        asides=(*grid.asides, *book.asides, *asides),
        findings=tuple(found),
        formulas=sheet.formulas,
        errors=sheet.errors,
        is_of_workbook=True,
        merged=sheet.merged,
    )


def _opened(content: bytes) -> Book:
    if content.startswith(MAGIC[:4]):
        return xls.read(content)
    packed = Packed(content)
    if packed.text("mimetype").strip() == ods.MIMETYPE or "content.xml" in packed.names and "xl/workbook.xml" not in packed.names:
        return ods.read(packed)
    return workbook_parts.read(packed)


def _other_sheets(book: Book, filled: list[int], kept: set[int]) -> Iterator[Finding]:
    for i in filled:
        if book.sheets[i][0].is_hidden:
            yield finding("P522", number=i + 1)
        elif i not in kept:
            yield finding("E119", number=i + 1)


def _merged(sheet: Sheet, grid: Grid) -> Iterator[Finding]:
    """Cells of the table that were joined into one: all but the first are empty, and nobody can say what they should hold."""
    numbers = set(grid.numbers) if grid.found else set()
    end = max(numbers, default=0)
    for first, last, left, _ in sorted(sheet.merged):
        if not numbers.isdisjoint(range(max(first, grid.header_row + 1), min(last, end) + 1)):
            yield finding("E126", row=max(first, grid.header_row + 1), cell=f"{letters(left - 1)}{first}")
            return


def _is_of_the_template(sheet: Sheet, rows: list[list[str]], wanted: Collection[str]) -> bool:
    """A sheet that is called like one of ours is one, unless the table stands on it."""
    if sheet.name.strip().casefold() not in TEMPLATE_SHEETS:
        return False
    named = max((matches(row, wanted) for row in rows[:LOOKED_AT]), default=0)
    return named < min(_OF_A_TABLE, len(wanted)) or named * 2 <= len(wanted)  # a code may be called like a column


def _asides(sheet: int, rows: list[list[str]], of: str) -> Iterator[Aside]:
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if trimmed(text):
                yield Aside(f"{letters(c)}{r + 1}{of}{sheet + 1}", text)
