"""Reads what is written inside pictures (PNG, JPEG): texts, properties, and bytes after the picture's end."""

import re
import zlib

from pipelines.disclosure_control.audit.files.items import Finding, Items, Note

MOST = 1 << 20
SHAPES = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"tIME", b"acTL",
    b"fcTL", b"fdAT", b"cICP",
}  # fmt: skip
BROKEN, AFTER = "a file that cannot be read", "bytes that belong to no part of the file"


def png(content: bytes, place: str) -> Items:
    at = 8
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            break
        where = f"{place}, {kind.decode('ascii', 'replace')}"
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _texts(kind, body, where)
        elif kind == b"eXIf":
            yield from _strings(body, where)
        elif kind == b"iCCP":
            yield Note(where, body.partition(b"\0")[0].decode("latin-1"))
        elif kind not in SHAPES:
            yield Finding("a part that cannot be read", where)
        at += 12 + size
        if kind == b"IEND":
            if at != len(content):
                yield Finding(AFTER, place)
            return
    yield Finding(BROKEN, place)


def _texts(kind: bytes, body: bytes, where: str) -> Items:
    name, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        text = rest
    elif kind == b"zTXt":
        text = _inflated(rest[1:])
    else:
        packed, rest = rest[:1] == b"\1", rest[2:]
        language, _, rest = rest.partition(b"\0")
        translated, _, rest = rest.partition(b"\0")
        text = (_inflated(rest) or b"") if packed else rest
        name += b" " + language + b" " + translated
    if text is None:
        yield Finding(BROKEN, where)
        return
    yield Note(where, f"{name.decode('latin-1')}: {text.decode('utf-8', 'replace')}")


def _inflated(body: bytes) -> bytes | None:
    try:
        found = zlib.decompressobj()
        text = found.decompress(body, MOST)
    except zlib.error:
        return None
    return None if found.unconsumed_tail else text


def jpeg(content: bytes, place: str) -> Items:
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            break
        kind = content[at + 1]
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        body = content[at + 4 : at + 2 + size]
        where = f"{place}, part {kind:X}"
        if size < 2 or len(body) < size - 2:
            break
        if kind == 0xFE:
            yield Note(where, body.decode("utf-8", "replace"))
        elif 0xE1 <= kind <= 0xEF and kind != 0xEE:
            yield from _strings(body, where)
        at += 2 + size
        if kind == 0xDA:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                break
            if end + 2 != len(content):
                yield Finding(AFTER, place)
            return
    yield Finding(BROKEN, place)


def _strings(body: bytes, where: str) -> Items:
    """Readable texts in a part that has its own form."""
    for found in re.findall(rb"[\x20-\x7e]{4,}", body):
        yield Note(where, found.decode("ascii"))
    for found in re.findall(rb"(?:[\x20-\x7e]\x00){4,}", body):
        yield Note(where, found.decode("utf-16-le"))
