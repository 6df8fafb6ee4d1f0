"""Which cells the suppressor hides, in tables small enough to see why."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from pipelines.disclosure_control.suppression import Requirement, Suppressed, Table, suppress
from pipelines.disclosure_control.suppression.table import Dimension

EXACT, FULL = Requirement("exact"), Requirement("full")


def table(*sizes: int, inner: Sequence[int]) -> Table:
    names = ("age", "place", "year")
    dimensions = tuple(Dimension.of(n, [f"{n[0]}{i}" for i in range(1, s + 1)], {}) for n, s in zip(names, sizes, strict=False))
    return Table(dimensions, np.array(inner, np.int64))


def marks(of: Table, done: Suppressed) -> set[str]:
    return {" ".join(codes) for codes, hidden in zip(product(*(d.codes for d in of.dimensions)), done.hidden, strict=True) if hidden}


def withheld(of: Table, requirement: Requirement) -> set[str]:
    return marks(of, suppress(of, requirement))


def test_a_single_small_count_takes_the_next_smallest_along() -> None:
    one = table(4, inner=[3, 40, 25, 60])
    assert withheld(one, EXACT) == {"a1", "a3"}


def test_two_small_counts_of_one_row_hide_each_other() -> None:
    assert withheld(table(4, inner=[3, 40, 25, 4]), EXACT) == {"a1", "a4"}


def test_two_ones_do_not_hide_each_other_since_zeros_are_shown() -> None:
    assert withheld(table(4, inner=[1, 40, 25, 1]), EXACT) == {"a1", "a3", "a4"}


def test_a_sum_of_small_counts_that_is_large_may_be_shown_if_it_tells_none() -> None:
    assert withheld(table(3, inner=[9, 9, 9]), EXACT) == {"a1", "a2", "a3"}


def test_in_two_dimensions_the_cheapest_square_is_closed() -> None:
    """Age 1 in place 1 is small. Three others close a square with it: 20 + 15 + 35 is the least that can be lost."""
    one = table(3, 3, inner=[3, 50, 20, 40, 60, 30, 15, 90, 35])
    assert withheld(one, EXACT) == {"a1 p1", "a1 p3", "a3 p1", "a3 p3"}


def test_full_leaves_a_small_count_open_up_to_the_threshold() -> None:
    """3 with 5 would be enough not to be told exactly, but then each is 7 at most."""
    one = table(4, inner=[3, 5, 25, 60])
    assert withheld(one, EXACT) == {"a1", "a2"}
    assert withheld(one, FULL) == {"a1", "a2", "a3"}


def test_a_width_is_against_a_reader_who_does_not_know_that_zeros_are_shown() -> None:
    one = table(4, inner=[3, 5, 25, 60])
    assert withheld(one, Requirement("width", 8)) == {"a1", "a2"}
    assert withheld(one, Requirement("width", 9)) == {"a1", "a2", "a3"}


@pytest.mark.parametrize("requirement", [EXACT, FULL, Requirement("width", 10)], ids=lambda r: r.kind)
def test_nothing_small_nothing_withheld(requirement: Requirement) -> None:
    assert withheld(table(2, 2, inner=[11, 0, 40, 12]), requirement) == set()


@pytest.mark.parametrize("requirement", [EXACT, FULL, Requirement("width", 10)], ids=lambda r: r.kind)
def test_the_same_table_gives_the_same_marks(requirement: Requirement) -> None:
    one = table(3, 3, 2, inner=[3, 0, 7, 20, 1, 0, 45, 2, 11, 9, 0, 5, 60, 33, 4, 0, 18, 2])
    assert withheld(one, requirement) == withheld(one, requirement)


@pytest.mark.parametrize("requirement", [EXACT, FULL, Requirement("width", 10)], ids=lambda r: r.kind)
def test_bounds_that_are_reported_hold_the_true_counts(requirement: Requirement) -> None:
    one = table(3, 3, inner=[3, 50, 20, 40, 60, 30, 15, 70, 80])
    done = suppress(one, requirement)
    assert (done.low <= one.values).all() and (one.values <= done.high).all()
    assert (done.low[~done.hidden] == done.high[~done.hidden]).all()
    assert (done.low[done.hidden] < done.high[done.hidden]).all()
