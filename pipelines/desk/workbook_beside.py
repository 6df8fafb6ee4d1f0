"""What a workbook carries beside its cells: text boxes, headers and footers, a pivot table's copy of rows, hidden parts.

The reader passes over all of it; it would be sent along all the same.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from pipelines.desk import screen
from pipelines.desk.findings import Finding, finding
from schemas import Quarter

_MOST = 2_000_000  # bytes of one part that are looked at
_TAIL = 1_000_000  # bytes at the end of a sheet, where headers, footers and prompts stand
_CARRIED = (
    (re.compile(r"xl/pivotcache/.*records", re.IGNORECASE), "a pivot table's copy of rows"),
    (re.compile(r"xl/charts/chart[0-9]*\.xml", re.IGNORECASE), "a chart with its copy of numbers"),
    (re.compile(r"docprops/thumbnail\.", re.IGNORECASE), "a picture of its first page"),
    (re.compile(r"xl/(?:revisions|querytables)/", re.IGNORECASE), "a record of earlier contents"),
)
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml", re.IGNORECASE)
_BOX = re.compile(rb"<a:t(?:\s[^>]*)?>\s*[^<\s]")
_SHEET = re.compile(r"xl/(?:work|chart|dialog)sheets/[^/]+\.xml", re.IGNORECASE)
_TEXTS = re.compile(r"(?:xl/workbook\.xml|xl/tables/.*\.xml|customxml/.*\.xml|styles\.xml)", re.IGNORECASE)
_BESIDE = re.compile(
    rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)|\b(?:prompt|promptTitle|error|errorTitle|name|tooltip|display)=\"([^\"]*)\""
    rb"|>([^<>]{4,})<"
)


def found(content: bytes, quarter: Quarter) -> Iterator[Finding]:
    """What must not be there at all, and what looks as if it told who someone is. A file that is no workbook has none."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
            carried = {what for form, what in _CARRIED if any(map(form.match, names))}
            if any(_BOX.search(_read(packed, name)) for name in names if _DRAWING.fullmatch(name)):
                carried.add("a text box")
            told = [name for name in names if _tells(_read(packed, name), name, quarter)]
    except Exception:  # a damaged archive; the reader says so in its own words
        return
    yield from (finding("P524", what=what) for what in sorted(carried))
    if told:
        yield finding("P523", place="a header, a footer, a prompt or a hidden part of the workbook")


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; of a sheet the end, since its cells are read elsewhere."""
    sheet = _SHEET.fullmatch(name)
    if not sheet and not _TEXTS.fullmatch(name) and not _DRAWING.fullmatch(name):
        return b""
    with packed.open(name) as part:
        if not sheet:
            return part.read(_MOST)
        tail = b""
        while more := part.read(_TAIL):
            tail = (tail + more)[-_TAIL:]
        return tail[tail.rfind(b"</sheetData>") + 1 :]


def _tells(data: bytes, name: str, quarter: Quarter) -> bool:
    if not data or _DRAWING.fullmatch(name):
        return False
    texts = {text for parts in _BESIDE.findall(data) for text in parts if text}
    return any(screen.aside_code(text.decode("utf-8", "ignore"), quarter) for text in texts)
