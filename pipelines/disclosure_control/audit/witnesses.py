"""Whole tables for each withheld number of publications: those that the attack came upon, and what they lack of both ends."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums
from pipelines.disclosure_control.audit.bounds import Bounds
from pipelines.disclosure_control.audit.certificate import pack
from pipelines.disclosure_control.audit.groups import Part, parts
from pipelines.disclosure_control.audit.pieces import Targets
from pipelines.disclosure_control.audit.solver import WHOLE, Group, Solver
from pipelines.disclosure_control.audit.system import System

Array = np.ndarray

ENDLESS = 10_000
"""How far above all that must be a table is sought of a number that has no upper end."""

QUESTIONS = 500
"""So many ends are sought in whole numbers at most, after fractions: a fixed number, so that every run ends alike."""


def witnesses(system: System, found: Bounds) -> dict[str, Any] | None:
    """The certificate of what the attack found; None where the tables contradict themselves, or no whole one was found.

    A withheld number that is `endless` has no upper end; the table at its `high` only shows that it may be very large.
    """
    if found.broken:
        return None
    unknowns = system.unknowns
    sums = Sums.of(system.relations, len(unknowns))
    hidden = np.flatnonzero([u.value is None for u in unknowns])
    withheld = np.array([u.kind == "withheld" and u.value is None for u in unknowns], dtype=bool)
    search = _Search(found, withheld)
    wanted = np.array([not r.spare for r in system.relations], dtype=bool)
    for part in parts(sums, wanted, found.low, found.high, found.dead):
        search.complete(part)
    nothing = np.zeros(len(hidden))
    targets = Targets(nothing, np.arange(len(hidden)), hidden, nothing, withheld[hidden])
    packed = pack(targets, sums, found.low, search.tables)
    if packed is None:
        return None
    for cell in packed["cells"]:
        if np.isinf(found.high[hidden[cell["cell"]]]):
            cell["endless"] = True
    return {"not_shown": [[code for _, code in unknowns[i].key] for i in hidden], **packed}


class _Search:
    """The tables so far, and how far they reach for each unknown."""

    def __init__(self, found: Bounds, withheld: Array) -> None:
        self.tables = list(found.tables)
        self.withheld, self.questions = withheld, QUESTIONS
        self.low, self.high = found.low, found.high
        self.least, self.most = np.full(len(withheld), np.inf), np.full(len(withheld), -np.inf)
        for columns, table in self.tables:
            self._reached(columns, table)

    def _reached(self, columns: Array, table: Array) -> None:
        self.least[columns] = np.minimum(self.least[columns], table)
        self.most[columns] = np.maximum(self.most[columns], table)

    def complete(self, part: Part) -> None:
        """Find what lacks of one group: any table at all, and one for each end of a withheld number."""
        columns, group = part.columns, _capped(part.group)
        if not len(group.row_low):
            for end in (group.low, group.high):
                self._learn(group, columns, end)
            return
        fresh = np.isinf(self.least[columns]).any()
        if not fresh and not self._lacking(columns, group):
            return
        for whole in (False, True):
            solver = Solver(group, whole=whole)
            if fresh:
                for sign in (1.0, -1.0):
                    self._learn(group, columns, solver.together(np.full(len(columns), sign)).point)
                fresh = np.isinf(self.least[columns]).any()
            for place, sign in self._lacking(columns, group):
                if self.questions and self._lacks(columns[place], group.high[place], sign):
                    self.questions -= whole
                    self._learn(group, columns, solver.farthest(place, sign).point)
            if not fresh and not self._lacking(columns, group):
                return

    def _lacking(self, columns: Array, group: Group) -> Sequence[tuple[int, int]]:
        places = np.flatnonzero(self.withheld[columns]).tolist()
        return [(p, s) for p in places for s in (1, -1) if self._lacks(columns[p], group.high[p], s)]

    def _lacks(self, column: int, top: float, sign: int) -> bool:
        if sign < 0 and np.isinf(self.high[column]):
            return bool(self.most[column] < top - ENDLESS / 2)
        return bool(self.least[column] > self.low[column] if sign > 0 else self.most[column] < self.high[column])

    def _learn(self, group: Group, columns: Array, point: Array | None) -> None:
        whole = None if point is None else np.rint(point)
        if whole is not None and np.abs(whole - point).max(initial=0) < WHOLE and group.holds(whole):
            self.tables.append((columns, whole))
            self._reached(columns, whole)


def _capped(group: Group) -> Group:
    """The same group with an upper end for each number, far above all that must be."""
    top = 2 * group.low.max(initial=0) + ENDLESS
    return replace(group, high=np.where(np.isinf(group.high), top, group.high))
