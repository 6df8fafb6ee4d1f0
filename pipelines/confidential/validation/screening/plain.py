"""Tells a file that is certainly a plain table (one header row, one line for each row, commas) and gives it out in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.desk import headers, reader
from pipelines.desk.findings import Unreadable
from pipelines.desk.grid import Grid
from schemas import Contract, Schemas

_HOW = "comma-separated, UTF-8, header in row 1"
TOP = 70_000  # bytes by which the desk tells separator and header; it looks at 60,000 letters
AT_ONCE = 8 << 20
_ENDS = b"\x1a\r\n"
_LONGEST_END = 4_096


class NotPlain(Exception):
    """The desk has to read the whole file. Nothing is said of why, since that might quote the file."""


@dataclass(frozen=True)
class PlainFile:
    """`names` are the contract's columns in the order of the file; `begin` and `end` the place of its rows among the bytes."""

    content: bytes
    grid: Grid
    names: tuple[str, ...]
    begin: int
    end: int

    @staticmethod
    def of(content: bytes, contract: Contract, schemas: Schemas) -> "PlainFile":
        """The desk reads the top of the file, and must have nothing to say of it.

        Raises:
            NotPlain: it has, or the file is too large.
        """
        end = _end(content)
        if len(content) > reader.LARGEST:
            raise NotPlain
        top = content[:end] if end <= TOP else content[: content.find(b"\n", TOP) + 1]
        try:
            grid = reader.read(top, contract, schemas)
        except Unreadable:
            raise NotPlain from None
        heads = headers.read(grid, contract, schemas)
        begin = content.find(b"\n") + 1
        first = content[:begin].count(b",") + 1, content[:begin].count(b'"') % 2
        complete = set(heads.places) == set(contract.columns) and len(grid.header) == len(contract.columns)
        if grid.how != _HOW or grid.findings or grid.asides or heads.findings or not complete or not begin:
            raise NotPlain
        if first != (len(contract.columns), 0) or list(grid.numbers[:1]) != [2] or begin >= end:
            raise NotPlain
        return PlainFile(content, grid, tuple(sorted(heads.places, key=heads.places.__getitem__)), begin, end)

    def pieces(self) -> Iterator[bytes]:
        """Some megabytes of whole lines at a time, so that never much of the file is in memory twice."""
        at = self.begin
        while at < self.end:
            cut = self.content.find(b"\n", at + AT_ONCE, self.end)
            until = self.end if cut < 0 else cut + 1
            yield self.content[at:until]
            at = until


def _end(content: bytes) -> int:
    """Where the last row ends; line ends and the end mark of old systems after it say nothing."""
    tail = content[-_LONGEST_END:]
    said = tail.rstrip(_ENDS)
    if not said:
        raise NotPlain
    return len(content) - len(tail) + len(said)
