"""The findings of a receipt as a workbook: where something is wrong and what would be right. It repeats nothing of the file."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import xlsxwriter

_HEADS = {
    "code": "Rule",
    "kind": "Kind",
    "row": "Row",
    "cell": "Cell",
    "column": "Column",
    "says": "What is wrong",
    "allowed": "What would be right",
    "example": "Example",
}
_WIDEST = 60
_MADE = datetime(2022, 1, 1)  # a fixed day, so that the same findings give the same bytes


def findings_sheet(findings: Iterable[Mapping[str, Any]]) -> bytes:
    """One line for each finding, in the order of the receipt; a text is never a formula."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet("Findings")
    head, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    widths = [len(name) for name in _HEADS.values()]
    for at, name in enumerate(_HEADS.values()):
        sheet.write_string(0, at, name, head)
    for line, finding in enumerate(findings, start=1):
        for at, part in enumerate(_HEADS):
            said = finding.get(part)
            widths[at] = max(widths[at], len(str(said or "")))
            if isinstance(said, int):
                sheet.write_number(line, at, said, wrapped)
            else:
                sheet.write_string(line, at, str(said or ""), wrapped)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    book.close()
    return held.getvalue()
