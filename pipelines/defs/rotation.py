"""New keys for the county: the one that its store is encrypted with, and the one that it signs with."""

from dataclasses import replace

import polars as pl

from pipelines.confidential.store import rotation
from pipelines.confidential.store.frames import Frames
from pipelines.confidential.store.keys import key_id
from pipelines.defs import reviews
from pipelines.defs.answers import handing_over, one_at_a_time
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.publication import county_key, ledger


def change_store_key(office: Office, key: bytes, who: str, *, keep_key: bool) -> int:
    """Encrypt all that is kept with another key; how many files there were. Raises KeyProblem, and then nothing has changed."""
    at = clock().replace(microsecond=0).isoformat()
    note = pl.DataFrame({"from": [key_id(office.frames.key)], "to": [key_id(key)], "who": [who], "at": [at]})
    place = office.workspace.confidential
    with one_at_a_time(place), handing_over(place, nobody_else=True):
        count = rotation.rotate(office.frames, key, note, keep_key=keep_key)
    reviews.catch_up(replace(office, frames=Frames(office.frames.confidential, key)))
    return count


def change_signing_key(office: Office, who: str) -> str:
    """Sign with another key from now on; gives back its public half. What was signed before still verifies, by the book."""
    old, path = office.signing_key, office.workspace.confidential / "keys" / "county.key"
    if not office.workspace.ledger.is_file():
        reviews.catch_up(office)
    with one_at_a_time(office.workspace.confidential):
        new = county_key.made_beside(path)
        reviews.write_down(office, county_key.CHANGED, who, county_key.handing_on(old.public_key, new))
        county_key.settle(path, ledger.county_keys(office.workspace.ledger)[::-1])
    return new.public_key
