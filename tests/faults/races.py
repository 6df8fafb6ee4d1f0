"""Two files of the same agency and quarter that are sent at the same moment: one after the other, and exactly one is the last word."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.defs.office import Office
from pipelines.publication.receipt import Receipt
from tests.faults import county
from tests.faults.forked import Begun
from tests.faults.way import Way

AGENCY, EXTRACT = "sheriff", "law_enforcement_contacts"


@dataclass(frozen=True)
class Race:
    kind: str
    wrong: list[str]


def races(way: Way, many: int, seed: int = 1) -> Iterator[Race]:
    """In turn: two different files, twice the same file, and two that their sender numbered; in one county, and in fresh ones."""
    chance = random.Random(seed)
    whole = (way.before[0] / "sent" / county.SENT_BY_HAND).read_text(encoding="utf-8").splitlines(keepends=True)
    for turn in range(many):
        kind = ("different", "the same", "numbered")[turn % 3]
        place = county.copied(way.before[0], way.room / "race")
        files = _files(place, kind, whole, chance)
        begun = [Begun.now(_submit(place, f), way.room / f"said-{n}") for n, f in enumerate(files)]
        codes = [b.ended().code for b in begun]
        found = county.told(lambda place=place: _found(place), way.room)
        county.removed(place)
        yield Race(kind, ([f"exit codes {codes}"] if codes != [0, 0] else []) + _wrong(kind, found))


def _submit(place: Path, file: Path) -> tuple[str, ...]:
    return ("submit", str(file), "--workspace", str(place / "county"))


def _files(place: Path, kind: str, whole: list[str], chance: random.Random) -> list[Path]:
    """Two files in two folders; different ones lack another row each."""
    files = []
    for number in (1, 2):
        folder = place / f"desk-{number}"
        folder.mkdir()
        name = county.SENT_BY_HAND if kind != "numbered" else county.SENT_BY_HAND.replace(".csv", f".r{number}.csv")
        rows = whole if kind == "the same" else [r for n, r in enumerate(whole) if n != number]
        (folder / name).write_text("".join(rows), encoding="utf-8")
        files.append(folder / name)
    return files if chance.random() < 0.5 else files[::-1]


def _found(place: Path) -> dict[str, Any]:
    office = Office.open(place / "county")
    kept = [s for s in office.submissions(AGENCY, county.LAST) if s.extract == EXTRACT and s.accepted]
    word = office.current(AGENCY, county.LAST)[EXTRACT]
    receipts = [p.read_bytes() for p in sorted((office.workspace.receipts / AGENCY).glob("*.json"))]
    told = [Receipt.from_json(raw.decode()) for raw in receipts]
    return {
        "kept": [(s.number, s.sha256, s.revision) for s in kept],
        "word": (word.number, word.sha256, word.revision),
        "receipts": [(r.submission, r.sha256) for r in told if r.extract == EXTRACT],
        "unsigned": sum(bool(Receipt.problems(raw, office.signing_key.public_key)) for raw in receipts),
        "lost": sum(sha256(office.content(s)).hexdigest() != s.sha256 for s in kept),
    }


def _wrong(kind: str, found: dict[str, Any]) -> list[str]:
    """Two files are two submissions with two receipts, and the later is the word; the same file is one."""
    expected = 1 if kind == "the same" else 2
    numbers = [number for number, *_ in found["kept"]]
    wrong = [f"{len(numbers)} kept instead of {expected}"] if len(numbers) != expected else []
    wrong += ["a number was given twice"] if len(set(numbers)) != len(numbers) else []
    wrong += [f"{len(found['receipts'])} receipts for {expected} files"] if len(found["receipts"]) != expected else []
    wrong += ["a receipt is not as it was signed"] if found["unsigned"] else []
    wrong += ["the bytes of a file are not the ones that came"] if found["lost"] else []
    last = max(found["kept"], key=lambda s: (s[2], s[0]))
    return wrong + (["the last word is not the last file"] if found["word"] != last else [])
