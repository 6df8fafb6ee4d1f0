"""Which lines of the file are rows of the extract, and which the template's example, a line of totals, or crooked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.desk.findings import Finding, finding
from pipelines.desk.grid import Grid, is_blank, squeezed, trimmed
from schemas import Contract

_TOTAL_WORDS = frozenset({"total", "totals", "grand_total", "subtotal", "sub_total", "sum", "overall", "total_rows", "row_count", "suma"})
_TOTAL_LETTERS = frozenset(word[0] for word in _TOTAL_WORDS)
_HARMLESS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz") - _TOTAL_LETTERS  # a line that begins so is none of totals


@dataclass(frozen=True)
class Lines:
    """`rows` fit under the header, `numbers` are their row numbers. `crooked` and `totals` are row number → cells."""

    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    crooked: Mapping[int, Sequence[str]]
    totals: Mapping[int, Sequence[str]]
    findings: tuple[Finding, ...]

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
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        if len(row) > width and is_blank(row[width:]):
            row = row[:width]
        if token and len(row) > at and token in row[at] and _is_example(row, example):
            found.append(finding("N802", row=number))
        elif is_of_rows and not (row and row[0][:1] in _HARMLESS) and is_total(row):
            totals[number] = row
            found.append(finding("N803", row=number))
        elif len(row) != width:
            crooked[number] = row
        else:
            rows.append(row)
            numbers.append(number)
    return Lines(rows, numbers, crooked, totals, tuple(found))


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
    first = row[0] if row and row[0][:1].isalnum() else next(filter(trimmed, row), "")
    return len(first) < 30 and trimmed(first)[:1].casefold() in _TOTAL_LETTERS and squeezed(first) in _TOTAL_WORDS
