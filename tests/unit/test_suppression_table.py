"""A plain table as the suppressor sees it: its codes in order, its totals, and which cells are one."""

import numpy as np
import pytest

from pipelines.disclosure_control.suppression import Requirement, Table, frame, suppress
from pipelines.disclosure_control.suppression.problem import problem
from pipelines.disclosure_control.suppression.table import Dimension
from tests.every_table import parts_of

PLACE = {"north": "_T", "south": "_T", "n1": "north", "n2": "north", "s1": "south"}


def place() -> Dimension:
    return Dimension.of("place", [], PLACE)


def age(*codes: str) -> Dimension:
    return Dimension.of("age", list(codes), {})


def test_a_whole_stands_before_its_parts_and_the_total_first() -> None:
    assert place().codes == ("_T", "north", "n1", "n2", "south", "s1")
    assert place().leaves == ("n1", "n2", "s1")


def test_codes_stand_in_the_order_of_their_letters_whatever_order_they_came_in() -> None:
    assert age("b", "c", "a").codes == age("c", "a", "b").codes == ("_T", "a", "b", "c")


def test_the_total_is_no_code_of_its_own() -> None:
    assert age("a", "_T", "b").codes == ("_T", "a", "b")


def test_a_parent_that_has_no_row_lies_under_the_total() -> None:
    assert Dimension.of("place", [], {"n1": "north"}).codes == ("_T", "north", "n1")


def test_every_total_is_the_sum_of_the_inner_cells_below_it() -> None:
    table = Table((place(), age("a", "b")), np.arange(1, 7))
    assert table.values.tolist() == [sum(table.inner[i] for i in parts) for parts in parts_of(table)]
    assert table.values[0] == 21
    assert table.values[table.places].tolist() == table.inner.tolist()


def test_a_whole_with_one_part_above_nought_is_the_same_cell_as_that_part() -> None:
    asked = problem(Table((age("a", "b", "c"),), np.array([5, 0, 0])), 11)
    assert asked.of.tolist() == [0, 0, -1, -1]
    assert (asked.values.tolist(), asked.members.tolist(), asked.weight.tolist()) == ([5], [2], [10])


def test_what_is_written_has_no_count_where_there_is_a_mark() -> None:
    table = Table((age("a", "b"),), np.array([3, 20]))
    written = frame(table, np.array([False, True, True]), "n").write_csv()
    assert written == "age,n,status\n_T,23,\na,,c\nb,,c\n"


@pytest.mark.parametrize("text", ["", "width", "width:", "width:0", "width:-1", "width:1.5", "Full", "exact:1", "full:2", "width:x"])
def test_a_protection_is_one_of_three(text: str) -> None:
    with pytest.raises(ValueError, match="full, exact or width:N"):
        Requirement.parse(text, 11)


def test_a_protection_is_read_with_its_width_and_threshold() -> None:
    assert Requirement.parse("width:12", 5) == Requirement("width", 12, 5)
    assert Requirement.parse("full", 11) == Requirement()
    assert Requirement.parse("exact", 3) == Requirement("exact", 1, 3)


@pytest.mark.parametrize("kind", ["full", "exact", "width"])
def test_nothing_is_withheld_of_a_table_of_noughts(kind) -> None:
    done = suppress(Table((age("a", "b"), place()), np.zeros(6, np.int64)), Requirement(kind, 10))
    assert not done.hidden.any() and not done.primary.any() and done.undecided == 0
