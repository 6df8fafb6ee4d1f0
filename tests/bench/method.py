"""`python -m tests.bench method`: how often a reader who runs our own program on every table can tell a withheld small count.

Every table of a shape up to a total is protected; those with the same file are what such a reader cannot tell apart.
"""

import sys
import time
from collections import defaultdict
from itertools import product

import numpy as np

from pipelines.disclosure_control.suppression import CannotProtect, Requirement, Table, suppress
from pipelines.disclosure_control.suppression.table import Dimension

Kept = tuple[tuple[int, ...], list[int], list[int]]
"""A table's inner cells, its small cells, all its values."""
RUNS = (((3,), 12, "full"), ((3,), 12, "width"), ((3,), 11, "exact"), ((4,), 9, "full"), ((2, 2), 8, "full"))
THRESHOLD, WIDTH = 3, 2


def all_tables(shape: tuple[int, ...], most: int, requirement: Requirement) -> dict[tuple[int | None, ...], list[Kept]]:
    """What is written → the tables for which it is."""
    dimensions = tuple(Dimension.of(f"d{i}", [f"c{j}" for j in range(n)], {}) for i, n in enumerate(shape))
    files: dict[tuple[int | None, ...], list[Kept]] = defaultdict(list)
    for inner in product(range(most + 1), repeat=int(np.prod(shape))):
        if sum(inner) <= most:
            table = Table(dimensions, np.array(inner, np.int64))
            try:
                done = suppress(table, requirement)
            except CannotProtect:
                continue
            shown = tuple(None if h else int(v) for h, v in zip(done.hidden, table.values, strict=True))
            files[shown].append((inner, np.flatnonzero(done.primary).tolist(), table.values.tolist()))
    return files


def told(alike: list[Kept]) -> list[tuple[tuple[int, ...], list[int]]]:
    """Of tables with one file: those with small cells that have one value in all of them, and these cells."""
    found = []
    for inner, small, _ in alike:
        cells = [c for c in small if len({values[c] for _, _, values in alike}) == 1]
        if cells:
            found.append((inner, cells))
    return found


def main() -> None:
    for shape, most, kind in RUNS:
        began = time.process_time()
        # Where the total is withheld too, tables beyond the range may have the same file.
        files = [alike for shown, alike in all_tables(shape, most, Requirement(kind, WIDTH, THRESHOLD)).items() if shown[0] is not None]
        with_small = sum(bool(small) for alike in files for _, small, _ in alike)
        found = sorted((one for alike in files for one in told(alike)), key=lambda one: (sum(one[0]), one[0]))
        smallest = f", the smallest {found[0][0]}" if found else ""
        sys.stdout.write(
            f"{kind}, {'x'.join(map(str, shape))} inner cells, total up to {most}, threshold {THRESHOLD}: told in {len(found)} of "
            f"{with_small} tables{smallest} ({time.process_time() - began:.0f} CPU-s)\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
