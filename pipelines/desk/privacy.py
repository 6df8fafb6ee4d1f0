"""Looks for young people in all of a file that is not a good answer: wrong cells, unknown columns, stray texts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipelines.desk import screen, workbook_beside
from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import Breach, Finding, finding, letters
from pipelines.desk.grid import Aside, trimmed
from pipelines.desk.headers import Headers
from pipelines.desk.lines import Lines
from schemas import Contract, Quarter, Schemas

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"(?=.*[a-f])[0-9a-f]{16,64}")
_CLIENT_DIGITS = 19
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_table(columns: Mapping[str, ReadColumn], headers: Headers, lines: Lines, quarter: Quarter, schemas: Schemas) -> Iterator[Breach]:
    """What the screen finds in the cells of the table. A good answer (a code, a token, a day) identifies nobody."""
    words = agreed_words(schemas)
    for name, read in columns.items():
        yield from _breaches(read.said.items(), name, None, quarter, read.column.type, words)
        if read.column.type == "token":
            yield from _client_numbers(read, name)
    for place in headers.unknown:
        if place not in headers.telling:
            texts = ((i, row[place]) for i, row in enumerate(lines.rows) if place < len(row))
            yield from _breaches(texts, None, place, quarter, "text", words)


def beside_table(lines: Lines, asides: Iterable[Aside], quarter: Quarter) -> Iterator[Finding]:
    """What it finds in lines that do not fit, in lines of totals, above the header and on other sheets."""
    for number, row in (*lines.crooked.items(), *lines.totals.items()):
        for place, text in enumerate(row):
            code = screen.value_code(text, quarter, "date") if text else None
            if code:
                yield finding(code, row=number, cell=f"{letters(place)}{number}")
    for aside in asides:
        is_name = aside.cell.startswith("name of ")
        code = screen.value_code(aside.text, quarter, "text") if is_name else screen.aside_code(aside.text, quarter)
        if code and " of sheet " in aside.cell and not is_name:
            yield finding(code, cell=aside.cell)
        elif code:
            yield finding("P523", place=f"the {aside.cell}") if " " in aside.cell else finding(code, cell=aside.cell)


def beside_the_cells(content: bytes, quarter: Quarter) -> Iterator[Finding]:
    """What it finds in the parts of a workbook that no reader of cells reads."""
    return workbook_beside.found(content, quarter)


def of_persons(columns: Mapping[str, ReadColumn], contract: Contract) -> Iterator[Breach]:
    """In a file of totals: cells that only a row about one young person has, a token or a day."""
    if contract.kind == "rows":
        return
    for name, read in columns.items():
        rows = tuple(i for i, text in read.said.items() if _TOKEN.fullmatch(trimmed(text)) or _DAY.fullmatch(trimmed(text)))
        if rows:
            yield Breach("T601", name, rows)


def _client_numbers(read: ReadColumn, name: str) -> Iterator[Breach]:
    """The state's child welfare system gives numbers of 19 digits, which would pass for tokens. A token has letters too."""
    rows = tuple(i for i, value in enumerate(read.values) if value and len(value) == _CLIENT_DIGITS and value.isdigit())
    if rows:
        yield Breach("P517", name, rows)


def _breaches(
    texts: Iterable[tuple[int, str]],
    column: str | None,
    at: int | None,
    quarter: Quarter,
    holds: str,
    words: frozenset[str],
) -> Iterator[Breach]:
    codes: dict[str, str | None] = {"": None}
    rows: dict[str, list[int]] = defaultdict(list)
    for i, text in texts:
        if text not in codes:
            codes[text] = screen.value_code(text, quarter, holds, words)
        code = codes[text]
        if code:
            rows[code].append(i)
    for code, places in rows.items():
        yield Breach(code, column, tuple(places), at=at)


def agreed_words(schemas: Schemas) -> frozenset[str]:
    """Every word of the codelists; a text of nothing else is no name."""
    said = (
        text for codelist in schemas.codelists.values() for c in codelist.words.values() for text in (c.code, c.label, c.means, c.includes)
    )
    local = (str(word) for k in schemas.contracts.values() for c in k.columns.values() for word in c.local)
    return frozenset(word.casefold() for text in (*said, *local) for word in _WORD.findall(text))
