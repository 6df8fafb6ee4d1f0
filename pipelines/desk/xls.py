"""A look at an .xls workbook from outside: its records are walked through, and only then may a reader open it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipelines.desk import compound, opened
from pipelines.desk.findings import Finding, Unreadable, finding, letters
from pipelines.desk.grid import Aside
from pipelines.desk.sheet import MOST_CELLS, Book, Sheet, refuse_large, refuse_many

_BIFF8 = 0x0600
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_OLDER = (0x0009, 0x0209, 0x0409)
_NOTE, _OBJECT, _PICTURE = 0x001C, 0x005D, 0x007F
_ROW, _COLUMN, _MERGED, _SUPBOOK = 0x0208, 0x007D, 0x00E5, 0x01AE
_FORMULA, _ERROR, _MANY_NUMBERS = 0x0006, 0x0205, 0x00BD
_CELLS = frozenset((_FORMULA, _ERROR, _MANY_NUMBERS, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E))
_CARRIED = frozenset((8, 0x18))  # kinds of drawn objects: a picture, another program's file
_PROGRAMS = ("_VBA_PROJECT", "VBA", "_VBA_PROJECT_CUR", "Macros")
_LOCKED = ("EncryptedPackage", "EncryptionInfo")
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_WORKSHEET, _CHART = 0, 2


@dataclass
class _Seen:
    """What is seen of one sheet while its records go by."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    has_hidden_lines: bool = False
    formulas: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read(content: bytes) -> Book:
    """The sheets of an .xls workbook.

    Raises:
        Unreadable: locked, of an older form, with programs inside, damaged, or too large.
    """
    try:
        file = compound.opened(content)
        locked = any(name in file.streams for name in _LOCKED)
        if locked or "Workbook" not in file.streams:
            older = "Book" in file.streams and not locked
            raise Unreadable(finding("E123" if older else "E117" if locked else "E116"))
        if any(name in file.streams or name in file.storages for name in _PROGRAMS):
            raise Unreadable(finding("E116"))
        sheets, found, cells = _looked_at(file.streams["Workbook"])
    except (struct.error, ValueError, IndexError):
        raise Unreadable(finding("E116")) from None
    if any(name.startswith(("MBD", "LNK", "Ctls")) or name == "Package" for name in (*file.storages, *file.streams)):
        found.add("P521")
    if "Revision Log" in file.streams:
        found.add("E127")
    tables = opened.tables(content, len(content), cells)
    if len(tables) != len(sheets):
        raise Unreadable(finding("E116"))
    asides = [Aside("document properties", text) for name in _PROPERTIES for text in _properties(file.streams.get(name, b""))]
    asides += [Aside(f"name of sheet {i}", sheet.name) for i, sheet in enumerate(sheets, 1)]
    return Book("old workbook (.xls)", tuple(zip(sheets, tables, strict=True)), _told(found), tuple(asides))


def _told(found: set[str]) -> tuple[Finding, ...]:
    return tuple(finding(code) for code in sorted(found))


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == 0 and length == 0:  # padding at the end
            return
        if at + 4 + length > len(data):
            raise ValueError
        yield at, kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _looked_at(data: bytes) -> tuple[list[Sheet], set[str], int]:
    """The sheets in their order, the codes of what was found, and how many cells the squares of the sheets have."""
    listed: list[tuple[int, Sheet, int]] = []
    seen: dict[int, _Seen] = {}
    found: set[str] = set()
    begun: list[int] = []  # where the parts began that are open: charts lie inside of sheets
    for at, kind, record in _records(data):
        if kind in _OLDER:
            raise Unreadable(finding("E123"))
        if kind == _BOF:
            if struct.unpack_from("<H", record)[0] != _BIFF8:
                raise Unreadable(finding("E123"))
            begun.append(at)
            seen.setdefault(at, _Seen())
        elif kind == _EOF:
            begun.pop()
        elif kind == _FILEPASS:
            raise Unreadable(finding("E117"))
        elif kind == _BOUNDSHEET:
            listed.append(_listed(record))
        elif kind == _SUPBOOK and len(record) > 4 and record[2:4] not in (b"\x01\x04", b"\x01\x3a"):
            raise Unreadable(finding("E116"))  # cells of another workbook
        elif kind == _NOTE:
            found.add("P520")
        elif kind == _PICTURE or (kind == _OBJECT and struct.unpack_from("<HHH", record)[::2] in {(0x15, k) for k in _CARRIED}):
            found.add("P521")
        elif len(begun) == 1:
            _see(seen[begun[0]], kind, record)
    if not listed or any(kind not in (_WORKSHEET, _CHART) for _, _, kind in listed):
        raise ValueError  # sheets of macros
    if begun or any(at not in seen for at, _, _ in listed):
        raise ValueError
    return [_with(sheet, seen[at]) for at, sheet, _ in listed], found, sum(s.rows * s.columns for s in seen.values())


def _listed(record: bytes) -> tuple[int, Sheet, int]:
    at, state, kind, length, wide = struct.unpack_from("<IBBBB", record)
    name = record[8:].decode("utf-16-le", "replace") if wide & 1 else record[8:].decode("latin-1")
    return at, Sheet(name[:length], bool(state & 3)), kind


def _see(seen: _Seen, kind: int, record: bytes) -> None:
    if kind in _CELLS:
        row, column = struct.unpack_from("<HH", record)
        last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MANY_NUMBERS else column
        seen.rows, seen.columns = max(seen.rows, row + 1), max(seen.columns, last + 1)
        seen.cells += 1
        if seen.cells > MOST_CELLS:
            raise Unreadable(finding("E118"))
        if kind == _FORMULA:
            seen.formulas.add(f"{letters(column)}{row + 1}")
        elif kind == _ERROR and record[7]:
            seen.errors.add(f"{letters(column)}{row + 1}")
    elif kind == _ROW:
        seen.has_hidden_lines |= bool(struct.unpack_from("<H", record, 12)[0] & 0x20)
    elif kind == _COLUMN:
        seen.has_hidden_lines |= bool(struct.unpack_from("<H", record, 8)[0] & 1)
    elif kind == _MERGED:
        for first, last, left, right in struct.iter_unpack("<HHHH", record[2 : 2 + 8 * struct.unpack_from("<H", record)[0]]):
            seen.merged.append((first + 1, last + 1, left + 1, right + 1))


def _with(sheet: Sheet, seen: _Seen) -> Sheet:
    refuse_large(seen.rows, seen.columns)
    refuse_many(len(seen.formulas) + len(seen.merged))
    return replace(
        sheet,
        has_hidden_lines=seen.has_hidden_lines,
        formulas=frozenset(seen.formulas),
        errors=frozenset(seen.errors),
        merged=tuple(seen.merged),
    )


def _properties(data: bytes) -> Iterator[str]:
    """The texts of a document's properties: every run of letters in them, since only the screen reads these."""
    for text in (data.decode("latin-1"), data.decode("utf-16-le", "ignore")):
        yield from (run for run in "".join(c if c.isprintable() else "\n" for c in text).split("\n") if len(run) > 3)
