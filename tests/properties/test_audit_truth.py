"""Whatever is hidden, the truth lies within the attacker's bounds, and no reader who knows more can tell less."""

import csv
from itertools import product
from math import inf
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import audit_table

CODES = {"place": ("n1", "n2", "s1"), "age": ("a", "b", "c"), "year": ("x", "y")}
PARENTS = {"n1": "north", "n2": "north"}


def cube(chance: Random) -> dict[tuple[str, ...], int]:
    """Counts by place (n1 and n2 lie in the north), age and year, with all totals."""
    counts: dict[tuple[str, ...], int] = {}
    for spot in product(*CODES.values()):
        count = chance.choice((0, 1, 2, 3, 5, 8, 13, 21))
        above = [(code, *([PARENTS[code]] if code in PARENTS else []), "_T") for code in spot]
        for whole in product(*above):
            counts[whole] = counts.get(whole, 0) + count
    return counts


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.5))
def test_the_truth_lies_within_the_bounds(seed: int, also: float) -> None:
    chance = Random(seed)
    counts = cube(chance)
    hidden = {spot for spot, n in counts.items() if 1 <= n <= 10 or (n and chance.random() < also)}
    with TemporaryDirectory() as place:
        path, levels = Path(place) / "t.csv", Path(place) / "levels.csv"
        with path.open("w", newline="") as file:
            rows = [[*spot, "" if spot in hidden else n] for spot, n in counts.items()]
            csv.writer(file).writerows([[*CODES, "count"], *rows])
        levels.write_text("code,parent\nn1,north\nn2,north\nnorth,_T\ns1,_T\n", "utf-8")
        audit = audit_table([path], "count", hierarchies={"place": levels})
    assert not audit.infeasible
    assert not audit.leaks
    assert len([c for c in audit.cells if c.kind == "withheld"]) == len(hidden)
    for cell in audit.cells:
        truth = counts[tuple(code for _, code in cell.key)]
        high, naive_high = (inf if end is None else end for end in (cell.high, cell.naive_high))
        assert cell.naive_low <= cell.low <= truth <= high <= naive_high
        if cell.verdict == "exact":
            assert cell.low == cell.high == truth


@pytest.mark.parametrize("seed", [1, 2])
def test_two_attacks_on_the_same_files_end_alike(seed: int, tmp_path: Path) -> None:
    counts = cube(Random(seed))
    rows = [[*spot, "" if 1 <= n <= 30 else n] for spot, n in counts.items()]
    with (tmp_path / "t.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[*CODES, "count"], *rows])
    levels = tmp_path / "levels.csv"
    levels.write_text("code,parent\nn1,north\nn2,north\nnorth,_T\ns1,_T\n", "utf-8")
    one, other = (audit_table([tmp_path / "t.csv"], "count", hierarchies={"place": levels}).to_json() for _ in range(2))
    assert one == other
