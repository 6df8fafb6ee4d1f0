"""A look into a packed workbook: which files are in it, and their texts, unpacked no further than the limit."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import Aside
from pipelines.desk.sheet import MOST_UNPACKED

MOST_PARTS = 2_000
_MOST_PROPERTIES = 1_000_000
_LONGEST = 400_000  # bytes of one text; a cell of a spreadsheet has 32,767 letters at most


class Packed:
    """The texts are unpacked one by one as they are asked for; pictures and other files never are.

    Raises:
        Unreadable: damaged, locked, or it would unpack to more than any quarter can be.
    """

    def __init__(self, content: bytes) -> None:
        self.left = MOST_UNPACKED
        try:
            self._file = zipfile.ZipFile(BytesIO(content))
        except Exception:  # a damaged archive fails in a dozen ways, and none of their messages is for the reader
            raise Unreadable(finding("E116")) from None
        entries = self._file.infolist()
        self.names = frozenset(e.filename for e in entries)
        if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_UNPACKED:
            raise Unreadable(finding("E118"))
        if any(e.flag_bits & 1 for e in entries):
            raise Unreadable(finding("E117"))
        if len(self.names) < len(entries):  # two of one name: each reader would take another
            raise Unreadable(finding("E116"))

    def text(self, name: str) -> bytes:
        """One of the texts; empty where there is none.

        Texts in another encoding hide from a look, and texts that define their own words can grow without end.
        """
        if name not in self.names:
            return b""
        try:
            with self._file.open(name) as part:
                data = part.read(self.left + 1)
        except Exception:
            raise Unreadable(finding("E116")) from None
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable(finding("E118"))
        if _has_long_text(data):
            raise Unreadable(finding("E118"))
        if b"\x00" in data[:4096] or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise Unreadable(finding("E116"))
        return data

    def properties(self, name: str) -> Iterator[Aside]:
        """What the document says of itself: who made it, its title, its keywords."""
        data = self.text(name)
        if len(data) > _MOST_PROPERTIES:
            raise Unreadable(finding("E118"))
        try:
            elements = list(ElementTree.fromstring(data).iter()) if data else []
        except (LookupError, ElementTree.ParseError, ValueError):
            raise Unreadable(finding("E116")) from None
        for element in elements:
            for text in (element.text, *element.attrib.values()):
                if text and text.strip() and not _STAMP.fullmatch(text.strip()):
                    yield Aside("document properties", text)


_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
"""When a program saved the file, to the second: nobody's day of birth."""


def _has_long_text(data: bytes) -> bool:
    """Is there a stretch without any tag that is longer than a cell can be?"""
    at = 0
    while at + _LONGEST < len(data):
        tag = data.rfind(b"<", at, at + _LONGEST)
        if tag < 0:
            return True
        at = tag + 1
    return False
