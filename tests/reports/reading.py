"""Reading a page the way a reader without JavaScript gets it: its tables, its text, and the figures that lie in it."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Row:
    heading: str = ""
    cells: list[tuple[int | None, str]] = field(default_factory=list)


@dataclass
class Table:
    """`columns` are the headings of each number column: (heading over it or empty, its own heading)."""

    caption: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    scopes: list[str | None] = field(default_factory=list)


@dataclass
class Tag:
    name: str
    attributes: dict[str, str | None]


class Reading(HTMLParser):
    """What a page holds. Give it the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.tags: list[Tag] = []
        self.scripts: list[str] = []
        self.figures: list[dict[str, Any]] = []
        self.text = ""
        self._open: list[Tag] = []
        self._said = ""
        self._grid: list[list[tuple[Tag, str]]] = []
        self.feed(html)
        assert not self._open, f"never closed: {self._open}"

    def of(self, name: str, **attributes: str) -> list[Tag]:
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [t for t in self.tags if t.name == name and wanted.items() <= t.attributes.items()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, dict(attrs))
        self.tags.append(found)
        if tag not in VOID:
            self._open.append(found)
        if tag == "table":
            self.tables.append(Table())
            self._grid = []
        if tag == "tr":
            self._grid.append([])
        if tag in ("caption", "th", "td", "script"):
            self._said = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self._said += data
        if not any(t.name in ("script", "style") for t in self._open):
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        found = self._open.pop()
        assert found.name == tag, f"{found.name} closed by {tag}"
        if tag == "caption":
            self.tables[-1].caption = self._said.strip()
        if tag in ("th", "td"):
            self._grid[-1].append((found, self._said.strip()))
        if tag == "table":
            _fill(self.tables[-1], self._grid)
        if tag == "script" and found.attributes.get("type") == "application/json":
            self.figures.append(json.loads(self._said))
        elif tag == "script":
            self.scripts.append(self._said)


def _fill(table: Table, grid: list[list[tuple[Tag, str]]]) -> None:
    heads = [line for line in grid if all(tag.name == "th" for tag, _ in line)]
    second = iter(said for _, said in (heads[1] if len(heads) > 1 else []))
    for tag, said in heads[0][1:]:
        width = tag.attributes.get("colspan")
        table.columns += [(said, next(second)) for _ in range(int(width))] if width else [("", said)]
    table.scopes = [tag.attributes.get("scope") for line in grid for tag, _ in line if tag.name == "th"]
    for line in grid[len(heads) :]:
        row = Row(line[0][1])
        row.cells = [(int(n) if (n := tag.attributes.get("data-line")) else None, said) for tag, said in line[1:]]
        table.rows.append(row)
