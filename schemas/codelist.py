"""The shared vocabulary: one list of codes per idea."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas import files

TOTAL = "_T"
_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Code:
    """One word of a codelist; `parent` names the wider code it is a part of."""

    code: str
    label: str
    means: str
    includes: str = ""
    excludes: str = ""
    parent: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not _CODE.fullmatch(self.code):
            raise ValueError(f"code {self.code!r} must be of small letters, digits and underscores")


@dataclass(frozen=True)
class Codelist:
    name: str
    title: str
    words: Mapping[str, Code]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.words)

    @property
    def parents(self) -> dict[str, str]:
        """Code → the wider code it belongs to, for those that have one."""
        return {c.code: c.parent for c in self.words.values() if c.parent}

    @property
    def leaves(self) -> tuple[str, ...]:
        """The codes that have no parts: what a row may carry."""
        wider = set(self.parents.values())
        return tuple(c for c in self.words if c not in wider)

    def within(self, code: str) -> tuple[str, ...]:
        """A code with all that are a part of it, or of a part."""
        return (code, *(inner for c, p in self.parents.items() if p == code for inner in self.within(c)))

    def label(self, code: str) -> str:
        return "All" if code == TOTAL else self.words[code].label

    @staticmethod
    def read(path: Path) -> "Codelist":
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, "title", "codes")
            words = {}
            for code, said in raw["codes"].items():
                files.only(said, "label", "means", "includes", "excludes", "parent")
                words[code] = Code(code, **said)
            for word in words.values():
                _check_parents(word, words)
            return Codelist(path.stem, raw["title"], words)


def _check_parents(word: Code, words: Mapping[str, Code]) -> None:
    seen, here = [word.code], word.parent
    while here:
        if here not in words or here in seen:
            raise ValueError(f"{word.code}: parent {here!r} must be another code of this list, and not a part of itself")
        seen.append(here)
        here = words[here].parent
