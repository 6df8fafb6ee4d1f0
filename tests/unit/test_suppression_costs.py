"""What is withheld besides the small counts of some made-up tables: no more than it was, and enough for an attacker who shares no code."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.disclosure_control.audit import audit_table
from pipelines.disclosure_control.suppression import Requirement, Suppressed, Table, frame, suppress
from pipelines.disclosure_control.suppression.table import Dimension

SMALL = 11


def made_up(seed: int, *sizes: int) -> Table:
    """A few people, spread unevenly; a dimension of more than four codes has two groups of them."""
    chance, dimensions, share = np.random.default_rng(seed), [], np.ones(1)
    for name, size in zip("pqr", sizes, strict=False):
        groups = {"g0": "_T", "g1": "_T"} | {f"c{i}": f"g{i % 2}" for i in range(size)} if size > 4 else {}
        dimensions.append(Dimension.of(name, [] if groups else [f"c{i}" for i in range(size)], groups))
    for dimension in dimensions:
        share = np.outer(share, np.exp(chance.normal(0, 1, len(dimension.leaves)))).ravel()
    return Table(tuple(dimensions), chance.poisson(12 * len(share) * share / share.sum()))


WITHHELD = {
    (1, (6, 4), "exact"): (6, 83),
    (1, (6, 4), "full"): (10, 157),
    (1, (6, 4), "width:10"): (7, 98),
    (2, (6, 4), "exact"): (5, 167),
    (2, (6, 4), "full"): (15, 532),
    (2, (6, 4), "width:10"): (5, 167),
    (1, (8, 5), "exact"): (13, 318),
    (1, (8, 5), "full"): (28, 751),
    (1, (8, 5), "width:10"): (15, 340),
    (2, (8, 5), "exact"): (10, 306),
    (2, (8, 5), "full"): (33, 1260),
    (2, (8, 5), "width:10"): (13, 342),
    (1, (4, 4, 3), "full"): (38, 1061),
    (1, (4, 4, 3), "width:10"): (17, 370),
    (2, (4, 4, 3), "width:10"): (18, 506),
}
"""Seed, sizes, protection → cells besides the small ones and what they add up to, in November 2026."""


def holds(table: Table, done: Suppressed) -> None:
    """What is said of the result is so of every cell."""
    small = (table.values > 0) & (table.values < SMALL)
    assert (done.primary == small).all()
    assert done.hidden[small].all()
    assert not done.hidden[table.values == 0].any()
    assert done.undecided == 0
    assert (done.low[~done.hidden] == table.values[~done.hidden]).all() and (done.high[~done.hidden] == table.values[~done.hidden]).all()
    assert ((done.low <= table.values) & (table.values <= done.high)).all()
    assert (done.low < done.high)[done.hidden].all()


@pytest.mark.parametrize(("seed", "sizes", "protection"), WITHHELD)
def test_no_more_is_withheld_than_was(seed: int, sizes: tuple[int, ...], protection: str, tmp_path: Path) -> None:
    table, requirement = made_up(seed, *sizes), Requirement.parse(protection, SMALL)
    done = suppress(table, requirement)
    holds(table, done)
    besides = done.hidden & ~done.primary
    cells, value = WITHHELD[seed, sizes, protection]
    assert int(table.values[besides].sum()) <= value and int(besides.sum()) <= cells + 2
    frame(table, done.hidden, "n").write_csv(tmp_path / "t.csv")
    levels = {}
    for dimension in table.dimensions:
        if dimension.parents:
            levels[dimension.name] = tmp_path / f"{dimension.name}.csv"
            levels[dimension.name].write_text("code,parent\n" + "".join(f"{c},{p}\n" for c, p in dimension.parents.items()), "utf-8")
    audit = audit_table([tmp_path / "t.csv"], "n", hierarchies=levels)
    assert (audit.withheld, audit.exact, audit.undecided, audit.leaks) == (int(done.hidden.sum()), 0, 0, ())
    if protection == "full":
        assert audit.passed
    if protection.startswith("width"):
        narrow = {tuple(code for _, code in c.key): (c.naive_high or 10**6) - c.naive_low for c in audit.cells}
        names = np.array(np.meshgrid(*(d.codes for d in table.dimensions), indexing="ij")).reshape(len(table.dimensions), -1).T
        assert all(narrow[tuple(names[i].tolist())] >= 10 for i in np.flatnonzero(done.primary))
