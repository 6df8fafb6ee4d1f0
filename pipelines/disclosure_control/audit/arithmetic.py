"""The attack with paper and pencil: what each sum says about each of its numbers, repeated until nothing moves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.disclosure_control.audit.system import Relation

Array = np.ndarray
HAIR = 1e-9
PASSES = 200
"""Rounds of arithmetic at most. Stopping early is safe: the bounds are then too wide, and the solver narrows them."""


@dataclass(frozen=True)
class Sums:
    """Relations as arrays, one entry for each number in each sum."""

    rows: Array
    columns: Array
    coefficients: Array
    low: Array
    high: Array
    size: int

    @staticmethod
    def of(relations: Sequence[Relation], size: int) -> "Sums":
        lengths = [len(r.terms) for r in relations]
        terms = [t for r in relations for t in r.terms]
        return Sums(
            rows=np.repeat(np.arange(len(relations)), lengths).astype(np.int64),
            columns=np.array([c for c, _ in terms], dtype=np.int64),
            coefficients=np.array([a for _, a in terms], dtype=float),
            low=np.array([-np.inf if r.low is None else r.low for r in relations], dtype=float),
            high=np.array([np.inf if r.high is None else r.high for r in relations], dtype=float),
            size=size,
        )

    @staticmethod
    def gathered(rows: Array, columns: Array, coefficients: Array, low: Array, high: Array, size: int) -> "Sums":
        """From entries in any order, some of which may fall together."""
        names, place = np.unique(rows * max(size, 1) + columns, return_inverse=True)
        total = np.bincount(place, coefficients, len(names))
        names, total = names[total != 0], total[total != 0]
        row, column = np.divmod(names, max(size, 1))
        return Sums(row, column, total, np.asarray(low, dtype=float), np.asarray(high, dtype=float), size)

    def and_more(self, rows: Array, columns: Array, coefficients: Array, low: Array, high: Array) -> "Sums":
        """With further sums, whose own entries are given row by row."""
        return Sums(
            np.concatenate([self.rows, rows + len(self.low)]),
            np.concatenate([self.columns, columns]),
            np.concatenate([self.coefficients, coefficients]),
            np.concatenate([self.low, low]),
            np.concatenate([self.high, high]),
            self.size,
        )

    def only(self, rows: Array) -> "Sums":
        """The same sums without the entries of the rows that are not wanted (rows keep their places)."""
        kept = rows[self.rows]
        return Sums(self.rows[kept], self.columns[kept], self.coefficients[kept], self.low, self.high, self.size)

    def extremes(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Each entry's lowest and highest contribution to its sum."""
        up = self.coefficients > 0
        at_low, at_high = self.coefficients * low[self.columns], self.coefficients * high[self.columns]
        return np.where(up, at_low, at_high), np.where(up, at_high, at_low)

    def spans(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Each sum's lowest and highest value."""
        least, most = self.extremes(low, high)
        count = len(self.low)
        return np.bincount(self.rows, least, count), np.bincount(self.rows, most, count)


@dataclass(frozen=True)
class Squeezed:
    """Bounds after the arithmetic. `broken`: sums that cannot hold; `dead`: numbers tied to such a sum."""

    low: Array
    high: Array
    broken: Array
    dead: Array


def squeeze(sums: Sums, low: Array, high: Array) -> Squeezed:
    """The tightest whole-number bounds that each sum gives by itself, repeated until nothing moves."""
    first_low, first_high = low, high
    linked = groups(sums, low < high)
    # A sum belongs to the group of its open numbers; sums whose numbers are all known have no group (−1).
    group_of = np.full(len(sums.low), -1)
    np.maximum.at(group_of, sums.rows, linked[sums.columns])
    broken = np.zeros(len(sums.low), dtype=bool)
    dead = np.zeros(sums.size, dtype=bool)
    live = sums
    for _ in range(PASSES):
        least, most = live.spans(low, high)
        wrong = (least > live.high + HAIR) | (most < live.low - HAIR)
        new_low, new_high = _narrow(live, low, high)
        crossed = np.isin(np.arange(len(broken)), live.rows[(new_low > new_high)[live.columns]]) & ~wrong
        failed = np.unique(np.concatenate([group_of[wrong], group_of[crossed]]))
        if wrong.any() or crossed.any():
            broken |= wrong | crossed
            dead |= np.isin(linked, failed[failed >= 0])
            live = live.only(~np.isin(group_of, failed[failed >= 0]) & ~broken)
            new_low, new_high = np.where(dead, first_low, new_low), np.where(dead, first_high, new_high)
        elif (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return Squeezed(low, high, broken, dead)


def _narrow(sums: Sums, low: Array, high: Array) -> tuple[Array, Array]:
    least, most = sums.extremes(low, high)
    over = sums.high[sums.rows] - _others(sums, least, -np.inf)
    under = sums.low[sums.rows] - _others(sums, most, np.inf)
    up = sums.coefficients > 0
    top = np.floor(np.where(up, over, under) / sums.coefficients + HAIR)
    bottom = np.ceil(np.where(up, under, over) / sums.coefficients - HAIR)
    open_ = (low < high)[sums.columns]
    new_low, new_high = low.copy(), high.copy()
    np.minimum.at(new_high, sums.columns[open_], top[open_])
    np.maximum.at(new_low, sums.columns[open_], bottom[open_])
    return new_low, new_high


def _others(sums: Sums, part: Array, endless: float) -> Array:
    """For each entry, what the other entries of its sum come to."""
    without_end = np.isinf(part)
    known = np.where(without_end, 0.0, part)
    whole = np.bincount(sums.rows, known, len(sums.low))
    ends = np.bincount(sums.rows, without_end, len(sums.low))
    return np.where(ends[sums.rows] - without_end > 0, endless, whole[sums.rows] - known)


def groups(sums: Sums, open_: Array) -> Array:
    """A number for each group of open unknowns that hang together; −1 for those that are known."""
    kept = open_[sums.columns]
    rows, columns = sums.rows[kept], sums.columns[kept]
    name = np.arange(sums.size)
    while True:
        # Every unknown takes the lowest name in its sums, then the name which that one has taken.
        lowest = np.full(len(sums.low), sums.size)
        np.minimum.at(lowest, rows, name[columns])
        new = name.copy()
        np.minimum.at(new, columns, lowest[rows])
        new = new[new]
        if (new == name).all():
            return np.where(open_, name, -1)
        name = new
