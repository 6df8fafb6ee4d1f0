"""Takes a page apart as a browser would: its tables, its sentences, the words for those who do not see, its charts."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import numpy as np

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan", "u"}
SPOKEN = ("aria-label", "alt", "title", "summary")
CALL = re.compile(r"""Plotly\.(?:newPlot|react)\(\s*("[^"]*"|'[^']*')\s*,\s*(?=\[)""")


@dataclass(frozen=True)
class Text:
    """A sentence or table cell. `scope` is the measure that its section is about, `about` the headings over it."""

    place: str
    text: str
    scope: str | None
    about: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Figure:
    """A chart's data and layout; both empty where they could not be read."""

    place: str
    traces: tuple[Any, ...]
    layout: Any
    scope: str | None
    readable: bool = True


@dataclass(frozen=True)
class Page:
    cells: tuple[Text, ...]
    sentences: tuple[Text, ...]
    figures: tuple[Figure, ...]


def taken_apart(html: str, measures: Iterable[str]) -> Page:
    reader = _Reader(sorted(measures, key=len, reverse=True))
    reader.feed(html)
    reader.close()
    return Page(tuple(reader.cells), tuple(reader.sentences), tuple(reader.figures))


@dataclass
class _Cell:
    tag: str
    width: int
    height: int
    line: int | None
    text: str = ""


@dataclass
class _Table:
    scope: str | None
    caption: str = ""
    rows: list[list[_Cell]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, measures: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.measures = measures
        self.scope: str | None = None
        self.cells: list[Text] = []
        self.sentences: list[Text] = []
        self.figures: list[Figure] = []
        self._said = ""
        self._tables: list[_Table] = []
        self._count = 0
        self._script: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in INLINE:
            self._sentence()
        named = given.get("id", "") or given.get("href", "").partition("#")[2]
        found = next((m for m in self.measures if m in named), None)
        if found or tag in ("section", "nav", "footer"):
            self.scope = found
        for name in SPOKEN:
            if given.get(name):
                place = f"{name} of <{tag}>, line {self.getpos()[0]}"
                self.sentences.append(Text(place, given[name], self.scope, about=given[name]))
        if tag == "script":
            self._script = given.get("type", "")
        elif tag == "style":
            self._silent += 1
        elif tag == "table":
            self._tables.append(_Table(self.scope))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows:
            line = given.get("data-line", "")
            cell = _Cell(tag, _span(given, "colspan"), _span(given, "rowspan"), int(line) if line.isdigit() else None)
            self._tables[-1].rows[-1].append(cell)
        elif tag == "br":
            self._said += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].text += plain(self._said)
            self._said = ""
        elif tag == "caption" and self._tables:
            self._tables[-1].caption = self._said
            self._sentence()
        elif tag not in INLINE:
            self._sentence()
        if tag == "table" and self._tables:
            self._count += 1
            self.cells += _cells(self._tables.pop(), self._count)
        elif tag == "script":
            self._script = None
        elif tag == "style":
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.figures += _figures(data, self._script, len(self.figures), self.scope)
        elif not self._silent:
            self._said += data

    def _sentence(self) -> None:
        text, self._said = plain(self._said), ""
        if text:
            self.sentences.append(Text(f"text, line {self.getpos()[0]}", text, self.scope))


def _span(given: dict[str, str], name: str) -> int:
    return int(given[name]) if given.get(name, "").isdigit() else 1


def _cells(table: _Table, number: int) -> Iterator[Text]:
    """The table's cells in their columns, headings that reach over several columns or rows included."""
    taken: dict[tuple[int, int], _Cell] = {}
    starts: list[tuple[int, int, _Cell]] = []
    for r, row in enumerate(table.rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            starts.append((r, c, cell))
            taken |= {(r + i, c + j): cell for i in range(cell.height) for j in range(cell.width)}
    headings = {r for r, row in enumerate(table.rows) if all(cell.tag == "th" for cell in row)}
    for r, c, cell in starts:
        if cell.tag == "td":
            over = [taken[h, c].text for h in sorted(headings) if (h, c) in taken]
            about = " ".join([table.caption, *over])
            yield Text(f"table {number}, row {r + 1}, column {c + 1}", cell.text, table.scope, about, cell.line)
        else:
            yield Text(f"heading of table {number}, row {r + 1}, column {c + 1}", cell.text, table.scope, cell.text)


def _figures(script: str, kind: str, before: int, scope: str | None) -> Iterator[Figure]:
    """The charts in a script: one that is JSON itself, or calls that draw a chart from JSON."""
    place = f"chart {before + 1}"
    if "json" in kind:
        try:
            said = json.loads(script)
        except json.JSONDecodeError:
            yield Figure(place, (), {}, scope, readable=False)
            return
        if isinstance(said, dict) and "data" in said:
            yield Figure(place, tuple(said["data"]), said.get("layout", {}), scope)
        else:
            yield Figure(place, (said,), {}, scope)
        return
    for number, call in enumerate(CALL.finditer(script)):
        place = f"chart {before + 1 + number}"
        try:
            traces, end = json.JSONDecoder().raw_decode(script, call.end())
            rest = re.compile(r"\s*,\s*").match(script, end)
            layout = json.JSONDecoder().raw_decode(script, rest.end())[0] if rest else {}
        except json.JSONDecodeError:
            yield Figure(place, (), {}, scope, readable=False)
        else:
            yield Figure(place, tuple(traces), layout, scope)


def plain(text: str) -> str:
    """Text with its tags, templates and odd spaces taken out."""
    return " ".join(re.sub(r"%\{[^}]*\}|<[^<>]*>", " ", text).replace("\u00a0", " ").split())


def unpacked(said: Any) -> list[Any] | None:
    """A list of numbers, also where a chart carries it packed (dtype and bdata). None for anything else."""
    if isinstance(said, list):
        return said
    if isinstance(said, dict) and {"dtype", "bdata"} <= set(said):
        return np.frombuffer(base64.b64decode(said["bdata"]), dtype=np.dtype(said["dtype"])).tolist()
    return None
