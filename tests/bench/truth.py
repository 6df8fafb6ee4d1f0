"""Three counties of three years, 25, 120 and 300 young people a year: every measure before protection beside its naive truth."""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.synthesis import county, synthesize
from pipelines.synthesis.truths import every_truth
from pipelines.synthesis.truths.naive import cells
from schemas import Quarter, Schemas
from tests.stages import harmonized, tabulated

SIZES, QUARTERS, FIRST = (25, 120, 300), 12, Quarter(2026, 1)
"""Some agencies owe files from earlier on; these counties begin with the first quarter of all extracts."""

Cells = dict[tuple[str, ...], tuple[str, str]]


def compared(schemas: Schemas, youth_per_year: int, quarters: int, seed: int, folder: Path) -> dict[str, tuple[Cells, Cells]]:
    """Measure → what the line counts, and what is true of the lives: by period, codes and statistic the value and the status.

    An estimate has no truth of its own; what it rests on has.
    """
    last = FIRST.plus(quarters - 1)
    made: dict[str, Any] = {"youth_per_year": youth_per_year, "quarters": quarters, "last": last, "seed": seed, "extracts": "all"}
    written = synthesize(folder, schemas=schemas, **made)
    line = tabulated(harmonized(written.files, schemas), schemas, last).filter(pl.col("period") >= str(FIRST.year))
    lives = county(schemas, **made)
    truth = {
        name: list(cells(found, schemas.measures[name], schemas, FIRST, last)) for name, found in every_truth(lives, schemas, last).items()
    }
    counted = {name: line.filter(pl.col("measure") == name).to_dicts() for name in asked(schemas)}
    return {n: (_keyed(counted[n], schemas, n), _keyed(truth[n], schemas, n)) for n in counted}


def asked(schemas: Schemas) -> list[str]:
    return sorted(name for name, m in schemas.measures.items() if m.kind != "estimate")


def _keyed(rows: list[dict[str, Any]], schemas: Schemas, measure: str) -> Cells:
    own = schemas.measures[measure].dimensions
    return {
        (r["period"], *(r.get(d) or "_T" for d in own), r["statistic"]): ("" if r["value"] is None else str(r["value"]), r["status"])
        for r in rows
    }


def main(words: list[str]) -> None:
    """By default one county of each size; more with other seeds when a number is given."""
    schemas, wrong = Schemas.load(), 0
    for seed in range(1, int(words[0]) + 1 if words else 2):
        for size in SIZES:
            began = time.process_time()
            with tempfile.TemporaryDirectory() as folder:
                found = compared(schemas, size, QUARTERS, seed, Path(folder))
            differ = sorted(name for name, (line, truth) in found.items() if line != truth)
            wrong += len(differ)
            known = sum(bool(value) for line, _ in found.values() for value, _ in line.values())
            sys.stdout.write(
                f"{size:>4} young people a year, seed {seed}: {len(found)} measures, {known:,} known numbers, {len(differ)} differ "
                f"{', '.join(differ)} ({time.process_time() - began:.0f} CPU-s)\n"
            )
            sys.stdout.flush()
    sys.exit(min(wrong, 1))
