"""The attack against every table that there is: small systems of sums made up by chance, their bounds found by trying."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.attack import attack
from pipelines.disclosure_control.audit.bounds import IF_SMALL, NOT, TIGHT, bounds
from pipelines.disclosure_control.audit.pieces import Targets
from pipelines.disclosure_control.audit.solver import Group, Solver
from pipelines.disclosure_control.audit.system import Relation, System, Unknown

MOST, THRESHOLD = 6, 5


@dataclass(frozen=True)
class Case:
    """Sums over a few unknowns; `tables`: all whole numbers that satisfy them, one table a row."""

    system: System
    low: np.ndarray
    high: np.ndarray
    tables: np.ndarray

    @property
    def sums(self) -> Sums:
        return Sums.of(self.system.relations, len(self.low))


def case(seed: int) -> Case:
    chance = np.random.default_rng(seed)
    n = int(chance.integers(3, 6))
    truth = chance.integers(0, MOST + 1, n)
    low, high = np.maximum(truth - chance.integers(0, 5, n), 0), np.minimum(truth + chance.integers(0, 5, n), MOST)
    relations = []
    for _ in range(int(chance.integers(2, 5))):
        some = chance.permutation(n)[: chance.integers(2, n + 1)]
        terms = tuple((int(c), int(chance.choice([-2, -1, 1, 1, 1, 2, 3]))) for c in some)
        value, slack = sum(a * int(truth[c]) for c, a in terms), [int(s) for s in chance.integers(0, 3, 2)]
        ends = [(value, value), (value, value), (value - slack[0], value + slack[1]), (value, None), (None, value)]
        relations.append(Relation(terms, *ends[chance.integers(0, len(ends))], "b"))
    unknowns = tuple(Unknown((("n", str(i)),), "withheld", "b") for i in range(n))
    grid = np.array(list(product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))))
    for relation in relations:
        told = sum(a * grid[:, c] for c, a in relation.terms)
        grid = grid[(told >= (-99 if relation.low is None else relation.low)) & (told <= (99 if relation.high is None else relation.high))]
    return Case(System(unknowns, tuple(relations)), low.astype(float), high.astype(float), grid)


CASES = [case(seed) for seed in range(60)]


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_bounds_are_those_of_all_tables_that_there_are(start: int) -> None:
    for one in CASES[start : start + 20]:
        found = bounds(one.system, one.low, one.high, np.full(len(one.low), TIGHT), THRESHOLD)
        assert found.low.tolist() == found.least.tolist() == one.tables.min(axis=0).tolist()
        assert found.high.tolist() == found.most.tolist() == one.tables.max(axis=0).tolist()
        assert not found.broken and not found.dead.any()


@pytest.mark.parametrize("start", range(0, 60, 30))
def test_what_is_asked_less_of_is_never_bounded_too_closely(start: int) -> None:
    for one in CASES[start : start + 30]:
        for ask in (NOT, IF_SMALL):
            found = bounds(one.system, one.low, one.high, np.full(len(one.low), ask), THRESHOLD)
            least, most = one.tables.min(axis=0), one.tables.max(axis=0)
            assert (found.low <= least).all() and (found.high >= most).all()
            small = (least >= 1) & (most < THRESHOLD) & ~((least == 1) & (most == THRESHOLD - 1))  # that much a mark would tell
            if ask == IF_SMALL:
                assert (found.low[small] == least[small]).all() and (found.high[small] == most[small]).all()


def test_tables_that_were_found_are_tables() -> None:
    for one in CASES[:30]:
        found = bounds(one.system, one.low, one.high, np.full(len(one.low), TIGHT), THRESHOLD, certified=True)
        for columns, values in found.tables:
            assert any((one.tables[:, columns] == values).all(axis=1))


def targets(n: int) -> tuple[Targets, list[list[int]]]:
    """Every unknown by itself, and every two with five more."""
    some = [[i] for i in range(n)] + [[i, j] for i in range(n) for j in range(i)]
    owner = np.repeat(np.arange(len(some)), [len(s) for s in some])
    known = np.array([0.0 if len(s) == 1 else 5.0 for s in some])
    marked = np.ones(len(some), dtype=bool)
    return Targets(known, owner, np.concatenate(some).astype(np.int64), np.zeros(len(some)), marked), some


@pytest.mark.parametrize("witnesses", [False, True])
def test_sums_of_unknowns_are_bounded_as_all_tables_have_them(witnesses: bool) -> None:
    for one in CASES[witnesses::3]:
        asked, some = targets(len(one.low))
        found = attack(one.sums, one.low, one.high, asked, THRESHOLD, "tight", witnesses=witnesses)
        told = np.array([one.tables[:, s].sum(axis=1) + (5 if len(s) == 2 else 0) for s in some])
        assert found.low.tolist() == told.min(axis=1).tolist()
        assert found.high.tolist() == told.max(axis=1).tolist()
        assert not found.broken and not found.dead.any() and not found.undecided.any() and not found.unsettled.any()


@pytest.mark.parametrize("depth", ["arithmetic", "exact", "enough"])
def test_a_shorter_attack_bounds_nothing_too_closely(depth) -> None:
    for one in CASES[2::3]:
        asked, some = targets(len(one.low))
        found = attack(one.sums, one.low, one.high, asked, THRESHOLD, depth)
        told = np.array([one.tables[:, s].sum(axis=1) + (5 if len(s) == 2 else 0) for s in some])
        assert (found.low <= told.min(axis=1)).all() and (found.high >= told.max(axis=1)).all()
        if depth == "enough":
            assert not found.unsettled.any()
            narrowed = (told.max(axis=1) < THRESHOLD - 1) | ((told.min(axis=1) >= 2) & (told.min(axis=1) < THRESHOLD))
            exact = told.min(axis=1) == told.max(axis=1)
            seen = (found.high < THRESHOLD - 1) | ((found.low >= 2) & (found.low < THRESHOLD))
            assert (seen == narrowed)[~exact].all()
            assert (found.low == found.high)[exact].all()


def test_sums_that_cannot_be_are_said_and_others_are_bounded_all_the_same() -> None:
    relations = (Relation(((0, 1), (1, 1)), 5, 5, "a"), Relation(((0, 1), (1, 1)), 7, 7, "a"), Relation(((2, 1), (3, 1)), 4, 4, "b"))
    unknowns = tuple(Unknown((("n", str(i)),), "withheld", "ab"[i // 2]) for i in range(4))
    found = bounds(System(unknowns, relations), np.ones(4), np.full(4, np.inf), np.full(4, TIGHT), THRESHOLD)
    assert found.broken == {"a"}
    assert found.dead.tolist() == [True, True, False, False]
    assert (found.low[2:].tolist(), found.high[2:].tolist()) == ([1, 1], [3, 3])


def ring(*values: int) -> Group:
    """Every two neighbours of a ring make a sum."""
    n = len(values)
    columns = np.array([c for i in range(n) for c in (i, (i + 1) % n)], dtype=np.int32)
    row = np.array(values, dtype=float)
    return Group(np.arange(0, 2 * n + 1, 2, dtype=np.int32), columns, np.ones(2 * n), row, row, np.zeros(n), np.full(n, np.inf))


def test_halves_are_tables_only_where_fractions_count() -> None:
    assert Solver(ring(1, 1, 1)).farthest(0, 1).value == pytest.approx(0.5)
    assert Solver(ring(1, 1, 1), whole=True).farthest(0, 1).value is None
    for whole in (False, True):
        assert Solver(ring(3, 5, 4), whole=whole).farthest(0, -1).value == pytest.approx(1)
    even = ring(4, 4, 4, 4)
    assert [Solver(even, whole=True).farthest(1, sign).value for sign in (1, -1)] == [0, 4]
    loose = Group(even.starts, even.columns, even.coefficients, even.row_low, np.full(4, np.inf), even.low, even.high)
    assert Solver(loose).farthest(0, -1).value == np.inf
    assert Solver(loose).farthest(np.array([0, 1]), 1).value == pytest.approx(4)


def test_a_table_is_held_against_every_sum_and_bound() -> None:
    group = ring(4, 4, 4, 4)
    assert group.holds(np.array([1, 3, 1, 3])) and group.misses(np.array([1.0, 3, 1, 3])) == 0
    assert not group.holds(np.array([1, 3, 1, 2])) and group.misses(np.array([1.0, 3, 1, 2.5])) == 0.5
    assert not group.holds(np.array([5, -1, 5, -1])) and group.misses(np.array([5.0, -1, 5, -1])) == 1
    capped = Group(group.starts, group.columns, group.coefficients, group.row_low, group.row_high, group.low, np.full(4, 2.0))
    assert not capped.holds(np.array([1, 3, 1, 3])) and capped.misses(np.array([1.0, 3, 1, 3])) == 1


def test_paper_and_pencil_never_rule_out_a_table() -> None:
    for one in CASES:
        found = squeeze(one.sums, one.low, one.high)
        assert (found.low <= one.tables.min(axis=0)).all() and (found.high >= one.tables.max(axis=0)).all()
        assert not found.broken.any() and not found.dead.any()
    lone = Sums.of([Relation(((0, 2), (1, -1)), 1, 1, "b")], 2)
    found = squeeze(lone, np.zeros(2), np.array([3.0, 4.0]))
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1], [2, 3])
