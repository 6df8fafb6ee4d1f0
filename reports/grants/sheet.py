"""The workbook of a return: what it is, the questions in the funder's order with their numbers, and where each number comes from."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

from reports.dashboard.publication import Publication
from reports.dashboard.words import MARKS
from reports.grants.answers import Answer, Found
from reports.workbook.book import KEPT, neutral
from schemas.funding_period import FundingPeriod
from schemas.grant import Grant

MATCH = {
    "exact": "the same is counted",
    "close": "nearly the same; see the difference",
    "provider": "only the provider can say",
}


def written(grant: Grant, period: FundingPeriod, publication: Publication, found: Sequence[Answer], source: Mapping[str, str]) -> bytes:
    """The same return always gives the same bytes: the workbook is dated the last day of the period."""
    held = io.BytesIO()
    end = period.quarters[-1].end
    with xlsxwriter.Workbook(held, KEPT) as book:
        book.set_properties({"title": f"{grant.title}, {period}", "created": datetime(end.year, end.month, end.day)})
        style = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 11}
        text, head = book.add_format(style), book.add_format({**style, "bold": True})
        number = book.add_format({**style, "num_format": "#,##0"})
        about, sheet, origin = (book.add_worksheet(name) for name in ("About", "Questions", "Sources"))
        for row, line in enumerate(_about(grant, period, publication)):
            about.write_string(row, 0, neutral(line), head if row == 0 else text)
        about.set_column(0, 0, 100)
        quarters = [str(q) for q in period.quarters] if period.size != "quarter" else []
        heading = ("Number", "Question", *quarters, str(period), "Nearest calendar year", "Match", "Difference")
        for column, said in enumerate(heading):
            sheet.write_string(0, column, said, head)
        for row, answer in enumerate(found, start=1):
            for column, said in enumerate(_row(answer, bool(quarters))):
                if isinstance(said, int):
                    sheet.write_number(row, column, said, number)
                else:
                    sheet.write_string(row, column, neutral(said), text)
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 1, 50)
        sheet.set_column(2, len(quarters) + 4, 20)
        sheet.set_column(len(quarters) + 5, len(quarters) + 5, 60)
        lines = [("Number", "Measure", "How", "Lines of cells.csv"), *(_origin(a) for a in found)]
        for row, cells in enumerate(lines):
            for column, said in enumerate(cells):
                origin.write_string(row, column, neutral(said), text if row else head)
        below = len(lines) + 1
        for row, (name, said) in enumerate(source.items(), start=below):
            origin.write_string(row, 0, name, text)
            origin.write_string(row, 1, said, text)
        origin.set_column(0, 0, 22)
        origin.set_column(1, 3, 44)
    return held.getvalue()


def _about(grant: Grant, period: FundingPeriod, publication: Publication) -> list[str]:
    first, last = period.quarters[0].start, period.quarters[-1].end
    return [
        f"{grant.title}: {period}",
        f"Funder: {grant.funder}",
        f"Form: {grant.form}",
        f"Period: {first} to {last}",
        f"County: {publication.county}; numbers of publication {publication.name}",
        *publication.notes,
        *grant.notes,
        f"Where the questions come from: {grant.source}. Compare their wording with the form that you were sent.",
        "Every number here is published, or a sum or a difference of published ones. What is withheld there is withheld here.",
        "A mark in words stands where there is no number. It never means nought:",
        *(f"[{mark}] {means}" for mark, means in MARKS.items()),
    ]


def _row(answer: Answer, with_quarters: bool) -> list[str | int]:
    near = f"{answer.nearest[0]}: {answer.nearest[1].said}" if answer.nearest else ""
    apart = [_cell(q) for q in answer.quarters] if with_quarters else []
    question = answer.question
    return [answer.number, answer.asks, *apart, _cell(answer.total), near, MATCH[question.match], question.differs or question.why]


def _cell(found: Found) -> str | int:
    return found.words if found.value is None else found.value


def _origin(answer: Answer) -> tuple[str, str, str, str]:
    return answer.number, answer.question.measure or "", answer.total.how, ", ".join(map(str, answer.total.lines))
