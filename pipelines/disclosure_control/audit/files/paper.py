"""Holds a publication's PDF against the page that it was printed from: it says the same, word for word, and nothing besides."""

import re
import unicodedata
from collections.abc import Mapping
from html.parser import HTMLParser

from pipelines.disclosure_control.audit.files import documents, structures
from pipelines.disclosure_control.audit.files.items import Finding, Items

PAGE = "report.html"
"""Attacked by itself, like every page."""
NUMBERED = re.compile(r"\APage\d{1,4}|Page\d{1,4}\Z")


def twin(content: bytes, place: str, files: Mapping[str, bytes]) -> Items:
    """report.pdf; where there is no page beside it, it is read like any other document."""
    if PAGE not in files:
        yield from documents.read(content, place)
        return
    said: list[str] = []
    yield from documents.read(content, place, said)
    reader = _Text()
    reader.feed(structures.text_of(files[PAGE]))
    reader.close()
    if "".join(NUMBERED.sub("", _letters(page), count=1) for page in said) != _letters("".join(reader.texts)):
        yield Finding("a paper that does not say what its page says", place)


def _letters(text: str) -> str:
    """A text without the spaces, which a paper sets as it likes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class _Text(HTMLParser):
    """What a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet += tag in ("head", "style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("head", "style", "script")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.texts.append(data)
