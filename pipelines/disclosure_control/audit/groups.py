"""Falls a system apart into the groups of unknowns that hang together, each of which can be attacked by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, groups
from pipelines.disclosure_control.audit.solver import Group

Array = np.ndarray


@dataclass(frozen=True)
class Part:
    """One group, with the places of its unknowns and of its sums in the whole."""

    group: Group
    columns: Array
    rows: Array

    @property
    def is_tree(self) -> bool:
        """Sums that form a tree have nothing to add to one another: plain arithmetic gives the exact bounds."""
        group = self.group
        return len(group.columns) < len(group.low) + len(group.row_low) and bool((np.abs(group.coefficients) == 1).all())


def parts(sums: Sums, wanted: Array, low: Array, high: Array, dead: Array) -> Iterator[Part]:
    """The groups of open unknowns, by those sums that are wanted and that say more than low..high already does."""
    least, most = sums.spans(low, high)
    silent = (least >= sums.low) & (most <= sums.high)
    needed = sums.only(wanted & ~silent)
    starts = np.searchsorted(needed.rows, np.arange(len(needed.low) + 1))
    linked = groups(needed, (low < high) & ~dead)
    order = np.argsort(linked, kind="stable")
    order = order[linked[order] >= 0]
    names, firsts = np.unique(linked[order], return_index=True)
    entry = linked[needed.columns]
    held = np.unique(entry[entry >= 0] * len(needed.low) + needed.rows[entry >= 0])
    bounds_of = (np.searchsorted(held, names * len(needed.low)), np.searchsorted(held, (names + 1) * len(needed.low)))
    for columns, first, last in zip(np.split(order, firsts[1:]), *bounds_of, strict=False):
        rows = held[first:last] % len(needed.low)
        yield Part(_group(needed, starts, columns, rows, low, high), columns, rows)


def _group(sums: Sums, starts: Array, columns: Array, rows: Array, low: Array, high: Array) -> Group:
    """One group by itself: what is known moves to the other side of its sums."""
    entries = np.concatenate([np.arange(starts[r], starts[r + 1]) for r in rows] or [np.arange(0)])
    row = np.repeat(np.arange(len(rows)), starts[rows + 1] - starts[rows])
    column, coefficient = sums.columns[entries], sums.coefficients[entries]
    open_ = low[column] < high[column]
    known = np.bincount(row[~open_], coefficient[~open_] * low[column[~open_]], len(rows))
    return Group(
        starts=np.concatenate([[0], np.cumsum(np.bincount(row[open_], minlength=len(rows)))]).astype(np.int32),
        columns=np.searchsorted(columns, column[open_]).astype(np.int32),
        coefficients=coefficient[open_],
        row_low=sums.low[rows] - known,
        row_high=sums.high[rows] - known,
        low=low[columns],
        high=high[columns],
    )
