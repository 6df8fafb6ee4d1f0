"""Two made-up publications one after the other, with all that lies beside the dashboard in the second; written once for a test file."""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import drawing
from schemas.files import SHIPPED
from tests.reports.sample import Sample

OWN = ("cells.csv", "measures.json", "publication.json")


@dataclass(frozen=True)
class Two:
    before: Path
    now: Path


def two(folder: Path) -> Two:
    """The second is a quarter later; besides, one of its numbers is revised, one is first shown and one is marked otherwise."""
    made = Two(Sample(first="2025-Q1", last="2025-Q3").write(folder / "2025-Q3-v1"), folder / "2025-Q4-v1")
    Sample(first="2025-Q1", last="2025-Q4").write(made.now)
    said = json.loads((made.now / "publication.json").read_text("utf-8"))
    (made.now / "publication.json").write_text(json.dumps({**said, "licence": "CC-BY-4.0"}), "utf-8")
    _continued(made)
    drawing.draw(made.now, drawing.Agreement.of((SHIPPED,)), made.before)
    return made


def _continued(made: Two) -> None:
    """The first publication says what the second says, but for three lines."""
    heading, later = lines(made.now / "cells.csv")
    known = [row for row in later if row[1] in ("2025-Q1", "2025-Q2", "2025-Q3")]
    shown = [row for row in known if row[-1] == ""]
    other = next(row for row in known if row[-1] == "x")
    changed = {id(shown[0]): ("7331", ""), id(shown[1]): ("", "c"), id(other): ("", "m")}
    with (made.before / "cells.csv").open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, lineterminator="\n")
        write.writerow(heading)
        write.writerows([*row[:-2], *changed.get(id(row), row[-2:])] for row in known)


def lines(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return heading, rows


def found(folder: Path) -> set[str]:
    """What the attacker has to say of a folder's files."""
    return {leak.kind for leak in in_files(folder, read.folder(folder))}


def alone(publication: Path, into: Path, name: str, content: bytes) -> Path:
    """The publication with one more file only, so that the attacker is quick."""
    into.mkdir()
    for own in OWN:
        shutil.copyfile(publication / own, into / own)
    (into / name).parent.mkdir(parents=True, exist_ok=True)
    (into / name).write_bytes(content)
    return into
