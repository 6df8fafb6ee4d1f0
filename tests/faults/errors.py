"""An error of the disk, once at every line that touches it: the command stops cleanly or does without, and done again it ends the same."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tests.faults.boundaries import Boundary, failing_at
from tests.faults.way import Way

UNCLEAN = re.compile(r"Traceback|Segmentation|Aborted")


@dataclass(frozen=True)
class Failed:
    """`code`: with which the command ended that met the error; 0 where it could do without."""

    step: str
    boundary: str
    code: int
    wrong: list[str]


def sites(way: Way) -> list[tuple[int, Boundary]]:
    """The first time that each line of ours does each thing to the disk, in each step."""
    found = []
    for number, passed in enumerate(way.boundaries):
        first: dict[tuple[str, str], Boundary] = {}
        for boundary in passed:
            if boundary.what != "pages asked for":
                first.setdefault((boundary.what, boundary.site), boundary)
        found += [(number, boundary) for boundary in first.values()]
    return found


def failures(way: Way, many: int | None = None, seed: int = 1) -> Iterator[Failed]:
    """At all of them, or at so many that chance picks."""
    for number, boundary in sites(way) if many is None else _some(sites(way), many, random.Random(seed)):
        done = way.disturbed(number, lambda place, b=boundary: failing_at(place, b.number))
        wrong = done.differences()
        if done.first.code not in (0, 1, 2, 4):
            wrong.append(f"ended with {done.first.code}")
        if UNCLEAN.search(done.first.said):
            wrong.append("the command did not end in a sentence")
        done.cleared()
        yield Failed(way.names[number], f"{boundary.what} at {boundary.site}", done.first.code, wrong)


def _some(there: list[tuple[int, Boundary]], many: int, chance: random.Random) -> list[tuple[int, Boundary]]:
    """From each step in turn, the longest ones last."""
    by_step = [chance.sample(own, len(own)) for step in {n for n, _ in there} if (own := [s for s in there if s[0] == step])]
    turns = zip_longest(*sorted(by_step, key=len))
    return [site for turn in turns for site in turn if site][:many]
