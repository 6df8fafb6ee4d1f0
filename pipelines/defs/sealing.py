"""A court has sealed a young person's record: what the county holds of it is destroyed, and counts in no later run."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import polars as pl

from pipelines.confidential.submissions.sealed import EVERY_AGENCY, is_token, looks_like_tokens, token_columns
from pipelines.defs import bridges, proofs, reviews, sealed, seals
from pipelines.defs.answers import one_at_a_time
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.defs.sealed import SealProblem
from pipelines.publication import store

KIND = "record sealed"
SHELF = "sealings"
_SAYS = (
    "Rows of one or more young people whose records were sealed were taken out of what the county keeps of the agencies' files.",
    "Whatever followed from these rows is counted in no later run. What was published before stays as it was published.",
    "Rows with the same tokens are left out when a file brings them again. No token is kept, only marks that the county alone can compare.",
    "How many rows there were is not said here. A list of the files, by fingerprint, is kept encrypted; its own fingerprint stands here.",
)


@dataclass(frozen=True)
class SealedNow:
    """Where the proof lies, and which drafts were taken away, since they counted these rows."""

    proof: Path
    drafts: tuple[str, ...]


def seal(office: Office, agency: str, tokens: Collection[str], who: str, *, own_only: bool = False, ahead: bool = False) -> SealedNow:
    """Destroy the rows of whom an agency names by token: of all agencies, or with `own_only` those that it sent itself.

    The tokens that a bridge says are the same young person's go with them. `ahead`: also where no file has brought them yet.
    Whoever is stopped in the middle of it does the same again.

    Raises:
        SealProblem: the agency sends nothing by token, a token is none, or no file of the agency ever brought it.
    """
    check(office, agency, tokens)
    with one_at_a_time(office.workspace.confidential):
        known, scope = sealed.kept(office), agency if own_only else EVERY_AGENCY
        new = {token for token in tokens if not known.holds(agency, token)}
        if new and not ahead and not new <= _brought(office, agency):
            raise SealProblem(
                f"{agency} has sent no file with one of these tokens; see whether it is written as in the file (or use --ahead)"
            )
        known = sealed.bridged(known.also(scope, tokens), bridges.kept(office, unused_too=True))
        gone = sealed.destroy(office, known)
        bridges.without(office, known)
        drafts = tuple(store.publications(office.workspace.drafts))
        for name in drafts:
            seals.forget(office, name)
            reviews.forget(office, name)
            shutil.rmtree(office.workspace.drafts / name)
    today = clock().date()
    listed = pl.DataFrame(
        [(was.id, was.kept_sha256 or was.sha256, now.kept_sha256) for was, now in gone],
        schema=dict.fromkeys(("submission", "sha256_before", "sha256_after"), pl.String),
        orient="row",
    ).with_columns(salt=pl.lit(token_hex(16)))  # without it, whoever guesses the list could try the guess
    fingerprint = sha256(listed.write_csv().encode()).hexdigest()
    office.frames.save(listed, SHELF, fingerprint)
    path, digest = proofs.issue(office, KIND, agency, today, {"says": list(_SAYS), "list_sha256": fingerprint})
    reviews.write_down(office, KIND, who, {"agency": agency, "proof": digest, "list": fingerprint})
    return SealedNow(path, drafts)


def check(office: Office, agency: str, tokens: Collection[str]) -> None:
    """Raises SealProblem where this cannot be asked; no token stands in the message."""
    contracts = office.schemas.contracts
    mine = [s for s in office.schemas.sources if s.agency == agency]
    if not any(token_columns(contracts[s.extract]) for s in mine if s.tier == bridges.LINKABLE and s.extract in contracts):
        raise SealProblem(f"{agency} sends no rows with tokens; it sends its totals or its rows again without the sealed record")
    if not tokens:
        raise SealProblem("no token was given")
    if not all(map(is_token, tokens)):
        raise SealProblem("what was given is no token: 16 to 64 digits and letters a to f, one on a line")


def _brought(office: Office, agency: str) -> set[str]:
    """Whatever stands like a token in the files of an agency that are kept, and what stands for the same young people."""
    found: set[str] = set()
    for quarter in office.sent_quarters(agency):
        for sent in office.submissions(agency, quarter):
            contract = office.schemas.contracts.get(sent.extract)
            if sent.accepted and contract and token_columns(contract):
                found |= looks_like_tokens(office.content(sent), contract, office.schemas)
    stands_for = bridges.tokens(office)
    people = {stands_for[token] for token in found if token in stands_for}
    return found | {token for token, one in stands_for.items() if one in people}
