"""Clocks that are a day wrong, in the hour that comes twice, or run backwards: no figure is another one."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

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


CLOCKS: dict[str, tuple[Callable[[], Callable[[], datetime]], str]] = {
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
        county.removed(place)
        yield Clock(name, wrong)


def _by(clock: Callable[[], datetime], zone: str) -> Callable[[], None]:
    """In a fork: our own clock, Python's seconds, and the day of today; Dagster reads the second."""

    def trouble() -> None:
        os.environ["TZ"] = zone
        time.tzset()
        frozen(clock)
        time.time = lambda: clock().timestamp()
        at_the_county.date = type("Date", (date,), {"today": staticmethod(lambda: clock().astimezone().date())})

    return trouble
