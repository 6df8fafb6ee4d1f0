"""Who has looked at a draft and said what, kept on the confidential side; and the county's book, in which it stands that they did."""

import json
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import polars as pl

from pipelines.defs import seals
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.publication import ledger, manifest, signing, store, withdrawals
from pipelines.publication.review import NEEDED, REASONS, Review, Standing, standing
from pipelines.publication.review import name as named
from pipelines.publication.signing import SigningKey
from schemas import Quarter

SHELF = "reviews"
WORKSPACE = "the workspace"


def keep(office: Office, review: Review) -> None:
    """A person's later verdict takes the place of an earlier one."""
    office.frames.save(pl.DataFrame([vars(review)]), SHELF, review.publication, review.key)


def put_down(office: Office, publication: str, digest: str, mine: SigningKey, verdict: str = "approve", reason: str = "") -> None:
    """Somebody's signed verdict on what has this fingerprint, and the line about it in the county's book."""
    at = clock().replace(microsecond=0).isoformat()
    said = Review(publication, digest, verdict, reason, at, mine.public_key).signed(mine.sign)
    keep(office, said)
    about = {"publication": publication, "draft": digest, "verdict": verdict, "reason": reason, "key": said.key}
    write_down(office, "reviewed", named(mine.public_key, office.workspace.stewards), about)


def given(office: Office, publication: str) -> list[Review]:
    return [Review(**frame.row(0, named=True)) for frame in office.frames.load_all(SHELF, publication)]


def stands(office: Office, publication: str) -> Standing:
    """Where a finished draft is on its way."""
    made = seals.remembered(office, publication)
    if made is None:
        return Standing("draft", ())
    listed = set(office.workspace.stewards.values())
    runner = made.signed_by if made.signed_by in listed else None
    return standing(given(office, publication), made.digest, listed, runner, signing.verify)


def forget(office: Office, publication: str) -> None:
    for review in given(office, publication):
        office.frames.remove(SHELF, publication, review.key)


def write_down(office: Office, what: str, who: str, about: Mapping[str, Any]) -> str:
    """Add a line to the county's book; gives back its fingerprint."""
    key = office.signing_key
    at = clock().replace(microsecond=0).isoformat()
    ledger.append(office.workspace.ledger, what, who, about, at, key.public_key, key.sign)
    return ledger.head(office.workspace.ledger)


def made_of(office: Office, last: Quarter) -> dict[str, Any]:
    """What a draft was made of, for the book: the fingerprint of all files that count, of the agreement, and which version ran."""
    files = sorted(s.sha256 for a, q in {(s.agency, q) for s, q in office.due(last)} for s in office.current(a, q).values())
    agreed = sorted((str(p), sha256(p.read_bytes()).hexdigest()) for p in (office.workspace.folder / "schemas").rglob("*.yaml"))
    return {
        "files": len(files),
        "inputs": sha256("\n".join(files).encode()).hexdigest(),
        "agreement": sha256(json.dumps([digest for _, digest in agreed]).encode()).hexdigest(),
        "version": version("safecount"),
    }


def lacking(office: Office, publication: str) -> list[str]:
    """What still stands between a draft and its publication, one sentence each."""
    made, stands_now = seals.remembered(office, publication), stands(office, publication)
    stewards = office.workspace.stewards
    if made is None:
        return ["it was not finished; run its quarter again"]
    said = []
    if len(stewards) < NEEDED + 1:
        said.append(f"safecount.toml lists {len(stewards)} stewards; one runs the line and two others approve")
    if made.signed_by not in stewards.values():
        said.append("no steward signed the run; run its quarter again with --key")
    said += [f"{named(r.public_key, stewards)} requests changes: {REASONS[r.reason]}" for r in stands_now.given if r.reason]
    return said + ([f"{len(stands_now.given)} of {NEEDED} reviews are in"] if len(stands_now.given) < NEEDED else [])


def catch_up(office: Office) -> None:
    """Finish what was begun. Written down is whoever stands on the list of stewards, or no longer does, and every publication that
    is out, where the book does not say so yet: somebody may edit the list by hand, and a publication goes out whole before its line
    is written. What the book says to be withdrawn gets its notice. Whoever was stopped in between finds the pointer to the newest
    set, and the draft of what is out cleared away."""
    book, shelf = office.workspace.ledger, office.workspace.published
    lines = ledger.read(book, finished=True) if book.is_file() else []
    on_the_list = _on_the_list(lines)
    now = {signing.key_id(key): name for name, key in office.workspace.stewards.items()}
    for key in [k for k in now if k not in on_the_list]:
        write_down(office, "steward added", WORKSPACE, {"name": now[key], "key": key})
    for key in [k for k in on_the_list if k not in now]:
        write_down(office, "steward removed", WORKSPACE, {"name": on_the_list[key], "key": key})
    for note in office.frames.load_all("rotations"):  # the store's key was changed, and nobody could write it down before it was
        said = note.row(0, named=True)
        if said["to"] not in {e.about.get("to") for e in lines if e.what == "store key changed"}:
            write_down(office, "store key changed", said["who"], {name: said[name] for name in ("from", "to", "at")})
    told = {e.about.get("publication") for e in lines if e.what == "published"}
    for name in store.publications(shelf):
        if (office.workspace.drafts / name).is_dir():
            shutil.rmtree(office.workspace.drafts / name)
        seals.forget(office, name)
        forget(office, name)
        if name not in told:
            raw = (shelf / name / manifest.NAME).read_bytes()
            about = {"publication": name, "manifest": sha256(raw).hexdigest(), "approved_by": json.loads(raw).get("approved_by", [])}
            write_down(office, "published", WORKSPACE, about)
    for name, notice in withdrawals.told(book).items():
        if name not in store.withdrawn(shelf):
            store.withdraw(shelf, name, notice)
    store.point(shelf)


def _on_the_list(lines: Iterable[ledger.Entry]) -> dict[str, str]:
    """Who is a steward by the book: key and name."""
    found: dict[str, str] = {}
    for line in lines:
        key, name = str(line.about.get("key")), str(line.about.get("name"))
        if line.what == "steward added":
            found[key] = name
        elif line.what == "steward removed":
            found.pop(key, None)
    return found
