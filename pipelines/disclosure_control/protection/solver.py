"""The sums put to a solver: find a table that agrees with them and goes as far as possible in one direction."""

import highspy
import numpy as np

DUAL, PRIMAL = 1, 4
MOST_STEPS = 10_000


class Model:
    """Columns with bounds, rows with bounds, changed in place between questions so that each answer starts from the last.

    PRIMAL suits questions that differ in their aim, DUAL those that differ in their bounds.
    """

    def __init__(self, rows: np.ndarray, low: np.ndarray, high: np.ndarray, column_high: np.ndarray, simplex: int = PRIMAL) -> None:
        self.columns = rows.shape[1]
        self._all = np.arange(self.columns, dtype=np.int32)
        self._highs = highspy.Highs()
        # One thread and a fixed seed: the same counts give the same publication on every machine.
        same = {"output_flag": False, "threads": 1, "random_seed": 0, "presolve": "off", "simplex_strategy": simplex}
        # Limits counted in steps, not in seconds, for the same reason.
        limits = {"mip_rel_gap": 0.0, "mip_max_nodes": MOST_STEPS}
        for option, value in (*same.items(), *limits.items()):
            self._highs.setOptionValue(option, value)
        where = np.nonzero(rows)
        problem = highspy.HighsLp()
        problem.num_col_, problem.num_row_ = self.columns, rows.shape[0]
        problem.col_cost_ = np.zeros(self.columns)
        problem.col_lower_, problem.col_upper_ = np.zeros(self.columns), np.asarray(column_high, dtype=float)
        problem.row_lower_, problem.row_upper_ = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        problem.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(where[0], minlength=rows.shape[0]))]).astype(np.int32)
        problem.a_matrix_.index_ = where[1].astype(np.int32)
        problem.a_matrix_.value_ = rows[where]
        self._highs.passModel(problem)

    def bound_row(self, row: int, low: float, high: float) -> None:
        self._highs.changeRowBounds(row, low, high)

    def bound_column(self, column: int, high: float) -> None:
        self._highs.changeColBounds(column, 0.0, high)

    def minimize(self, cost: np.ndarray, whole: int = 0) -> np.ndarray | None:
        """The columns at the least cost, or None where no table agrees, or none was found.

        The first `whole` columns must come out as whole numbers: slower, for the rare table where they otherwise would not.
        """
        self._highs.changeColsCost(self.columns, self._all, np.asarray(cost, dtype=float))
        if whole:
            self._integrality(whole, highspy.HighsVarType.kInteger)
        self._highs.run()
        status = self._highs.getModelStatus()
        found = np.array(self._highs.getSolution().col_value) if status == highspy.HighsModelStatus.kOptimal else None
        if whole:
            self._integrality(whole, highspy.HighsVarType.kContinuous)
        return found

    def _integrality(self, whole: int, kind: highspy.HighsVarType) -> None:
        self._highs.changeColsIntegrality(whole, self._all[:whole], np.full(whole, kind.value, dtype=np.uint8))


def rounded(solution: np.ndarray) -> np.ndarray:
    """Whole numbers; whether they still add up is checked by adding them up."""
    return np.rint(solution)
