"""A look at a workbook from outside, before any spreadsheet reader opens it: a workbook is a folder of texts, packed.

Two cells far apart, or a few bytes that unpack to gigabytes, stop a reader dead; comments, pictures, hidden sheets and
formulas it passes over in silence. So what is read is unpacked here within limits, looked at, and packed again.
"""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from posixpath import normpath
from xml.etree import ElementTree

from pipelines.desk.findings import Finding, Unreadable, finding

MOST_UNPACKED = 200_000_000
MOST_PARTS = 2_000
MOST_LISTING = 5_000_000  # bytes of the list of sheets
MOST_CELLS = 3_000_000
MOST_COLUMNS = 500
MOST_ROWS = 1_000_000
_LOCKED = b"\xd0\xcf\x11\xe0"  # a locked workbook and an .xls of old are both of this older kind
# Where cells and rows stand, as spreadsheet programs write it; and every other way, which is refused.
_CELL_PLACE = re.compile(rb"""<c r="([A-Z]{1,3})([0-9]{1,7})\"""")
_ROW_PLACE = re.compile(rb"""<row r="([0-9]{1,7})\"""")
_ANY_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_ODD_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*(?!"[A-Za-z]{0,3}[0-9]{1,7}"|'[A-Za-z]{0,3}[0-9]{1,7}')""")
_APART = re.compile(rb"""r\s+=""")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^>]*>")
# A cell that is only formatted; some programs write a thousand of them in every row.
_EMPTY_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s+[\w:]+="[^"<>/]*")*\s*(?:/>|></(?:\w+:)?c>)""")
_CELL_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_SHARED_AT = re.compile(rb"<(?:\w+:)?v\s*>\s*([0-9]{1,9})\s*</")
_FORMULA = re.compile(rb"(<(?:\w+:)?c(?=[\s/>])[^>]*>)\s*<(?:\w+:)?f[\s/>]")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["'][^>]*>""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_COMMENTS = re.compile(r"xl/(comments|threadedcomments)", re.IGNORECASE)
_CARRIED = re.compile(r"xl/(media|embeddings|activex|drawings/.*\.(png|jpe?g|gif|emf|wmf))", re.IGNORECASE)
_PROGRAMS = re.compile(r"(vbaproject|xl/externallinks/|xl/macrosheets/|workbook\.bin)", re.IGNORECASE)


@dataclass(frozen=True)
class SheetPart:
    """What was seen of one sheet from outside."""

    name: str
    is_hidden: bool
    has_hidden_lines: bool
    formulas: frozenset[str]
    errors: frozenset[str]


@dataclass(frozen=True)
class Parts:
    """The workbook packed anew with only what a reader needs, its sheets in their order, and what was found."""

    content: bytes
    sheets: tuple[SheetPart, ...]
    findings: tuple[Finding, ...]


def looked_at(content: bytes) -> Parts:
    """Unpack within limits and look at every part.

    Raises:
        Unreadable: locked, damaged, too large, or of another form than XLSX.
    """
    if not content:
        raise Unreadable(finding("E106"))
    if content.startswith(_LOCKED):
        raise Unreadable(finding("E117"))
    if not content.startswith(b"PK"):
        raise Unreadable(finding("E107"))
    parts = _unpacked(content)
    if any(_PROGRAMS.search(name) for name in parts) or "xl/workbook.xml" not in parts:
        raise Unreadable(finding("E116"))
    found = [finding("P520")] if any(_COMMENTS.match(name) for name in parts) else []
    found += [finding("P521")] if any(_CARRIED.match(name) for name in parts) else []
    texts = {n: data for n, data in parts.items() if n == "[Content_Types].xml" or n.endswith((".xml", ".rels"))}
    for part, data in texts.items():
        _refuse_odd(data)
        if b"sheetData" in data:
            texts[part] = _EMPTY_CELL.sub(b"", data)
            _refuse_far_cells(texts[part])
    _refuse_long_texts(texts)
    try:
        sheets = tuple(_sheet(name, state, texts[part]) for name, state, part in _listed(texts))
    except (KeyError, ElementTree.ParseError, UnicodeDecodeError, ValueError):
        raise Unreadable(*found, finding("E116")) from None
    return Parts(_packed(texts), sheets, tuple(found))


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every part, unpacked no further than the limit, whatever the file says of its own size."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_UNPACKED:
                raise Unreadable(finding("E118"))
            if any(e.flag_bits & 1 for e in entries):
                raise Unreadable(finding("E117"))
            for entry in entries:
                if entry.filename in parts:
                    raise Unreadable(finding("E116"))
                with packed.open(entry) as part:
                    parts[entry.filename] = part.read(left + 1)
                left -= len(parts[entry.filename])
                if left < 0:
                    raise Unreadable(finding("E118"))
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways, and none of their messages is for the reader
        raise Unreadable(finding("E116")) from None
    return parts


def _refuse_odd(data: bytes) -> None:
    """Texts in another encoding hide from this look, and texts that define their own words can grow without end."""
    if b"\x00" in data[:4096] or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(finding("E116"))


def _refuse_far_cells(data: bytes) -> None:
    """A reader sets aside room for the whole square up to the farthest cell, used or not."""
    if data.count(b"<c") + data.count(b":c ") > 2 * MOST_CELLS:
        raise Unreadable(finding("E118"))
    places = _places(data)
    columns = max(map(_column, {letters for letters, _ in places}), default=0)
    rows = max(map(int, {row for letters, row in places if letters}), default=0)
    cells = len(_CELL.findall(data))
    if sum(1 for letters, _ in places if letters) < cells:  # cells that do not say where they stand follow on
        rows = max(map(int, {row for _, row in places}), default=MOST_ROWS)
        columns = max(columns, min(cells, MOST_COLUMNS))
    if columns > MOST_COLUMNS or rows > MOST_ROWS or columns * rows > MOST_CELLS or cells > MOST_CELLS:
        raise Unreadable(finding("E118"))


def _places(data: bytes) -> list[tuple[bytes, bytes]]:
    """Letters and row of every place that is named (no letters for a row); the quick way where nothing is odd."""
    first, last = data.find(b"sheetData"), data.rfind(b"sheetData")
    middle = data[first:last]
    places = [*_CELL_PLACE.findall(middle), *((b"", row) for row in _ROW_PLACE.findall(middle))]
    quick = len(places) == middle.count(b"r=") and not _APART.search(middle)
    for text in (data[:first], data[last:]) if quick else (data,):
        if _ODD_PLACE.search(text):
            raise Unreadable(finding("E118"))
    return places + _ANY_PLACE.findall(data[:first] + data[last:]) if quick else _ANY_PLACE.findall(data)


def _refuse_long_texts(texts: dict[str, bytes]) -> None:
    """A text is kept once and may be pointed at from every cell; read out, it is there once for each of them."""
    lengths = [len(text) for name, data in texts.items() if "sharedstrings" in name.lower() for text in _SHARED.split(data)[1:]]
    sheets = [data for data in texts.values() if b"sheetData" in data]
    if not lengths or max(lengths) * sum(map(len, sheets)) // 20 < MOST_UNPACKED:  # a cell takes 20 bytes or more
        return
    used = Counter(int(index) for data in sheets for index in _SHARED_AT.findall(data))
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
            link = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            target = targets[link]
            part = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            sheets.append((element.attrib["name"], element.attrib.get("state", "visible"), part))
    if not sheets:
        raise ValueError
    return sheets


def _sheet(name: str, state: str, data: bytes) -> SheetPart:
    formulas = frozenset(_at(cell) for cell in _FORMULA.findall(data)) if b"<f" in data or b":f" in data else frozenset()
    errors = frozenset(_at(cell) for cell in _ERROR.findall(data)) if b'"e"' in data or b"'e'" in data else frozenset()
    return SheetPart(name, state != "visible", bool(_HIDDEN.search(data)), formulas, errors)


def _at(cell: bytes) -> str:
    """Where a cell stands. A cell that does not say so cannot be pointed at, and is no spreadsheet program's work."""
    found = _CELL_AT.search(cell)
    if found is None:
        raise ValueError
    return found[1].decode().upper()


def _packed(texts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for name, data in texts.items():
            out.writestr(name, data)
    return packed.getvalue()
