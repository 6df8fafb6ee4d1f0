"""A look at an .xlsx workbook from outside, before any reader opens it: a workbook is a folder of texts, packed.

Two cells far apart, or a few bytes that unpack to gigabytes, stop a reader dead; comments, pictures, hidden sheets and
formulas it passes over in silence. So what is read is unpacked here within limits, looked at, and packed again.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from posixpath import normpath
from xml.etree import ElementTree

from pipelines.desk import opened
from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import Aside
from pipelines.desk.packed import Packed
from pipelines.desk.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, Book, Sheet, refuse_large, refuse_many

MOST_LISTING = 5_000_000  # bytes of the list of sheets
_SLICE = 4_000_000  # bytes looked at in one go, so that the look takes little room
# Where cells and rows stand, as spreadsheet programs write it; and every other way, which is refused.
_CELL_PLACE = re.compile(rb"""<c r="([A-Z]{1,3})([0-9]{1,7})\"""")
_ROW_PLACE = re.compile(rb"""<row r="([0-9]{1,7})\"""")
_ANY_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_ODD_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*(?!"[A-Za-z]{0,3}[0-9]{1,7}"|'[A-Za-z]{0,3}[0-9]{1,7}')""")
_APART = re.compile(rb"""r\s+=""")
_NEXT_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*>")
# A cell that is only formatted; some programs write a thousand of them in every row. One that does not say where it stands
# holds the place of those that follow it.
_PLACELESS = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?![^<>]*\sr\s*=)""")
_EMPTY_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s+[\w:]+="[^"<>/]*")*\s*(?:/>|></(?:\w+:)?c>)""")
_CELL_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_SHARED_AT = re.compile(rb"<(?:\w+:)?v\s*>\s*([0-9]{1,9})\s*</")
_FORMULA = re.compile(rb"(<(?:\w+:)?c(?=[\s/>])[^<>]*>)\s*<(?:\w+:)?f[\s/>]")
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL_OR_FORMULA = re.compile(rb"<(/?)(?:\w+:)?([cf])(?=[\s/>])[^<>]*>")
_UNREAD = b"<![CDATA["  # text that the reader takes for none
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*["']e["'][^<>]*>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
_HIDDEN = re.compile(
    rb"""<(?:\w+:)?(?:row|col|sheetFormatPr)\s(?:[^<>]*?\s)??"""
    rb"""(?:(?:hidden|zeroHeight)\s*=\s*["'](?:1|true)|(?:ht|width)\s*=\s*["']0(?:\.0*)?)["']"""
)
_LINK = re.compile(rb"""\bTarget\s*=\s*"([^"<>]{1,2000})"[^<>]*\bTargetMode\s*=\s*"External\"""")
_COMMENTS = re.compile(r"xl/(comments|threadedcomments)", re.IGNORECASE)
_CARRIED = re.compile(r"xl/(media|embeddings|activex|drawings/.*\.(png|jpe?g|gif|emf|wmf))", re.IGNORECASE)
_PROGRAMS = re.compile(r"(vbaproject|xl/externallinks/|xl/macrosheets/|workbook\.bin)", re.IGNORECASE)
_CHANGES = re.compile(r"xl/revisions/", re.IGNORECASE)
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")


@dataclass(frozen=True)
class _Look:
    """The texts a reader needs, by part, and the square up to the farthest cell of all sheets together."""

    texts: dict[str, bytes]
    unpacked: int
    cells: int


def read(packed: Packed) -> Book:
    """Unpack within limits, look at every part, and have the rest opened.

    Raises:
        Unreadable: locked, damaged, too large, or of another form than XLSX.
    """
    names = packed.names
    if any(_PROGRAMS.search(name) for name in names) or "xl/workbook.xml" not in names:
        raise Unreadable(finding("E116"))
    found = [finding("P520")] if any(_COMMENTS.match(name) for name in names) else []
    found += [finding("P521")] if any(_CARRIED.match(name) for name in names) else []
    found += [finding("E127")] if any(_CHANGES.match(name) for name in names) else []
    asides = [aside for name in _PROPERTIES if name in names for aside in packed.properties(name)]
    look = _looked_at(packed)
    try:
        sheets = [_sheet(name, state, look.texts[part]) for name, state, part in _listed(look.texts)]
        asides += _beside(sheets, look.texts)
    except (LookupError, ElementTree.ParseError, ValueError):
        raise Unreadable(*found, finding("E116")) from None
    try:
        tables = opened.tables(_packed(look.texts), look.unpacked, look.cells)
    except Unreadable as unreadable:
        raise Unreadable(*found, *unreadable.findings) from None
    if len(tables) != len(sheets):
        raise Unreadable(*found, finding("E116"))
    return Book("workbook", tuple(zip(sheets, tables, strict=True)), tuple(found), tuple(asides))


def _looked_at(packed: Packed) -> _Look:
    texts: dict[str, bytes] = {}
    cells = 0
    for name in sorted(packed.names):
        if name not in _PROPERTIES and (name == "[Content_Types].xml" or name.endswith((".xml", ".rels"))):
            texts[name] = packed.text(name)
            has_cells = b"sheetData" in texts[name]
            if _UNREAD in texts[name] and (has_cells or "sharedstrings" in name.lower()):
                raise Unreadable(finding("E116"))
            if has_cells:
                if not _PLACELESS.search(texts[name]):
                    texts[name] = _EMPTY_CELL.sub(b"", texts[name])
                cells += _square(texts[name])
    _refuse_long_texts(texts)
    return _Look(texts, MOST_UNPACKED - packed.left, cells)


def _slices(data: bytes) -> Iterator[bytes]:
    """The text in pieces that begin with a row, so that no cell is cut in two."""
    at = 0
    while at < len(data):
        following = _NEXT_ROW.search(data, at + _SLICE)
        end = following.start() if following else len(data)
        yield data[at:end]
        at = end


def _square(data: bytes) -> int:
    """How many cells the square up to the farthest one has; refused where it is larger than any table."""
    if data.count(b"<c") + data.count(b":c ") > 2 * MOST_CELLS:
        raise Unreadable(finding("E118"))
    columns = rows = said = cells = named = 0
    numbers: set[int] = set()
    for piece in _slices(data):
        places = _places(piece)
        _refuse_twice(places, numbers)
        columns = max(columns, max(map(_column, {letters for letters, _ in places}), default=0))
        rows = max(rows, max(map(int, {row for letters, row in places if letters}), default=0))
        said = max(said, max(map(int, {row for _, row in places}), default=0))
        named += sum(1 for letters, _ in places if letters)
        cells += len(_CELL.findall(piece))
    if named < cells:  # cells that do not say where they stand follow on
        rows = said or MOST_ROWS
        columns = max(columns, min(cells, MOST_COLUMNS))
    refuse_large(rows, columns, cells)
    if 0 < named < cells:  # some say where they stand and some do not, so that one may stand on another
        raise Unreadable(finding("E116"))
    return rows * columns


def _refuse_twice(places: list[tuple[bytes, bytes]], before: set[int]) -> None:
    """A cell that is there twice would be read as its last one; `before` are the rows of the pieces gone by."""
    cells = [place for place in places if place[0]]
    once = {(letters.upper(), row.lstrip(b"0")) for letters, row in set(cells)}
    rows = {int(row) for row in {row for _, row in once} if row}
    if len(once) < len(cells) or not before.isdisjoint(rows):
        raise Unreadable(finding("E116"))
    before |= rows


def _places(data: bytes) -> list[tuple[bytes, bytes]]:
    """Letters and row of every place that is named (no letters for a row); the quick way where nothing is odd."""
    places = [*_CELL_PLACE.findall(data), *((b"", row) for row in _ROW_PLACE.findall(data))]
    if len(places) == data.count(b"r=") and not _APART.search(data):
        return places
    if _ODD_PLACE.search(data):
        raise Unreadable(finding("E118"))
    return _ANY_PLACE.findall(data)


def _refuse_long_texts(texts: dict[str, bytes]) -> None:
    """A text is kept once and may be pointed at from every cell; read out, it is there once for each of them."""
    lengths = [len(text) for name, data in texts.items() if "sharedstrings" in name.lower() for text in _SHARED.split(data)[1:]]
    sheets = [data for data in texts.values() if b"sheetData" in data]
    if not lengths or max(lengths) * sum(map(len, sheets)) // 20 < MOST_UNPACKED:  # a cell takes 20 bytes or more
        return
    used: Counter[int] = Counter()
    for data in sheets:
        for piece in _slices(data):
            used.update(map(int, _SHARED_AT.findall(piece)))
    if sum(lengths[index] * times for index, times in used.items() if index < len(lengths)) > MOST_UNPACKED:
        raise Unreadable(finding("E118"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _listed(texts: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Name, state and part of every sheet, in the order of the workbook."""
    if max(len(texts["xl/workbook.xml"]), len(texts["xl/_rels/workbook.xml.rels"])) > MOST_LISTING:
        raise ValueError
    targets = {
        e.attrib["Id"]: e.attrib["Target"] for e in ElementTree.fromstring(texts["xl/_rels/workbook.xml.rels"]) if "Target" in e.attrib
    }
    sheets = []
    for element in ElementTree.fromstring(texts["xl/workbook.xml"]).iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets[link]
            part = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            sheets.append((element.attrib["name"], element.attrib.get("state", "visible"), part))
    if not sheets:
        raise ValueError
    return sheets


def _sheet(name: str, state: str, data: bytes) -> Sheet:
    formulas: set[str] = set()
    errors: set[str] = set()
    for piece in _slices(data):
        formulas |= set(_calculated(piece)) if b"<f" in piece or b":f" in piece else set()
        errors |= {_at(cell) for cell in _ERROR.findall(piece)} if b'"e"' in piece or b"'e'" in piece else set()
        refuse_many(len(formulas) + len(errors))
    merged = [(int(top), int(last), _column(left), _column(right)) for left, top, right, last in _MERGED.findall(data)]
    refuse_many(len(merged))
    return Sheet(name, state != "visible", bool(_HIDDEN.search(data)), frozenset(formulas), frozenset(errors), tuple(merged))


def _calculated(data: bytes) -> Iterator[str]:
    """The cells with a formula, wherever in the cell it stands; nearly always it comes first."""
    first = _FORMULA.findall(data)
    if len(first) == len(_ANY_FORMULA.findall(data)):
        yield from map(_at, first)
        return
    cell = b""
    for found in _CELL_OR_FORMULA.finditer(data):
        if found[2] == b"c":
            cell = b"" if found[1] or found[0].endswith(b"/>") else found[0]
        elif cell and not found[1]:
            yield _at(cell)


def _at(cell: bytes) -> str:
    """Where a cell stands. A cell that does not say so cannot be pointed at, and is no spreadsheet program's work."""
    found = _CELL_AT.search(cell)
    if found is None:
        raise ValueError
    return found[1].decode().upper()


def _beside(sheets: list[Sheet], texts: dict[str, bytes]) -> Iterator[Aside]:
    """What a workbook says beside its cells: the names of its sheets, and where its links go."""
    for i, sheet in enumerate(sheets, 1):
        yield Aside(f"name of sheet {i}", sheet.name)
    for name, data in texts.items():
        if name.endswith(".rels"):
            yield from (Aside("link", target.decode("utf-8", "replace")) for target in _LINK.findall(data))


def _packed(texts: dict[str, bytes]) -> bytes:
    """Packed anew. Each text is let go as it is packed, so that there are never two of all."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in list(texts):
            out.writestr(name, texts.pop(name))
    return packed.getvalue()
