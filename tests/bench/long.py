"""`python -m tests.bench.long`: the promises for plain tables held against as many drawn tables as there is time for."""

import argparse
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from pipelines.disclosure_control.suppression import Table
from tests.properties import test_suppression as promises

SHARES = {"exact": 0.2, "full": 0.4, "width": 0.4}
BATCH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="of CPU, after which no more tables are drawn")
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    counts: Counter[str] = Counter()
    for kind, share in SHARES.items():
        began, left, number = time.process_time(), round(share * words.examples), words.seed
        while left > 0 and time.process_time() - began < share * words.seconds:
            batch(kind, min(left, BATCH), number, counts)
            left, number = left - BATCH, number + 1
        sys.stdout.write(
            f"{kind}: {counts[kind]} tables, {counts[kind + ' cannot']} could not be protected, no promise broken; "
            f"{time.process_time() - began:.0f} CPU-s\n"
        )
        sys.stdout.flush()


def batch(kind: str, examples: int, number: int, counts: Counter[str]) -> None:
    """The smallest table that breaks a promise ends the run with an error that shows it."""
    phases, all_checks = (Phase.generate, Phase.shrink), list(HealthCheck)

    @seed(number)
    @settings(max_examples=examples, deadline=None, database=None, phases=phases, suppress_health_check=all_checks)
    @given(table=promises.tables(), threshold=st.sampled_from((3, 4, 11)), width=st.sampled_from((1, 2, 5, 10)), as_large=st.booleans())
    def holds(table: Table, threshold: int, width: int, as_large: bool) -> None:
        counts[kind] += 1
        try:
            if as_large:
                with promises.as_if_large():
                    promises.check(table, kind, threshold, width)
            else:
                promises.check(table, kind, threshold, width)
        except UnsatisfiedAssumption:
            counts[f"{kind} cannot"] += 1

    holds()


if __name__ == "__main__":
    main()
