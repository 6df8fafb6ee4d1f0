"""A disk of so many kilobytes: the command says that it is full, what was published stays whole, and with room it goes on."""

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults import county
from tests.faults.forked import command
from tests.faults.way import Way

STEPS = ("publish", "submit", "backup", "run")


@dataclass(frozen=True)
class Full:
    """`room`: how many kilobytes were free, or the largest file allowed. `code`: how the command ended."""

    step: str
    room: int
    code: int
    wrong: list[str]


def mountable(place: Path) -> bool:
    """Whether a small disk can be made here. Where it cannot, no file may be larger than the size instead."""
    place.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False)
    return made.returncode == 0 and subprocess.run(["umount", str(place)], check=False).returncode == 0


def disks(way: Way, many: int) -> Iterator[Full]:
    """So many sizes for each of the steps together, from next to nothing up to nearly enough."""
    small_disk = mountable(way.room / "disk")
    for turn in range(many):
        name, part = STEPS[turn % len(STEPS)], (turn // len(STEPS) + 0.5) / (-(-many // len(STEPS)))
        yield (_on_a_small_disk if small_disk else _with_small_files)(way, way.names.index(name), part)


def _on_a_small_disk(way: Way, number: int, part: float) -> Full:
    disk, before = way.room / "disk", way.before[number]
    held, needed = _kilobytes(before), _needs(way, number)
    free = max(4, int(needed * part))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={held + free}k", "tmpfs", str(disk)], check=True)
    try:
        place = disk / "county"
        shutil.copytree(before, place, symlinks=True)
        step = county.steps(place)[number]
        ended = command(step.words, way.room / "said")
        wrong = [f"partly published: {p}" for p in county.partly_published(place)]
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        return _told(way, number, place, free, ended.code, ended.said, wrong)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _with_small_files(way: Way, number: int, part: float) -> Full:
    place = county.copied(way.before[number], way.room / "small files")
    largest = max(1, int(200 * part))
    ended = command(county.steps(place)[number].words, way.room / "said", _no_file_above(largest))
    wrong = [f"partly published: {p}" for p in county.partly_published(place)]
    told = _told(way, number, place, largest, ended.code, ended.said, wrong)
    shutil.rmtree(place)
    return told


def _no_file_above(kilobytes: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))


def _told(way: Way, number: int, place: Path, room: int, code: int, said: str, wrong: list[str]) -> Full:
    if code not in (0, 1, 4) or "Traceback" in said:
        wrong.append(f"ended with {code}: {said.strip()[-200:]}")
    step = county.steps(place)[number]
    again = command(step.words, way.room / "said.again")
    if again.code not in (0, step.done_already):
        wrong.append(f"again: exit {again.code}: {again.said.strip()[-200:]}")
    then, now = way.after[number], county.told(lambda: county.end_state(place), way.room)
    wrong += [f"{what} differs" for what in then if now[what] != then[what]]
    return Full(way.names[number], room, code, wrong)


def _kilobytes(folder: Path) -> int:
    """As a disk of pages of 4 KB holds it, with a page for each folder."""
    return sum(4 * (1 + (p.stat().st_size + 4095) // 4096 if p.is_file() else 1) for p in folder.rglob("*")) + 64


def _needs(way: Way, number: int) -> int:
    after = way.before[number + 1] if number + 1 < len(way.before) else way.room / "first"
    return max(64, _kilobytes(after) - _kilobytes(way.before[number]))
