"""Withholding until nothing withheld can be worked out, and the proof that it is so."""

from dataclasses import dataclass, replace

import numpy as np

from pipelines.disclosure_control.protection.bounds import Attack, Failing, agrees
from pipelines.disclosure_control.protection.marks import Marks, floors, marks, noughts, said_not_nought
from pipelines.disclosure_control.protection.needs import Needs, Span, needs, unmet
from pipelines.disclosure_control.protection.primary import few, primary, small_counts
from pipelines.disclosure_control.protection.repair import Repair
from pipelines.disclosure_control.protection.solver import rounded
from pipelines.disclosure_control.protection.system import System
from schemas import Policy


class ProtectionFailed(Exception):
    """No way was found to publish these measures safely. Nothing leaves."""


@dataclass(frozen=True)
class Outcome:
    """`inherited`: cells that what readers had already left narrower than asked for; nothing published now narrows them."""

    marks: Marks
    inherited: np.ndarray


@dataclass(frozen=True)
class Relief:
    """What earlier publications alone left open for some cells (`given`), where that is less than is asked for."""

    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray
    given: np.ndarray

    def eased(self, need: Needs) -> Needs:
        return replace(
            need,
            low=np.maximum(need.low, self.low),
            high=np.minimum(need.high, self.high),
            spread=np.minimum(need.spread, self.spread),
            wary=need.wary & ~self.given,
            forced=np.where(self.given, 0, need.forced),
        )


class _Work:
    """One system on its way to safety. Only ever withholds more, so every proof found on the way keeps."""

    def __init__(self, system: System, policy: Policy, kept: np.ndarray, truth: System) -> None:
        self.system, self.policy, self.kept = system, policy, kept
        self.attack, self.repair = Attack(system, policy), Repair(system, policy)
        self.small = small_counts(truth, policy)
        self.events = few(truth, policy) & ~self.small
        self.roots = np.zeros(len(system.cells), dtype=bool)
        self.new = system.published & ~system.held
        n = len(system.cells)
        self.relief = Relief(np.full(n, -np.inf), np.full(n, np.inf), np.full(n, np.inf), np.zeros(n, dtype=bool))

    def withhold(self, cells: np.ndarray) -> bool:
        """Whether this withheld anything that was shown."""
        before = self.roots
        self.roots = before | cells
        self.marks = marks(self.system, self.roots, self.kept, self.policy)
        self.attack.given(self.marks)
        self.repair.given(self.marks)
        self.need = self.relief.eased(needs(self.system, self.marks, self.small, self.events, self.policy))
        return bool((cells & ~before).any())

    def withhold_noughts(self) -> bool:
        """The last resort: new noughts too, which their marks deny."""
        self.kept = self.kept | self.new
        return self.withhold(self.new)

    def met(self, failing: Failing) -> bool:
        if not failing.aware:
            return self.attack.loosely(failing.cell)
        left = unmet(self.need, self.attack.span, self.policy)
        return not (left.towards(1) if failing.direction > 0 else left.lower)[failing.cell]

    def everything(self) -> np.ndarray:
        """All that can be withheld: a nought of a shown whole is not, its mark would say otherwise."""
        return self.new & (self.system.values > 0)


def protected(system: System, policy: Policy, kept: np.ndarray) -> Outcome:
    """The marks for one system. `kept` were withheld before, or do not add up with what was shown before.

    Raises:
        ProtectionFailed: names measures and periods, never a value.
    """
    work = _Work(system, policy, kept, system)
    work.withhold(_kept_from_noughts(work, primary(system, policy) | kept))
    work = _as_the_marks_say(work)
    while failing := work.attack.failing(work.need):
        for one in failing:
            if not work.met(one):
                _mend(work, one)
    _prove(work)
    return Outcome(work.marks, work.relief.given & ~system.past)


def _as_the_marks_say(work: _Work) -> _Work:
    """Start from a table that agrees with the marks.

    A nought is withheld by itself only where it would tell what was withheld before. Its mark then says that it is not nought,
    and a reader who believes it must be misled safely: nothing else may become certain by it.
    """
    truth = work.system
    while True:
        lies = said_not_nought(work.system, work.marks.hidden, work.policy) & (work.system.values == 0)
        if not lies.any():
            return work
        answer = work.repair.bring(int(np.argmax(lies)), 1, np.inf)
        if answer is None or not work.system.adds_up(rounded(answer[1])):
            return work
        cells, table = answer
        roots, kept = work.roots, work.kept
        work = _Work(truth.with_atoms(rounded(table)), work.policy, kept, truth)
        work.withhold(roots | cells)


def _mend(work: _Work, one: Failing) -> None:
    for whole in (False, True):  # whole numbers only where the quicker answer was of fractions
        answer = work.repair.mend(one, work.need, work.attack.span, whole)
        if answer is None:
            break
        cells, table = answer
        work.withhold(cells)
        work.attack.offer(table, one.aware)
        if work.met(one):
            return
    if _relieve(work, one) or work.withhold(work.everything()) or work.withhold_noughts():
        return
    raise ProtectionFailed(f"{_name(work.system)}: no way was found to keep what is withheld from being worked out")


def _relieve(work: _Work, one: Failing) -> bool:
    """Ask no more for a cell than what readers have already left open: whether that alone left less open than asked for."""
    system, cell, relief = work.system, one.cell, work.relief
    seen, told = system.held & ~system.fresh, any(c.known for c in system.cells)
    if not (seen.any() or told) or relief.given[cell]:
        return False
    alone, unseen = Attack(system, work.policy), work.new | system.fresh
    alone.given(Marks(unseen, floors(system, unseen, work.policy)), one.aware)
    low, high = alone.reach(cell, one.aware)
    if not _too_narrow(one, work, low, high):
        return False
    relief.given[cell] = True
    if one.aware:
        relief.low[cell], relief.high[cell], relief.spread[cell] = low, high, high - low
    work.withhold(work.roots)
    return True


def _too_narrow(one: Failing, work: _Work, low: float, high: float) -> bool:
    """Whether a cell that can be anything from `low` to `high` leaves less open than is asked for."""
    if not one.aware:
        return low > 1
    n = len(work.system.cells)
    return any(found[one.cell] for found in unmet(work.need, Span(np.full(n, low), np.full(n, high)), work.policy))


def _kept_from_noughts(work: _Work, roots: np.ndarray) -> np.ndarray:
    """Roots, with the new noughts (and new "all"s) that would tell a cell withheld before."""
    system = work.system
    while work.kept.any():
        given = marks(system, roots, work.kept, work.policy)
        nothing = ~system.beyond(noughts(system, given.hidden))
        told = work.kept & given.hidden & nothing
        says = system.published & ~given.hidden & ~system.held & (system.values == 0)
        for numerator, denominator, rest in system.shares:
            told[numerator] |= work.kept[numerator] and nothing[rest] and not given.hidden[denominator]
            says[numerator] |= not given.hidden[numerator] and not system.held[numerator] and system.values[rest] == 0
        new = np.zeros(len(roots), dtype=bool)
        for whole, parts in system.sums:
            new[whole] |= says[whole] and told[list(parts)].any()
        if not (new & ~roots).any():
            return roots
        roots = roots | new
        work.kept = work.kept | new
    return roots


def _prove(work: _Work) -> None:
    """Add every table up again and see that together they leave each withheld cell as open as it must be."""
    system, attack, given = work.system, work.attack, work.marks
    sound = all(agrees(system, given, t) for t in attack.tables) and all(agrees(system, given, t, aware=False) for t in attack.loose)
    values = system.matrix @ np.array(attack.tables).T
    left = unmet(work.need, Span(values.min(axis=1), values.max(axis=1)), work.policy)
    loose = all(attack.loosely(c) for c in attack.asked_loosely(work.need))
    if not sound or np.any(left) or not loose:
        raise ProtectionFailed(f"{_name(system)}: the proof that nothing withheld can be worked out does not hold")


def _name(system: System) -> str:
    return " and ".join(sorted({f"{c.key[0]} {c.key[1][:4]}" for c in system.cells}))
