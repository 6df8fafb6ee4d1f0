"""The shelf of publications: drafts that a steward looks at, and what was published, which never changes again."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.publication import cells, latest
from pipelines.publication.folder import made_aside, write_whole
from pipelines.publication.manifest import NAME, manifest, rendered
from pipelines.publication.table import ProtectedTable

WITHDRAWN = "withdrawn.json"
_PUBLICATION = re.compile(r"(\d{4}-Q[1-4])-v(\d+)")


def publications(shelf: Path) -> list[str]:
    """The names of the publications on a shelf, oldest first."""
    found = [m for p in shelf.glob("*") if p.is_dir() and (m := _PUBLICATION.fullmatch(p.name))]
    return [m[0] for m in sorted(found, key=lambda m: (m[1], int(m[2])))]


def next_name(published: Path, quarter: str) -> str:
    """The name a new publication of this quarter gets: the first version that was not published yet."""
    taken = [int(m[2]) for n in publications(published) if (m := _PUBLICATION.fullmatch(n)) and m[1] == quarter]
    return f"{quarter}-v{max(taken, default=0) + 1}"


def quarter_of(publication: str) -> str:
    """Raises ValueError when this is not a publication's name."""
    found = _PUBLICATION.fullmatch(publication)
    if not found:
        raise ValueError(f"{publication!r} is not a publication; write one like 2026-Q3-v1")
    return found[1]


def save_draft(
    drafts: Path,
    publication: str,
    tables: Sequence[ProtectedTable],
    structure: Mapping[str, Any],
    facts: Mapping[str, Any],
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """A draft's folder with its cells, how they hang together, and who reported. An older draft of the name is replaced.

    `more`: other files that count no young people, by their names.
    """
    target = drafts / publication
    with made_aside(target, replace=True) as folder:
        cells.write(tables, folder / "cells.csv")
        write_whole(folder / "measures.json", rendered(structure))
        write_whole(folder / "publication.json", rendered(facts))
        for name, content in (more or {}).items():
            write_whole(folder / name, content)
    return target


def earlier_cells(published: Path) -> list[pl.DataFrame]:
    """The cells of everything published so far, oldest first: what readers already know."""
    return [cells.read(published / name / "cells.csv") for name in publications(published)]


def last_structure(published: Path) -> tuple[str, Mapping[str, Any]] | None:
    """The newest publication that still stands, and how its measures were defined; None where there is none."""
    names = standing(published)
    path = published / names[-1] / "measures.json" if names else None
    return (names[-1], json.loads(path.read_bytes())["measures"]) if path and path.is_file() else None


def is_made_up(published: Path, publication: str) -> bool:
    """Whether it says of itself that its county is made up."""
    path = published / publication / "publication.json"
    return not path.is_file() or bool(json.loads(path.read_bytes()).get("demo", True))


def anchors(published: Path) -> dict[str, str]:
    """The states of the ledger that the manifests on a shelf print, by publication: the ledger must still lead to each."""
    paths = {name: published / name / NAME for name in publications(published)}
    said = {name: json.loads(path.read_bytes()).get("ledger") for name, path in paths.items() if path.is_file()}
    return {name: head for name, head in said.items() if head}


def withdrawn(published: Path) -> dict[str, dict[str, Any]]:
    """The notices of publications that were taken back, by name."""
    path = published / WITHDRAWN
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def standing(published: Path) -> list[str]:
    """The names of the publications that were not taken back, oldest first."""
    gone = withdrawn(published)
    return [name for name in publications(published) if name not in gone]


def withdraw(published: Path, publication: str, notice: Mapping[str, Any]) -> None:
    """Leave a notice, and point at the newest publication that still stands. The files stay, for whoever checks them."""
    write_whole(published / WITHDRAWN, rendered({**withdrawn(published), publication: dict(notice)}))
    point(published)


def point(published: Path) -> None:
    """Set the pointer to the newest publication that still stands."""
    still = standing(published)
    latest.point(published, still[-1] if still else None)


def publish(draft: Path, published: Path, facts: Mapping[str, Any], public_key: str, sign: Callable[[bytes], str]) -> Path:
    """Move a draft's files to the published shelf, with a signed manifest, in one step. Nobody sees it half there.
    Then the pointer to the newest publication is set.

    Raises:
        FileExistsError: this publication is out already; a correction is a new version.
    """
    target = published / draft.name
    with made_aside(target) as folder:
        for path in sorted(p for p in draft.rglob("*") if p.is_file() and not p.is_symlink()):
            place = folder / path.relative_to(draft)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        write_whole(folder / NAME, manifest(folder, facts, public_key, sign))
        for path in folder.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
    point(published)
    shutil.rmtree(draft)
    return target
