"""Reading an XLSX workbook: looked at from outside first, then opened, and only the one sheet with the table taken."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from pipelines.desk import workbook_parts
from pipelines.desk.findings import Finding, Unreadable, finding
from pipelines.desk.grid import Aside, Grid, is_blank, laid_out, letters, matches, trimmed
from pipelines.desk.workbook_parts import Parts, SheetPart

# The sheets of our own template beside the table; what they hold is ours and is not sent on.
TEMPLATE_SHEETS = frozenset({"how to fill in", "codes", "columns", "data dictionary", "about"})
_SCREENED_BESIDE = 20_000


def read(content: bytes, wanted: Collection[str], elsewhere: Collection[str]) -> Grid:
    """The table in a workbook.

    Raises:
        Unreadable: it cannot be opened safely, or has no sheet that can be the table.
    """
    parts = workbook_parts.looked_at(content)
    sheets = list(_opened(parts))
    found = list(parts.findings)
    own = [i for i, (part, _) in enumerate(sheets) if part.name.strip().casefold() not in TEMPLATE_SHEETS]
    filled = [i for i in own if sheets[i][1]]
    if not filled:
        raise Unreadable(*found, finding("E106"))
    named = {i: max(matches(row, wanted) for row in sheets[i][1][:10]) for i in filled}
    chosen = max(filled, key=lambda i: (named[i], -i))
    alike = [i for i in filled if named[i] == named[chosen] and named[i]]
    if len(alike) > 1:
        found.append(finding("E121", numbers=" and ".join(str(i + 1) for i in alike)))
    found += list(_other_sheets(sheets, filled, set(alike) | {chosen}))
    part, rows = sheets[chosen]
    if part.has_hidden_lines:
        found.append(finding("C703"))
    asides = [a for i in filled if i != chosen for a in _asides(i, sheets[i][1])][:_SCREENED_BESIDE]
    grid = laid_out(rows, wanted, elsewhere, f"workbook, sheet {chosen + 1} of {len(sheets)}")
    return replace(grid, asides=(*grid.asides, *asides), findings=tuple(found), formulas=part.formulas, errors=part.errors)


def _other_sheets(sheets: list[tuple[SheetPart, list[list[str]]]], filled: list[int], kept: set[int]) -> Iterator[Finding]:
    for i in filled:
        if sheets[i][0].is_hidden:
            yield finding("P522", number=i + 1)
        elif i not in kept:
            yield finding("E119", number=i + 1)


def _asides(sheet: int, rows: list[list[str]]) -> Iterator[Aside]:
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if trimmed(text):
                yield Aside(f"{letters(c)}{r + 1} of sheet {sheet + 1}", text)


def _opened(parts: Parts) -> Iterator[tuple[SheetPart, list[list[str]]]]:
    """Every sheet as rows of text. Whatever fails inside the reader comes out as one finding, without its words."""
    from python_calamine import CalamineWorkbook  # here, since CSV files need no workbook reader

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(parts.content))
        tables = [book.get_sheet_by_index(i).to_python(skip_empty_area=False) for i in range(len(parts.sheets))]
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise Unreadable(*parts.findings, finding("E118")) from None
    except BaseException:  # a panic of the reader is no Exception
        raise Unreadable(*parts.findings, finding("E116")) from None
    for part, table in zip(parts.sheets, tables, strict=True):
        rows = [[_text(cell) for cell in row] for row in table]
        while rows and is_blank(rows[-1]):
            rows.pop()
        yield part, rows


def _text(cell: Any) -> str:
    """A cell as it would stand in a CSV file; a day without a time is YYYY-MM-DD, a whole number has no decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        # from 15 digits on a spreadsheet no longer holds every digit: shown so that it can never pass for a token
        return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(float(cell)) if abs(cell) < 1e15 else f"{cell:.6e}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
