"""One thing that is wrong with a file or worth a second look: where, and what would be right, not what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.desk.catalogue import CATALOGUE, MUST_FIX, ROW

LISTED_AT_MOST = 1000


@dataclass(frozen=True)
class Finding:
    """`row` counts from 1, `cell` is written as a spreadsheet does (H42). No value of the file is carried."""

    code: str
    kind: str
    scope: str
    row: int | None
    column: str | None
    cell: str | None
    says: str
    allowed: str
    example: str

    @property
    def text(self) -> str:
        """The sentence that is shown: Row 42, cell H42, accepted_on: this is not a real date. Write … [E201]"""
        place = [f"row {self.row}"] if self.row else []
        place += [f"cell {self.cell}"] if self.cell else []
        place += [self.column] if place and self.column else []
        said = f"{', '.join(place)}: {self.says}" if place else self.says
        example = f", for example {self.example}" if self.example else ""
        return f"{said[0].upper()}{said[1:]}. {self.allowed}{example}. [{self.code}]"

    @property
    def blocks(self) -> bool:
        return self.kind == MUST_FIX

    @property
    def place(self) -> tuple[bool, int, int, str, str]:
        """Order of reading: the file first, then row by row, from left to right."""
        return self.scope == ROW, self.row or 0, len(self.cell or ""), self.cell or "", self.code


def finding(
    code: str,
    row: int | None = None,
    column: str | None = None,
    cell: str | None = None,
    example: str = "",
    **words: object,
) -> Finding:
    """A finding in the words of the catalogue. `words` come from the agreement or are numbers, never from a cell."""
    entry = CATALOGUE[code]
    said, do = entry.says.format(column=column, **words), entry.do.format(column=column, **words)
    return Finding(code, entry.kind, entry.scope, row, column, cell, said, do, example)


@dataclass(frozen=True)
class Breach:
    """The same finding in many rows of one column; `rows` are places in the table, counted from 0.

    `at` is the place of a column that is not one of the contract's, which is called by its letter.
    """

    code: str
    column: str | None
    rows: tuple[int, ...]
    words: tuple[tuple[str, object], ...] = ()
    example: str = ""
    at: int | None = None


class Unreadable(Exception):
    """The file cannot be read as a table. It carries findings only, so that no message of a parser is passed on."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(f.code for f in findings))
        self.findings = findings


def letters(index: int) -> str:
    """The spreadsheet's name of a column counted from 0: A, B … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda f: f.place))
