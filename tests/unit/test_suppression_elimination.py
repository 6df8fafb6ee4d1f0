"""The first choice of what to hide, held against plain linear algebra: nothing small follows, nothing is hidden for nothing."""

import numpy as np
import pytest

from pipelines.disclosure_control.suppression import Table, alike, elimination, greedy
from pipelines.disclosure_control.suppression.problem import Problem, problem
from pipelines.disclosure_control.suppression.table import Dimension
from tests.unit.test_suppression_costs import made_up

CASES = [(seed, sizes) for sizes in ((5, 4), (3, 3, 2), (6, 4)) for seed in (1, 2, 3)]


def follows(shown: np.ndarray, cell: np.ndarray) -> bool:
    """Whether a cell is made of shown ones by sums and differences."""
    if not len(shown):
        return False
    rank = np.linalg.matrix_rank(shown)
    return bool(np.linalg.matrix_rank(np.vstack([shown, cell])) == rank)


def chosen(seed: int, sizes: tuple[int, ...], **how: object) -> tuple[Problem, greedy.Choice, np.ndarray]:
    asked = problem(made_up(seed, *sizes), 11)
    return asked, greedy.choose(asked, greedy.by_value(asked), np.ones(len(asked.inner), np.int64), **how), asked.sums.toarray()


@pytest.mark.parametrize(("seed", "sizes"), CASES)
@pytest.mark.parametrize("rule", [elimination.STRICT, elimination.TOGETHER, elimination.MIXED, elimination.ANY])
def test_nothing_small_follows_from_what_is_shown(seed: int, sizes: tuple[int, ...], rule: int) -> None:
    asked, choice, sums = chosen(seed, sizes, rule=rule)
    assert choice.hidden[asked.small].all()
    assert not any(follows(sums[~choice.hidden], sums[cell]) for cell in np.flatnonzero(asked.small))


@pytest.mark.parametrize(("seed", "sizes"), CASES)
def test_moves_change_no_shown_cell_and_are_all_the_ways_there_are(seed: int, sizes: tuple[int, ...]) -> None:
    asked, choice, sums = chosen(seed, sizes, rule=elimination.ANY)
    moves = choice.moves.toarray()
    assert not (sums[~choice.hidden] @ moves).any()
    free = len(asked.inner) - np.linalg.matrix_rank(sums[~choice.hidden])
    assert moves.shape == (len(asked.inner), free)
    assert np.linalg.matrix_rank(moves) == free
    assert (moves == np.rint(moves)).all()


@pytest.mark.parametrize(("seed", "sizes"), CASES)
def test_without_refusing_only_what_is_asked_is_hidden(seed: int, sizes: tuple[int, ...]) -> None:
    asked = problem(made_up(seed, *sizes), 11)
    more = np.zeros(len(asked.values), bool)
    more[[1, 4]] = True
    ones, order = np.ones(len(asked.inner), np.int64), greedy.by_value(asked)
    choice = greedy.choose(asked, order, ones, hide=more, rule=elimination.ANY, refuse=False)
    assert (choice.hidden == (asked.small | more)).all()


def test_what_another_table_may_differ_by_changes_no_shown_count() -> None:
    """A reader who runs the program looks for tables of the same file: their shown counts are the same, not only their marks."""
    sides = (Dimension.of("p", ["a", "b", "c"], {}), Dimension.of("q", ["x", "y", "z"], {}))
    chance, tried = np.random.default_rng(1), 0
    for _ in range(60):
        table = Table(sides, chance.choice([0, 1, 1, 2, 3, 8, 15, 30], 9))
        asked = problem(table, 11)
        choice = greedy.choose(asked, greedy.by_value(asked), np.ones(len(asked.inner), np.int64), rule=elimination.ANY)
        hidden = asked.hidden_cells(choice.hidden)
        tried += int(hidden.any())
        for move in alike._moves(table, hidden, 11) if hidden.any() else ():
            assert not (table.sums @ move)[~hidden].any()
            assert not move[table.inner == 0].any()
    assert tried > 40


@pytest.mark.parametrize(("seed", "sizes"), CASES)
def test_a_cell_that_is_hidden_besides_would_have_told_something_small_or_left_no_room(seed: int, sizes: tuple[int, ...]) -> None:
    """In the order in which cells are tried; a rule for cells of 1 asks for more, so it may hide more."""
    asked, choice, sums = chosen(seed, sizes, rule=elimination.ANY)
    alone, shown = [], []
    stuck = {int(i) for i in np.flatnonzero((asked.inner == 1) & asked.small[asked.unit])}
    for cell in greedy.by_value(asked):
        if asked.small[cell]:
            continue
        told = any(follows(sums[[*shown, cell]], sums[small]) for small in np.flatnonzero(asked.small))
        if choice.hidden[cell]:
            alone.append(told or bool(stuck))
        else:
            assert not told
            shown.append(cell)
    assert all(alone)
