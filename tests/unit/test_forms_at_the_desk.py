"""The blanks we hand out are blanks we take back."""

import io
from collections.abc import Mapping, Sequence

import openpyxl
import pytest

from pipelines import desk
from schemas import Contract, Schemas
from schemas.forms import template_csv
from schemas.forms.template_xlsx import DATA, template_xlsx
from tests.example_files import example_file, sent_as

SCHEMAS = Schemas.load()
ALL = pytest.mark.parametrize("contract", SCHEMAS.contracts.values(), ids=SCHEMAS.contracts)


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
    rows = example_file(SCHEMAS, contract)
    found = desk.examine(workbook(contract, rows), sent_as(SCHEMAS, contract.name), SCHEMAS)
    assert [f.code for f in found.findings if f.kind == desk.MUST_FIX] == []
    taken = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert taken == [{name: cell or None for name, cell in row.items()} for row in rows]


@ALL
def test_an_untouched_blank_has_no_rows_and_its_example_is_never_taken_for_one(contract: Contract) -> None:
    for content in (template_xlsx(SCHEMAS, contract), template_csv(contract)):
        found = desk.examine(content, sent_as(SCHEMAS, contract.name), SCHEMAS)
        assert found.rows == ()
        assert found.rows_in == 0
