"""The confidential copy of a funder's sheet, as a workbook and a table: every page and every row says that it is confidential."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

MARK = "CONFIDENTIAL: for the funder only. Not to be published or passed on."
_OBEYED = ("=", "+", "-", "@", "\t", "\r")
Line = Sequence[str | int]
Places = frozenset[int]
RED = {
    "valign": "top",
    "font_name": "Arial",
    "font_size": 11,
    "num_format": "#,##0",
    "bold": True,
    "font_color": "#9C0006",
    "bg_color": "#FFE7E6",
}


def workbook(about: Sequence[str], heading: Sequence[str], rows: Sequence[Line], secret: Sequence[Places], made: datetime) -> bytes:
    """The same return always gives the same bytes: it is dated `made`. `secret`: in each row the places withheld in public."""
    held = io.BytesIO()
    kept = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, kept) as book:
        book.set_properties({"title": MARK, "created": made})
        style = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 11}
        text, head = book.add_format(style), book.add_format({**style, "bold": True})
        number, mark, red = (
            book.add_format({**style, "num_format": "#,##0"}),
            book.add_format({**style, "bold": True, "font_color": "#9C0006"}),
            book.add_format(RED),
        )
        for name, lines in (("About", [[line] for line in about]), ("Questions", [heading, *rows])):
            sheet = book.add_worksheet(name)
            sheet.set_header(f"&C&B{MARK}")
            sheet.set_footer(f"&C{MARK}")
            sheet.repeat_rows(0)
            sheet.write_string(0, 0, MARK, mark)
            for row, line in enumerate(lines, start=1):
                for column, said in enumerate(line):
                    if isinstance(said, int):
                        is_secret = name == "Questions" and row > 1 and column in secret[row - 2]
                        sheet.write_number(row, column, said, red if is_secret else number)
                    else:
                        sheet.write_string(row, column, neutral(said), head if row == 1 else text)
            sheet.set_column(0, 0, 60 if name == "About" else 9)
            sheet.set_column(1, 1, 50)
            sheet.set_column(2, max(len(heading) - 1, 2), 20)
    return held.getvalue()


def table(heading: Sequence[str], rows: Sequence[Line], secret: Sequence[Places]) -> bytes:
    """The column `withheld_in_public` names the columns whose number in this row is in no public file."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([*heading, "withheld_in_public", "status"])
    for row, places in zip(rows, secret, strict=True):
        lines.writerow([*(neutral(str(said)) for said in row), "; ".join(heading[n] for n in sorted(places)), MARK])
    return text.getvalue().encode()


def neutral(text: str) -> str:
    """A text that a spreadsheet would obey begins with an apostrophe."""
    return f"'{text}" if text.startswith(_OBEYED) else text
