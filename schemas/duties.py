"""Which measures say that a duty of the agreement was done: the code for done, and the code of what the duty applied to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas import files
from schemas.catalogue import Schemas
from schemas.files import SchemaError


@dataclass(frozen=True)
class Duty:
    """`met` is the code of the measure's outcome that says done; `of` that of what the duty applied to, else all that it counts."""

    met: str
    of: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.met, str) or not isinstance(self.of, str | None) or self.met == self.of:
            raise ValueError("duties: 'met' and 'of' are two codes; write 'yes' and 'no' in quotes")


def read(raw: Mapping[str, Any]) -> dict[str, Duty]:
    found = {}
    for name, said in raw.items():
        files.only(said, "met", "of")
        found[name] = Duty(said["met"], said.get("of"))
    return found


def check(duties: Mapping[str, Duty], schemas: Schemas) -> None:
    """Every measure that is named is there, and has the codes. Raises SchemaError."""
    for name, duty in duties.items():
        measure = schemas.measures.get(name)
        codes = measure.outcome.codes if measure and measure.outcome else ()
        strange = [c for c in (duty.met, duty.of) if c is not None and c not in codes]
        if strange:
            there = f"it has {', '.join(codes)}" if codes else "there is no such measure with outcomes"
            raise SchemaError(f"mou.yaml: duties: {name}: has no code {strange[0]!r}; {there}")
