"""A small county that does one quarter by commands, and what must be the same at the end whatever went wrong in between."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pipelines import synthesis
from pipelines.confidential.store.frames import Frames
from pipelines.defs.office import Office
from pipelines.publication import ledger, manifest, signing, store
from pipelines.workspace import Workspace
from schemas import Quarter
from tests.faults import agreement

T = TypeVar("T")
LAST, PUB, SECRET = Quarter(2022, 2), "2022-Q2-v1", "correct horse battery"
SENT_BY_HAND = "sheriff.law_enforcement_contacts.2022-Q2.csv"
STEWARDS = ("rita", "ana", "ben")


@dataclass(frozen=True)
class Step:
    """One command as an operator types it. `done_already`: the exit code with which it says so when it is repeated."""

    name: str
    words: tuple[str, ...]
    done_already: int = 0


def steps(place: Path) -> list[Step]:
    """The quarter, command by command, for a county that lies in `place`."""
    county, keys = ("--workspace", str(place / "county")), {name: str(place / "keys" / f"{name}.key") for name in STEWARDS}
    return [
        Step("submit", ("submit", str(place / "sent" / SENT_BY_HAND), *county)),
        Step("run", ("run", str(LAST), "--key", keys["rita"], *county)),
        Step("approve", ("approve", PUB, "--key", keys["ana"], *county)),
        Step("approve too", ("approve", PUB, "--key", keys["ben"], *county)),
        Step("publish", ("publish", PUB, *county), done_already=2),
        Step("backup", ("backup", str(place / "county.backup"), *county), done_already=2),
    ]


def furnished(place: Path) -> Path:
    """A real county's workspace before its first quarter: files in the inbox, one to be sent by hand, three stewards."""
    folder = Workspace.create(place / "county", shipped_schemas=False).folder
    agreed = agreement.write(folder / "schemas")
    (place / "keys").mkdir()
    for name in STEWARDS:
        key = signing.create_key(place / "keys" / f"{name}.key", SECRET)
        Workspace.open(folder).add_steward(name, key.public_key)
    synthesis.synthesize(place / "sent", schemas=agreed, youth_per_year=60, quarters=2, last=LAST, seed=5)
    for path in (place / "sent").glob("*.*"):
        if path.is_file() and path.name != SENT_BY_HAND:
            shutil.copy(path, folder / "inbox" / path.name)
    assert Office.open(folder).signing_key, "the county's keys are there before anything goes wrong"
    return place


def copied(place: Path, to: Path) -> Path:
    """The same county in another folder; keys and files keep their modes."""
    shutil.copytree(place, to, symlinks=True)
    return to


def removed(place: Path) -> None:
    """What is published is read-only, and goes all the same."""
    shutil.rmtree(place)


def end_state(place: Path) -> dict[str, Any]:
    """All that must not depend on what went wrong: what is published, what counts, what the book says, what still lies about."""
    office = Office.open(place / "county")
    book = office.workspace.ledger
    told = [(e.what, e.about.get("publication", "")) for e in ledger.read(book, finished=True)] if book.is_file() else []
    return {
        "published": _published(office.workspace.published),
        "counts": _counted(office),
        "tabulated": _frames(office.frames, "tabulated", str(LAST)),
        "said once": sorted(set(told)),
        "published lines": sum(what == "published" for what, _ in told),
        "inbox": sorted(p.name for p in office.workspace.inbox.iterdir()),
        "drafts": sorted(p.name for p in office.workspace.drafts.iterdir() if not p.name.startswith(".")),
    }


def _published(shelf: Path) -> dict[str, str]:
    """Every published file by its fingerprint; of the manifest all but the state of the book, and the signature over it."""
    found = {p.relative_to(shelf).as_posix(): p.read_bytes() for p in shelf.rglob("*") if p.is_file() and not _half(p, shelf)}
    for name in [n for n in found if n.endswith(f"/{manifest.NAME}")]:
        said = json.loads(found[name])
        found[name] = json.dumps({k: v for k, v in said.items() if k not in ("ledger", "signature")}, sort_keys=True).encode()
    return {name: sha256(content).hexdigest() for name, content in sorted(found.items())}


def _half(path: Path, shelf: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(shelf).parts)


def _counted(office: Office) -> dict[str, tuple[str, int]]:
    """For each file owed: the fingerprint of the one that counts, and how many accepted ones hold the same bytes."""
    found = {}
    for agency, quarter in sorted({(s.agency, q) for s, q in office.due(LAST)}, key=str):
        kept = [s for s in office.submissions(agency, quarter) if s.accepted]
        for extract, word in office.current(agency, quarter).items():
            found[f"{agency}.{extract}.{quarter}"] = (word.sha256, sum(s.sha256 == word.sha256 for s in kept))
    return found


def _frames(frames: Frames, *shelf: str) -> dict[str, str]:
    folder = frames.confidential.joinpath(*shelf)
    names = sorted(p.stem for p in folder.glob("*.parquet") if not p.name.startswith("."))
    return {name: sha256(frames.load(*shelf, name).write_csv().encode()).hexdigest() for name in names}


def partly_published(place: Path) -> list[str]:
    """What a visitor of the published folder could see that is not whole: at any moment there must be nothing."""
    shelf = place / "county" / "published"
    key = Office.open(place / "county").signing_key.public_key
    wrong = [f"{name}: {p}" for name in store.publications(shelf) for p in manifest.problems(shelf / name, signing.verify, key)]
    pointer = shelf / "latest.json"
    if pointer.is_file():
        said = json.loads(pointer.read_bytes())
        wrong += [f"the pointer leads to no {what}" for what in ("dashboard", "cells", "manifest") if not (shelf / said[what]).is_file()]
    return wrong


def lost_or_double(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[int, int]:
    """How many files that count undisturbed do not count now, and how many are kept twice; a second publication is one too."""
    lost = sum(now["counts"].get(name, ("",))[0] != word for name, (word, _) in then["counts"].items())
    double = sum(copies > 1 for _, copies in now["counts"].values()) + max(0, now["published lines"] - then["published lines"])
    return lost, double


def left_over(place: Path) -> list[str]:
    """Half-written files that a killed process left, which the next command that may should sweep away."""
    county = place / "county"
    found = [p for p in county.rglob(".*") if p.name not in (".gitignore", ".line.lock", ".intake.lock")]
    return sorted(p.relative_to(county).as_posix() for p in found) + sorted(p.name for p in place.glob(".*.*"))


def told(work: Callable[[], T], place: Path) -> T:
    """What `work` finds in a fork: it reads frames, which starts threads, and a process with threads cannot be forked safely."""
    answer = place / ".answer.json"
    pid = os.fork()
    if not pid:
        code = 1
        try:
            answer.write_text(json.dumps(work()), encoding="utf-8")
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0, "what was left could not be looked at"
    found = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    return found


def passphrase_known() -> None:
    os.environ["SAFECOUNT_PASSPHRASE"] = SECRET
