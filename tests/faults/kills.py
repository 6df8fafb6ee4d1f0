"""kill -9 at the boundaries of every step, at once or a moment later: nothing is lost, double or half published."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults.boundaries import Boundary, killed_at
from tests.faults.county import left_over
from tests.faults.way import Way

SHARES = {"submit": 4, "run": 6, "approve": 2, "approve too": 2, "publish": 5, "backup": 1}
LATEST = 0.3  # seconds from a boundary to the kill


@dataclass(frozen=True)
class Kill:
    """`sure`: whether the kill came before the command had ended. `strays`: half-written files that are still there at the end."""

    step: str
    boundary: str
    sure: bool
    wrong: list[str]
    strays: list[str]


def kills(way: Way, many: int, seed: int = 1, every: int = 10) -> Iterator[Kill]:
    """So many kills, spread over the steps; of every `every`-th the county then goes the whole way to the end."""
    chance = random.Random(seed)
    names = [name for name in way.names for _ in range(SHARES[name])]
    for turn in range(many):
        number = way.names.index(names[turn * len(names) // many] if many < len(names) else names[turn % len(names)])
        boundary = _one_of(way.boundaries[number], chance)
        delay = chance.choice((0.0, chance.uniform(0, LATEST)))
        done = way.disturbed(number, lambda place, b=boundary, d=delay: killed_at(place, b.number, d))
        killed = done.first.was_killed
        if turn % every == every - 1:
            done.to_the_end()
        kill = Kill(way.names[number], f"{boundary.what} at {boundary.site}", killed, done.differences(), left_over(done.place))
        done.cleared()
        yield kill


def _one_of(passed: Sequence[Boundary], chance: random.Random) -> Boundary:
    """Any kind of boundary as likely as any other, however often it was passed."""
    kinds = sorted({(b.what, b.site) for b in passed if b.changes})
    kind = chance.choice(kinds)
    return chance.choice([b for b in passed if (b.what, b.site) == kind])
