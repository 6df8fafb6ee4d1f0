"""Reads the page that a publication shows, and finds every number on it that the publication did not publish."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.markup import Figure, Text, plain, taken_apart, unpacked
from pipelines.disclosure_control.audit.read import COUNTS, Folder

NUMBER = re.compile(r"(?<![\w.#/-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w])(\s*%|\s*days?\b)?")
PERIOD = re.compile(r"\b\d{4}(?:-Q[1-4])?\b(?!\s*%)")
TEXTS = {"text", "hovertext", "customdata", "hovertemplate", "texttemplate", "name", "labels", "ids", "meta", "x", "y"}
STYLE = {"marker", "line", "width", "opacity", "offset", "size", "font", "fill", "zorder", "legendrank", "pattern"}
MARGINS = (1.02, 1.05, 1.08, 1.1, 1.15, 1.2, 1.25)
"""What charts add above their largest value. An axis that ends anywhere else may end at a number that is not shown."""


@dataclass(frozen=True)
class Stray:
    """A number that is on the page and was not published. `place` is safe to print; `number` is not."""

    kind: str
    place: str
    number: str


@dataclass(frozen=True)
class Published:
    """Numbers by what they are, for one measure or for all of them."""

    counts: frozenset[float]
    percents: frozenset[float]
    days: frozenset[float]

    def allowed(self, unit: str, about: str) -> frozenset[float]:
        """Numbers that may stand with this unit, under headings that say this."""
        said = f"{unit} {about}".lower()
        if "%" in unit:
            return self.percents
        percents = self.percents if "percent" in said or "%" in said or "share" in said else frozenset()
        return self.counts | percents | (self.days if "days" in said or "median" in said else frozenset())


def audit_page(folder: Path, name: str = "dashboard.html") -> tuple[Stray, ...]:
    """Numbers on the page that are not in cells.csv: in tables, in charts (also where nothing is drawn), in sentences
    about a measure, in what is read aloud.

    A number without a unit must be a published count of the measure that its section is about; a percentage or a number
    of days may stand only where the page says that it is one. Raises FileNotFoundError or ValueError like the audit.
    """
    said = read.folder(folder)
    page = taken_apart((folder / name).read_text("utf-8"), said.measures)
    check = _Check(said, json.loads((folder / "publication.json").read_text("utf-8")))
    found = [s for cell in page.cells for s in check.cell(cell)]
    found += [s for sentence in page.sentences if sentence.scope for s in check.text(sentence)]
    found += [s for figure in page.figures for s in check.figure(figure)]
    return tuple(found)


def _drawn(path: Sequence[object]) -> bool:
    """Whether a number in a figure places a line or a note."""
    return bool({"shapes", "annotations"} & set(path) and {"x", "y", "x0", "x1", "y0", "y1"} & set(path))


class _Check:
    def __init__(self, said: Folder, about: Mapping[str, Any]) -> None:
        self.rows = dict(enumerate(said.rows, 2))
        shown = [(dict(r.key), r.value) for r in said.rows if not r.status and r.value is not None]
        self.published = {m: _published([s for s in shown if s[0]["measure"] == m]) for m in said.measures}
        self.everything = _published(shown)
        words = {plain(w) for w in (*_words(said.measures), *_words(about)) if NUMBER.search(w)}
        bare = {w for w in words if NUMBER.fullmatch(w) or PERIOD.fullmatch(w)}
        phrases = sorted(words - bare, key=len, reverse=True)
        self.phrases = re.compile("|".join(re.escape(p) for p in phrases) or "(?!)", re.IGNORECASE)
        self.years = {int(y) for row in said.rows for y in re.findall(r"\b\d{4}\b", dict(row.key).get("period", ""))}
        self.years |= {int(y) for y in re.findall(r"\b(\d{4})-Q[1-4]\b", json.dumps(about))}

    def cell(self, cell: Text) -> Iterator[Stray]:
        row = self.rows.get(cell.line) if cell.line is not None else None
        if row is None:
            yield from self.text(cell)
            return
        numbers = [m[1].replace(",", "") for m in NUMBER.finditer(self._without_words(cell.text))]
        shown = row.text if not row.status else None
        for number in numbers:
            if number != shown:
                yield Stray("a number that its line in cells.csv does not have", cell.place, number)

    def text(self, text: Text) -> Iterator[Stray]:
        published = self.published.get(text.scope or "", self.everything)
        for match in NUMBER.finditer(self._without_words(text.text)):
            value = float(match[1].replace(",", ""))
            if value not in published.allowed(match[2] or "", text.about):
                yield Stray("a number in text that is not published", text.place, match[1])

    def figure(self, figure: Figure) -> Iterator[Stray]:
        if not figure.readable:
            yield Stray("a chart that cannot be read", figure.place, "")
            return
        published = self.published.get(figure.scope or "", self.everything)
        about = plain(json.dumps({k: v for k, v in dict(figure.layout).items() if k != "template"}))
        allowed = published.allowed("", about) | {0.0} | self.years
        drawn: list[float] = []
        for number, trace in enumerate(figure.traces, 1):
            place = f"{figure.place}, trace {number}"
            for path, value in _leaves(trace):
                where = f"{place}, {'.'.join(path)}"
                if isinstance(value, str):
                    if TEXTS & set(path):
                        yield from self.text(Text(where, plain(unescape(value)), figure.scope, about))
                elif value in allowed:
                    drawn.append(value)
                elif "[]" in path or not STYLE & set(path):
                    yield Stray("a number in a chart that is not published", where, str(value))
        yield from self._layout(figure, allowed, drawn, about)

    def _layout(self, figure: Figure, allowed: frozenset[float] | set[float], drawn: Sequence[float], about: str) -> Iterator[Stray]:
        largest = max([*drawn, 0.0])
        for path, value in _leaves({k: v for k, v in dict(figure.layout).items() if k != "template"}):
            where = f"{figure.place}, {'.'.join(path)}"
            if isinstance(value, str):
                steps = "ticktext" in path and re.fullmatch(r"(0|\d*[05])%?", value)
                if {"text", "ticktext", "title"} & set(path) and not steps and "family" not in path:
                    yield from self.text(Text(where, plain(unescape(value)), figure.scope, about, None))
            elif "range" in path:
                ends = {largest * m for m in MARGINS} | {0.0, 100.0 if "%" in about else 0.0} | allowed
                if not any(abs(value - end) < 1e-6 for end in ends) and value % 1 != 0.5 and value > 0:
                    yield Stray("an axis that ends at a number that is not published", where, str(value))
            elif "tickvals" in path and value not in allowed and value % 5:
                yield Stray("a tick at a number that is not published", where, str(value))
            elif _drawn(path) and value not in allowed and not 0 <= value <= 1:
                yield Stray("a drawing at a number that is not published", where, str(value))

    def _without_words(self, text: str) -> str:
        """The text without labels and titles that carry numbers themselves (like an age band), and without periods."""
        text = self.phrases.sub(" ", plain(text))
        return PERIOD.sub(lambda m: " " if int(m[0][:4]) in self.years else m[0], text)


def _published(shown: Sequence[tuple[Mapping[str, str], int]]) -> Published:
    def of(*statistics: str) -> frozenset[float]:
        return frozenset(float(value) for names, value in shown if names["statistic"] in statistics)

    return Published(of(*COUNTS), of("percent"), of("median_days"))


def _words(said: Any) -> Iterator[str]:
    for _, value in _leaves(said):
        if isinstance(value, str):
            yield value


def _leaves(said: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every text and number, with the way to it; what stands in a list has [] in its way."""
    items = unpacked(said)
    if items is not None:
        for item in items:
            yield from _leaves(item, (*path, "[]"))
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from _leaves(value, (*path, str(name)))
    elif isinstance(said, str) or (isinstance(said, int | float) and not isinstance(said, bool)):
        yield path, said
