"""Small things on disk that must be there whole, and read by nobody else."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner may read, on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
