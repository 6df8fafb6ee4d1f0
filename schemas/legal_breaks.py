"""What changed in law and when, so that nobody reads a change of law as a change in what happens to young people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schemas import files

NAME = "reference/legal_breaks.yaml"


CALLED = "new definition"
"""What stands in place of a law where the county itself counts another way since."""


@dataclass(frozen=True)
class LegalBreak:
    """`measures` are those whose numbers from before and after the day do not compare."""

    name: str
    law: str
    in_force: date
    changed: str
    source: str
    measures: tuple[str, ...]

    def __post_init__(self) -> None:
        if type(self.in_force) is not date:
            raise ValueError(f"{self.name}: in_force is the first day of the new law, like 2017-01-01")
        for field in ("law", "changed", "source"):
            if not isinstance(getattr(self, field), str) or not getattr(self, field).strip():
                raise ValueError(f"{self.name}: {field} is missing")
        if sum(map(str.isalpha, self.law)) < 2:
            raise ValueError(f"{self.name}: law is a name with letters in it, like SB 1322")
        if self.changed.rstrip().endswith("."):
            raise ValueError(f"{self.name}: 'changed' goes on as a sentence; leave its full stop out")
        if not self.measures or len(set(self.measures)) < len(self.measures):
            raise ValueError(f"{self.name}: names each measure that it touches, once")

    @property
    def sentence(self) -> str:
        return f"The law changed on {self.in_force} ({self.law}). {self.changed}. Numbers before and after do not compare."

    def published(self) -> dict[str, str]:
        """What a publication says of it beside each measure that it touches."""
        return {"on": self.in_force.isoformat(), "law": self.law, "says": self.sentence}


def read(places: tuple[Path, ...], measures: Collection[str]) -> tuple[LegalBreak, ...]:
    """The changes of law of all these folders, the oldest first; of two with one name the later folder's counts.

    Raises:
        SchemaError: a file is not of this form, or names a measure that there is not.
    """
    found: dict[str, LegalBreak] = {}
    for path in (place / NAME for place in places if (place / NAME).is_file()):
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, "breaks")
            for name, said in (raw["breaks"] or {}).items():
                found[name] = _one(str(name), said)
                strange = [m for m in found[name].measures if m not in measures]
                if strange:
                    raise ValueError(f"{name}: there is no measure {strange[0]!r}; there is {', '.join(sorted(measures))}")
    return tuple(sorted(found.values(), key=lambda b: (b.in_force, b.name)))


def _one(name: str, said: Mapping[str, Any]) -> LegalBreak:
    files.only(said, "law", "in_force", "changed", "source", "measures")
    try:
        return LegalBreak(name, said["law"], said["in_force"], said["changed"], said["source"], tuple(said["measures"]))
    except KeyError as error:
        raise ValueError(f"{name}: {error.args[0]!r} is missing") from error
