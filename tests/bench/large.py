"""A table of five dimensions and 136,224 cells, more than any peer has finished: made here, the same every time."""

import resource
import sys
import time

import numpy as np

from pipelines.disclosure_control.suppression import Requirement, Table, suppress
from pipelines.disclosure_control.suppression.table import Dimension

PEOPLE, SEED = 100_000, 7


def flat(name: str, codes: int) -> Dimension:
    return Dimension.of(name, [f"{name[0]}{i:02d}" for i in range(codes)], {})


def grouped(name: str, groups: int, each: int) -> Dimension:
    parents = {f"{name[0]}{g}": "_T" for g in range(groups)}
    parts = {f"{name[0]}{g}{i}": f"{name[0]}{g}" for g in range(groups) for i in range(each)}
    return Dimension.of(name, list(parts), parents | parts)


def table(people: int = PEOPLE, seed: int = SEED) -> Table:
    """People spread unevenly: few places, ages and groups have most of them, and half of the inner cells have nobody."""
    dimensions = (grouped("region", 6, 6), flat("age", 8), flat("race", 7), flat("gender", 3), grouped("period", 2, 4))
    chance, share = np.random.default_rng(seed), np.ones(1)
    for dimension in dimensions:
        share = np.outer(share, np.exp(chance.normal(0, 1, len(dimension.leaves)))).ravel()
    return Table(dimensions, chance.multinomial(people, share / share.sum()))


def main() -> None:
    made, small = table(), grouped("region", 2, 3)
    few = Table((small, flat("age", 4)), np.arange(24))
    suppress(few, Requirement("exact"))  # numba compiles once; that is not the table's cost
    size = int(np.prod(made.shape))
    sys.stdout.write(f"{size} cells, {len(made.inner)} inner, {int((made.inner > 0).sum())} of them above nought\n")
    began = time.process_time()
    done = suppress(made, Requirement("exact"), lambda text: sys.stdout.write(f"{time.process_time() - began:.0f} s: {text}\n"))
    took, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    more = done.hidden & ~done.primary
    sys.stdout.write(
        f"small {int(done.primary.sum())}, withheld besides {int(more.sum())} worth {int(made.values[more].sum())}, "
        f"open in fractions only {done.undecided}; {took:.0f} CPU-s, {peak:.2f} GiB\n"
    )


if __name__ == "__main__":
    main()
