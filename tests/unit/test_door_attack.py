"""The door's own attack on squares of groups and outcomes, whose bounds are known by heart; and what it leaves as proof."""

import numpy as np
import pytest

from pipelines.disclosure_control.protection.bounds import Attack, agrees
from pipelines.disclosure_control.protection.drawing import draw
from pipelines.disclosure_control.protection.facts import Form, read
from pipelines.disclosure_control.protection.marks import Marks, forced
from pipelines.disclosure_control.protection.system import System, split
from schemas import Policy
from tests.spec.test_disclosure_control import agreed, counts, measure
from tests.unit.test_audit_squares import by_heart

POLICY = Policy()
CODES = ("a", "b", "c", "d")
GENDERS = ("girl", "boy", "unknown")


def square(inner: np.ndarray) -> System:
    """Groups by outcomes that exclude each other, everyone having one."""
    codes = CODES[: inner.shape[1]]
    outcome = {
        "dimension": "step",
        "relation": "partition",
        "codes": list(codes),
        "parents": {},
        "follow_up_months": dict.fromkeys(codes, 0),
    }
    structure = agreed(referrals=measure(outcome, GENDERS[: inner.shape[0]]))
    lines = [" | ".join(["gender", "all", *codes]), " | ".join(map(str, ["_T", inner.sum(), *inner.sum(axis=0)]))]
    lines += [" | ".join(map(str, [g, row.sum(), *row])) for g, row in zip(GENDERS, inner, strict=False)]
    form = Form(structure)
    facts = read(counts("\n".join(lines), structure), form)
    (system,) = split(draw(facts, form))
    return system


def place(system: System, gender: str, code: str) -> int:
    return next(i for i, c in enumerate(system.cells) if c.published and c.key[-1] == "numerator" and gender in c.key and code in c.key)


def hidden(system: System) -> np.ndarray:
    """Every number of a group and an outcome; the totals are shown."""
    return np.array([c.published and c.key[-1] == "numerator" and "_T" not in c.key for c in system.cells], dtype=bool)


def made_up(seed: int, groups: int, codes: int) -> np.ndarray:
    inner = np.random.default_rng(seed).integers(1, 6, (groups, codes))
    inner[0, 0] = 40
    return inner


@pytest.mark.parametrize(("seed", "groups", "codes"), [(1, 2, 2), (2, 2, 3), (3, 3, 3), (4, 3, 4)])
@pytest.mark.parametrize("floor", [0.0, 1.0])
def test_each_number_can_be_as_low_and_as_high_as_its_totals_let_it(seed: int, groups: int, codes: int, floor: float) -> None:
    inner = made_up(seed, groups, codes)
    system = square(inner)
    marks = Marks(hidden(system), np.where(hidden(system), floor, 0.0))
    attack = Attack(system, POLICY)
    attack.given(marks)
    low, high = by_heart(inner, int(floor))
    for (i, j), _ in np.ndenumerate(inner):
        assert attack.reach(place(system, GENDERS[i], CODES[j])) == (low[i, j], high[i, j])


@pytest.mark.parametrize("seed", range(4))
def test_a_table_that_is_taken_in_agrees_and_one_that_does_not_is_refused(seed: int) -> None:
    inner = made_up(seed, 3, 3)
    system = square(inner)
    marks = Marks(hidden(system), np.where(hidden(system), 1.0, 0.0))
    attack = Attack(system, POLICY)
    attack.given(marks)
    ones = [system.cells[place(system, g, c)].atoms[0] for g, c in (("girl", "a"), ("girl", "b"), ("boy", "a"), ("boy", "b"))]
    moved = system.atoms.copy()
    moved[ones] += [-1, 1, 1, -1]
    fits = (system.matrix @ moved)[hidden(system)].min() >= 1
    assert agrees(system, marks, moved) == fits == attack.offer(moved)
    assert attack.span.high[place(system, "girl", "b")] == inner[0, 1] + (1 if fits else 0)
    assert attack.span.low[place(system, "girl", "a")] == inner[0, 0] - (1 if fits else 0)
    off = system.atoms.copy()
    off[ones[0]] += 1
    assert not agrees(system, marks, off) and not attack.offer(off)
    assert not attack.offer(system.atoms + 0.5)
    assert not attack.offer(None)
    bare = system.atoms.copy()
    k = inner[1, 0]
    bare[ones] += [k, -k, -k, k]
    if (bare >= 0).all():
        assert agrees(system, marks, bare, aware=False)
        assert not agrees(system, marks, bare) and not attack.offer(bare)
        assert attack.offer(bare, aware=False)


def test_the_marks_alone_make_a_sum_as_large_as_the_number_of_its_marks() -> None:
    system = square(np.array([[5, 5, 5], [5, 5, 5]]))
    everything = np.array([c.published for c in system.cells], dtype=bool)
    least = forced(system, Marks(everything, np.where(everything, 1.0, 0.0)))
    whole = [i for i, c in enumerate(system.cells) if c.key[-1] == "denominator"]
    assert sorted(least[whole].tolist()) == [3, 3, 6]
    assert {least[place(system, g, c)] for g in GENDERS[:2] for c in CODES[:3]} == {1.0}
    nothing = forced(system, Marks(everything, np.zeros(len(everything))))
    assert nothing[everything].max() == 0
