"""Who has looked at a draft and said what, kept on the confidential side; and the county's book, in which it stands that they did."""

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import polars as pl

from pipelines.defs import seals
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.publication import ledger, manifest, signing, store
from pipelines.publication.review import NEEDED, REASONS, Review, Standing, standing
from pipelines.publication.review import name as named
from schemas import Quarter

SHELF = "reviews"
WORKSPACE = "the workspace"


def keep(office: Office, review: Review) -> None:
    """A person's later verdict takes the place of an earlier one."""
    office.frames.save(pl.DataFrame([vars(review)]), SHELF, review.publication, review.key)


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
    """Write down every publication that is out and not in the book yet: a publication goes out whole before its line is written,
    and whoever was stopped in between finds it written down the next time."""
    book = office.workspace.ledger
    told = {e.about.get("publication") for e in ledger.read(book) if e.what == "published"} if book.is_file() else set[str]()
    for name in store.publications(office.workspace.published):
        if name not in told:
            raw = (office.workspace.published / name / manifest.NAME).read_bytes()
            about = {"publication": name, "manifest": sha256(raw).hexdigest(), "approved_by": json.loads(raw).get("approved_by", [])}
            write_down(office, "published", WORKSPACE, about)
