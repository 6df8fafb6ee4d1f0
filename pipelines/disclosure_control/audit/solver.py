"""The solver's part of the attack: how far one number of a linked group can be pushed while all the sums still hold."""

from dataclasses import dataclass

import highspy
import numpy as np

Array = np.ndarray
WHOLE = 1e-6
"""A solver's number this close to a whole one is tried as that whole one (and then checked without the solver)."""

NODES = 2000
"""Branches that the whole-number search may visit for one question: a fixed number, so that every run ends alike."""

MANY = 600
"""From so many unknowns on, the first table is sought from the inside, which then takes far fewer steps."""

STEPS, STEPS_INSIDE = 20, 60
"""What asking a question costs by itself, and what a step from the inside does, in steps of the simplex method."""


@dataclass(frozen=True)
class Group:
    """Unknowns that hang together: sum r, of entries starts[r]:starts[r+1], lies in row_low[r]..row_high[r]."""

    starts: Array
    columns: Array
    coefficients: Array
    row_low: Array
    row_high: Array
    low: Array
    high: Array

    def holds(self, point: Array) -> bool:
        """Whether whole numbers satisfy every sum and bound, in exact arithmetic."""
        rows = np.repeat(np.arange(len(self.row_low)), np.diff(self.starts))
        sums = np.bincount(rows, self.coefficients * point[self.columns], len(self.row_low))
        inside = (sums >= self.row_low) & (sums <= self.row_high)
        return bool(inside.all() and (point >= self.low).all() and (point <= self.high).all())

    def misses(self, point: Array) -> float:
        """By how much a table breaks a sum or a bound at most."""
        rows = np.repeat(np.arange(len(self.row_low)), np.diff(self.starts))
        sums = np.bincount(rows, self.coefficients * point[self.columns], len(self.row_low))
        gaps = (self.row_low - sums, sums - self.row_high, self.low - point, point - self.high)
        return max(float(gap.max(initial=0)) for gap in gaps)


@dataclass(frozen=True)
class Reach:
    """The answer to one question: the farthest value (None: no table agrees), and a table that comes that far."""

    value: float | None
    point: Array | None
    endless: Array | None = None


class Solver:
    """One group of unknowns, kept warm: only the question changes, so the last answer is a good place to start.

    `whole`: only whole numbers count. `inside`: tables from the middle of all those that agree, found at one go also for
    groups of thousands, though never quite exact.
    """

    def __init__(self, group: Group, *, whole: bool = False, inside: bool = False) -> None:
        self.group = group
        self.whole = whole
        self.size = len(group.low)
        self.work = 0
        self.asked = np.zeros(0, dtype=np.int32)
        self.highs = highspy.Highs()
        self._set(output_flag=False, threads=1, random_seed=11)
        if whole:
            self._set(mip_max_nodes=NODES, mip_rel_gap=0.0)
        else:
            # The primal simplex method starts from the last table, which stays possible when only the question changes.
            self._set(presolve="off", solver="ipm" if inside else "simplex", run_crossover="off", simplex_strategy=4)
        self.highs.passModel(_model(group, whole))
        if not whole and not inside:
            # A first table is found faster in another way, for large groups from the inside.
            self._set(**{"solver": "ipm", "run_crossover": "on"} if self.size >= MANY else {"simplex_strategy": 1})
            self.highs.run()
            self._set(solver="simplex", simplex_strategy=4)

    def _set(self, **options: bool | int | float | str) -> None:
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def farthest(self, columns: int | Array, sign: int) -> Reach:
        """The lowest (sign 1) or highest (sign −1) value of one unknown, or of the sum of some."""
        self.highs.changeColsCost(len(self.asked), self.asked, np.zeros(len(self.asked)))
        self.asked = np.atleast_1d(columns).astype(np.int32)
        self.highs.changeColsCost(len(self.asked), self.asked, np.full(len(self.asked), float(sign)))
        return self._answer(sign)

    def together(self, costs: Array) -> Reach:
        """A table in which a weighted sum of the unknowns is lowest."""
        places = np.arange(self.size, dtype=np.int32)
        self.highs.changeColsCost(self.size, places, costs)
        reach = self._answer(1)
        self.asked = places
        return reach

    def _answer(self, sign: int) -> Reach:
        status, states = self._run(), highspy.HighsModelStatus
        if status == states.kInfeasible or (self.whole and status == states.kUnboundedOrInfeasible):
            # Whole numbers are asked about only where the end was found finite, so "either" means that no table agrees.
            return Reach(None, None)
        if status in (states.kUnbounded, states.kUnboundedOrInfeasible):
            _, found, ray = self.highs.getPrimalRay()  # ty: ignore[missing-attribute]
            return Reach(-sign * np.inf, None, np.asarray(ray) > WHOLE if found else None)
        info = self.highs.getInfo()
        steps = info.simplex_iteration_count + STEPS_INSIDE * max(info.ipm_iteration_count, 0)
        self.work += (steps + STEPS) * len(self.group.row_low)
        bound = info.mip_dual_bound if self.whole else info.objective_function_value
        solution = self.highs.getSolution()
        point = np.asarray(solution.col_value) if solution.value_valid else None
        return Reach(sign * bound, point)

    def _run(self) -> highspy.HighsModelStatus:
        """Raises RuntimeError when there is no answer: an attack that did not happen must not pass for a defence."""
        states = highspy.HighsModelStatus
        fine = {states.kOptimal, states.kInfeasible, states.kUnbounded, states.kUnboundedOrInfeasible}
        if self.whole:
            fine |= {states.kSolutionLimit, states.kIterationLimit}
        for attempt in ("warm", "cold"):
            ran = self.highs.run()
            if ran != highspy.HighsStatus.kError and self.highs.getModelStatus() in fine:
                return self.highs.getModelStatus()
            if attempt == "warm":
                # Another part of the program may have started the solver with another number of threads.
                highspy.Highs.resetGlobalScheduler(True)
                self.highs.clearSolver()
        raise RuntimeError("the solver gave no answer, so the publication was not attacked")


def _model(group: Group, whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(group.low), len(group.row_low)
    model.col_cost_ = np.zeros(len(group.low))
    model.col_lower_, model.col_upper_ = group.low, group.high
    model.row_lower_, model.row_upper_ = group.row_low, group.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = group.starts
    model.a_matrix_.index_ = group.columns
    model.a_matrix_.value_ = group.coefficients
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(group.low)
    return model
