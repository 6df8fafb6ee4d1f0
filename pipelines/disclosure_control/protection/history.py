"""What readers have seen already: it stays as it was, and what was withheld stays withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.protection.facts import TOTAL, Fact, Form, Key
from pipelines.disclosure_control.protection.solver import DUAL, Model, rounded
from pipelines.disclosure_control.protection.system import System

MOVED = 1e-6


class SumsDisagree(Exception):
    """The counts do not add up among themselves, so nothing can be said about what a reader could work out."""


@dataclass(frozen=True)
class History:
    """`shown`: value by key; `withheld`: keys that carried `c`; `nothing`: keys for which there was nothing to say (`z`)."""

    shown: Mapping[Key, int] = field(default_factory=dict)
    withheld: frozenset[Key] = frozenset()
    nothing: frozenset[Key] = frozenset()


def remember(earlier: Sequence[pl.DataFrame], form: Form) -> History:
    """Everything published so far, oldest first. What one publication showed was seen, whatever a later one withheld."""
    shown: dict[Key, int] = {}
    withheld, nothing = set(), set()
    for cells in earlier:
        here = cells.with_columns(pl.lit("").alias(d) for d in form.dimensions if d not in cells.columns)
        for *parts, value, status in here.select(*form.columns, "value", "status").iter_rows():
            if parts[0] not in form.measures:
                continue
            own = form.measures[parts[0]]["dimensions"]
            codes = [p or (TOTAL if c in own else "") for c, p in zip(form.columns, parts, strict=True)]
            key = tuple(codes)
            if status == "":
                shown.setdefault(key, value)
            elif status == "c":
                withheld.add(key)
            elif status == "z":
                nothing.add(key)
    return History(shown, frozenset(withheld - set(shown)), frozenset(nothing - set(shown) - withheld))


def held(facts: Mapping[Key, Fact], history: History) -> tuple[dict[Key, Fact], int]:
    """The facts with what was shown before in place of what is counted now, and how many values were held back so."""
    found, revisions = dict(facts), 0
    for key, value in history.shown.items():
        if key in facts and key[-1] != "percent":
            revisions += facts[key].value is not None and facts[key].value != value
            found[key] = facts[key]._replace(value=value, status="", held=True)
    return found, revisions


def together(system: System) -> tuple[System, np.ndarray]:
    """The system with atoms that agree with all its cells, and the cells that cannot be shown because they do not.

    Where revised counts no longer add up with what was shown before, what was shown before stands, and as few new cells as
    possible give way.

    Raises:
        SumsDisagree: counts of today do not add up among themselves. Names measure and period only.
    """
    told = np.array([np.nan if c.value is None else c.value for c in system.cells], dtype=float)
    straight = system.matrix @ np.nan_to_num(system.atoms)
    counted = ~np.isnan(told)
    if not np.isnan(system.atoms).any() and system.adds_up(system.atoms) and (straight == told)[counted].all():
        return system, np.zeros(len(told), dtype=bool)
    atoms = _nearest(system, told)
    if atoms is not None:
        found = system.with_atoms(atoms)
        torn = counted & system.published & (found.values != np.nan_to_num(told))
        if system.adds_up(atoms) and (not torn.any() or system.held.any()):
            return found, torn
    first = system.cells[0].key
    raise SumsDisagree(f"{first[0]}, {first[1][:4]}: the counts do not add up")


def _nearest(system: System, told: np.ndarray) -> np.ndarray | None:
    """Whole-number atoms as near as can be to what is told, and exactly what was shown before."""
    published = np.flatnonzero(system.published)
    n, free = len(system.atoms), len(published)
    rows = np.zeros((len(system.balance) + free, n + 2 * free))
    rows[: len(system.balance), :n] = system.balance
    rows[len(system.balance) :, :n] = system.matrix[published]
    rows[len(system.balance) :, n : n + free] = -np.eye(free)
    rows[len(system.balance) :, n + free :] = np.eye(free)
    known = np.concatenate([np.zeros(len(system.balance)), told[published]])
    room = np.where(system.held[published], 0.0, np.inf)
    model = Model(rows, known, known, np.concatenate([np.full(n, np.inf), room, room]), DUAL)
    cost = (system.follow @ (np.nan_to_num(told) + 1))[published]
    for whole in (0, n):
        found = model.minimize(np.concatenate([np.zeros(n), cost, cost]), whole)
        if found is None:
            return None
        if np.abs(found - rounded(found)).max() < MOVED:
            return rounded(found)[:n]
    return None


def carried(facts: Mapping[Key, Fact], history: History) -> list[tuple[Any, ...]]:
    """Rows of cells published before that are no longer counted: they are repeated as they were."""
    seen: dict[Key, tuple[int | None, str]] = {k: (v, "") for k, v in history.shown.items()}
    seen |= dict.fromkeys(history.withheld, (None, "c")) | dict.fromkeys(history.nothing, (None, "z"))
    return [(*k, *said) for k, said in seen.items() if k not in facts and not _percent_of(k, facts)]


def _percent_of(key: Key, facts: Mapping[Key, Fact]) -> bool:
    return key[-1] == "percent" and (*key[:-1], "numerator") in facts
