"""A folder that is complete or not there: made aside, flushed to disk, then moved into place in one step."""

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def made_aside(target: Path, *, replace: bool = False) -> Generator[Path]:
    """Work in a hidden folder beside `target`; on success it becomes `target`, on failure nothing changes.

    Raises:
        FileExistsError: `target` is there already and `replace` is not asked for.
    """
    if target.exists() and not replace:
        raise FileExistsError(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    aside.mkdir()
    try:
        yield aside
        flush(aside)
        if target.exists():
            old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
            target.rename(old)
            aside.rename(target)
            shutil.rmtree(old)
        else:
            aside.rename(target)
        flush_folder(target.parent)
    finally:
        if aside.exists():
            clear(aside)


def clear(folder: Path) -> None:
    """Take a folder away, also one that was closed already when somebody was stopped: only an open folder can be emptied."""
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink())):
        with suppress(OSError):
            path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader sees all of it or none of it."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def flush(folder: Path) -> None:
    """See to it that everything in a folder is on the disk before it is given its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
