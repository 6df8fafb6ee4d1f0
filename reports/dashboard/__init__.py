"""The page a task force member opens: what was counted, who reported, what is withheld and why."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from reports.dashboard.about import Around
from reports.dashboard.page import BESIDE, FOLDER, PAGE, pages
from reports.dashboard.promises import TABLE as ACTIONS
from reports.dashboard.promises import Promise, promised
from reports.dashboard.publication import PublicationError, read
from schemas.mou import Memorandum

__all__ = ["ACTIONS", "Around", "FOLDER", "PAGE", "Promise", "PublicationError", "build", "promised"]


def build(
    folder: Path,
    into: Path | None = None,
    before: Path | None = None,
    memorandum: Memorandum | None = None,
    promises: Sequence[Promise] = (),
    around: Around | None = None,
) -> str:
    """Write `dashboard.html` from the files of a publication folder, into that folder or another, and return its text.

    A large publication gets a page for each theme besides, in the folder `dashboard`. `before` is the folder of the
    last publication, against which this one is held; `memorandum` has the clauses and what shows that they were kept; `promises`
    are the actions of the task force (see `promised`); `around` is what the agreement says of contact and due days.

    Raises:
        PublicationError: a file of the folder is missing or is not of the agreed form.
    """
    publication = read(folder)
    there = [name for name in BESIDE if (folder / name).is_file()]
    made, target = pages(publication, read(before) if before else None, memorandum, there, promises, around), into or folder
    half = target / f".{FOLDER}.{os.getpid()}"
    for name, html in made.items():
        (half / name).parent.mkdir(parents=True, exist_ok=True)
        (half / name).write_text(html, encoding="utf-8", newline="\n")
    shutil.rmtree(target / FOLDER, ignore_errors=True)
    if (half / FOLDER).is_dir():
        (half / FOLDER).replace(target / FOLDER)
    (half / PAGE).replace(target / PAGE)  # last, so that a reader never opens a half-written page
    half.rmdir()
    return made[PAGE]
