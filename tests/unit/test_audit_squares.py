"""Tables of which only the totals are shown: what each inner cell can be is known by heart, however large the table is."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.disclosure_control.audit import audit_table


def written(tmp_path: Path, inner: np.ndarray, shown: np.ndarray) -> Path:
    lines = ["row,column,n"]
    for i, line in enumerate(inner):
        lines += [f"r{i},c{j},{n if shown[i, j] else ''}" for j, n in enumerate(line)] + [f"r{i},_T,{line.sum()}"]
    lines += [f"_T,c{j},{n}" for j, n in enumerate(inner.sum(axis=0))] + [f"_T,_T,{inner.sum()}"]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def by_heart(inner: np.ndarray, floor: int) -> tuple[np.ndarray, np.ndarray]:
    """What is left of a row and of a column bounds a cell from above, and what does not fit elsewhere from below."""
    over = inner - floor
    rows, columns = over.sum(axis=1)[:, None], over.sum(axis=0)[None, :]
    return floor + np.maximum(0, rows + columns - over.sum()), floor + np.minimum(rows, columns)


def made_up(size: tuple[int, int], seed: int, most: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    inner = chance.integers(1, most, size)
    inner[0, 0] = most * 12  # so much that it cannot all lie elsewhere
    return inner


@pytest.mark.parametrize(("size", "seed", "most"), [((3, 3), 1, 6), ((5, 4), 2, 4), ((9, 8), 3, 5), ((2, 40), 4, 30)])
@pytest.mark.parametrize("floor", [0, 1])
def test_each_inner_cell_is_bounded_by_its_totals(size: tuple[int, int], seed: int, most: int, floor: int, tmp_path: Path) -> None:
    inner = made_up(size, seed, most)
    path = written(tmp_path, inner, np.zeros(size, dtype=bool))
    audit = audit_table([path], "n", reach=(floor, None))
    low, high = by_heart(inner, floor)
    found = {tuple(code for _, code in c.key): (c.low, c.high) for c in audit.cells}
    expected = {(f"r{i}", f"c{j}"): (low[i, j], high[i, j]) for i in range(size[0]) for j in range(size[1])}
    assert found == expected
    assert all(c.tight for c in audit.cells)


@pytest.mark.parametrize("seed", [5, 6])
@pytest.mark.parametrize("depth", ["exact", "enough"])
def test_of_a_large_table_the_verdicts_are_right_without_every_bound(seed: int, depth, tmp_path: Path) -> None:
    """Rows of ones leave nothing to choose, and a row of twos next to nothing."""
    inner = made_up((26, 25), seed, 3)
    inner[3], inner[7] = 1, 2
    path = written(tmp_path, inner, np.zeros(inner.shape, dtype=bool))
    audit = audit_table([path], "n", bounds=depth)
    low, high = by_heart(inner, 1)
    exact = {(f"r{i}", f"c{j}") for i, j in zip(*np.nonzero(low == high), strict=True)}
    assert {tuple(code for _, code in c.key) for c in audit.cells if c.verdict == "exact"} == exact
    assert audit.exact == len(exact) >= 25
    for c in audit.cells:
        i, j = (int(code[1:]) for _, code in c.key)
        assert c.low <= low[i, j] and (c.high is None or c.high >= high[i, j])
    if depth == "enough":
        narrow = (low < high) & (((low >= 2) & (low < 11)) | (high < 10))
        assert audit.narrowed == int(narrow.sum())
        assert audit.unsettled == 0


@pytest.mark.parametrize("seed", range(3))
def test_where_some_cells_are_shown_what_hangs_together_is_told_together(seed: int, tmp_path: Path) -> None:
    """Marks in a block by themselves are a table by themselves; a mark alone in its row is told."""
    inner = np.random.default_rng(seed).integers(2, 9, (12, 12))
    shown = np.ones((12, 12), dtype=bool)
    shown[:3, :3] = shown[4:9, 5:9] = shown[10, 11] = False
    audit = audit_table([written(tmp_path, inner, shown)], "n", reach=(1, None))
    found = {tuple(code for _, code in c.key): (c.low, c.high) for c in audit.cells if c.kind == "withheld"}
    for rows, columns in ((slice(0, 3), slice(0, 3)), (slice(4, 9), slice(5, 9))):
        low, high = by_heart(inner[rows, columns], 1)
        for (i, j), _ in np.ndenumerate(low):
            assert found[f"r{i + rows.start}", f"c{j + columns.start}"] == (low[i, j], high[i, j])
    assert found["r10", "c11"] == (inner[10, 11], inner[10, 11])
