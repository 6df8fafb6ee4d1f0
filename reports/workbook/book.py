"""Writes the workbook by the rules of the UK Analysis Function for spreadsheets that everybody can read.

A title in the first cell of each sheet, one table on it marked as a table, marks explained; no merged, hidden or empty cells in a table,
no formulas, nothing frozen or filtered. Source: analysisfunction.civilservice.gov.uk, "Releasing statistics in spreadsheets", read 2026-11.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.dashboard.publication import Publication
from reports.dashboard.words import MARKS, months
from reports.workbook.said import said
from reports.workbook.tables import Table
from schemas import Quarter
from schemas.licences import LICENCES

KEPT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text, whatever it looks like."""
_WIDEST, _NARROWEST, _TEXT = 48, 9, 90
_OBEYED = ("=", "+", "-", "@", "\t", "\r")


def written(publication: Publication, tables: Sequence[Table], around: Sequence[str] = ()) -> bytes:
    """The workbook's bytes; `around` is said on its cover. It is dated the last day of the quarter, whenever it was made."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, KEPT) as book:
        made = Quarter.parse(publication.quarter).end
        title = said("title", county=publication.county, publication=publication.name)
        book.set_properties({"title": title, "created": datetime(made.year, made.month, made.day)})
        write = _Writer(book)
        sheets = [book.add_worksheet(name) for name in (said("cover"), said("contents"), said("notes"), *(t.sheet for t in tables))]
        _cover(write, sheets[0], publication, around)
        _contents(write, sheets[1], tables)
        _notes(write, sheets[2], publication, tables)
        for sheet, table in zip(sheets[3:], tables, strict=True):
            _table(write, sheet, table)
        sheets[0].activate()
    return held.getvalue()


class _Writer:
    """Puts texts and tables on sheets, in few formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._named: set[str] = set()
        self._title = book.add_format({"bold": True, "font_size": 15, "font_name": "Arial"})
        self._text = book.add_format({"font_size": 12, "font_name": "Arial", "text_wrap": True, "valign": "top"})
        self._head = book.add_format({"bold": True, "font_size": 12, "font_name": "Arial", "text_wrap": True, "valign": "top", "bottom": 1})
        self._number = book.add_format({"font_size": 12, "font_name": "Arial", "align": "right", "num_format": "#,##0", "valign": "top"})
        self._mark = book.add_format({"font_size": 12, "font_name": "Arial", "align": "right", "text_wrap": True, "valign": "top"})
        self._link = book.add_format({"font_size": 12, "font_name": "Arial", "font_color": "#0000FF", "underline": 1, "valign": "top"})

    def lines(self, sheet: Worksheet, texts: Sequence[str]) -> int:
        """A title and what stands under it, a line each; gives back the next free row."""
        sheet.hide_gridlines(2)
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, neutral(text), self._text if row else self._title)
        return len(texts)

    def table(
        self, sheet: Worksheet, top: int, name: str, heading: Sequence[str], labels: int, rows: Sequence[Sequence[str | int]]
    ) -> None:
        """A table whose first columns are words. A spreadsheet reads it as a table, with its heading."""
        shown = {"autofilter": False, "style": None, "name": self._name(name)}
        columns = [{"header": neutral(h), "header_format": self._head} for h in heading]
        sheet.add_table(top, 0, top + max(len(rows), 1), len(heading) - 1, {**shown, "columns": columns})
        for r, row in enumerate(rows, top + 1):
            for c, told in enumerate(row):
                if isinstance(told, int):
                    sheet.write_number(r, c, told, self._number)
                else:
                    sheet.write_string(r, c, neutral(told), self._text if c < labels or heading[c] == said("notes") else self._mark)
        for c, head in enumerate(heading):
            widest = max(len(str(row[c])) for row in (heading, *rows))
            sheet.set_column(c, c, min(max(widest + 2, _NARROWEST), _WIDEST if c < labels or head == said("notes") else 20))

    def _name(self, sheet: str) -> str:
        """A table's name: its sheet's, without digits, since these could be taken for numbers of something."""
        name = "table_" + re.sub(r"[^A-Za-z]+", "_", sheet).strip("_")
        while name in self._named:
            name += "_more"
        self._named.add(name)
        return name

    def link(self, sheet: Worksheet, row: int, to: str) -> None:
        sheet.write_url(row, 0, f"internal:'{to}'!A1", self._link, to)


def neutral(text: str) -> str:
    """A text that a spreadsheet would obey, were it saved as CSV and opened again, begins with an apostrophe."""
    return f"'{text}" if text.startswith(_OBEYED) else text


def _cover(write: _Writer, sheet: Worksheet, publication: Publication, around: Sequence[str]) -> None:
    licence = LICENCES.get(publication.licence)
    write.lines(
        sheet,
        (
            said("whom_the_agencies_meet", county=publication.county),
            said("publication_up_to", publication=publication.name, months=months(publication.quarter)),
            *publication.notes,
            said("how_it_is_ordered"),
            said("some_are_withheld"),
            said("where_the_same_is"),
            *around,
            *([said("licence", address=licence.address)] if licence else []),
        ),
    )
    sheet.set_column(0, 0, _TEXT)


def _contents(write: _Writer, sheet: Worksheet, tables: Sequence[Table]) -> None:
    top = write.lines(sheet, (said("contents"), said("names_lead_to_sheets")))
    own = [(said("cover"), said("what_this_workbook_is")), (said("notes"), said("marks_and_measures"))]
    names = [*own, *((t.sheet, t.title) for t in tables)]
    write.table(sheet, top, said("contents"), (said("head_sheet"), said("head_shows")), 2, names)
    for row, (name, _) in enumerate(names, top + 1):
        write.link(sheet, row, name)
    sheet.set_column(0, 0, _WIDEST)
    sheet.set_column(1, 1, _TEXT)


def _notes(write: _Writer, sheet: Worksheet, publication: Publication, tables: Sequence[Table]) -> None:
    top = write.lines(sheet, (said("notes"), said("marks_then_measures")))
    marks = [(f"[{mark}]", means) for mark, means in MARKS.items()]
    measures = {t.measure.name: t.measure for t in tables}
    counted = [(m.title, " ".join((m.question, *m.how, said("source", source=m.source)))) for m in measures.values()]
    write.table(sheet, top, said("notes"), (said("head_mark"), said("head_means")), 2, [*marks, *counted])
    sheet.set_column(0, 0, _WIDEST)
    sheet.set_column(1, 1, _TEXT)


def _table(write: _Writer, sheet: Worksheet, table: Table) -> None:
    told = (said("where_marks_are_explained"), said("called_in_cells", measure=table.measure.name))
    top = write.lines(sheet, (table.title, *told))
    write.table(sheet, top, table.sheet, table.heading, table.labels, table.rows)
