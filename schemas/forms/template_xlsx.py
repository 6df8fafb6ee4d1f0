"""The blank workbook of an extract: a sheet to fill in with drop-downs, a page of help, and the codes."""

import io
from collections.abc import Mapping
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from schemas import under
from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms.column_words import TYPES, allowed, filled_in
from schemas.forms.example_row import example_row
from schemas.forms.rule_words import plain, sentences
from schemas.table import Column

DATA, HELP, CODES = "Data", "How to fill in", "Codes"
_LAST_ROW = 20_000  # how far down the drop-downs reach
_MADE = datetime(2022, 1, 1)  # a fixed day, so that the same contract gives the same bytes
_WHOLE, _TEXT = 1, 49  # the built-in number formats 0 and @
_PROMPT, _PROMPT_TITLE = 255, 32  # Excel's limits
_A_DAY = 36_526  # what a spreadsheet makes of a day, and so of 1-10; no agency of a county counts so many


def template_xlsx(schemas: Schemas, contract: Contract) -> bytes:
    """The workbook's bytes; nothing in it depends on the day or the machine."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": contract.title, "comments": stamp(contract), "created": _MADE})
        book.set_custom_property("contract", contract.name)
        book.set_custom_property("version", contract.version)
        book.set_custom_property("effective", str(contract.effective))
        looks = _Looks(book)
        data, helping, codes = (book.add_worksheet(n) for n in (DATA, HELP, CODES))
        places = _codes(codes, schemas, contract, looks)
        _data(data, schemas, contract, places, looks)
        _help(helping, schemas, contract, looks)
        data.activate()
    return held.getvalue()


def stamp(contract: Contract) -> str:
    """Which contract, in which version, a blank was made from."""
    return f"{contract.name}, version {contract.version}, from {contract.effective} on"


class _Looks:
    """The few formats of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDE6F0", "valign": "top"})
        self.needed: Format = book.add_format({"bold": True, "bottom": 1, "bg_color": "#B8CCE4", "valign": "top"})
        # Text, so that a spreadsheet leaves 2025-08-14 and 00120034 as they were typed.
        self.text: Format = book.add_format({"num_format": _TEXT})
        self.whole: Format = book.add_format({"num_format": _WHOLE})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.example: Format = book.add_format({"italic": True, "num_format": _TEXT, "bg_color": "#F2F2F2"})


def _data(sheet: Worksheet, schemas: Schemas, contract: Contract, places: Mapping[str, str], looks: _Looks) -> None:
    for i, column in enumerate(contract.columns.values()):
        look = looks.whole if column.type == "integer" else looks.text
        # Narrower than the longest code is a nuisance to type in; so is a day shown as ########.
        widest = max([len(column.name), 12, *map(len, schemas.codes_of(column)), *([18] if column.type == "token" else [])])
        sheet.set_column(i, i, widest + 3, look)
        sheet.write_string(0, i, column.name, looks.needed if column.required else looks.head)
        sheet.data_validation(1, i, _LAST_ROW, i, _validation(schemas, column, places, f"{xl_col_to_name(i)}2"))
    sheet.freeze_panes(1, 0)


def _validation(schemas: Schemas, column: Column, places: Mapping[str, str], cell: str) -> dict[str, object]:
    """A drop-down or a plain test, and a note that shows when a cell of the column is chosen.

    The note is not a cell comment: a comment would travel with the file, and could carry a name. `cell` is the column's first,
    for a test that is written out; the spreadsheet moves it down.
    """
    words = plain(f"{column.means}. {filled_in(column).capitalize()}.")
    form = plain("Choose from the list." if column.codelist else f"Write {allowed(schemas, column)}.")
    said: dict[str, object] = {
        "ignore_blank": True,
        "input_title": _cut(column.name, _PROMPT_TITLE),
        "input_message": _cut(f"{words} {form}", _PROMPT),
        "error_title": _cut(column.name, _PROMPT_TITLE),
        "error_message": _cut(form, _PROMPT),
    }
    if column.codelist:
        # An agency's own words are taken too, so they are asked about and not refused.
        return said | {
            "validate": "list",
            "source": places[column.name],
            "error_type": "warning" if column.local else "stop",
        }
    if column.type == "integer" and column.under:
        number = f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell}),{cell}<{_A_DAY}),"
        text = f'LOWER(TRIM({cell}))="{under.written(column.under)}")'
        return said | {"validate": "custom", "value": f"={number}{text}"}
    if column.type == "integer":
        least = column.minimum if column.minimum is not None else -(10**9)
        return said | {"validate": "integer", "criteria": ">=", "value": least}
    if column.type == "date":
        return said | {"validate": "length", "criteria": "==", "value": len("2025-08-14")}
    return said | {"validate": "any"}


def _codes(sheet: Worksheet, schemas: Schemas, contract: Contract, looks: _Looks) -> dict[str, str]:
    """Write the sheet of codes; returns where each column's codes lie, as formulas."""
    heads = ("column", "code", "label", "means", "includes", "does not include", "your own word, also taken")
    for i, head in enumerate(heads):
        sheet.write_string(0, i, head, looks.head)
    row, places = 1, {}
    for column in contract.columns.values():
        if not column.codelist:
            continue
        words, first = schemas.codelists[column.codelist], row
        for code in schemas.codes_of(column):
            word = words.words.get(code)
            theirs = ", ".join(t for t, ours in column.local.items() if ours == code)
            told = (word.means, word.includes, word.excludes) if word else ("All of them together", "", "")
            for i, cell in enumerate((column.name, code, words.label(code), *told, theirs)):
                sheet.write_string(row, i, cell, looks.text)
            row += 1
        places[column.name] = f"='{CODES}'!$B${first + 1}:$B${row}"
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    return places


def _help(sheet: Worksheet, schemas: Schemas, contract: Contract, looks: _Looks) -> None:
    first = contract.effective
    lines = [
        f"This blank: {stamp(contract)}.",
        f"{contract.grain[0].upper()}{contract.grain[1:]}.",
        f"Fill in the sheet '{DATA}' from its second row on. Leave its first row as it is. Only that sheet is read.",
        f"Save the file as AGENCY.{contract.name}.{first}.xlsx, with your agency's short name and the file's quarter.",
        "Write days as YYYY-MM-DD. Leave a cell empty where nothing is known yet. Write no name, case number or note.",
    ]
    sheet.write_string(0, 0, contract.title, looks.title)
    row = 2
    for line in lines:
        sheet.write_string(row, 0, line)
        row += 1
    row = _columns(sheet, row + 1, schemas, contract, looks)
    sheet.write_string(row + 1, 0, "Rules", looks.title)
    row += 2
    for line in sentences(contract):
        sheet.write_string(row, 0, plain(line))
        row += 1
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 16)
    sheet.set_column(3, 4, 54)


def _columns(sheet: Worksheet, row: int, schemas: Schemas, contract: Contract, looks: _Looks) -> int:
    """The table of columns, with the made-up row, which stands only here and so is not sent; returns the next row."""
    sheet.write_string(row, 0, "Columns", looks.title)
    for i, head in enumerate(("column", "a made-up example", "filled in", "means", "what to write")):
        sheet.write_string(row + 1, i, head, looks.head)
    row += 2
    for name, shown in example_row(schemas, contract).items():
        column = contract.columns[name]
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, shown, looks.example)
        sheet.write_string(row, 2, "always" if column.required else "may be empty")
        sheet.write_string(row, 3, column.means, looks.wrapped)
        how = f"one of: {', '.join(schemas.codes_of(column))}" if column.codelist else f"{TYPES[column.type]}: {allowed(schemas, column)}"
        sheet.write_string(row, 4, plain(how), looks.wrapped)
        row += 1
    return row


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
