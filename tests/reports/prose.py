"""The sentences of a page as someone reads them: without tables, commands, headings and what stands around the text."""

from html.parser import HTMLParser

_KEPT = {"p", "li", "figcaption"}
_LEFT_OUT = {"table", "pre", "code", "header", "footer", "style", "title"}


class _Prose(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._left_out = 0
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._left_out += tag in _LEFT_OUT
        if tag in _KEPT:
            self._within += 1
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._left_out -= tag in _LEFT_OUT
        self._within -= tag in _KEPT

    def handle_data(self, data: str) -> None:
        if self._within and not self._left_out:
            self.blocks[-1] += data


def prose(html: str) -> str:
    """Each paragraph on a line, ended like a sentence, so that no two run into one."""
    reader = _Prose()
    reader.feed(html)
    said = [" ".join(block.split()) for block in reader.blocks]
    return "\n".join(text if text[-1] in ".!?" else f"{text}." for text in said if text)
