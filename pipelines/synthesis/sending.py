"""Writes the made-up agencies' files, as CSV or as an Excel workbook, the same bytes each time."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from pipelines.synthesis.extracts import FROM_EXCEL, Sheet

_MADE_ON = datetime(2000, 1, 1)  # a fixed day in the workbook's properties, so that equal content is equal bytes


def write(sheet: Sheet, folder: Path) -> Path:
    path = folder / sheet.name
    if sheet.blank:
        path.write_bytes(b"")
    elif path.suffix == ".xlsx":
        _workbook(sheet, path)
    else:
        path.write_bytes(_csv(sheet))
    return path


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n" if sheet.agency in FROM_EXCEL else "\n")
    out.writerow(sheet.columns)
    out.writerows([row[c] for c in sheet.columns] for row in sheet.rows)
    return text.getvalue().encode(sheet.encoding)


def _workbook(sheet: Sheet, path: Path) -> None:
    """Dates as Excel's own dates, as an agency's export would have them; everything else as text."""
    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": _MADE_ON})
        page = book.add_worksheet(sheet.extract[:31])
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, sheet.columns)
        for at, row in enumerate(sheet.rows, start=1):
            for place, column in enumerate(sheet.columns):
                value = row[column]
                if isinstance(value, date):
                    page.write_datetime(at, place, value, as_day)
                elif isinstance(value, int):
                    page.write_number(at, place, value)
                elif value is not None:
                    page.write_string(at, place, value)
