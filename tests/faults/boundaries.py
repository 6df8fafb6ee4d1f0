"""The places where a command touches the disk, counted as it comes by them, so that something can go wrong at exactly one of them."""

import errno
import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

PAGES = "safecount.pages"
"""What a command says in a fork when it starts the public side."""

_HERE = Path(__file__).parents[2]
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate", "shutil.rmtree", "sqlite3.connect")
_LOOKS = ("os.listdir", "os.scandir")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Boundary:
    """The `number`-th time that a command came by the disk: what it was about to do, and the line of ours that does it."""

    number: int
    what: str
    site: str

    @property
    def changes(self) -> bool:
        return self.what not in (*_LOOKS, "open to read", "parquet read")


def watch(place: Path, comes_by: Callable[[int, str], None]) -> None:
    """In a fork: tell of every opening, renaming, removing, flushing and locking in this folder before it is done."""
    inside, passed = str(place), [0]
    lock = threading.RLock()

    def by(what: str) -> None:
        with lock:
            passed[0] += 1
            number = passed[0]
        comes_by(number, what)

    def heard(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(given[0], str) and given[0].startswith(inside):
                by("open to write" if isinstance(given[2], int) and given[2] & _WRITES else "open to read")
        elif event == PAGES:
            by("pages asked for")
        elif (event in _CHANGES or event in _LOOKS) and any(str(g).startswith(inside) for g in given[:2]):
            by(event)

    sys.addaudithook(heard)
    _told_of(os, "fsync", "flush", by)
    _told_of(fcntl, "flock", "lock", by)
    _told_of(pl.DataFrame, "write_parquet", "parquet write", by)
    _told_of(pl, "scan_parquet", "parquet read", by)


def _told_of(owner: Any, name: str, what: str, by: Callable[[str], None]) -> None:
    """These are not in Python's list of audited events; they are wrapped."""
    work = getattr(owner, name)

    def told(*given: Any, **more: Any) -> Any:
        by(what)
        return work(*given, **more)

    setattr(owner, name, told)


def killed_at(place: Path, number: int, delay: float = 0) -> Callable[[], None]:
    """SIGKILL when the command comes by the disk for the `number`-th time, or so many seconds after it."""

    def now() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def comes_by(passed: int, _: str) -> None:
        if passed == number:
            if delay:
                threading.Timer(delay, now).start()
            else:
                now()

    return lambda: watch(place, comes_by)


def failing_at(place: Path, number: int, why: int = errno.EIO) -> Callable[[], None]:
    """An error of the disk, once."""

    def comes_by(passed: int, _: str) -> None:
        if passed == number:
            raise OSError(why, os.strerror(why))

    return lambda: watch(place, comes_by)


def counting(place: Path, into: Path) -> Callable[[], None]:
    """Nothing goes wrong; every boundary is noted in a file outside of the folder."""

    def trouble() -> None:
        notes = into.open("w", buffering=1, encoding="utf-8")
        watch(place, lambda number, what: notes.write(json.dumps([number, what, _site()]) + "\n") and None)

    return trouble


def noted(path: Path) -> list[Boundary]:
    return [Boundary(*json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _site() -> str:
    """The innermost line of the product that led here."""
    frame = sys._getframe(2)
    while frame:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_HERE) and "tests" not in file.parts and "site-packages" not in file.parts:
            return f"{file.relative_to(_HERE).as_posix()}:{frame.f_lineno}"
        frame = frame.f_back
    return "elsewhere"
