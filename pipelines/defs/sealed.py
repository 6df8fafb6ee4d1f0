"""Rows of young people whose record a court has sealed: taken out of whatever is kept, and of whatever still comes."""

import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace

import polars as pl

from pipelines.confidential.record_linkage import Bridge
from pipelines.confidential.submissions import Submission
from pipelines.confidential.submissions.sealed import EVERY_AGENCY, Sealed, as_file, looks_like_tokens, token_columns
from pipelines.confidential.validation import as_text
from pipelines.defs.answers import examine
from pipelines.defs.office import Office

SHELF = "sealed"
MADE_AGAIN = ("linked", "followed", "tabulated")
"""What the next run makes anew of all rows, and what may tell of anybody in them until then."""
_AS_SENT = ("examined", "harmonized")


class SealProblem(ValueError):
    """Rows cannot be taken out of a file; the message names the file, and nothing that stands in it."""


def kept(office: Office) -> Sealed:
    """Whose record is sealed, by marks that only this county can compare."""
    if not office.frames.has(SHELF, "secret"):
        return Sealed.nobody()
    secret = office.frames.load(SHELF, "secret")["secret"].item()
    return Sealed.from_frame(office.frames.load(SHELF, "marks"), secret) if office.frames.has(SHELF, "marks") else Sealed(secret)


def keep(office: Office, sealed: Sealed) -> None:
    office.frames.save(pl.DataFrame({"secret": [sealed.secret]}), SHELF, "secret")
    office.frames.save(sealed.to_frame(), SHELF, "marks")


def without(office: Office, sent: Submission, sealed: Sealed) -> Submission:
    """A submission as it may be kept: itself, where it names nobody whose record is sealed.

    Else its accepted rows of all others stay, as a plain table. Held rows go too: nobody counts them, and the agency still has them.

    Raises:
        SealProblem: what would be kept does not say the same of all others.
    """
    contract = office.schemas.contracts.get(sent.extract)
    if not sealed.marks or not sent.content or (contract is not None and not token_columns(contract)):
        return sent
    if contract is None:
        return sent.rewritten(b"")  # nobody can tell what stands in it, and nothing counts it any more
    if not any(sealed.holds(sent.agency, token) for token in looks_like_tokens(sent.content, contract, office.schemas)):
        return sent
    found = examine(office, sent)
    if not found.told.is_accepted:
        return sent.rewritten(b"")
    rows = sealed.left(found.rows, sent.agency, token_columns(contract))
    shorter = sent.rewritten(as_file(rows))
    if not as_text(examine(office, shorter).rows).equals(as_text(rows)):
        raise SealProblem(f"{sent.id} cannot be kept without some of its rows; ask its agency to send it again without them")
    return shorter


def shortened(office: Office, sealed: Sealed) -> Iterator[tuple[Submission, Submission]]:
    """Every kept submission that names somebody whose record is sealed: what is known of it, and how it may be kept."""
    for agency in office.senders():
        for quarter in office.sent_quarters(agency):
            for sent in office.submissions(agency, quarter):
                if not sent.accepted or sent.destroyed_on:
                    continue
                whole = office.with_content(sent)
                shorter = without(office, whole, sealed)
                if shorter is not whole:
                    yield replace(whole, content=None), shorter


def destroy(office: Office, sealed: Sealed) -> list[tuple[Submission, Submission]]:
    """Remember whose record is sealed, and take the rows out of all that is kept; whoever is stopped in it may begin again.

    Raises SealProblem before anything is changed. Gives back the submissions as they were, without their content, and as they are.
    """
    found = list(shortened(office, sealed))
    keep(office, sealed)  # first, so that nothing counts these rows any more, whatever happens from here on
    for _, shorter in found:
        office.keep(shorter)
    clear(office, sealed)
    return [(was, replace(now, content=None)) for was, now in found]


def bridged(known: Sealed, bridges: Collection[Bridge]) -> Sealed:
    """With the tokens that bridges say are the same young people's, under older and newer keys."""
    pairs = [(bridge.agency, pair) for bridge in bridges for pair in bridge.pairs]
    while True:
        before = known
        for agency, pair in pairs:
            for scope in (EVERY_AGENCY, agency):
                if any(known.holds(scope, token) for token in pair):
                    known = known.also(scope, pair)
                    break
        if known == before:
            return known


def clear(office: Office, sealed: Sealed) -> None:
    """Take the rows out of what earlier runs left behind, too."""
    for shelf in _AS_SENT:
        for path in sorted((office.frames.confidential / shelf).glob("*/*/*.parquet")):
            contract = office.schemas.contracts.get(path.stem)
            name = (shelf, path.parent.parent.name, path.parent.name, path.stem)
            rows = office.frames.load(*name)
            fewer = sealed.left(rows, path.parent.parent.name, token_columns(contract)) if contract else rows.clear()
            if fewer.height < rows.height:
                office.frames.save(fewer, *name)
    for shelf in MADE_AGAIN:
        shutil.rmtree(office.frames.confidential / shelf, ignore_errors=True)
