"""A funder's copy with withheld numbers, as it is kept: encrypted, named, and signed by whoever made it."""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from pipelines.defs import reviews
from pipelines.defs.office import Office
from pipelines.publication.review import name as name_of
from pipelines.publication.signing import canonical

SHELF = "returns"
Fields = tuple[tuple[str, str], ...]
"""The filled fields of a row of cells.csv without its number and mark, in the order of the columns' names."""


class ReturnProblem(ValueError):
    """No confidential copy is made or handed out; the message says why, without a number."""


@dataclass(frozen=True)
class Return:
    """`given`: the withheld numbers in it, as JSON; `sheet` and `table`: the files. `runner`: the public key of who made it."""

    name: str
    form: str
    period: str
    funder: str
    basis: str
    publication: str
    withheld: int
    left_out: int
    given: str = field(repr=False)
    sheet: bytes = field(repr=False)
    table: bytes = field(repr=False)
    runner: str = ""
    signature: str = ""

    @property
    def digest(self) -> str:
        """What whoever approves puts their name to."""
        said = {k: sha256(v).hexdigest() if isinstance(v, bytes) else v for k, v in asdict(self).items() if k != "signature"}
        return sha256(canonical(said)).hexdigest()

    @property
    def about(self) -> dict[str, Any]:
        """For the ledger: no number of anybody."""
        files = {name: sha256(content).hexdigest() for name, content in (("sheet", self.sheet), ("table", self.table))}
        told = {n: getattr(self, n) for n in ("form", "period", "funder", "publication", "withheld")}
        return {"return": self.name, **told, **files}


def kept(office: Office, name: str) -> Return:
    """Raises ReturnProblem where there is none of that name."""
    known = [p.stem for p in sorted((office.workspace.confidential / SHELF).glob("*.parquet"))]
    if name not in known:
        raise ReturnProblem(f"there is no confidential return {name}; there is {', '.join(known) or 'none'}")
    return Return(**office.frames.load(SHELF, name).row(0, named=True))


def numbers_of(made: Return) -> dict[Fields, int]:
    return {tuple((str(c), str(v)) for c, v in fields): int(number) for fields, number in json.loads(made.given)}


def steward(office: Office, public_key: str) -> str:
    """By which name a key stands in the book."""
    return name_of(public_key, office.workspace.stewards) if public_key else reviews.WORKSPACE
