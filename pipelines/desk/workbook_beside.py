"""What a workbook carries beside its cells: text boxes, headers and footers, lists of filters, names of ranges, notes, hidden parts.

The reader passes over all of it; it would be sent along all the same.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from pipelines.desk import beside_words, parts_of_a_workbook
from pipelines.desk.beside_words import NAME, PLAIN, VALUE
from pipelines.desk.findings import Finding, finding
from schemas import Quarter, Schemas

_MOST = 4_000_000  # bytes of one part that are looked at
_AT_ONCE = 4_000_000
_TAIL = 1_000_000  # bytes at either end of a sheet, where headers, footers, filters and prompts stand
_MOST_TEXTS = 50_000
_SHEET = re.compile(r"xl/(?:work|chart|dialog)sheets/[^/]+\.xml", re.IGNORECASE)
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml", re.IGNORECASE)
_BOX = re.compile(rb"<a:t(?:\s[^>]*)?>\s*[^<\s]")
_READ_ELSEWHERE = re.compile(r"docprops/.*|.*\.rels|content\.xml|meta\.xml|mimetype|xl/sharedstrings\.xml|xl/calcchain\.xml", re.IGNORECASE)
_BINARY = re.compile(rb"<(?:\w+:)?config-item\b[^<>]*base64Binary[^<>]*>[^<]*")
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_TAG = re.compile(rb"<(?!/)(?:\w+:)?([\w.-]+)([^<>]*)>")
_GIVEN = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_A_LINE = rb"(?:text:p|(?:\w+:)?(?:odd|even|first)(?:Header|Footer))"
_PARAGRAPH = re.compile(rb"<" + _A_LINE + rb"\b[^<>]*>(.*?)</" + _A_LINE + rb">", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?([\w.-]+)(?:\s[^<>]*)?>([^<>]{4,})<")
_ANY_TAG = re.compile(rb"<[^<>]*>")
_LOOK = re.compile(r"&(?:\"[^\"]*\"|[A-Z]|[0-9]{1,3}(?![0-9]))")  # how a heading is to look: &B, &12, &"Arial,Bold"
_QUOTED = re.compile(r'"([^"]*)"')
# Where a value or the name of somebody would stand: element and attribute.
_VALUES = {(b"filter", b"val"), (b"customFilter", b"val"), (b"inputCells", b"val"), (b"scenario", b"comment"), (b"scenario", b"name")}
_NAMES = {(b"definedName", b"name"), (b"table", b"name"), (b"table", b"displayName"), (b"sheetPr", b"codeName")}
_LISTS = (b"formula", b"formula1", b"formula2", b"definedName", b"f")
_STRING = re.compile(rb"<(?:\w+:)?si(?=[\s/>])(.*?)(?:</(?:\w+:)?si>)", re.DOTALL)
_POINTS = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v\s*>\s*([0-9]{1,9})""")
_NAMED_PART = re.compile(rb"""\bTarget\s*=\s*["']/?(?:xl/)?((?:work|chart|dialog)sheets/[^"']+)["']""", re.IGNORECASE)

Said = tuple[str, str]  # what kind of text it is, and the text


def found(content: bytes, quarter: Quarter, schemas: Schemas) -> Iterator[Finding]:
    """What must not be there at all, and what looks as if it told who someone is. A file that is no workbook has none."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            carried = set(_carried(packed))
            told = any(beside_words.code(text, kind, quarter, schemas) for kind, text in _said(packed))
    except Exception:  # a damaged archive; the reader says so in its own words
        return
    yield from (finding("P524", what=what) for what in sorted(carried))
    if told:
        yield finding("P523", place="a header, a footer, a list, a prompt or a hidden part of the workbook")


def _carried(packed: zipfile.ZipFile) -> Iterator[str]:
    names = packed.namelist()
    yield from parts_of_a_workbook.strange(names, "xl/workbook.xml" not in names)
    if packed.comment or any(entry.comment for entry in packed.infolist()):
        yield "a note on the packed file"
    if any(_BOX.search(packed.read(name)) for name in names if _DRAWING.fullmatch(name)):
        yield "a text box"
    if "xl/_rels/workbook.xml.rels" in names:
        listed = {name.decode("utf-8", "ignore").casefold() for name in _NAMED_PART.findall(packed.read("xl/_rels/workbook.xml.rels"))}
        if any(_SHEET.fullmatch(name) and name.casefold().removeprefix("xl/") not in listed for name in names):
            yield "a sheet that is not in its list of sheets"


def _said(packed: zipfile.ZipFile) -> Iterator[Said]:
    """Every text beside the cells, once."""
    seen: set[Said] = set()
    for name in packed.namelist():
        if not name.lower().endswith((".xml", ".vml", ".rdf")):
            continue
        if not _READ_ELSEWHERE.fullmatch(name) or name == "content.xml":
            texts = _of_sheet(packed, name) if _SHEET.fullmatch(name) else _of_part(packed, name)
            for kind, text in texts:
                said = kind, html.unescape(text.decode("utf-8", "ignore")).strip()
                if len(said[1]) > 3 and said not in seen and len(seen) < _MOST_TEXTS:
                    seen.add(said)
                    yield said
    yield from _unused(packed)


def _of_part(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    if name == "content.xml":  # its texts are read as cells are; see `ods`
        return
    with packed.open(name) as part:
        yield from _texts(_BINARY.sub(b"", part.read(_MOST)))


def _of_sheet(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    """What stands before and after the cells, and notes between them."""
    tail = b""
    head = b""
    with packed.open(name) as part:
        while more := part.read(_AT_ONCE):
            head = head or more
            piece = tail + more
            if b"<!--" in piece:
                yield from ((VALUE, note) for note in _COMMENT.findall(piece))
            tail = piece[-_TAIL:]
    begin, end = head.find(b"sheetData"), tail.rfind(b"</sheetData>")
    yield from _texts(head[: begin if begin > 0 else _TAIL])
    yield from _texts(tail[end:] if end > 0 else tail if begin < 0 else b"")


def _texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield from ((VALUE, note) for note in _COMMENT.findall(data))
    for element, attributes in _TAG.findall(data):
        for name, one, other in _GIVEN.findall(attributes):
            if not name.startswith(b"xmlns") and len(value := one or other) > 3 and not value.startswith(b"_xlnm"):
                yield from _given(element, name, value)
    for element, text in _TEXT.findall(data):
        if element in _LISTS:
            yield from _quoted(text)
        yield PLAIN, text
    for text in _PARAGRAPH.findall(data):
        whole = _ANY_TAG.sub(b"", text)
        yield PLAIN, _LOOK.sub("", html.unescape(whole.decode("utf-8", "ignore"))).encode()


def _given(element: bytes, name: bytes, value: bytes) -> Iterator[tuple[str, bytes]]:
    if (element, name) in _NAMES:
        yield NAME, value
    elif (element, name) in _VALUES:
        yield VALUE, value
    elif name == b"formatCode":
        yield from _quoted(value)
    yield PLAIN, value


def _quoted(text: bytes) -> Iterator[tuple[str, bytes]]:
    """The texts in a formula, in a list to choose from, or in the format of a number."""
    for said in _QUOTED.findall(html.unescape(text.decode("utf-8", "ignore"))):
        yield VALUE, said.encode()
        yield from ((VALUE, part.encode()) for part in said.split(",") if part != said)


def _unused(packed: zipfile.ZipFile) -> Iterator[Said]:
    """Texts that no cell points at any more: they were deleted from the sheet, and are still there."""
    parts = [name for name in packed.namelist() if name.casefold() == "xl/sharedstrings.xml"]
    for part in parts:
        texts = _STRING.findall(packed.read(part))
        used: set[int] = set()
        for name in packed.namelist():
            if _SHEET.fullmatch(name):
                used.update(map(int, set(_POINTS.findall(packed.read(name)))))
        for i, text in enumerate(texts):
            if i not in used:
                yield VALUE, html.unescape(_ANY_TAG.sub(b"", text).decode("utf-8", "ignore")).strip()
