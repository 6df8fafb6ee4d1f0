"""The older container of office files: a little file system in one file, of which every stream is taken out."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 5_000
_END = 0xFFFFFFFA  # from here on a number is a mark and no sector
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True)
class Compound:
    """`streams` by name, wherever they lie; `storages` are the names of the folders."""

    streams: dict[str, bytes]
    storages: frozenset[str]


def opened(content: bytes) -> Compound:
    """Raises ValueError or struct.error where the file does not hold together."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if content[:8] != MAGIC or shift not in (9, 12) or small_shift != 6:
        raise ValueError
    size = 1 << shift
    first_folder, _, cutoff, first_small = struct.unpack_from("<IIII", content, 48)
    table = _table(content, size)
    folder = _joined(content, _chain(first_folder, table), size, size)
    if len(folder) // 128 > _MOST_ENTRIES:
        raise ValueError
    entries = [_entry(folder[at : at + 128]) for at in range(0, len(folder) - 127, 128)]
    small_table = _numbers(_joined(content, _chain(first_small, table), size, size))
    roots = [e for e in entries if e[1] == _ROOT]
    if len(roots) != 1:
        raise ValueError
    small = _joined(content, _chain(roots[0][2], table), size, size)
    streams: dict[str, bytes] = {}
    for name, kind, first, length in entries:
        if kind == _STREAM:
            if length > len(content):
                raise ValueError
            chain, of, wide = (_chain(first, table), content, size) if length >= cutoff else (_chain(first, small_table), small, 64)
            data = _joined(of, chain, wide, wide if of is content else 0)[:length]
            if len(data) < length or (name in streams and name in ("Workbook", "Book")):
                raise ValueError
            streams[name] = data
    return Compound(streams, frozenset(name for name, kind, _, _ in entries if kind == _STORAGE))


def _table(content: bytes, size: int) -> list[int]:
    """Which sector follows on which."""
    (count,) = struct.unpack_from("<I", content, 44)
    first, more = struct.unpack_from("<II", content, 68)
    sectors = list(struct.unpack_from("<109I", content, 76))
    seen = 0
    while first < _END:
        seen += 1
        part = _numbers(content[(first + 1) * size : (first + 2) * size])
        if seen > more or not part:
            raise ValueError
        sectors += part[:-1]
        first = part[-1]
    used = [s for s in sectors if s < _END][:count]
    if len(used) * size > len(content):
        raise ValueError
    return [n for s in used for n in _numbers(content[(s + 1) * size : (s + 2) * size])]


def _chain(first: int, table: list[int]) -> Iterator[int]:
    for _ in range(len(table) + 1):
        if first >= _END:
            return
        yield first
        if first >= len(table):
            raise ValueError
        first = table[first]
    raise ValueError  # it goes round in a circle


def _joined(content: bytes, chain: Iterator[int], size: int, before: int) -> bytes:
    return b"".join(content[before + s * size : before + (s + 1) * size] for s in chain)


def _numbers(data: bytes) -> list[int]:
    return [n for (n,) in struct.iter_unpack("<I", data[: len(data) // 4 * 4])]


def _entry(data: bytes) -> tuple[str, int, int, int]:
    length, kind = struct.unpack_from("<HB", data, 64)
    first, size = struct.unpack_from("<II", data, 116)
    return data[: max(length - 2, 0)].decode("utf-16-le", "replace") if length <= 64 else "", kind, first, size
