"""Attacks the bytes of a publication folder: every file, of every kind, for numbers that cells.csv does not publish.

A reader for each kind yields what stands where, with the labels beside it; one judge compares it with what is published.
Nothing here knows a withheld number. A file that cannot be read, and a kind of file that nobody can attack, is a finding.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipelines.disclosure_control.audit.files import archives, columns, kinds, own, paper, residents, scripts
from pipelines.disclosure_control.audit.files.items import Finding, Inside, Item, Note, Script
from pipelines.disclosure_control.audit.files.judge import Judge
from pipelines.disclosure_control.audit.files.known import Known
from pipelines.disclosure_control.audit.files.numbers import DATE, TELLING
from pipelines.disclosure_control.audit.read import Folder
from pipelines.disclosure_control.audit.shown import Leak

MOST_BYTES = 64 << 20
MOST_FILES = 5_000
MOST_FINDINGS = 500
DEEP = 3
AGAIN = {"cells.parquet": columns.twin, "changes.csv": own.some_lines, "report.pdf": paper.twin}
"""Files that say again what another file says, or do not leave."""
Found = tuple[tuple[str, Finding], ...]


def in_files(folder: Path, said: Folder) -> Iterator[Leak]:
    """Leaks in a publication's files. What is found, and where, is in the leak's key, which is confidential."""
    files, found = _listed(folder)
    contents = []
    for name in files:
        path = folder / name
        if path.stat().st_size > MOST_BYTES:
            found.append((name, Finding("a file that is too large to be read", "")))
        else:
            contents.append((name, path.read_bytes()))
    for name, finding in (*found, *_examined(_Contents(tuple(contents), said))):
        key = (("file", name), ("place", finding.place), ("found", finding.detail))
        yield Leak(finding.kind, key, said.name)


def _listed(folder: Path) -> tuple[list[str], list[tuple[str, Finding]]]:
    found: list[tuple[str, Finding]] = []
    files = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.append((name, Finding("a link in place of a file", "")))
        elif path.is_file():
            files.append(name)
        elif not path.is_dir():
            found.append((name, Finding("a kind of file that cannot be attacked", "")))
    if len(files) > MOST_FILES:
        found.append(("", Finding("more files than can be read", "")))
    return files[:MOST_FILES], found


class _Contents:
    """A publication's bytes; equal bytes are examined once in a run."""

    def __init__(self, files: tuple[tuple[str, bytes], ...], said: Folder) -> None:
        self.files, self.said = files, said
        whole = hashlib.sha256()
        for name, content in files:
            whole.update(f"{name}\0{len(content)}\0".encode())
            whole.update(content)
        self.fingerprint = whole.digest()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Contents) and self.fingerprint == other.fingerprint


@lru_cache(maxsize=4)
def _results(contents: _Contents) -> Found:
    about = json.loads(dict(contents.files).get("publication.json", b"{}"))
    known = Known(contents.said, about if isinstance(about, dict) else {})
    found: list[tuple[str, Finding]] = []
    public = residents.described(known.about.get("residents"), contents.said.measures, "publication.json, residents")
    found += [("publication.json", finding) for finding in Judge(known).findings(public)]
    files = dict(contents.files)
    for name, content in contents.files:
        for finding in _one(name, content, known, files):
            found.append((name, finding))
            if len(found) >= MOST_FINDINGS:
                return tuple(found)
    return tuple(found)


def _examined(contents: _Contents) -> Found:
    found = _results(contents)
    contents.files = ()  # what is remembered is the result, not the bytes
    return found


def _one(name: str, content: bytes, known: Known, files: Mapping[str, bytes]) -> Iterator[Finding]:
    judge = Judge(known)
    try:
        again = AGAIN.get(name)
        read = again(content, name, files) if again else kinds.read(name, content, name, known.said.measures, "/" not in name)
        items = _unpacked(read, known, 1)
        yield from judge.findings([*_named(name, known), *items])
    except Exception:  # whatever a file does to its reader, it does not leave
        yield Finding("a file that cannot be read", name)


def _unpacked(items: Iterable[Item], known: Known, depth: int) -> Iterator[Item]:
    """The items with those of files that a file carries."""
    for item in items:
        if isinstance(item, Script):
            yield from scripts.judged(item, known)
        elif not isinstance(item, Inside):
            yield item
        elif depth >= DEEP:
            yield Finding("a file that is too deep to be read", item.place)
        else:
            place = f"{item.place}, {item.name}"
            yield from _named(item.name, known)
            yield from _unpacked(kinds.read(item.name, item.content, place, known.said.measures, False), known, depth + 1)


def _named(name: str, known: Known) -> Iterator[Item]:
    """A file's name may hold a period, a date, a version and the words of the agreements."""
    if PurePosixPath(name).stem in known.said.measures:
        return
    for part in PurePosixPath(name.replace("_", " ")).parts:
        bare = re.sub(r"\d{4}-Q[1-4](?:-v\d+)?|(?<![\d])(?:19|20)\d\d(?!\d)|\bv\d+", " ", DATE.sub(" ", part))
        stem = PurePosixPath(bare).stem
        if TELLING.search(stem.replace("_", " ").replace("-", " ")):
            yield Finding("a word that tells why a number is withheld", f"the name {name}", part)
        yield Note(f"the name {name}", re.sub(r"[_\-.]+", " ", re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", stem)))


__all__ = ["archives", "in_files"]
