"""Clocks that are a day wrong, in the hour that comes twice, or run backwards: no figure is another one. By the same clock no byte is."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from pipelines.cli import county as at_the_county
from tests.faults import county
from tests.faults.forked import NOON, command, frozen
from tests.faults.way import Way

AUTUMN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)  # the second half past one of that night in California
SPRING = datetime(2027, 3, 14, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    name: str
    wrong: list[str]


def _stands(at: datetime) -> Callable[[], Callable[[], datetime]]:
    return lambda: lambda: at


def _backwards() -> Callable[[], datetime]:
    """Each time it is asked it is an hour earlier."""
    asked = count()
    return lambda: NOON - timedelta(hours=next(asked))


ALIKE = "the same again"
CLOCKS: dict[str, tuple[Callable[[], Callable[[], datetime]], str]] = {
    ALIKE: (_stands(NOON), "UTC"),
    "a day early": (_stands(NOON - timedelta(days=1)), "UTC"),
    "a day late": (_stands(NOON + timedelta(days=1)), "UTC"),
    "the hour that comes twice": (_stands(AUTUMN), "America/Los_Angeles"),
    "the hour that is left out": (_stands(SPRING), "America/Los_Angeles"),
    "the other side of the world": (_stands(NOON), "Pacific/Kiritimati"),
    "backwards": (_backwards, "America/Los_Angeles"),
    "the last second of a year": (_stands(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)), "Pacific/Kiritimati"),
}


def clocks(way: Way, names: tuple[str, ...] = tuple(CLOCKS)) -> Iterator[Clock]:
    """The whole quarter by each clock, held against the undisturbed one."""
    for name in names:
        clock, zone = CLOCKS[name]
        place, wrong = county.copied(way.before[0], way.room / "another clock"), []
        for step in county.steps(place):
            ended = command(step.words, way.room / "said", _by(clock(), zone))
            wrong += [f"{step.name}: exit {ended.code}: {ended.said.strip()[-200:]}"] if ended.code else []
        then, now = way.after[-1], county.told(lambda place=place: county.end_state(place), way.room)
        wrong += [f"{what} differs" for what in then if now[what] != then[what]] + county.partly_published(place)
        if name == ALIKE:  # the same keys, files and instants: every byte, the signature over the manifest among them
            wrong += [f"{file} is another one" for file in _unlike(way.room / "first", place)]
        county.removed(place)
        yield Clock(name, wrong)


def _unlike(one: Path, other: Path) -> list[str]:
    """The files that are published here and there and are not the same bytes."""
    found = [
        {p.relative_to(place).as_posix(): p.read_bytes() for p in (place / "county" / "published").rglob("*") if p.is_file()}
        for place in (one, other)
    ]
    return sorted(name for name in {*found[0], *found[1]} if found[0].get(name) != found[1].get(name)) if found[0] else ["nothing"]


def _by(clock: Callable[[], datetime], zone: str) -> Callable[[], None]:
    """In a fork: our own clock, Python's seconds, and the day of today; Dagster reads the second."""

    def trouble() -> None:
        os.environ["TZ"] = zone
        time.tzset()
        frozen(clock)
        time.time = lambda: clock().timestamp()
        at_the_county.date = type("Date", (date,), {"today": staticmethod(lambda: clock().astimezone().date())})

    return trouble
