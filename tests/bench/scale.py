"""The whole line at growing sizes: `python -m tests.bench scale [county] [large] [state]`.

A made-up county sends its files, they are taken in, a quarter is run and published, each as a command in a process of its own. Told are
the seconds, the largest process, the bytes on disk by stage, and whether the cost grew faster than the rows.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import RUN, python, used

LAST = "2025-Q4"
SIZES = {"county": (120, 16), "large": (1200, 16), "state": (5000, 16)}
"""Young people newly met in a year, and quarters. A state is so many that a command makes up at most."""
STAGES = ("submissions", "examined", "harmonized", "linked", "followed", "tabulated", "protected", "dagster")


@dataclass(frozen=True)
class Step:
    """What one command took; `megabytes` is the largest of its processes."""

    name: str
    wall: float
    cpu: float
    megabytes: float


def measured(name: str, *words: str | Path) -> Step:
    began = time.perf_counter()
    cpu, peak = used(python(RUN, *map(str, words)))
    return Step(name, time.perf_counter() - began, cpu, peak)


def one(size: str) -> float:
    """One county of this size; gives back CPU seconds for each thousand rows."""
    youth, quarters = SIZES[size]
    with tempfile.TemporaryDirectory() as place:
        sent, county = Path(place) / "sent", Path(place) / "county"
        counted = ("--youth-per-year", youth, "--quarters", quarters, "--last", LAST)
        steps = [measured("synthesize", "synthesize", sent, *counted)]
        steps.append(measured("init", "init", county))
        _made_up(county)
        files = [p for p in sent.iterdir() if p.is_file()]
        for file in files:
            file.rename(county / "inbox" / file.name)
        rows = sum(max(0, p.read_bytes().count(b"\n") - 1) for p in (county / "inbox").glob("*.csv"))
        steps.append(measured("run", "run", LAST, "--workspace", county))
        steps.append(measured("publish", "publish", f"{LAST}-v1", "--workspace", county))
        sys.stdout.write(f"{size}: {youth} young people a year, {quarters} quarters, {len(files)} files, {rows:,} rows in CSV\n")
        for step in steps:
            sys.stdout.write(f"  {step.name:<12}{step.wall:8.1f} s{step.cpu:8.1f} CPU-s{step.megabytes:8.0f} MB\n")
        on_disk = {stage: _megabytes(county / "confidential" / stage) for stage in STAGES}
        on_disk |= {"published": _megabytes(county / "published"), "receipts": _megabytes(county / "receipts")}
        sys.stdout.write("  on disk     " + ", ".join(f"{name} {size:.1f} MB" for name, size in on_disk.items()) + "\n")
        sys.stdout.flush()
        return 1000 * sum(s.cpu for s in steps[2:]) / max(1, rows)


def _made_up(county: Path) -> None:
    settings = county / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = false", "demo = true"), encoding="utf-8")


def _megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 2**20


def main(words: list[str]) -> None:
    sizes = words or ["county", "large"]
    if not set(sizes) <= set(SIZES):
        sys.exit(f"scale [{' | '.join(SIZES)}]…")
    costs = [(size, one(size)) for size in SIZES if size in sizes]
    for (smaller, less), (larger, more) in zip(costs, costs[1:], strict=False):
        kept = "no faster than the rows" if more <= less else "FASTER than the rows"
        sys.stdout.write(f"from {smaller} to {larger}: {less:.2f} to {more:.2f} CPU-s for each thousand rows, {kept}\n")
