"""`python -m tests.faults`: the county fails in every way that we can make, and the figures stand beside their bars.

Without words it is the long form: 400 kills, of which some come too late, 50 disks, every line that touches the disk, all clocks, 200
races. `--short` is what the tests run; `--only kills --kills 100 --seed 2` asks for more of one kind. The exit code is 1 when a bar
is missed.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from tests.faults import county
from tests.faults.clocks import CLOCKS, clocks
from tests.faults.errors import failures, sites
from tests.faults.full_disk import disks
from tests.faults.kills import kills
from tests.faults.races import races
from tests.faults.way import Way

SHORT = {"kills": 6, "disks": 2, "errors": 5, "clocks": 2, "races": 3}
LONG = {"kills": 400, "disks": 50, "errors": None, "clocks": len(CLOCKS), "races": 200}


class Turn(Protocol):
    wrong: list[str]


T = TypeVar("T", bound=Turn)


def done(what: str, turns: Iterable[T]) -> list[T]:
    """The turns, counted while they are done; which of them went wrong is said at once."""
    found = []
    for turn in turns:
        found.append(turn)
        sys.stderr.write(f"\r{what}: {len(found)}" + (f"\n{turn}\n" if turn.wrong else ""))
    sys.stderr.write("\n")
    return found


def line(what: str, met: str, bar: str, turns: Sequence[Turn]) -> bool:
    wrong = sum(bool(turn.wrong) for turn in turns)
    sys.stdout.write(f"{what:<36}{met:<46}{bar:<40}{'kept' if not wrong else f'MISSED {wrong} times'}\n")
    sys.stdout.flush()
    return bool(turns) and not wrong


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--short", action="store_true")
    for name in LONG:
        asked.add_argument(f"--{name}", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", action="append", choices=list(LONG))
    said = asked.parse_args(words)
    form = SHORT if said.short else LONG
    many = {n: given if (given := getattr(said, n)) is not None else form[n] for n in LONG}
    wanted = said.only or list(LONG)
    county.passphrase_known()
    with tempfile.TemporaryDirectory(prefix="faults-") as room:
        way = Way.undisturbed(Path(room) / "way")
        kept = [_one(name, way, many[name], said.seed) for name in LONG if name in wanted]
    return 0 if all(kept) else 1


def _one(name: str, way: Way, many: int | None, seed: int) -> bool:
    """One kind of trouble, and the line about it."""
    if name == "kills":
        killed = done(name, kills(way, many or 0, seed))
        steps = Counter(k.step for k in killed if k.sure)
        left = sum(len(k.strays) for k in killed)
        sys.stdout.write(f"  {', '.join(f'{n} in {step}' for step, n in steps.items())}; {left} half-written files until the next day\n")
        met = f"{len(killed)} kills, {sum(steps.values())} in the middle"
        return line("kill -9 at the steps' boundaries", met, "0 lost, double, in part or otherwise", killed)
    if name == "disks":
        full = done(name, disks(way, many or 0))
        return line("a full disk", f"{len(full)} sizes, {sum(d.code != 0 for d in full)} too small", "0 ended otherwise", full)
    if name == "errors":
        failed = done(name, failures(way, many, seed))
        met = f"{len(failed)} of {len(sites(way))} call sites, {sum(f.code != 0 for f in failed)} stopped"
        return line("an error of the disk, once", met, "0 ended otherwise", failed)
    if name == "clocks":
        told = done(name, clocks(way, tuple(CLOCKS)[: many or None]))
        return line("wrong clocks", f"{len(told)} clocks", "0 changed a figure", told)
    raced = done(name, races(way, many or 0, seed))
    return line("two files at once", f"{len(raced)} races", "0 ended otherwise", raced)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
