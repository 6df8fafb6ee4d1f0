"""Takes a file's bytes from the disk, unless it is larger than any quarter can be."""

from pathlib import Path

from pipelines.desk.reader import LARGEST


def whole(path: Path) -> bytes:
    """The file's bytes. For a file that is too large, as many zeros as are refused: they take no room, and it is not read."""
    with path.open("rb") as file:
        if path.stat().st_size > LARGEST:
            return bytes(LARGEST + 1)
        return file.read(LARGEST + 1)
