"""Reads a page as a browser would, and as somebody would who looks at its source: tables, sentences, attributes, notes, scripts."""

import base64
import json
import re
import urllib.parse
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipelines.disclosure_control.audit.files import drawings, structures
from pipelines.disclosure_control.audit.files.items import (
    Box,
    Chart,
    Drawing,
    Entry,
    Finding,
    Inside,
    Item,
    Items,
    Note,
    Script,
    Series,
    Words,
)
from pipelines.disclosure_control.audit.files.numbers import DIGIT, plain, statistics

INLINE = {"a", "abbr", "b", "br", "code", "data", "em", "i", "mark", "meter", "progress", "s", "small", "span", "strong", "sub", "sup", "u"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
QUIET = {
    "id", "class", "href", "src", "style", "type", "lang", "scope", "role", "rel", "charset", "name", "http-equiv", "colspan", "rowspan",
    "tabindex", "for", "headers", "target", "width", "height", "viewbox", "xmlns", "d", "points", "transform", "x", "y", "x1", "x2",
    "y1", "y2", "cx", "cy", "r", "rx", "ry", "fill", "stroke", "stroke-width", "font-size", "integrity", "nonce",
    "aria-labelledby", "aria-describedby", "aria-controls", "data-line", "data-chart", "sizes", "media", "preserveaspectratio",
    "dx", "dy", "offset", "opacity", "border", "cellpadding", "cellspacing", "align", "valign",
}  # fmt: skip
"""Attributes that place and link things. Whatever else an element carries is read as words."""
MIME = {
    "text/html": ".html", "text/csv": ".csv", "application/json": ".json", "image/svg+xml": ".svg", "image/png": ".png",
    "image/jpeg": ".jpg", "application/pdf": ".pdf", "text/plain": ".txt", "": ".txt", "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
CALL = re.compile(r"""Plotly\.(?:newPlot|react)\(\s*("[^"]*"|'[^']*')\s*,\s*(?=\[)""")
CONTENT = re.compile(r"content\s*:\s*(\"[^\"]*\"|'[^']*')")
LENGTH = re.compile(
    r"(?:^|;)\s*((?:min-|max-)?(?:width|height)|left|top|right|bottom|flex-basis|inline-size|block-size|--[\w-]+)\s*:\s*([\d.]+)"
)
LONG, MOST_NOTES = 200_000, 2_000
MANY, WIDE = 500_000, 500
OWN = 60_000
"""Scripts up to this many letters are read whole; longer ones are libraries, read only where they name something of ours."""


@dataclass
class _Cell:
    tag: str
    width: int
    height: int
    line: int | None
    look: str
    text: str = ""
    aside: list[tuple[str, str]] = field(default_factory=list)
    bars: list[float] = field(default_factory=list)


@dataclass
class _Table:
    scope: str | None
    caption: str = ""
    rows: list[list[_Cell]] = field(default_factory=list)


def read(content: bytes, place: str, measures: Iterable[str]) -> Items:
    html = structures.text_of(content)
    reader = _Reader(place, sorted(measures, key=len, reverse=True))
    if html.count("<!") + html.count("<?") > MOST_NOTES or html.count("<") > MANY:
        yield Finding("a page that is too large to be read", place)
        return
    reader.feed(html)
    reader.close()
    if "<svg" in html.casefold():
        for n, match in enumerate(re.finditer(r"<svg\b.*?(?:</svg\s*>|\Z)", html, re.DOTALL | re.IGNORECASE), 1):
            yield from drawings.drawn(match[0], f"{place}, drawing {n}")
    yield from reader.items
    for name, bars in reader.lengths.items():
        if len({length for length, _ in bars}) > 1:
            boxes = tuple(Box(0, n, length, 1, labels) for n, (length, labels) in enumerate(bars))
            yield Drawing(f"{place}, style of <{name.partition('.')[0]}>", boxes, ())


class _Reader(HTMLParser):
    def __init__(self, place: str, measures: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.place, self.measures = place, measures
        self.items: list[Item] = []
        self.lengths: dict[str, list[tuple[float, tuple[str, ...]]]] = defaultdict(list)
        self._waiting: list[tuple[str, float]] = []
        self._scope: str | None = None
        self._said = ""
        self._at = 0
        self._ends: list[int] = []
        self._tables: list[_Table] = []
        self._count = self._charts = 0
        self._script: str | None = None
        self._style = False
        self._example = 0
        self._examples = place.startswith("handbook/measures/")
        self._beside: list[str] = []

    def _where(self, what: str) -> str:
        return f"{self.place}, {what}, line {bisect_left(self._ends, self._at) + 1}"

    def updatepos(self, i: int, j: int) -> int:
        """Lines are counted only where something is found."""
        self._at = j
        return j

    def feed(self, data: str) -> None:
        self._ends = [m.start() for m in re.finditer("\n", data)]
        super().feed(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self.items.append(Finding("the same attribute twice", self._where(f"<{tag}>")))
        if tag not in INLINE:
            self._sentence()
        if tag == "div" and self._examples and (self._example or "example" in given.get("class", "").split()):
            self._example += 1
        self._scoped(tag, given)
        if tag == "script":
            self._script = given.get("type", "")
        elif tag == "style":
            self._style = True
        elif tag == "table":
            self._tables.append(_Table(self._scope))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows:
            line = given.get("data-line", "")
            look = " ".join((given.get("class", ""), given.get("style", ""))).strip()
            cell = _Cell(tag, _span(given, "colspan"), _span(given, "rowspan"), int(line) if line.isdecimal() else None, look)
            self._tables[-1].rows[-1].append(cell)
        elif tag == "br":
            self._said += " "
        if given:
            self._attributes(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _scoped(self, tag: str, given: dict[str, str]) -> None:
        named = given.get("id", "") or given.get("href", "").partition("#")[2]
        found = next((m for m in self.measures if m in named), None) if named else None
        if found or tag in ("section", "nav", "footer"):
            self._scope = found

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        cell = self._cell()
        for name, value in given.items():
            if name == "srcdoc" and value:
                self.items.append(Inside(self._where("srcdoc"), "srcdoc.html", value.encode()))
                continue
            if value.startswith("data:"):
                self.items += _carried(value, self._where(f"{name} of <{tag}>"))
            elif name == "style" and given.get("role") != "img":
                for prop, length in LENGTH.findall(value):
                    if cell is not None:
                        cell.bars.append(float(length))
                    else:
                        self._waiting.append((f"{tag}.{given.get('class', '')}.{prop}", float(length)))
            if name.casefold() in QUIET or not value or name.startswith("on"):
                if name.startswith("on"):
                    self.items.append(Note(self._where(f"{name} of <{tag}>"), value))
                continue
            if tag == "meta" and name == "content":
                if given.get("name", "").casefold() not in ("viewport", "referrer", "generator") and "http-equiv" not in given:
                    self.items.append(Note(self._where("content of <meta>"), value))
            elif cell is not None:
                cell.aside.append((name, value))
            elif DIGIT.search(value):
                firm = self._scope is not None or plain(value).replace(".", "").isdecimal()
                self.items.append(Words(self._where(f"{name} of <{tag}>"), value, self._scope, value, firm))

    def _cell(self) -> _Cell | None:
        rows = self._tables[-1].rows if self._tables else None
        return rows[-1][-1] if rows and rows[-1] else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._example = max(0, self._example - 1)
        cell = self._cell()
        if tag in ("td", "th") and cell is not None:
            cell.text += plain(self._said)
            self._said = ""
        elif tag == "caption" and self._tables:
            self._tables[-1].caption = self._said
            self._sentence()
        elif tag not in INLINE:
            self._sentence()
        if tag == "table" and self._tables:
            self._count += 1
            self.items += _entries(self._tables.pop(), f"{self.place}, table {self._count}", bool(self._example))
        elif tag == "script":
            self._script = None
        elif tag == "style":
            self._style = False
        elif tag == "figure":
            self._beside.clear()

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._scripted(data, self._script)
        elif self._style:
            for match in CONTENT.finditer(data):
                self.items.append(Note(self._where("style"), match[1]))
            self.items.append(Script(self._where("style"), data, True))
        else:
            self._said += data
            if len(self._said) > LONG:
                raise ValueError("a text that is too long")

    def handle_comment(self, data: str) -> None:
        self.items.append(Note(self._where("comment"), data))

    def unknown_decl(self, data: str) -> None:
        self.items.append(Note(self._where("declaration"), data))

    handle_pi = unknown_decl

    def close(self) -> None:
        super().close()
        self._sentence()
        while self._tables:
            self._count += 1
            self.items += _entries(self._tables.pop(), f"{self.place}, table {self._count}", False)

    def _sentence(self) -> None:
        if not self._said or self._said.isspace():
            self._said = ""
            return
        text, self._said = plain(self._said), ""
        if text:
            for name, length in self._waiting:
                self.lengths[name].append((length, (text, *self._beside)))
            self._waiting.clear()
            self._beside = [text]
            if DIGIT.search(text):
                firm = self._scope is not None or bool(re.fullmatch(r"[\d.,% ]+", text) and text != "0")
                self.items.append(Words(self._where("text"), text, self._scope, "", firm and not self._example))

    def _scripted(self, script: str, kind: str) -> None:
        if "json" in kind:
            self._charts += 1
            where = f"{self.place}, chart {self._charts}"
            said, wrong = structures.loaded(script, where)
            self.items += [Finding("a chart that cannot be read", where)] if wrong else []
            if not wrong:
                near = tuple(self._beside)
                self.items += structures.said(said, where, self._scope, near)
            return
        seen = 0
        for call in CALL.finditer(script):
            if self._charts > WIDE:
                raise ValueError("more charts than a page has")
            self._charts += 1
            where = f"{self.place}, chart {self._charts}"
            try:
                traces, end = json.JSONDecoder().raw_decode(script, call.end())
                rest = re.compile(r"\s*,\s*").match(script, end)
                layout, seen = json.JSONDecoder().raw_decode(script, rest.end()) if rest else ({}, end)
            except (json.JSONDecodeError, RecursionError):
                self.items.append(Finding("a chart that cannot be read", where))
            else:
                self.items.append(Chart(where, tuple(traces), layout if isinstance(layout, dict) else {}, self._scope, tuple(self._beside)))
        if not seen and script.strip():
            self.items.append(Script(self._where("script"), script, len(script) <= OWN))


def _span(given: dict[str, str], name: str) -> int:
    return max(1, min(int(given[name]), 1000)) if given.get(name, "").isdecimal() else 1


def _entries(table: _Table, place: str, example: bool) -> Iterator[Item]:
    """The table's cells with the headings over and before them, also those that reach over several columns or rows."""
    taken: dict[tuple[int, int], _Cell] = {}
    starts: list[tuple[int, int, _Cell]] = []
    for r, row in enumerate(table.rows):
        if len(taken) > MANY or len(row) > WIDE or sum(cell.width for cell in row) > 10 * WIDE:
            yield Finding("a table that is too large to be read", place)
            return
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            starts.append((r, c, cell))
            for i in range(min(cell.height, len(table.rows) - r)):
                for j in range(cell.width):
                    taken[r + i, c + j] = cell
    headings = [r for r, row in enumerate(table.rows) if row and all(cell.tag == "th" for cell in row)]
    over: dict[int, tuple[str, ...]] = {}
    bars: dict[int, list[Box]] = defaultdict(list)
    reaching: dict[int, list[_Cell]] = defaultdict(list)
    for r, _, cell in starts:
        for i in range(1, min(cell.height, len(table.rows) - r)):
            reaching[r + i].append(cell)
    before = [
        [x.text for x in (*reaching[r], *row) if x.text and (x.tag == "th" or not x.text[:1].isdecimal())]
        for r, row in enumerate(table.rows)
    ]
    counted = {c for _, c, cell in starts if cell.tag == "td" and (cell.line is not None or re.fullmatch(r"[\d.,%\s]+", cell.text))}
    for r, c, cell in starts:
        where = f"{place}, row {r + 1}, column {c + 1}"
        if cell.tag == "th":
            if DIGIT.search(cell.text):
                yield Words(f"heading of {where}", cell.text, table.scope, f"{table.caption} {cell.text}", table.scope is not None)
            for _, said in cell.aside:
                yield Words(f"heading of {where}", said, table.scope, said, table.scope is not None)
            continue
        if c not in over:
            over[c] = tuple(dict.fromkeys(taken[h, c].text for h in reversed(headings) if (h, c) in taken and taken[h, c].text))
        about = " ".join([table.caption, *over[c]])
        if example or _for_instance(over[c]):
            continue
        near = (*(t for t in before[r] if t != cell.text), *over[c], *([table.caption] if table.caption else ()))
        if table.scope is None and cell.line is None and DIGIT.search(cell.text) and not _bare(cell.text):
            yield Words(where, cell.text, None, about, False)
        else:
            mark = str(statistics("", " ".join(over[c]))) if c in counted else ""
            yield Entry(where, cell.text, near, about, table.scope, cell.line, cell.look, mark=mark)
        for name, said in cell.aside:
            yield Entry(f"{where}, {name}", said, near, f"{about} {said}", table.scope, aside=True)
        bars[c] += [Box(0, r, length, 1, near) for length in cell.bars]
    for c in sorted(counted):
        column = [(r, cell) for r, k, cell in starts if k == c and cell.tag == "td"]
        lines = tuple((tuple(before[r][:1]), cell.text if re.fullmatch(r"[\d.,%\s]+", cell.text) else None) for r, cell in column)
        if not example:
            yield Series(f"{place}, column {c + 1}", lines, table.scope)
    for c, boxes in bars.items():
        yield Drawing(f"{place}, column {c + 1}", tuple(boxes), (), (), table.scope)


def _bare(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,\s%+<>=*~≥≤≈–-]*", text))


def _for_instance(headings: tuple[str, ...]) -> bool:
    """Columns of the agreements: what a column may look like, how long something is followed up."""
    return any(re.match(r"(example|months of follow-up|like)\b", h, re.IGNORECASE) for h in headings)


def _carried(address: str, place: str) -> Items:
    """The file in an address that begins with `data:`."""
    head, comma, body = address[5:].partition(",")
    kind, *how = [part.strip().casefold() for part in head.split(";")]
    if not comma or not body:
        return
    try:
        content = base64.b64decode(urllib.parse.unquote_to_bytes(body)) if "base64" in how else urllib.parse.unquote_to_bytes(body)
    except ValueError:
        yield Finding("a file that cannot be read", place)
        return
    yield Inside(place, f"carried{MIME.get(kind, '.unknown')}", content)
