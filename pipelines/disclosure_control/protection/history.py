"""What readers have seen already: it stays as it was, and what was withheld stays withheld."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.protection.facts import COUNTED, DAYS, TOTAL, Fact, Form, Key, number_of
from pipelines.disclosure_control.protection.solver import DUAL, Model, rounded
from pipelines.disclosure_control.protection.system import System

MOVED = 1e-6
SHOWN = ("", "r")
COUNTS = COUNTED
FOLLOWING = ("percent", "ci_low", "ci_high")
"""Statistics that follow from shown counts."""
GUESSED = 1e-3


class SumsDisagree(Exception):
    """The counts do not add up among themselves, so nothing can be said about what a reader could work out."""


class NotAsPublished(Exception):
    """Today's measures do not describe what was published earlier. Names publications, measures and codes, never a value."""


@dataclass(frozen=True)
class World:
    """What readers believed up to a publication (`name`), before a later one revised some of it."""

    name: str
    shown: dict[Key, int]
    withheld: frozenset[Key]

    @cached_property
    def counts(self) -> dict[tuple[str, ...], list[Key]]:
        """The keys of its counts by measure and period."""
        found: dict[tuple[str, ...], list[Key]] = {}
        for key in (*self.shown, *self.withheld):
            if key[-1] in COUNTS:
                found.setdefault(key[:2], []).append(key)
        return found


@dataclass(frozen=True)
class History:
    """`shown`: the latest value by key; `withheld`: keys that carried `c`; `nothing`: keys for which there was nothing to say (`z`).

    `revised`: keys that were shown otherwise before. `worlds`: what was believed before each revision, oldest first. `told_by`:
    the publication that first showed or withheld a key.
    """

    shown: dict[Key, int] = field(default_factory=dict)
    withheld: frozenset[Key] = frozenset()
    nothing: frozenset[Key] = frozenset()
    revised: frozenset[Key] = frozenset()
    worlds: tuple[World, ...] = ()
    told_by: Mapping[Key, str] = field(default_factory=dict)


def remember(earlier: Sequence[pl.DataFrame], form: Form, names: Sequence[str] = ()) -> History:
    """Everything published so far, oldest first. What one publication showed was seen, whatever a later one withheld."""
    shown: dict[Key, int] = {}
    withheld, nothing, revised = set(), set(), set()
    worlds: list[World] = []
    told_by: dict[Key, str] = {}
    called = [*names, *(f"publication {n}" for n in range(len(names) + 1, len(earlier) + 1))]
    for number, (cells, name) in enumerate(zip(earlier, called, strict=True)):
        before = World(called[number - 1], dict(shown), frozenset(withheld - set(shown))) if number else None
        changed = False
        for key, value, status in _rows(cells, form, name):
            if status in SHOWN:
                other = shown.get(key, value) != value
                changed |= other and key[-1] in COUNTS and form.of_people(key[0])
                if other:
                    revised.add(key)
                shown[key] = value
            elif status == "c":
                if not form.of_people(key[0]):
                    raise NotAsPublished(
                        f"{name} withholds figures of {key[0]}, which counted young people and is an inventory now; "
                        "what was withheld stays withheld, so give the new one another name"
                    )
                withheld.add(key)
            elif status == "z":
                nothing.add(key)
            told_by.setdefault(key, name)
        if changed and before:
            worlds.append(before)
    kept = frozenset(withheld - set(shown)), frozenset(nothing - set(shown) - withheld)
    return History(shown, *kept, frozenset(revised), tuple(worlds), told_by)


def _rows(cells: pl.DataFrame, form: Form, name: str) -> Iterator[tuple[Key, int, str]]:
    """A publication's rows under today's keys. Raises NotAsPublished where today's measures have no such cell any more."""
    gone = [c for c in cells.columns if c not in (*form.columns, "value", "status")]
    here = cells.with_columns(pl.lit("").alias(d) for d in form.dimensions if d not in cells.columns)
    for *parts, value, status in here.select(*form.columns, *gone, "value", "status").iter_rows():
        fields, extra = parts[: len(form.columns)], dict(zip(gone, parts[len(form.columns) :], strict=True))
        measure = fields[0]
        _check(measure, dict(zip(form.columns[2:-1], fields[2:-1], strict=True)), extra, fields[-1], form, name)
        own = form.measures[measure]["dimensions"]
        yield tuple(p or (TOTAL if c in own else "") for c, p in zip(form.columns, fields, strict=True)), value, status


def _check(
    measure: str,
    codes: Mapping[str, str],
    extra: Mapping[str, str],
    statistic: str,
    form: Form,
    name: str,
) -> None:
    allowed, stays = form.codes, "what was published stays known to readers"
    if measure not in form.measures:
        raise NotAsPublished(
            f"{name} shows {measure!r}, which is no measure any more; {stays}, so put its file back into schemas/measures "
            "(left_out in policy.yaml keeps new figures of it from being shown)"
        )
    for dimension, code in (*codes.items(), *extra.items()):
        if code not in ("", TOTAL) and code not in allowed[measure].get(dimension, ()):
            what = f"has no code {code!r} of {dimension}" if dimension in allowed[measure] else f"is not broken down by {dimension}"
            raise NotAsPublished(
                f"{name} shows {measure} by {dimension}, and the measure {what} any more; {stays}, so put it back "
                "(a code may get a new label, and left_out in policy.yaml keeps a breakdown from being shown)"
            )
    counts = statistic in ("count", "low", "high")
    if statistic not in (*DAYS, *form.figures(measure)) and counts == bool(form.measures[measure]["outcome"]):
        raise NotAsPublished(f"{name} shows {measure} as another kind of measure than it is now; {stays}, so give the new one another name")


def held(facts: Mapping[Key, Fact], history: History, released: Collection[Key] = ()) -> tuple[dict[Key, Fact], int]:
    """The facts as readers will have them, and how many values were held back.

    What was shown before stays as it was, but for the `released`, which are shown at their new value.
    """
    found, revisions = dict(facts), 0
    for key, fact in facts.items():
        if key not in history.shown:
            continue
        value = history.shown[key]
        if key in released or (key[-1] in DAYS and number_of(key, released) and fact.value is not None):
            found[key] = fact._replace(held=key[-1] not in DAYS, fresh=True)
            continue
        revisions += fact.value is not None and fact.value != value
        fits = fact.known is None or _between(value, fact.known)
        found[key] = fact._replace(value=value, status="", held=True, known=fact.known if fits else None)
    return found, revisions


def _between(value: int, ends: tuple[int, int | None]) -> bool:
    return ends[0] <= value and (ends[1] is None or value <= ends[1])


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
        torn = counted & system.published & ~system.past & (found.values != np.nan_to_num(told))
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
    held, past = system.held[published], system.past[published]
    least, most = (k[published] for k in system.known)
    up, down = (np.where(held, 0.0, np.maximum(room, 0)) for room in (most - told[published], told[published] - least))
    model = Model(rows, known, known, np.concatenate([np.full(n, np.inf), up, down]), DUAL)
    # What was withheld earlier is only guessed at, from what is counted now.
    cost = np.where(past, GUESSED, (system.follow @ (np.nan_to_num(told) + 1))[published])
    for whole in (0, n):
        found = model.minimize(np.concatenate([np.zeros(n), cost, cost]), whole)
        if found is None:
            return None
        if np.abs(found - rounded(found)).max() < MOVED:
            return rounded(found)[:n]
    return None


def carried(facts: Mapping[Key, Fact], history: History) -> list[tuple[Any, ...]]:
    """Rows of cells published before that are no longer counted: they are repeated as they were."""
    seen: dict[Key, tuple[int | None, str]] = {k: (v, "r" if k in history.revised else "") for k, v in history.shown.items()}
    seen |= dict.fromkeys(history.withheld, (None, "c")) | dict.fromkeys(history.nothing, (None, "z"))
    return [(*k, *said) for k, said in seen.items() if k not in facts and not _follows(k, facts)]


def _follows(key: Key, facts: Mapping[Key, Fact]) -> bool:
    return key[-1] in FOLLOWING and (*key[:-1], "numerator") in facts
