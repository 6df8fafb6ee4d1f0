"""Reads a PDF: the texts of its pages line by line, the bars that it draws, its properties, also those of earlier savings."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.disclosure_control.audit.files.items import Box, Drawing, Entry, Finding, Items, Label, Note, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT, alone, plain

MOST_BYTES = 64 << 20
BROKEN, UNREAD = "a file that cannot be read", "a part that cannot be read"
OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s{1,9}\d{1,5}\s{1,9}obj\b")
MOST_BOXES = 20_000
MOST_PAGE = 4 << 20
MOST_HEAD = 1 << 20
TOO_LARGE = "a file that is too large to be read"
TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|/[^\s/<>\[\]()]*|[-+]?\d*\.?\d+|[A-Za-z'\"*][A-Za-z0-9'\"*]*",
    re.DOTALL,
)
STRING = re.compile(rb"/([A-Za-z0-9_]+)\s*(\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
TECHNICAL = {
    b"ID",
    b"CreationDate",
    b"ModDate",
    b"Producer",
    b"Creator",
    b"CheckSum",
    b"Lang",
    b"FontFamily",
    b"CharSet",
    b"Registry",
    b"Ordering",
}
CODED = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Letters that no plain text has: codes of a font that was not found."""
Fonts = dict[bytes, dict[int, str] | None]


@dataclass
class _Object:
    head: bytes
    stream: bytes | None
    unread: bool = False


def read(content: bytes, place: str, said: list[str] | None = None) -> Items:
    """`said`: takes up the pages' texts, in the order in which they are drawn, so that they are not judged here."""
    if b"/Encrypt" in content[-4096:] or re.search(rb"trailer\s*<<.*?/Encrypt", content, re.DOTALL):
        yield Finding("a file that is locked", place)
        return
    if content.rstrip()[-5:] != b"%%EOF":
        yield Finding("bytes that belong to no part of the file" if b"%%EOF" in content else BROKEN, place)
        return
    room = [MOST_BYTES]
    found: dict[bytes, _Object] = {}
    every: list[_Object] = []
    for number, body in _objects(content):
        one = _opened(body, room)
        every.append(one)
        found[number] = one
        if b"/ObjStm" in one.head and one.stream is not None:
            for number, inner in _packed(one):
                every.append(inner)
                found[number] = inner
        if room[0] <= 0 or len(one.head) > MOST_HEAD:
            yield Finding(TOO_LARGE, place)
            return
    if not every:
        yield Finding(BROKEN, place)
        return
    fonts = _fonts(found)
    page = 0
    for one in every:
        yield from _properties(one, place)
        if one.unread:
            if not re.search(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)", one.head):
                yield Finding(UNREAD, place)
            elif b"/Image" in one.head:
                yield Finding("a picture in a document that cannot be read", place)
        elif one.stream is not None:
            if re.search(rb"/Type\s*/Metadata|/Subtype\s*/XML", one.head):
                for text in re.findall(r">([^<>]+)<", one.stream.decode("utf-8", "replace")):
                    if text.strip():
                        yield Note(f"{place}, metadata", text.strip())
            elif b"/EmbeddedFile" in one.head:
                yield Finding("a file inside a document", place)
            elif re.search(rb"/Subtype\s*/Image", one.head):
                yield Finding("a picture in a document that cannot be read", place)
            elif re.search(rb"\b(?:Tj|TJ|re|l)\b|['\"]\s", one.stream) and not re.search(
                rb"/Type\s*/(?:ObjStm|XRef)|beginbfchar|/Length1\b", one.head
            ):
                page += 1
                if len(one.stream) > MOST_PAGE:
                    yield Finding(TOO_LARGE, place)
                    continue
                yield from _page(one.stream, f"{place}, content {page}", fonts, said)


def _objects(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """All objects, also those that nothing points at any more."""
    at = 0
    while match := OBJECT.search(content, at):
        at = content.find(b"endobj", match.end())
        if at < 0:
            return
        yield match[1], content[match.end() : at]


def _opened(body: bytes, room: list[int]) -> _Object:
    start, end = body.find(b"stream"), body.rfind(b"endstream")
    if start < 0 or end <= start:
        return _Object(body, None)
    head, stream = body[:start], body[start + 6 : end].removeprefix(b"\r").removeprefix(b"\n")
    filters = re.findall(rb"/(\w+Decode)\b", head.partition(b"/DecodeParms")[0])
    for one in filters:
        if one == b"ASCIIHexDecode":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", stream)
            stream = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        elif one == b"FlateDecode" and b"/Predictor" not in head:
            try:
                unpacked = zlib.decompressobj()
                stream = unpacked.decompress(stream, max(1, room[0]))
            except zlib.error:
                return _Object(head, None, True)
            room[0] -= len(stream)
            if unpacked.unconsumed_tail:
                room[0] = 0
        elif re.search(rb"/Type\s*/XRef", head):
            return _Object(head, None)
        else:
            return _Object(head, None, True)
    return _Object(head, stream)


def _packed(one: _Object) -> Iterator[tuple[bytes, _Object]]:
    first = re.search(rb"/First\s+(\d+)", one.head)
    body = one.stream or b""
    if not first:
        return
    numbers = re.findall(rb"\d+", body[: int(first[1])])
    places = [int(n) + int(first[1]) for n in numbers[1::2]]
    for n, (number, start) in enumerate(zip(numbers[::2], places, strict=False)):
        yield number, _Object(body[start : places[n + 1] if n + 1 < len(places) else len(body)], None)


def _fonts(found: dict[bytes, _Object]) -> Fonts:
    """What the fonts' codes stand for, by the name that pages use. None: codes of two bytes that nobody explains."""
    fonts: Fonts = {}
    for one in found.values():
        elsewhere = [found[n].head for n in re.findall(rb"/Font\s+(\d+)\s+\d+\s+R", one.head) if n in found]
        for resources in (*re.findall(rb"/Font\s*<<(.*?)>>", one.head, re.DOTALL), *elsewhere):
            for name, number in re.findall(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R", resources):
                font = found.get(number)
                if font is None:
                    continue
                told = re.search(rb"/ToUnicode\s+(\d+)\s+\d+\s+R", font.head)
                cmap = found.get(told[1]) if told else None
                if cmap is not None and cmap.stream:
                    fonts[name] = _cmap(cmap.stream)
                elif re.search(rb"/Subtype\s*/Type0|/Subtype\s*/Type3|/Differences", font.head):
                    fonts[name] = None
    return fonts


def _cmap(stream: bytes) -> dict[int, str]:
    codes: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            codes[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", stream, re.DOTALL):
        for low, high, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for n in range(min(int(high, 16) - int(low, 16) + 1, 65_536)):
                codes[int(low, 16) + n] = chr(int(text, 16) + n)
    return codes


def _properties(one: _Object, place: str) -> Items:
    if re.search(rb"/(?:JavaScript|JS|Launch|RichMedia)\b", one.head):
        yield Finding(UNREAD, place)
    for name, said in STRING.findall(one.head):
        if name not in TECHNICAL:
            yield Note(f"{place}, {name.decode('latin-1')}", _decoded(_bytes(said)))
        elif name in (b"Producer", b"Creator"):
            yield Note(f"{place}, {name.decode('latin-1')}", re.sub(r"\d+(\.\d+)+", "", _decoded(_bytes(said))))


def _bytes(said: bytes) -> bytes:
    if said[:1] == b"<":
        digits = re.sub(rb"\s", b"", said[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    short = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b""}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda m: bytes([int(m[1], 8) & 255]) if m[1][:1].isdigit() else short.get(m[1], m[1]),
        said[1:-1],
        flags=re.DOTALL,
    )


def _decoded(text: bytes) -> str:
    return text[2:].decode("utf-16-be", "replace") if text[:2] == b"\xfe\xff" else text.decode("latin-1")


@dataclass
class _Pen:
    """Where a page's text stands and what is drawn, as its operators are worked off."""

    texts: list[Label] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)


def _page(stream: bytes, place: str, fonts: Fonts, said: list[str] | None = None) -> Items:
    pen = _Pen()
    wrong = _worked_off(stream, fonts, pen)
    if wrong or len(pen.boxes) > MOST_BOXES:
        yield Finding("a text that cannot be read", place)
    if said is not None:
        said.append("".join(label.text for label in pen.texts))
        pen.texts.clear()
    lines: dict[int, list[Label]] = {}
    for label in pen.texts:
        row = next((y for y in lines if abs(y - label.y) <= 2), round(label.y))
        lines.setdefault(row, []).append(label)
    above: tuple[str, ...] = ()
    for line in lines.values():
        texts = [plain(label.text) for label in sorted(line, key=lambda one: one.x) if plain(label.text)]
        joined = " ".join(texts)
        if any(alone(t) for t in texts) and len(texts) > 1:
            names = tuple(t for t in texts if alone(t) is None)
            for text in texts:
                if alone(text):
                    yield Entry(place, text, (*names, *above), " ".join(above))
                elif DIGIT.search(text):
                    yield Words(place, text, None, "", True, above)
        elif DIGIT.search(joined):
            yield Words(place, joined, None, "", True, above)
        if not any(alone(t) for t in texts):
            above = (joined,)
    if 0 < len(pen.boxes) <= MOST_BOXES:
        yield Drawing(place, tuple(pen.boxes), tuple(label for label in pen.texts if alone(label.text) is None), tuple(pen.points))


def _worked_off(stream: bytes, fonts: Fonts, pen: _Pen) -> bool:
    """Work off the operators; True where some text could not be read."""
    known: list[bytes] = []
    line = [0.0, 0.0]
    size, leading, font, shift, wrong = 1.0, 0.0, b"", [(1.0, 1.0, 0.0, 0.0)], False
    wrong = bool(TOKEN.sub(b"", stream).strip())
    for token in TOKEN.findall(stream):
        if not token[:1].isalpha() and token not in (b"'", b'"') or token in (b"true", b"false", b"null"):
            known.append(token)
            continue
        n = [float(t) for t in known if re.fullmatch(rb"[-+]?\d*\.?\d+", t)]
        sx, sy, dx, dy = shift[-1]
        if token == b"q":
            shift.append(shift[-1])
        elif token == b"Q":
            shift = shift[:-1] or [(1.0, 1.0, 0.0, 0.0)]
        elif token == b"cm" and len(n) >= 6:
            shift[-1] = (sx * n[-6], sy * n[-3], sx * n[-2] + dx, sy * n[-1] + dy)
        elif token == b"BT":
            line = [0.0, 0.0]
        elif token == b"Tf" and known:
            font, size = next((t[1:] for t in known if t[:1] == b"/"), b""), n[-1] if n else 1.0
        elif token in (b"Td", b"TD") and len(n) >= 2:
            line = [line[0] + n[-2], line[1] + n[-1]]
            leading = -n[-1] if token == b"TD" else leading
        elif token == b"TL" and n:
            leading = n[-1]
        elif token == b"Tm" and len(n) >= 6:
            line = [n[-2], n[-1]]
        elif token == b"T*":
            line[1] -= leading
        elif token in (b"Tj", b"TJ", b"'", b'"'):
            if token in (b"'", b'"'):
                line[1] -= leading
            text, fine = _shown(known, fonts, font)
            wrong |= not fine
            pen.texts.append(Label(line[0] * sx + dx, line[1] * sy + dy, text))
            line[0] += len(text) * size * 0.5
        elif token == b"re" and len(n) >= 4:
            x, y, w, h = n[-4:]
            pen.boxes.append(Box((x + w / 2) * sx + dx, (y + h / 2) * sy + dy, abs(w * sx), abs(h * sy)))
        elif token in (b"m", b"l") and len(n) >= 2:
            pen.points.append((n[-2] * sx + dx, n[-1] * sy + dy))
        elif token == b"BI":
            wrong = True
        known.clear()
    return wrong


def _shown(tokens: list[bytes], fonts: Fonts, font: bytes) -> tuple[str, bool]:
    codes = fonts.get(font, {})
    text, fine = "", True
    for token in tokens:
        if token[:1] == b"(" or token[:1] == b"<" and token != b"<<":
            raw = _bytes(token)
            if codes is None:
                fine = fine and not raw
            elif codes:
                wide = 2 if max(codes) > 255 or (token[:1] == b"<" and len(raw) % 2 == 0 and b"\0" in raw) else 1
                marks = [int.from_bytes(raw[i : i + wide], "big") for i in range(0, len(raw), wide)]
                fine = fine and all(m in codes for m in marks)
                text += "".join(codes.get(m, "") for m in marks)
            else:
                fine = fine and not CODED.search(raw)
                text += _decoded(raw)
        elif re.fullmatch(rb"-?\d*\.?\d+", token) and float(token) < -200:
            text += " "
    return text, fine
