"""The page a task force member opens: what was counted, who reported, what is withheld and why."""

import os
from pathlib import Path

from reports.dashboard.page import page
from reports.dashboard.publication import PublicationError, read

__all__ = ["PAGE", "PublicationError", "build"]

PAGE = "dashboard.html"


def build(folder: Path, into: Path | None = None) -> str:
    """Write `dashboard.html` from the files of a publication folder, into that folder or another, and return its text.

    Raises:
        PublicationError: a file of the folder is missing or is not of the agreed form.
    """
    html = page(read(folder))
    target = (into or folder) / PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{PAGE}.{os.getpid()}")
    half.write_text(html, encoding="utf-8", newline="\n")
    half.replace(target)  # a reader never opens a half-written page
    return html
