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
                if word.parent and (word.parent not in words or words[word.parent].parent):
                    raise ValueError(f"{word.code}: parent {word.parent!r} must be a code of this list with no parent of its own")
            return Codelist(path.stem, raw["title"], words)
