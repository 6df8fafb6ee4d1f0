"""Which lines of the file are rows of the extract, and which the template's example, a line of totals, or crooked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.desk.cells import is_plain_token, is_token
from pipelines.desk.findings import Finding, finding
from pipelines.desk.grid import Grid, is_blank, squeezed, trimmed
from schemas import Contract

_TOTAL_WORDS = frozenset(
    {"total", "totals", "grand_total", "subtotal", "sub_total", "sum", "overall", "total_rows", "total_records", "row_count", "count"}
    | {"suma", "conteo", "totales", "gran_total", "total_general", "totales_generales"}
)
_COUNTED = re.compile(r"(_[0-9]+)+")  # "Total (40)", "Total: 1,234"
_A_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")
_TOTAL_LETTERS = frozenset(word[0] for word in _TOTAL_WORDS)
_HARMLESS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz") - _TOTAL_LETTERS  # a line that begins so is none of totals


@dataclass(frozen=True)
class Lines:
    """`rows` fit under the header, `numbers` are their row numbers. `crooked` and `totals` are row number → cells.

    `no_rows` are numbers of lines, among the rows or the crooked, that are no row of the table, whatever their cells say.
    """

    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    crooked: Mapping[int, Sequence[str]]
    totals: Mapping[int, Sequence[str]]
    findings: tuple[Finding, ...]
    no_rows: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.crooked)


def sorted_out(grid: Grid, places: Mapping[str, int], contract: Contract) -> Lines:
    width = len(grid.header)
    example = _example(places, contract)
    at, token = next(((place, said) for place, said in example.items() if _is_token(place, places, contract)), (0, ""))
    is_of_rows = contract.kind == "rows"
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    crooked: dict[int, Sequence[str]] = {}
    totals: dict[int, Sequence[str]] = {}
    found: list[Finding] = []
    no_rows: set[int] = set()
    names = [squeezed(name) for name in grid.header]
    key = next((places[c.name] for c in contract.columns.values() if is_of_rows and c.type == "token" and c.name in places), None)
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        if len(row) > width and is_blank(row[width:]):
            row = row[:width]
        if token and len(row) > at and token in row[at] and _is_example(row, example):
            found.append(finding("N802", row=number))
        elif is_of_rows and not (row and row[0][:1] in _HARMLESS) and is_total(row):
            totals[number] = row
            found.append(finding("N803", row=number))
        else:
            if (key is None or len(row) != width or not is_plain_token(row[key])) and _is_no_row(row, names, key):
                no_rows.add(number)
            if len(row) != width:
                crooked[number] = row
            else:
                rows.append(row)
                numbers.append(number)
    return Lines(rows, numbers, crooked, totals, tuple(found), frozenset(no_rows))


def _is_no_row(row: Sequence[str], names: Sequence[str], key: int | None) -> bool:
    """A note or a stamp, of which a cell or two are filled and none says who; or the header once more."""
    filled = [cell for cell in row if trimmed(cell)]
    if len(filled) > 1 and names[:1] == [squeezed(row[0])] and _without_end(map(squeezed, row)) == list(names):
        return True
    return key is not None and len(filled) < 3 and 2 * len(filled) < len(names) and not (key < len(row) and is_token(row[key]))


def _without_end(names: Iterable[str]) -> list[str]:
    said = list(names)
    while said and not said[-1]:
        said.pop()
    return said


def _example(places: Mapping[str, int], contract: Contract) -> Mapping[int, str]:
    """What the template's example says, by place. It is known by its token, so that no true row is taken for it."""
    given = {places[c.name]: c.example for c in contract.columns.values() if c.name in places and c.example}
    has_token = any(c.type == "token" and c.name in places and c.example for c in contract.columns.values())
    return given if has_token else {}


def _is_token(place: int, places: Mapping[str, int], contract: Contract) -> bool:
    return any(places.get(column.name) == place for column in contract.columns.values() if column.type == "token")


def _is_example(row: Sequence[str], example: Mapping[int, str]) -> bool:
    return all(not (place >= len(row) or said not in row[place] or trimmed(row[place]) != said) for place, said in example.items())


def is_total(row: Sequence[str]) -> bool:
    """A line that begins with such a word. With words of its own in most of its other cells it is a row, and its first cell wrong."""
    first = row[0] if row and row[0][:1].isalnum() else next(filter(trimmed, row), "")
    if len(first) >= 30 or trimmed(first)[:1].casefold() not in _TOTAL_LETTERS:
        return False
    if _COUNTED.sub("", squeezed(first)) not in _TOTAL_WORDS:
        return False
    worded = sum(1 for cell in row if (said := trimmed(cell)) and not _A_NUMBER.fullmatch(said)) - 1
    return 2 * worded <= len(row) - 1
