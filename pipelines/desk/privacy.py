"""Looks for young people in all of a file that is not a good answer: wrong cells, unknown columns, stray texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipelines.desk import beside_words, screen, token_forms, workbook_beside
from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import LISTED_AT_MOST, Breach, Finding, finding, letters
from pipelines.desk.grid import Aside, trimmed
from pipelines.desk.headers import Headers
from pipelines.desk.lines import Lines
from schemas import Contract, Quarter, Schemas

_TOKEN = re.compile(r"(?=.*[a-f])[0-9a-f]{16,64}")
_AT_ONCE = 200  # findings of one kind beside the table; the file is refused after one
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_table(columns: Mapping[str, ReadColumn], headers: Headers, lines: Lines, quarter: Quarter, schemas: Schemas) -> Iterator[Breach]:
    """What the screen finds in the cells of the table. A good answer (a code, a token, a day) identifies nobody."""
    words = agreed_words(schemas)
    for name, read in columns.items():
        yield from _breaches(read.said.items(), name, None, quarter, read.column.type, words)
    yield from token_forms.odd(columns)
    for place in headers.unknown:
        if place not in headers.telling:
            texts = ((i, row[place]) for i, row in enumerate(lines.rows) if place < len(row))
            yield from _breaches(texts, None, place, quarter, "text", words)


def beside_table(lines: Lines, asides: Iterable[Aside], quarter: Quarter, schemas: Schemas) -> Iterator[Finding]:
    """What it finds in lines that do not fit, in lines of totals, above the header and on other sheets."""
    codes: dict[tuple[str, str], str | None] = {}
    told: Counter[str] = Counter()
    for number, row in (*lines.crooked.items(), *lines.totals.items()):
        for place, text in enumerate(row):
            if text and ("", text) not in codes:
                codes["", text] = screen.value_code(text, quarter, "date")
            code = codes.get(("", text))
            if code:
                told[code] += 1
                if told[code] <= _AT_ONCE:
                    yield finding(code, row=number, cell=f"{letters(place)}{number}")
    if told and max(told.values()) > _AT_ONCE:
        yield finding("P528", rows=_AT_ONCE)
    for aside in asides:
        kind = beside_words.kind(aside.cell)
        if (kind, aside.text) not in codes:
            codes[kind, aside.text] = beside_words.code(aside.text, kind, quarter, schemas)
        code = codes[kind, aside.text]
        if code and " of sheet " in aside.cell and kind != beside_words.NAME:
            yield finding(code, cell=aside.cell)
        elif code:
            yield finding("P523", place=f"the {aside.cell}") if " " in aside.cell else finding(code, cell=aside.cell)


def beside_the_cells(content: bytes, quarter: Quarter, schemas: Schemas) -> Iterator[Finding]:
    """What it finds in the parts of a workbook that no reader of cells reads."""
    return workbook_beside.found(content, quarter, schemas)


def of_persons(columns: Mapping[str, ReadColumn], contract: Contract) -> Iterator[Breach]:
    """In a file of totals: cells that only a row about one young person has, a token or a day."""
    if contract.kind == "rows":
        return
    for name, read in columns.items():
        rows = tuple(i for i, text in read.said.items() if _TOKEN.fullmatch(trimmed(text)) or _DAY.fullmatch(trimmed(text)))
        if rows:
            yield Breach("T601", name, rows)


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
            if len(rows[code]) == LISTED_AT_MOST:
                yield Breach("P528", column, (), (("rows", LISTED_AT_MOST),), at=at)
                break
    for code, places in rows.items():
        yield Breach(code, column, tuple(places), at=at)


def agreed_words(schemas: Schemas) -> frozenset[str]:
    """Every word of the codelists; a text of nothing else is no name."""
    return beside_words.agreed(schemas)
