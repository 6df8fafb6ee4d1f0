"""Reads a drawing (SVG): its texts, its bars and marks with their sizes, and what is written about it out of sight."""

import math
import re
from html.parser import HTMLParser

from pipelines.disclosure_control.audit.files.items import Box, Drawing, Finding, Item, Items, Label, Note, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT, plain

Affine = tuple[float, float, float, float, float, float]
PLAIN: Affine = (1, 0, 0, 1, 0, 0)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
MOVE = re.compile(r"(matrix|translate|scale|rotate)\s*\(([^)]*)\)")
STEP = re.compile(r"([MLHVZCSQTAmlhvzcsqta])([^MLHVZCSQTAmlhvzcsqta]*)")
SPOKEN = ("aria-label", "alt", "title", "value", "desc")
MANY = 100_000
DEEP = 200


def read(content: bytes, place: str, text: str) -> Items:
    yield from drawn(text, place)


def drawn(svg: str, place: str, alone: bool = False) -> Items:
    """`alone`: the drawing is a file of its own, so that its texts are not read with the page around it."""
    reader = _Reader(place, alone)
    reader.feed(svg)
    reader.close()
    yield from reader.items
    if len(reader.points) > MANY or (len(reader.boxes) + len(reader.labels)) * (len(reader.labels) + 1) > 10 * MANY:
        yield Finding("a drawing with too many parts to be read", place)
        return
    yield Drawing(place, tuple(reader.boxes), tuple(reader.labels), tuple(reader.points))


class _Reader(HTMLParser):
    def __init__(self, place: str, alone: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.place, self.alone = place, alone
        self.items: list[Item] = []
        self.boxes: list[Box] = []
        self.labels: list[Label] = []
        self.points: list[tuple[float, float]] = []
        self._moves: list[tuple[str, Affine, list[str]]] = []
        self._text: list[str] | None = None
        self._at = (0.0, 0.0)
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(self._moves) > DEEP:
            raise ValueError("a drawing that is too deep")
        move = _times(self._moves[-1][1] if self._moves else PLAIN, _move(given.get("transform", "")))
        spoken = [v for n, v in given.items() if n in SPOKEN or n.startswith("data-")]
        for said in spoken:
            self.items.append(Words(f"{self.place}, <{tag}>", said, None, said, bool(DIGIT.search(said))))
        around = [s for _, _, said in self._moves for s in said]
        own = (*spoken, *around)
        if tag == "rect":
            self._box(move, *(_length(given, n) for n in ("x", "y", "width", "height")), own)
        elif tag in ("circle", "ellipse"):
            x, y = _at(move, _length(given, "cx"), _length(given, "cy"))
            size = abs(_length(given, "r") or _length(given, "rx")) * math.hypot(move[0], move[1])
            self.boxes.append(Box(x, y, 2 * size, 2 * size, own, True))
        elif tag == "line":
            self._points(move, [(_length(given, "x1"), _length(given, "y1")), (_length(given, "x2"), _length(given, "y2"))], own)
        elif tag in ("polyline", "polygon"):
            found = [float(n) for n in NUMBER.findall(given.get("points", ""))]
            self._points(move, list(zip(found[::2], found[1::2], strict=False)), own)
        elif tag == "path":
            self._points(move, _path(given.get("d", "")), own)
        elif tag == "text" or (tag == "tspan" and ("x" in given or "y" in given) and self._text is not None):
            self._flush()
            self._at = _at(move, _length(given, "x"), _length(given, "y"))
            self._text = []
        elif tag in ("title", "desc", "metadata", "style", "script"):
            self._hidden = tag
        self._moves.append((tag, move, spoken))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._moves:
            if self._moves.pop()[0] == tag:
                break
        if tag == "text":
            self._flush()
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        text = plain(data)
        if not text:
            return
        if self._hidden:
            if self._hidden == "title" and self._moves:
                for n in range(len(self._moves) - 1):
                    self._moves[n][2].append(text)
                self._title(text)
            if self.alone or self._hidden in ("metadata", "desc", "script"):
                self.items.append(Note(f"{self.place}, <{self._hidden}>", text))
        elif self._text is not None:
            self._text.append(data)
        elif self.alone and DIGIT.search(text):
            self.items.append(Words(f"{self.place}, text", text, None, "", True))

    def _title(self, text: str) -> None:
        """A title speaks of what it stands in."""
        if self.boxes:
            b = self.boxes[-1]
            self.boxes[-1] = Box(b.x, b.y, b.wide, b.high, (*b.labels, text), b.round)

    def handle_comment(self, data: str) -> None:
        if self.alone:
            self.items.append(Note(f"{self.place}, comment", data))

    def handle_decl(self, decl: str) -> None:
        if "ENTITY" in decl.upper():
            self.items.append(Finding("a file that cannot be read", self.place))

    def _flush(self) -> None:
        if self._text is not None:
            text = plain(" ".join(self._text))
            self._text = None
            if text:
                self.labels.append(Label(*self._at, text))

    def _box(self, move: Affine, x: float, y: float, wide: float, high: float, labels: tuple[str, ...]) -> None:
        (x0, y0), (x1, y1) = _at(move, x, y), _at(move, x + wide, y + high)
        self.boxes.append(Box((x0 + x1) / 2, (y0 + y1) / 2, abs(x1 - x0), abs(y1 - y0), labels))

    def _points(self, move: Affine, points: list[tuple[float, float]], labels: tuple[str, ...]) -> None:
        """A path of four corners is a bar; any other is a line with its points."""
        placed = [_at(move, *p) for p in points]
        xs, ys = {round(x, 3) for x, _ in placed}, {round(y, 3) for _, y in placed}
        if len(xs) == len(ys) == 2 and len(placed) > 3:
            self.boxes.append(Box(sum(xs) / 2, sum(ys) / 2, max(xs) - min(xs), max(ys) - min(ys), labels))
        elif len(xs) > 1 and len(ys) > 1:
            self.points += placed


def _length(given: dict[str, str], name: str) -> float:
    found = NUMBER.match(given.get(name, "").strip())
    return float(found[0]) if found else 0.0


def _path(d: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for letter, rest in STEP.findall(d):
        said = [float(n) for n in NUMBER.findall(rest)]
        near, big = letter.islower(), letter.upper()
        if big == "H":
            for n in said:
                x = n + (x if near else 0)
                points.append((x, y))
        elif big == "V":
            for n in said:
                y = n + (y if near else 0)
                points.append((x, y))
        else:
            step = {"M": 2, "L": 2, "T": 2, "Q": 4, "S": 4, "C": 6, "A": 7}.get(big, 0)
            for i in range(0, len(said) - step + 1, step or 1) if step else ():
                dx, dy = said[i + step - 2], said[i + step - 1]
                x, y = (x + dx, y + dy) if near else (dx, dy)
                points.append((x, y))
    return points


def _move(said: str) -> Affine:
    move = PLAIN
    for name, inside in MOVE.findall(said):
        n = [float(v) for v in NUMBER.findall(inside)]
        if name == "matrix" and len(n) == 6:
            step: Affine = (n[0], n[1], n[2], n[3], n[4], n[5])
        elif name == "translate" and n:
            step = (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
        elif name == "scale" and n:
            step = (n[0], 0, 0, n[-1], 0, 0)
        elif name == "rotate" and n:
            c, s = math.cos(math.radians(n[0])), math.sin(math.radians(n[0]))
            step = (c, s, -s, c, 0, 0)
            if len(n) == 3:
                step = _times(_times((1, 0, 0, 1, n[1], n[2]), step), (1, 0, 0, 1, -n[1], -n[2]))
        else:
            continue
        move = _times(move, step)
    return move


def _times(m: Affine, n: Affine) -> Affine:
    a, b, c, d, e, f = m
    return (
        a * n[0] + c * n[1],
        b * n[0] + d * n[1],
        a * n[2] + c * n[3],
        b * n[2] + d * n[3],
        a * n[4] + c * n[5] + e,
        b * n[4] + d * n[5] + f,
    )


def _at(m: Affine, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
