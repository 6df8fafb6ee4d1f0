"""The blanks we hand out are blanks we take back."""

import io
from collections.abc import Mapping, Sequence

import openpyxl
import pytest

from pipelines import desk
from schemas import Contract, Schemas
from schemas.codelist import TOTAL
from schemas.forms import template_csv
from schemas.forms.example_row import example_row
from schemas.forms.template_xlsx import DATA, template_xlsx

SCHEMAS = Schemas.load()
ALL = pytest.mark.parametrize("contract", SCHEMAS.contracts.values(), ids=SCHEMAS.contracts)


def sender(contract: Contract) -> str:
    return next(s.agency for s in SCHEMAS.sources if s.extract == contract.name)


def filled(contract: Contract) -> list[Mapping[str, str]]:
    """The made-up row, with another token since the desk passes over the example itself.

    Where a row for every code is asked for, each of them has the same numbers.
    """
    row = example_row(SCHEMAS, contract)
    if contract.kind == "rows":
        return [{**row, "youth_token": "0123456789abcdef"}]
    codes = [c for c in SCHEMAS.codes_of(contract.columns["service"]) if c != TOTAL]
    parts = [{**row, "service": code} for code in codes]
    return [*parts, {**row, "service": TOTAL, "sessions": str(len(codes) * int(row["sessions"]))}]


def workbook(contract: Contract, rows: Sequence[Mapping[str, str]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(SCHEMAS, contract)))
    for row in rows:
        whole = {c.name for c in contract.columns.values() if c.type == "integer"}
        book[DATA].append([int(v) if n in whole else v or None for n, v in row.items()])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@ALL
def test_a_workbook_filled_in_by_the_example_is_accepted(contract: Contract) -> None:
    rows = filled(contract)
    found = desk.examine(workbook(contract, rows), (sender(contract), contract.name, "2025-Q4"), SCHEMAS, True)
    assert [f.code for f in found.findings if f.kind == desk.MUST_FIX] == []
    taken = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert taken == [{name: cell or None for name, cell in row.items()} for row in rows]


@ALL
def test_an_untouched_blank_has_no_rows_and_its_example_is_never_taken_for_one(contract: Contract) -> None:
    for content, is_xlsx in ((template_xlsx(SCHEMAS, contract), True), (template_csv(contract), False)):
        found = desk.examine(content, (sender(contract), contract.name, "2025-Q4"), SCHEMAS, is_xlsx)
        assert found.rows == ()
        assert found.rows_in == 0
