"""What was found as files for the agency's own desk: a workbook of findings, and its own table with what to correct."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.desk.at_the_desk import Look
from pipelines.desk.catalogue import MUST_FIX
from pipelines.desk.findings import Finding, letters
from pipelines.desk.grouped import grouped

if TYPE_CHECKING:
    from xlsxwriter import Workbook

HEADS = ("Row", "Cell", "Column", "What is wrong", "What stands there", "What is allowed", "Rule")
TO_CORRECT = "what to correct"
MOST_LINES = 50_000
_MADE = datetime(2022, 1, 1)  # a fixed day, so that the same file gives the same bytes
_WIDEST = 70
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 32_000  # characters that a cell of a workbook can hold


def findings_workbook(look: Look) -> bytes:
    """One line for each finding, in the order of reading."""
    held = io.BytesIO()
    with _book(held) as book:
        sheet = book.add_worksheet("Findings")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDE6F0", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        for i, name in enumerate(HEADS):
            sheet.write_string(0, i, name, head)
        count, widths = 0, [len(name) for name in HEADS]
        for f in (f for group in grouped(look.findings()) for f in group.findings):
            count += 1
            if count > MOST_LINES:
                sheet.write_string(count, 3, "There are more findings than a sheet is good for; correct these first.", wrapped)
                break
            line = (
                str(f.row or ""),
                f.cell or "",
                look.label(f.column),
                _first_capital(look.says(f)),
                look.stands(f),
                _allowed(look, f),
                f.code,
            )
            widths = [max(width, len(text)) for width, text in zip(widths, line, strict=True)]
            for i, text in enumerate(line):
                if i == 0 and f.row:
                    sheet.write_number(count, 0, f.row, top)
                else:
                    sheet.write_string(count, i, neutral(text), wrapped if i in (3, 5) else top)
        for i, width in enumerate(widths):
            sheet.set_column(i, i, min(width, _WIDEST) + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(HEADS) - 1)
    return held.getvalue()


def marked_xlsx(look: Look) -> bytes:
    """The agency's own table, wrong cells coloured, with a column that says what to correct."""
    notes, cells = _by_row(look)
    held = io.BytesIO()
    with _book(held) as book:
        sheet = book.add_worksheet("Table")
        text = book.add_format({"num_format": 49})
        head = book.add_format({"bold": True, "num_format": 49, "bottom": 1})
        wrong = book.add_format({"num_format": 49, "bg_color": "#F8CBAD"})
        doubtful = book.add_format({"num_format": 49, "bg_color": "#FFE699"})
        widths: dict[int, int] = defaultdict(lambda: 8)
        for r, (number, row) in enumerate(_lines(look, notes)):
            for c, said in enumerate(row):
                must_fix = cells.get(f"{letters(c)}{number}")
                plain = head if r == 0 else text
                sheet.write_string(r, c, neutral(said)[:_LONGEST], plain if must_fix is None else wrong if must_fix else doubtful)
                widths[c] = max(widths[c], len(said))
        for c, width in widths.items():
            sheet.set_column(c, c, min(width, _WIDEST) + 2)
        sheet.freeze_panes(1, 0)
    return held.getvalue()


def marked_csv(look: Look) -> bytes:
    """The same as a CSV file, in UTF-8 as a spreadsheet expects it."""
    notes, _ = _by_row(look)
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows([neutral(said) for said in row] for _, row in _lines(look, notes))
    return held.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """A text that a spreadsheet would calculate or obey begins with an apostrophe; a number stays a number."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _book(held: io.BytesIO) -> "Workbook":
    from xlsxwriter import Workbook  # here, since most checks write no workbook

    kept = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(held, kept)
    book.set_properties({"title": "Findings of safecount check", "created": _MADE})
    return book


def _lines(look: Look, notes: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """Header and rows with the added column. Blank lines and what stood above the header are left out."""
    grid = look.grid
    if grid is None:
        return
    width = max([len(grid.header), *map(len, grid.rows)])
    yield grid.header_row, [*grid.header, *[""] * (width - len(grid.header)), TO_CORRECT]
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        yield number, [*row, *[""] * (width - len(row)), notes.get(number, "")]


def _by_row(look: Look) -> tuple[dict[int, str], dict[str, bool]]:
    """What to correct in each row, and the cells that are meant: True where they must be fixed."""
    said: dict[int, list[str]] = defaultdict(list)
    cells: dict[str, bool] = {}
    header = look.grid.header_row if look.grid else 0
    for f in look.findings():
        if f.cell:
            cells[f.cell] = cells.get(f.cell, False) or f.kind == MUST_FIX
        row = f.row or (header if f.cell and f.cell.endswith(str(header)) and not f.row else 0)
        if row:
            about = f"{look.label(f.column)}: " if f.column else ""
            said[row].append(f"{about}{f.says}. {_allowed(look, f)} [{f.code}]")
    return {row: "; ".join(dict.fromkeys(told)) for row, told in said.items()}, cells


def _allowed(look: Look, f: Finding) -> str:
    said = look.allowed(f)
    return f"{said}, for example {f.example}." if f.example else f"{said}."


def _first_capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
