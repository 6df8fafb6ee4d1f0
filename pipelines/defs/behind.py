"""How many young people were behind the figures that a publication shows: kept on the confidential side, for the next one."""

from collections.abc import Iterable

import polars as pl

from pipelines.defs.office import Office
from pipelines.publication import store

SHELF = "facts"


def keep(office: Office, publication: str) -> None:
    """Remember it of a draft that goes out now."""
    quarter = store.quarter_of(publication)
    if office.frames.has("protected", quarter, "behind"):
        office.frames.save(office.frames.load("protected", quarter, "behind"), SHELF, publication)


def kept(office: Office, publications: Iterable[str]) -> list[pl.DataFrame]:
    """What is known of these publications, in their order."""
    return [office.frames.load(SHELF, name) for name in publications if office.frames.has(SHELF, name)]
