"""What a data steward may ask at the counter: who is missing, drafts and what is said of them, what is published, the county's book."""

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.defs import deadlines, looking, reminders, reviews, seals
from pipelines.defs.counter.opened import AtTheCounter, Counter
from pipelines.defs.deadlines import Expected
from pipelines.publication import ledger, signing, store
from pipelines.publication.ledger import Entry
from pipelines.publication.manifest import NAME
from schemas import Quarter


@dataclass(frozen=True)
class Drafted:
    """A draft, where it is on its way, and what still stands between it and its publication."""

    name: str
    state: str
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    name: str
    withdrawn_on: str
    has_page: bool


def quarters(counter: Counter, today: date) -> list[str]:
    """The quarters that have ended and for which a file is owed, the latest first."""
    return [str(q) for q in reversed(counter.office().quarters) if q.end < today]


def calendar(counter: Counter, quarter: str, today: date) -> list[Expected]:
    """Every file owed for a quarter, as it stands today."""
    when = _quarter(quarter)
    return deadlines.expected(counter.office(), when, when, today, look_again=False)


def letters(counter: Counter, quarter: str, today: date) -> Mapping[str, str]:
    """Agency → a reminder, for those who have something to send."""
    return reminders.reminders(calendar(counter, quarter, today), counter.schemas, today)


def drafts(counter: Counter) -> list[Drafted]:
    office = counter.office()
    names = [n for n in store.publications(office.workspace.drafts) if seals.remembered(office, n)]
    demo = office.workspace.demo
    return [Drafted(n, reviews.stands(office, n).state, () if demo else tuple(reviews.lacking(office, n))) for n in reversed(names)]


def looked(counter: Counter, publication: str) -> dict[str, Any] | None:
    """What a reviewer sees of a draft, as `safecount review` says it; None where there is no such draft."""
    if publication not in {d.name for d in drafts(counter)}:
        return None
    return looking.looked_at(counter.office(), publication)


def numbers_of(told: Mapping[str, Any]) -> Mapping[str, int]:
    """How many numbers of a draft are shown, withheld, new and changed, in all."""
    return {what: sum(m[what] for m in told["measures"]) for what in ("shown", "withheld", "new", "changed", "gone")}


def publications(counter: Counter) -> list[Published]:
    """What is out, the latest first; a publication that was taken back says since when."""
    shelf = counter.workspace.published
    gone = store.withdrawn(shelf)
    return [
        Published(n, str(gone.get(n, {}).get("on", "")), (shelf / n / "dashboard.html").is_file())
        for n in reversed(store.publications(shelf))
    ]


def published_file(counter: Counter, publication: str, path: str) -> Path | None:
    """A file of a publication that was not taken back, if its manifest lists it; whatever else lies about is not handed over."""
    shelf = counter.workspace.published
    if publication not in store.standing(shelf):
        return None
    manifest = shelf / publication / NAME
    listed = json.loads(manifest.read_bytes()).get("files", {}) if manifest.is_file() else {}
    return _listed(shelf / publication, path, {*listed, NAME})


def draft_file(counter: Counter, publication: str, path: str) -> Path | None:
    """A file of a finished draft, if it was made by the run."""
    office = counter.office()
    if publication not in store.publications(office.workspace.drafts):
        return None
    made = seals.remembered(office, publication)
    return _listed(office.workspace.drafts / publication, path, set(made.files)) if made else None


def book(counter: Counter, most: int) -> tuple[list[Entry], list[str]]:
    """The latest lines of the county's book, the last one first, and whatever is wrong with it."""
    office = counter.office()
    path = office.workspace.ledger
    if not path.is_file():
        return [], []
    wrong = ledger.problems(path, signing.verify, office.signing_key.public_key, store.anchors(office.workspace.published))
    try:
        return list(reversed(ledger.read(path, finished=True)))[:most], wrong
    except ledger.LedgerProblem as error:
        return [], [str(error)]


def key_holder(counter: Counter, key: bytes, passphrase: str) -> str:
    """Which steward a key belongs to. The key is looked at in memory only.

    Raises:
        AtTheCounter: it is no key, the passphrase is not its own, or it is nobody's on the list.
    """
    with in_memory(key) as path:
        try:
            unlocked = signing.load_key(path, passphrase)
        except signing.SigningProblem:
            raise AtTheCounter("this file does not hold a steward's key, or the passphrase is not its own") from None
    found = next((name for name, listed in counter.workspace.stewards.items() if listed == unlocked.public_key), "")
    if not found:
        raise AtTheCounter("this key is not on the list of stewards in safecount.toml")
    return found


@contextmanager
def in_memory(content: bytes) -> Generator[Path]:
    """A file that lies in memory and on no disk, for as long as it is needed; a process that is started may be given it."""
    handle = os.memfd_create("key", os.MFD_CLOEXEC)
    try:
        os.fchmod(handle, 0o600)
        os.write(handle, content)
        yield Path(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def _listed(folder: Path, path: str, names: set[str]) -> Path | None:
    found = folder / path
    return found if path in names and found.is_file() and not found.is_symlink() else None


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError:
        raise AtTheCounter("a quarter is written like 2026-Q3") from None
