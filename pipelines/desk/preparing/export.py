"""The agency's export as a table of text, with further exports of the agency laid beside it row by row."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from pipelines.desk import delimited, identifiers, lines, misread, reader, screen, workbook
from pipelines.desk.entry import FILE
from pipelines.desk.findings import Unreadable, finding, letters
from pipelines.desk.grid import Grid, squeezed, trimmed
from pipelines.desk.preparing.mapping import Beside, Mapped, folded
from pipelines.desk.preparing.problems import MappingProblem
from schemas import Contract, Quarter

_LOOKED_AT = 200  # characters of a cell
_ANY_QUARTER = Quarter(2099, 4)  # so that every day may be one of birth
_A_RECORD = "the first row looks like a record, not a header; export the table with its header row. Nothing was written"
_VALUE = re.compile(r"[+-]?[0-9][0-9.,: /-]*|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:[ T].*)?")
_OF_A_HEADER = re.compile(r"(?:^|[ _])(?:date|dt|id|no|nbr|num|code|type|status|flag|desc|reason)(?:$|[ _])", re.IGNORECASE)
# What would stop a submission and does not matter here, since only what the mapping takes is ever sent: other sheets.
_NO_MATTER = ("E119",)


@dataclass(frozen=True)
class Export:
    """`rows` are all as long as `headers`; `numbers` are their row numbers in the file.

    `crooked` are rows that do not fit under the header, `totals` lines of totals, `odd` cells (row number, place) that a
    workbook calculates or shows an error in. `alone` are rows without a row beside them, or with several.
    """

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    how: str
    crooked: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()
    odd: frozenset[tuple[int, int]] = frozenset()
    alone: Mapping[int, str] | None = None

    def place(self, header: str) -> int:
        """The one column of this name; `Date of Birth` and `date_of_birth` are the same name.

        Raises:
            MappingProblem: there is none, or there are several.
        """
        names = [squeezed(name) for name in self.headers]
        wanted = squeezed(header)
        if wanted and names.count(wanted) == 1:
            return names.index(wanted)
        if wanted in names:
            raise MappingProblem(f"the export has {names.count(wanted)} columns {header!r}; rename one of them")
        near = get_close_matches(wanted, names, 1)
        meant = f"; did you mean {printable(self.headers[names.index(near[0])])!r}?" if near and near[0] else ""
        raise MappingProblem(f"there is no column {header!r} in the export{meant}")


def read(content: bytes, mapped: Mapped, contract: Contract, beside: Mapping[str, bytes]) -> Export:
    """The export, with the columns of each further export named like `people.DOB`.

    Raises:
        Unreadable: a file cannot be read as a table.
        MappingProblem: the mapping names a column that is not there.
    """
    wanted = {squeezed(header) for _, header in mapped.places()}
    table = _table(content, wanted, contract)
    lacking = [b.name for b in mapped.beside if b.name not in beside]
    strange = [name for name in beside if name not in {b.name for b in mapped.beside}]
    if lacking:
        raise MappingProblem(f"beside: {lacking[0]}: this export is needed too; give it with --beside {lacking[0]}=FILE")
    if strange:
        raise MappingProblem(f"--beside {strange[0]}: the mapping has no such name under beside:")
    for other in mapped.beside:
        prefix = squeezed(f"{other.name}.") + "_"
        theirs = {name.removeprefix(prefix) for name in wanted if name.startswith(prefix)}
        table = _laid_beside(table, _table(beside[other.name], theirs, contract), other)
    _fits(table, mapped)
    return table


def first_look(content: bytes, hints: Iterable[str], contract: Contract) -> Export:
    """The export before there is a mapping: its header is the fullest of the first rows that names something we know."""
    known = set(hints)
    grid = _grid(content, known, known)
    if looks_like_a_record(grid.header, known):
        raise MappingProblem(_A_RECORD)
    return _plain(grid, contract)


def looks_like_a_record(header: Sequence[str], known: Collection[str]) -> bool:
    """Does a cell of the header look like a day, a number, a token, or what tells who someone is?

    A word may be the name of a column as well as of a person; it is taken for a person's where no cell is called as columns are.
    """
    said = [text for cell in header if (text := identifiers.plain(trimmed(cell)[:_LOOKED_AT]))]
    if any(map(_is_value, said)):
        return True
    named = [text for text in said if squeezed(text) in known or screen.header_code(text) or _OF_A_HEADER.search(text)]
    return bool(said) and not named


def _is_value(text: str) -> bool:
    if _VALUE.fullmatch(text) or identifiers.is_like_a_token(text):
        return True
    code = screen.value_code(text, _ANY_QUARTER, "text")
    return code is not None and not (screen.header_code(text) and not any(c.isdigit() for c in text))


def printable(header: str) -> str:
    """A header as it may be shown on a terminal: one line, no control signs, not endless."""
    said = "".join(c if c.isprintable() else " " for c in trimmed(header))
    return said if len(said) <= 60 else f"{said[:59]}…"


def _table(content: bytes, wanted: set[str], contract: Contract) -> Export:
    grid = _grid(content, wanted, wanted)
    if not grid.found:
        if looks_like_a_record(grid.header, wanted):
            raise MappingProblem(_A_RECORD)
        shown = ", ".join(sorted(wanted)[:12])
        raise MappingProblem(f"none of the first rows of the export is a header that the mapping knows; it looks for {shown}")
    blocking = [
        f for f in (*grid.findings, *misread.as_full_as_the_header(grid)) if f.blocks and f.scope == FILE and f.code not in _NO_MATTER
    ]
    if blocking:
        raise Unreadable(*blocking)
    return _plain(grid, contract)


def _grid(content: bytes, wanted: set[str], elsewhere: set[str]) -> Grid:
    if len(content) > reader.LARGEST:
        raise Unreadable(finding("E118"))
    if not content.strip():
        raise Unreadable(finding("E106"))
    form = workbook if workbook.is_workbook(content) else delimited
    return form.read(content, wanted, elsewhere)


def _plain(grid: Grid, contract: Contract) -> Export:
    """An export is rows whatever the extract is, so lines of totals are told apart as in an extract of rows."""
    sorted_out = lines.sorted_out(grid, {}, replace(contract, kind="rows"))
    letter = [letters(place) for place in range(len(grid.header))]
    odd_cells = grid.formulas | grid.errors
    odd = {(n, p) for n in sorted_out.numbers for p, name in enumerate(letter) if f"{name}{n}" in odd_cells} if odd_cells else ()
    return Export(
        tuple(grid.header),
        sorted_out.rows,
        sorted_out.numbers,
        grid.how,
        frozenset(sorted_out.crooked),
        frozenset(sorted_out.totals),
        frozenset(odd),
        {},
    )


def _laid_beside(table: Export, other: Export, said: Beside) -> Export:
    """Each row with the one row of the other export that has the same number; without one, its cells are empty."""
    by, its = table.place(said.by), _its_place(other, said)
    keys = [folded(row[its]) for row in other.rows]
    times = Counter(keys)
    found = {key: tuple(row) for key, row in zip(keys, other.rows, strict=True) if key}
    nothing = ("",) * len(other.headers)
    alone = dict(table.alone or {})
    rows = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        key = folded(row[by])
        if times[key] > 1:
            alone[number] = f"{said.name} has several rows for its {printable(said.by)}, and nobody can say which is right"
        elif key not in found:
            alone[number] = f"{said.name} has no row for its {printable(said.by)}"
        rows.append((*row, *(found[key] if key in found and times[key] == 1 else nothing)))
    headers = (*table.headers, *(f"{said.name}.{header}" for header in other.headers))
    return replace(table, headers=headers, rows=rows, how=f"{table.how}; {said.name}: {other.how}", alone=alone)


def _its_place(other: Export, said: Beside) -> int:
    try:
        return other.place(said.its)
    except MappingProblem as wrong:
        raise MappingProblem(f"beside: {said.name}: its: {wrong}") from None


def _fits(table: Export, mapped: Mapped) -> None:
    wrong = []
    for where, header in mapped.places():
        try:
            table.place(header)
        except MappingProblem as problem:
            wrong.append(f"{where}: {problem}")
    if wrong:
        raise MappingProblem(*dict.fromkeys(wrong))
