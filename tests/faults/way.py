"""The quarter done once undisturbed, with a copy of the county before each step; and any step done again with something going wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any

from tests.faults import county
from tests.faults.boundaries import Boundary, counting, noted
from tests.faults.county import Step, steps
from tests.faults.forked import Begun, Ended, command

BOUNDARIES = "boundaries.{}"
Trouble = Callable[[Path], Callable[[], None]]


@dataclass
class Way:
    """`before[k]`: the county as it is before the k-th step; `after[k]`: what must be the same after it, whatever went wrong."""

    room: Path
    before: list[Path] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[list[Boundary]] = field(default_factory=list)
    _number: count = field(default_factory=lambda: count(1))

    @property
    def names(self) -> list[str]:
        return [step.name for step in steps(self.room)]

    @staticmethod
    def undisturbed(room: Path) -> "Way":
        way, place = Way(room), room / "first"
        place.mkdir(parents=True)
        county.told(lambda: bool(county.furnished(place)), room)
        for number, step in enumerate(steps(place)):
            way.before.append(county.copied(place, room / f"before-{number}"))
            notes = room / BOUNDARIES.format(number)
            ended = command(step.words, room / "said", counting(place, notes))
            assert ended.code == 0, ended.said
            way.boundaries.append(noted(notes))
            way.after.append(county.told(lambda: county.end_state(place), room))
        assert county.partly_published(place) == []
        return way

    def disturbed(self, number: int, trouble: Trouble) -> "Disturbed":
        """The `number`-th step in a copy of the county, with trouble; then again as often as an operator would, without."""
        place = county.copied(self.before[number], self.room / f"disturbed-{next(self._number)}")
        step = steps(place)[number]
        begun = Begun.now(step.words, self.room / "said", trouble(place))
        first = begun.ended()
        partly = county.partly_published(place)
        left = county.left_over(place)
        again = self._again(place, step)
        begun.pages_done()
        return Disturbed(self, number, place, first, again, partly, left)

    def _again(self, place: Path, step: Step) -> Ended:
        """Until it is done, or says that it was done before; while the process of a killed one still writes, it waits."""
        for _ in range(60):
            ended = command(step.words, self.room / "said.again")
            if "under way" not in ended.said:
                break
        return ended


@dataclass
class Disturbed:
    """`first`: how the disturbed command ended; `again`: the same command after it; `partly`: what was seen that was not whole."""

    way: Way
    number: int
    place: Path
    first: Ended
    again: Ended
    partly: list[str]
    left: list[str]

    def to_the_end(self) -> "Disturbed":
        """All steps that follow, undisturbed."""
        for number, step in list(enumerate(steps(self.place)))[self.number + 1 :]:
            self.again = command(step.words, self.way.room / "said.again")
            if self.again.code:
                return self
            self.number = number
        return self

    def differences(self) -> list[str]:
        """What is not as it would have been; nothing when all is well."""
        step = steps(self.place)[self.number]
        then, now = self.way.after[self.number], county.told(lambda: county.end_state(self.place), self.place)
        lost, double = county.lost_or_double(now, then)
        wrong = [f"{lost} lost"] * bool(lost) + [f"{double} double"] * bool(double)
        wrong += [f"partly published: {p}" for p in [*self.partly, *county.partly_published(self.place)]]
        if self.again.code not in (0, step.done_already):
            wrong.append(f"again: exit {self.again.code}: {self.again.said.strip()[-300:]}")
        wrong += [f"{what} differs: {_which(now[what], then[what])}" for what in then if now[what] != then[what] and what != "counts"]
        return wrong

    def cleared(self) -> None:
        rmtree(self.place, ignore_errors=True)


def _which(now: Any, then: Any) -> str:
    if isinstance(now, dict):
        names = sorted(n for n in {*now, *then} if now.get(n) != then.get(n))
        return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"{now} instead of {then}"
