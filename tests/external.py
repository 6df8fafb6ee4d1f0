"""Figures of others, drawn as the lines of facts/external.csv."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.protection.external import External, read

FILE = Path("facts") / "external.csv"


def written(folder: Path, drawn: str) -> Path:
    """A drawn table as the file; `source` and `date` need not be drawn."""
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    header, *lines = ([f.strip() for f in line.split("|")] for line in drawn.strip().splitlines())
    rows = [["published_by", "published_on", *header], *(["State report", "2025-03-31", *line] for line in lines)]
    path.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    return path


def facts(folder: Path, agreed: Mapping[str, Any], drawn: str) -> tuple[External, ...]:
    return read(written(folder, drawn), agreed)
