"""What the first screen shows and in which order the page goes on, as `agenda.en.yaml` says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.dashboard.measures import Measure
from reports.language import spoken, texts

OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """A measure with the code that a tile tells of it (none: the whole), and in words what the number is."""

    measure: str
    code: str | None
    says: str


@dataclass(frozen=True)
class Wanted:
    """A tile: its title, and the measures that may stand there in order of liking."""

    title: str
    of: tuple[Asked, ...]


@dataclass(frozen=True)
class Theme:
    id: str
    title: str
    says: str
    asks: str
    """A question for the meeting; it holds whatever the numbers are."""
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    tiles: tuple[Wanted, ...]
    themes: tuple[Theme, ...]
    words: Mapping[str, str]

    def ordered(self, measures: Iterable[Measure]) -> tuple[tuple[Theme, tuple[Measure, ...]], ...]:
        """The themes that have measures, each with its own in the order of their ids."""
        own: dict[str, list[Measure]] = {theme.id: [] for theme in self.themes}
        for measure in measures:
            own[self._theme(measure.id)].append(measure)
        return tuple((t, tuple(sorted(own[t.id], key=_place))) for t in self.themes if own[t.id])

    def _theme(self, id: str) -> str:
        for wanted in (id, id[:1]):
            found = next((t.id for t in self.themes if wanted in t.ids), None)
            if found:
                return found
        return OTHER


def _place(measure: Measure) -> tuple[str, int, str, str]:
    number = "".join(c for c in measure.id[1:] if c.isdecimal())
    return measure.id[:1], int(number or 0), measure.title, measure.name


def agenda() -> Agenda:
    return _agenda(spoken())


@cache
def _agenda(_language: str) -> Agenda:
    said = texts(Path(__file__).parent, "agenda")
    themes = tuple(Theme(t["id"], t["title"], t["says"], t.get("asks", ""), tuple(t["ids"])) for t in said["themes"])
    return Agenda(tuple(map(_wanted, said["tiles"])), themes, said["words"])


def _wanted(raw: Mapping[str, Any]) -> Wanted:
    return Wanted(raw["title"], tuple(Asked(one["measure"], one.get("code"), one["says"]) for one in raw["of"]))
