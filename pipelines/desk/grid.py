"""The table as it stands in the file: a header, rows of text with their row numbers, and what was seen beside it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.desk.findings import Finding, letters

LOOKED_AT = 10  # rows at the top among which the header is looked for
_ENOUGH = 4  # a row that names a quarter of the columns is the header; a code alone may be called like a column
MOST_CELLS = 20_000_000
MOST_COLUMNS = 1_000
_EDGES = " \t\r\n\f\v\xa0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff"
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Aside:
    """A text outside the table: a title above the header, a cell of another sheet. It is only ever screened."""

    cell: str
    text: str


@dataclass(frozen=True)
class Grid:
    """`rows` hold text as it was written; `numbers` are their row numbers in the file, from 1.

    `found` is False where no row looked like the header. `formulas` and `errors` are cells like H42 that a workbook
    calculates, or shows an error in.
    """

    header: tuple[str, ...]
    header_row: int
    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    how: str
    found: bool = True
    asides: tuple[Aside, ...] = ()
    findings: tuple[Finding, ...] = ()
    formulas: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()


def trimmed(text: str) -> str:
    """Without the blanks around it, those that cannot be seen included."""
    return text.strip(_EDGES)


def squeezed(header: str) -> str:
    """A header as we write ours: "Youth Token" is youth_token."""
    return _NOT_A_WORD.sub("_", trimmed(header).casefold()).strip("_")


def is_blank(row: Sequence[str]) -> bool:
    return not (row and row[0][:1].isalnum()) and not any(map(trimmed, row))


def matches(row: Sequence[str], wanted: Collection[str]) -> int:
    """How many of the wanted columns this row names."""
    return len({squeezed(cell) for cell in row if len(cell) <= 100} & set(wanted))


def find_header(rows: Sequence[Sequence[str]], wanted: Collection[str], elsewhere: Collection[str]) -> tuple[int, int]:
    """The row that names most of the wanted columns, and how many it names.

    Where none names any: the row that names most columns of other extracts, or else the first that is not blank; and 0.
    """
    top = range(min(LOOKED_AT, len(rows)))
    best = max(top, key=lambda i: (matches(rows[i], wanted), -i), default=0)
    named = matches(rows[best], wanted) if rows else 0
    if named * _ENOUGH >= len(wanted):
        return best, named
    return max(top, key=lambda i: (matches(rows[i], elsewhere), not is_blank(rows[i]), -i), default=0), 0


def laid_out(rows: Sequence[Sequence[str]], wanted: Collection[str], elsewhere: Collection[str], how: str) -> Grid:
    """Tell the header, the rows below it and what stands above it apart."""
    at, named = find_header(rows, wanted, elsewhere)
    header = list(rows[at]) if rows else []
    while header and not trimmed(header[-1]):
        header.pop()
    below = [(i, row) for i, row in enumerate(rows[at + 1 :], at + 2) if not is_blank(row)]
    above = tuple(Aside(f"{letters(c)}{r + 1}", text) for r in range(at) for c, text in enumerate(rows[r]) if trimmed(text))
    blank = max((i for i, _ in below), default=at + 1) - at - 1 - len(below)
    told = [how, f"header in row {at + 1}" if named else "no header found"]
    told += [f"{at} row{'s' if at > 1 else ''} above it left out"] if at and named else []
    told += [f"{blank} blank row{'s' if blank > 1 else ''} skipped"] if blank else []
    return Grid(tuple(header), at + 1, [i for i, _ in below], [row for _, row in below], ", ".join(told), named > 0, above)
