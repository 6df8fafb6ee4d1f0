"""What a plain table's suppressor promises, for any table: tried against every table that a reader cannot rule out."""

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import Audit, audit_table
from pipelines.disclosure_control.suppression import CannotProtect, Requirement, Suppressed, Table, frame, suppress
from pipelines.disclosure_control.suppression.table import Dimension
from tests.every_table import BOUNDLESS, Reader, parts_of

LEVELS = (
    {"n": "_T", "s": "_T", "n1": "n", "n2": "n"},
    {"n": "_T", "s": "_T", "n1": "n", "n2": "n", "s1": "s", "s2": "s"},
    {"n": "_T", "nn": "n", "n1": "nn", "n2": "nn", "n3": "n", "s": "_T"},
)
MOST_INNER = 12


@st.composite
def tables(draw, most_inner: int = MOST_INNER, largest: int = 20) -> Table:
    """One to three dimensions, the first perhaps with levels; sparse or dense, small or not."""
    dimensions, size = [], 1
    for number in range(draw(st.integers(1, 3))):
        name = "placeagesex"[5 * number :][:5]
        if number == 0 and draw(st.booleans()):
            parents = draw(st.sampled_from(LEVELS))
            made = Dimension.of(name, [], parents)
        else:
            made = Dimension.of(name, [f"{name[0]}{i}" for i in range(draw(st.integers(1 if number else 2, 5)))], {})
        if size * len(made.leaves) <= most_inner:
            dimensions.append(made)
            size *= len(made.leaves)
    assume(dimensions)
    small, large = st.integers(1, 4), st.integers(3, largest)
    nought = st.just(0)
    kinds = (small, st.one_of(nought, small), st.one_of(nought, nought, small, large), st.one_of(small, large))
    counts = draw(st.lists(draw(st.sampled_from(kinds)), min_size=size, max_size=size))
    return Table(tuple(dimensions), np.array(counts, np.int64))


def protected(table: Table, requirement: Requirement) -> Suppressed:
    """Most drawn tables can be protected; one that cannot is not what is asked about here."""
    try:
        return suppress(table, requirement)
    except CannotProtect:
        assume(False)
        raise


def assert_shown_are_true_and_small_ones_are_not(table: Table, done: Suppressed, threshold: int) -> None:
    values = [sum(table.inner[i] for i in parts) for parts in parts_of(table)]
    written = frame(table, done.hidden, "n").rows()
    assert len(written) == len(values)
    for value, row, primary in zip(values, written, done.primary, strict=True):
        shown, status = row[-2:]
        assert (shown is None) == (status == "c")
        if 1 <= value < threshold:
            assert status == "c" and primary
        else:
            assert not primary
            assert shown == value or (status == "c" and value > 0)


def audited(table: Table, done: Suppressed, threshold: int, reach: tuple[int, None] | None) -> Audit:
    """What the attacker finds, who reads the file alone."""
    with TemporaryDirectory() as folder:
        path, levels = Path(folder) / "t.csv", {}
        frame(table, done.hidden, "n").write_csv(path)
        for dimension in table.dimensions:
            if dimension.parents:
                levels[dimension.name] = written(Path(folder) / f"{dimension.name}.csv", dimension.parents)
        return audit_table([path], "n", reach=reach, hierarchies=levels, threshold=threshold, bounds="tight")


def written(path: Path, parents: Mapping[str, str]) -> Path:
    path.write_text("code,parent\n" + "".join(f"{c},{p}\n" for c, p in parents.items()), "utf-8")
    return path


def check_exact(table: Table, threshold: int) -> None:
    done = protected(table, Requirement("exact", threshold=threshold))
    assert_shown_are_true_and_small_ones_are_not(table, done, threshold)
    reader, values = Reader(table, done.hidden, 1), table.values.tolist()
    for cell in reader.hidden:
        assert reader.possible(cell, values[cell] + 1, BOUNDLESS) or reader.possible(cell, 0, values[cell] - 1)
    assert audited(table, done, threshold, (1, None)).exact == 0
    assert audited(table, done, threshold, None).exact == 0
    assert audited(table, done, threshold, (0, None)).exact == 0


def check_full(table: Table, threshold: int) -> None:
    done = protected(table, Requirement("full", threshold=threshold))
    assert_shown_are_true_and_small_ones_are_not(table, done, threshold)
    reader, values = Reader(table, done.hidden, 1), table.values.tolist()
    for cell in reader.hidden:
        forced = max(1, sum(i in reader.place for i in reader.parts[cell]))
        assert reader.possible(cell, values[cell] + 1, BOUNDLESS) or reader.possible(cell, 0, values[cell] - 1)
        if done.primary[cell]:
            assert reader.possible(cell, 0, forced)
            assert reader.possible(cell, threshold - 1, BOUNDLESS)
        else:
            assert reader.possible(cell, 0, forced) or not reader.possible(cell, 0, threshold - 1)
    found = audited(table, done, threshold, (1, None))
    assert (found.exact, found.narrowed) == (0, 0)
    assert audited(table, done, threshold, None).exact == 0


def check_width(table: Table, threshold: int, width: int) -> None:
    done = protected(table, Requirement("width", width, threshold))
    assert_shown_are_true_and_small_ones_are_not(table, done, threshold)
    reader = Reader(table, done.hidden, 0)
    for cell in reader.hidden:
        assert reader.spans(cell, width if done.primary[cell] else 1)
    assert audited(table, done, threshold, (0, None)).exact == 0


def check(table: Table, kind: str, threshold: int, width: int) -> None:
    if kind == "exact":
        check_exact(table, threshold)
    elif kind == "full":
        check_full(table, threshold)
    else:
        check_width(table, threshold, width)


def as_if_large() -> AbstractContextManager[object]:
    """The way that large tables go, for small ones: elimination once, then a small programme for each cell."""
    way = sys.modules[suppress.__module__]
    return patch.multiple(way, FEW_CELLS=0, LARGE_PIECE=0)


@settings(deadline=None, max_examples=4)
@given(table=tables(), threshold=st.sampled_from((3, 4, 11)))
def test_exact_leaves_two_values_for_everything_withheld(table: Table, threshold: int) -> None:
    check_exact(table, threshold)


@settings(deadline=None, max_examples=6)
@given(table=tables(), threshold=st.sampled_from((3, 4)))
def test_full_leaves_a_small_count_open_from_what_its_marks_say_to_the_threshold(table: Table, threshold: int) -> None:
    check_full(table, threshold)


@settings(deadline=None, max_examples=6)
@given(table=tables(), threshold=st.sampled_from((3, 4, 11)), width=st.sampled_from((1, 2, 5, 10)))
def test_a_width_is_kept_for_every_small_count(table: Table, threshold: int, width: int) -> None:
    check_width(table, threshold, width)


@settings(deadline=None, max_examples=6)
@given(table=tables(), threshold=st.sampled_from((3, 4)), kind=st.sampled_from(("exact", "full", "width")))
def test_what_is_promised_holds_on_the_way_that_large_tables_go(table: Table, threshold: int, kind: str) -> None:
    with as_if_large():
        check(table, kind, threshold, 5)
