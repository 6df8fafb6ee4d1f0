"""What stays of the counts that a publication was made of, on the confidential side: how many young people were behind what it shows,
and a fingerprint of all that was counted."""

from collections.abc import Iterable
from hashlib import sha256

import polars as pl

from pipelines.defs.office import Office
from pipelines.publication import store

SHELF, COUNTED = "facts", "counted"


def keep(office: Office, publication: str) -> None:
    """Remember it of a draft that goes out now."""
    quarter = store.quarter_of(publication)
    if office.frames.has("protected", quarter, "behind"):
        office.frames.save(office.frames.load("protected", quarter, "behind"), SHELF, publication)
    office.frames.save(pl.DataFrame({"fingerprint": [_fingerprint(office, quarter)]}), COUNTED, publication)


def kept(office: Office, publications: Iterable[str]) -> list[pl.DataFrame]:
    """What is known of these publications, in their order."""
    return [office.frames.load(SHELF, name) for name in publications if office.frames.has(SHELF, name)]


def is_as_counted(office: Office, publication: str) -> bool:
    """Whether what the line counted last for its quarter is what this publication was made of."""
    if not office.frames.has(COUNTED, publication):
        return False
    kept = office.frames.load(COUNTED, publication)["fingerprint"].item()
    return bool(kept == _fingerprint(office, store.quarter_of(publication)))


def _fingerprint(office: Office, quarter: str) -> str:
    frames = office.frames.load_all("tabulated", quarter)
    return sha256("\n".join(f.select(sorted(f.columns)).sort(pl.all()).write_csv() for f in frames).encode()).hexdigest()
