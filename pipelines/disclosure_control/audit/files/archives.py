"""Opens archives (ZIP) within limits: nothing is unpacked that is larger than agreed, and no byte stands outside of their members."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from pipelines.disclosure_control.audit.files.items import Finding, Inside, Items, Note

MOST_BYTES = 64 << 20
MOST_MEMBERS = 20_000
TOO_LARGE, BROKEN = "a file that is too large to be read", "a file that cannot be read"


@dataclass(frozen=True)
class Opened:
    members: dict[str, bytes]
    found: tuple[Finding | Note, ...]


def opened(content: bytes, place: str) -> Opened:
    found: list[Finding | Note] = []
    members: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_MEMBERS or sum(i.file_size for i in infos) > MOST_BYTES:
                return Opened({}, (Finding(TOO_LARGE, place),))
            if archive.comment:
                found.append(Note(f"{place}, comment", archive.comment.decode("utf-8", "replace")))
            room = MOST_BYTES
            for info in infos:
                if info.comment:
                    found.append(Note(f"{place}, comment of a member", info.comment.decode("utf-8", "replace")))
                if info.flag_bits & 1:
                    return Opened({}, (Finding("a file that is locked", place),))
                if info.is_dir():
                    continue
                with archive.open(info) as member:
                    body = member.read(room + 1)
                room -= len(body)
                if room < 0:
                    return Opened({}, (Finding(TOO_LARGE, place),))
                if info.filename in members:
                    found.append(Finding("the same name twice", place))
                members[info.filename] = body
            if _uncounted(content, infos):
                found.append(Finding("bytes that belong to no part of the file", place))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, MemoryError):
        return Opened({}, (Finding(BROKEN, place),))
    return Opened(members, tuple(found))


def _uncounted(content: bytes, infos: list[zipfile.ZipInfo]) -> bool:
    """Whether there are bytes before, between or after what the directory lists."""
    at = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset - at > 24:  # a member may be followed by a short record of its size
            return True
        head = content[info.header_offset : info.header_offset + 30]
        at = info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little") + info.compress_size
    directory = content.find(b"PK\x01\x02", at)
    if infos and (directory < 0 or directory - at > 24):
        return True
    end = content.rfind(b"PK\x05\x06")
    return end < 0 or end + 22 + int.from_bytes(content[end + 20 : end + 22], "little") != len(content)


def read(content: bytes, place: str) -> Items:
    archive = opened(content, place)
    yield from archive.found
    for name, body in archive.members.items():
        yield Inside(place, name, body)
