"""The data dictionary as a web page, which also a screen reader reads in order."""

from collections.abc import Iterator
from html import escape

from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms import page
from schemas.forms.description import Description, described
from schemas.forms.dictionary import COLUMN_HEADS, code_rows, column_row


def dictionary_html(schemas: Schemas, contract: Contract) -> bytes:
    it = described(schemas, contract)
    return page.page(f"{it.title}: data dictionary", _parts(it))


def _parts(it: Description) -> Iterator[str]:
    yield f"<h1>{escape(it.title)}</h1>"
    yield page.paragraph(f"`{it.extract}`, version {it.version}, from {it.effective} on. {it.about}")
    yield page.paragraph(it.grain)
    yield "<h2>How often, and under what name</h2>"
    yield page.bullets(it.sending)
    yield from map(page.paragraph, it.remarks)
    yield "<h2>Columns</h2>"
    yield page.table("Columns, in the order of the file", COLUMN_HEADS, [column_row(c) for c in it.columns])
    yield "<h2>Rules</h2>"
    yield page.bullets(it.rules)
    coded = [c for c in it.columns if c.codes]
    if coded:
        yield "<h2>Codes</h2>"
    for column in coded:
        heads, rows = code_rows(column)
        yield f'<h3 id="{escape(column.name)}"><code>{escape(column.name)}</code>: {escape(column.codelist)}</h3>'
        yield page.table(f"Codes of {column.name}", heads, rows)
