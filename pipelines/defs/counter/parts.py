"""A file comes over a bad line: in parts, each of which lies encrypted on the disk before it is acknowledged, until the last is there."""

import re
import shutil
import time
from datetime import timedelta
from pathlib import Path

import polars as pl

from pipelines.confidential.store.frames import Frames
from pipelines.defs.answers import handing_over
from pipelines.defs.counter.opened import LARGEST, WAITING, Counter, known

PART = 16_000_000  # bytes of one part, at most; a browser sends smaller ones once the line broke
KEPT = timedelta(days=1)  # so long the first parts wait for the others
_SHELF, _ROW = "arriving", 1 << 20
_PART = re.compile(r"(\d{9})-(\d{9})")


def came(counter: Counter, ticket: str) -> int:
    """How many bytes of a file are here, from its beginning and without a gap."""
    return max((until for until, _ in _in_order(_folder(counter, ticket))), default=0)


def lay_down(counter: Counter, ticket: str, at: int, content: bytes) -> int:
    """Keep a part that begins at a place of the file, if it is the next; how many bytes are here then."""
    here = came(counter, ticket)
    if at != here or not 0 < len(content) <= PART or at + len(content) > LARGEST:
        return here
    until = at + len(content)
    with handing_over(counter.workspace.confidential):
        counter.office().frames.save(_in_rows(content), _SHELF, known(ticket), f"{at:09}-{until:09}", row_by_row=True)
    return until


def content(frames: Frames, ticket: str) -> bytes:
    """All that came of a file, in its order."""
    names = [name for _, name in _in_order(frames.confidential / _SHELF / ticket)]
    return b"".join(row for name in names for row in frames.load(_SHELF, ticket, name)["content"])


def forget(counter: Counter, ticket: str) -> None:
    shutil.rmtree(_folder(counter, ticket), ignore_errors=True)


def arriving(counter: Counter) -> list[str]:
    """The tickets of files of which parts are here. Where none came for a day, and the last is missing, they are thrown away."""
    place = counter.workspace.confidential
    oldest, shelf = time.time() - KEPT.total_seconds(), place / _SHELF
    for folder in shelf.glob("*"):
        if folder.stat().st_mtime < oldest and not (place / WAITING / f"{folder.name}.parquet").exists():
            shutil.rmtree(folder, ignore_errors=True)
    return sorted(folder.name for folder in shelf.glob("*"))


def _in_rows(content: bytes) -> pl.DataFrame:
    """A long text in one row would take several times its size while it is written."""
    rows = [content[at : at + _ROW] for at in range(0, len(content), _ROW)]
    return pl.DataFrame({"content": rows}, schema={"content": pl.Binary})


def _folder(counter: Counter, ticket: str) -> Path:
    return counter.workspace.confidential / _SHELF / known(ticket)


def _in_order(folder: Path) -> list[tuple[int, str]]:
    """Where each part ends, and its name: those that follow each other from the beginning of the file without a gap."""
    named = sorted((int(m[1]), int(m[2]), m[0]) for p in folder.glob("*.parquet") if (m := _PART.fullmatch(p.stem)))
    found, end = list[tuple[int, str]](), 0
    for start, until, name in named:
        if start == end:
            end = until
            found.append((until, name))
    return found
