"""The table as it stands in the file: a header, rows of text with their row numbers, and what was seen beside it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipelines.desk.findings import Finding, letters

LOOKED_AT = 20  # rows at the top among which the header is looked for
_ENOUGH = 4  # a row that names a quarter of the columns is the header; a code alone may be called like a column
MOST_CELLS = 20_000_000
MOST_COLUMNS = 1_000
# Blanks of every width, and marks that cannot be seen: of joining, of hyphens, of the way a line is written.
_EDGES = " \t\r\n\f\v\x85\xa0\xad\u061c\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, (*range(0x2000, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_DEEPEST = 6  # rows that a header may take up
_GAINED = 2  # columns that rows must name together beyond what one of them names, to be one header
_UNIT = re.compile(
    r"\([^()]{0,60}\)|\[[^][]{0,60}\]|#|%|n|no\.?|text|code|codes|date|number|whole number|digits|yes/no|true/false|days|months|years"
    r"|hours|token|y{2,4}[-/.]?m{2}[-/.]?d{2}|m{1,2}/d{1,2}/y{2,4}",
    re.IGNORECASE,
)
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
    calculates, or shows an error in. `has_decimal_commas` says that 1,5 may mean one and a half, `has_doubtful_commas` that
    24,000 may mean twenty-four. `above` are the rows over the header, which are left out; `merged` are the first and last row
    and column of joined cells, from 1.
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
    has_decimal_commas: bool = False
    has_doubtful_commas: bool = False
    is_of_workbook: bool = False
    above: Sequence[Sequence[str]] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Head:
    """The header: its first and last row, counted from 0, what it says, and how many of the wanted columns it names."""

    first: int
    last: int
    says: Sequence[str]
    named: int


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


def find_header(rows: Sequence[Sequence[str]], wanted: Collection[str], elsewhere: Collection[str]) -> Head:
    """The row that names most of the wanted columns, or the rows that do so one above the other.

    Where none names any: the row that names most columns of other extracts, or else the first that is not blank; and 0.
    """
    top = range(min(LOOKED_AT, len(rows)))
    best = max(top, key=lambda i: (matches(rows[i], wanted), -i), default=0)
    named = matches(rows[best], wanted) if rows else 0
    least = max(named + _GAINED, -(-len(wanted) // _ENOUGH))
    stacks = [stacked(rows, i, j, wanted) for i, j in _may_stack(rows, top, wanted, least)] if named < len(wanted) else []
    deep = max(stacks, key=lambda head: (head.named, head.first - head.last, -head.first), default=None)
    if deep and deep.named >= named + _GAINED and deep.named * _ENOUGH >= len(wanted):
        return deep
    if named * _ENOUGH >= len(wanted):
        return Head(best, best, rows[best] if rows else (), named)
    first = max(top, key=lambda i: (matches(rows[i], elsewhere), not is_blank(rows[i]), -i), default=0)
    return Head(first, first, rows[first] if rows else (), 0)


def _may_stack(rows: Sequence[Sequence[str]], top: range, wanted: Collection[str], least: int) -> Iterator[tuple[int, int]]:
    """First and last of neighbouring rows that have all the words of so many wanted columns; most rows have hardly one."""
    words = {i: {word for cell in rows[i] for word in squeezed(trimmed(cell)[:100]).split("_")} for i in top}
    needed = [set(name.split("_")) for name in wanted]
    for first in top:
        had = words[first]
        for last in range(first + 1, min(first + _DEEPEST, len(top))):
            had = had | words[last]
            if sum(need <= had for need in needed) >= least:
                yield first, last


def stacked(rows: Sequence[Sequence[str]], first: int, last: int, wanted: Collection[str]) -> Head:
    """Rows read as one header: each column is called by all that stands above it, a group's name reaching to the next."""
    width = max(len(row) for row in rows[first : last + 1])
    parts: list[list[str]] = [[] for _ in range(width)]
    plain: list[list[str]] = [[] for _ in range(width)]
    if len(rows[first]) < 2 or is_blank(rows[first]) or is_blank(rows[last]):
        return Head(first, last, (), 0)
    for row in rows[first : last + 1]:
        group = ""
        for place in range(width):
            said = trimmed(row[place])[:100] if place < len(row) else ""
            group = said or group
            if said:
                plain[place].append(said)
            if group:
                parts[place].append(group)
    says: list[str] = []
    names: set[str] = set()
    for full, own in zip(parts, plain, strict=True):
        ways = [" ".join(own), " ".join(full), *own[::-1]] if own else [""]
        name = next((way for way in ways if squeezed(way) in wanted and squeezed(way) not in names), ways[0])
        says.append(name)
        names.add(squeezed(name))
    return Head(first, last, says, len(names & set(wanted)))


def is_of_units(row: Sequence[str]) -> bool:
    """A row below the header that only says how the columns are measured or written: (days), YYYY-MM-DD, text."""
    said = [trimmed(cell) for cell in row if trimmed(cell)]
    return all(map(_UNIT.fullmatch, said)) and (len(said) > 1 or "".join(said).startswith(("(", "[")))


def laid_out(rows: Sequence[Sequence[str]], wanted: Collection[str], elsewhere: Collection[str], how: str) -> Grid:
    """Tell the header, the rows below it and what stands above it apart."""
    head = find_header(rows, wanted, elsewhere)
    header = list(head.says)
    while header and not trimmed(header[-1]):
        header.pop()
    begin = head.last + 1
    units = [begin] if head.named and begin < len(rows) and is_of_units(rows[begin]) else []
    start = begin + len(units)
    below = [i for i, row in enumerate(rows[start:], start) if (row and row[0][:1].isalnum()) or not is_blank(row)]
    beside = (*range(head.first), *units)
    asides = tuple(Aside(f"{letters(c)}{r + 1}", text) for r in beside for c, text in enumerate(rows[r]) if trimmed(text))
    blank = below[-1] + 1 - start - len(below) if below else 0
    where = f"row {begin}" if head.first == head.last else f"rows {head.first + 1} to {begin}"
    told = [how, f"header in {where}" if head.named else "no header found"]
    told += [f"{head.first} row{'s' if head.first > 1 else ''} above it left out"] if head.first and head.named else []
    told += ["1 row of units below it left out"] if units else []
    told += [f"{blank} blank row{'s' if blank > 1 else ''} skipped"] if blank else []
    kept = [rows[i] for i in below]
    above = tuple(rows[: head.first])
    return Grid(tuple(header), begin, [i + 1 for i in below], kept, ", ".join(told), head.named > 0, asides, above=above)
