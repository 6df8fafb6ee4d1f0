"""Plain tables as arrays: which cell is a part of which, and every sum told in terms of the cells that have no parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums

Array = np.ndarray
SHOWN, WITHHELD, ABSENT = 0, 1, 2
MOST = 2**62
"""More combinations of codes than this cannot be numbered."""


@dataclass(frozen=True)
class Cube:
    """Cells by the numbers of their codes. In each column code 0 is the total; `above` says of which code one is a part."""

    above: tuple[Array, ...]
    spots: Array
    values: Array
    kinds: Array

    @property
    def strides(self) -> Array:
        sizes = [len(a) for a in self.above]
        if np.prod([float(s) for s in sizes]) > MOST:
            raise ValueError("the columns have more combinations of codes than can be attacked")
        return np.concatenate([np.cumprod(sizes[:0:-1], dtype=np.int64)[::-1], [1]]).astype(np.int64)

    @property
    def names(self) -> Array:
        """One number for each cell."""
        return self.spots @ self.strides

    def wholes(self, column: int) -> tuple[Array, Array]:
        """The cells that are a part of another one along this column, and the numbers of those."""
        parts = np.flatnonzero(self.spots[:, column])
        codes = self.spots[parts, column]
        return parts, (self.spots[parts] @ self.strides) - (codes - self.above[column][codes]) * self.strides[column]

    def with_cells(self, names: Array) -> "Cube":
        """The same with further cells, of which nothing is printed."""
        spots = np.stack(np.unravel_index(names, [len(a) for a in self.above]), axis=1) if len(names) else self.spots[:0]
        return replace(
            self,
            spots=np.concatenate([self.spots, spots]),
            values=np.concatenate([self.values, np.full(len(names), -1)]),
            kinds=np.concatenate([self.kinds, np.full(len(names), ABSENT)]),
        )

    def with_totals(self) -> "Cube":
        """With the totals in between that no file has; a table without any total stays without."""
        inner = [np.isin(self.spots[:, j], a) for j, a in enumerate(self.above)]
        if not np.any(inner):
            return self
        cube, known = self, self.names
        while True:
            found = np.unique(np.concatenate([cube.wholes(j)[1] for j in range(len(self.above))]))
            new = np.setdiff1d(found, known)
            if not len(new):
                return cube
            cube, known = cube.with_cells(new), np.concatenate([known, new])


@dataclass(frozen=True)
class Ways:
    """Every way in which a total is a sum: way w is `whole[w]`, its parts are `parts[starts[w]:starts[w + 1]]`."""

    whole: Array
    column: Array
    starts: Array
    parts: Array

    @staticmethod
    def of(cube: Cube) -> "Ways":
        names = cube.names
        order = np.argsort(names)
        links = []
        for column in range(len(cube.above)):
            parts, wholes = cube.wholes(column)
            at = np.minimum(np.searchsorted(names, wholes, sorter=order), len(names) - 1)
            place = order[at]
            there = names[place] == wholes
            links.append((place[there], np.full(there.sum(), column), parts[there]))
        whole, column, part = (np.concatenate(c) for c in zip(*links, strict=True))
        return Ways.from_links(whole, column, part)

    @staticmethod
    def from_links(whole: Array, column: Array, part: Array) -> "Ways":
        order = np.lexsort((part, column, whole))
        whole, column, part = whole[order], column[order], part[order]
        first = np.ones(len(whole), dtype=bool)
        first[1:] = (whole[1:] != whole[:-1]) | (column[1:] != column[:-1])
        starts = np.append(np.flatnonzero(first), len(whole))
        return Ways(whole[starts[:-1]], column[starts[:-1]], starts, part)

    @property
    def lengths(self) -> Array:
        return np.diff(self.starts)

    def add(self, each: Array) -> Array:
        """For each way, what its parts come to."""
        return np.add.reduceat(each[self.parts], self.starts[:-1]) if len(self.whole) else np.zeros(0, each.dtype)


def filled(cube: Cube, ways: Ways) -> tuple[Cube, Ways]:
    """Missing rows: where a sum has some of its parts, the others are unknown numbers."""
    links = [(np.repeat(ways.whole, ways.lengths), np.repeat(ways.column, ways.lengths), ways.parts)]
    names, strides = cube.names, cube.strides
    wanted = []
    for column, above in enumerate(cube.above):
        children = np.argsort(above[1:], kind="stable") + 1
        counts = np.bincount(above[1:], minlength=len(above))
        firsts = np.cumsum(counts) - counts
        code = cube.spots[ways.whole, column]
        short = np.flatnonzero((ways.column == column) & (ways.lengths < counts[code]))
        family = children[spread(firsts[code[short]], counts[code[short]])]
        whole = np.repeat(ways.whole[short], counts[code[short]])
        wanted.append((whole, np.full(len(whole), column), names[whole] + (family - cube.spots[whole, column]) * strides[column]))
    whole, column, name = (np.concatenate(c) for c in zip(*wanted, strict=True))
    cube = cube.with_cells(np.setdiff1d(name, names))
    names = cube.names
    order = np.argsort(names)
    links.append((whole, column, order[np.searchsorted(names, name, sorter=order)]))
    distinct = np.unique(np.stack([np.concatenate(c) for c in zip(*links, strict=True)]), axis=1)
    return cube, Ways.from_links(*distinct)


def spread(firsts: Array, counts: Array) -> Array:
    """firsts[0], firsts[0] + 1, … counts[0] of them, then the same from firsts[1], and so on."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(firsts - (ends - counts), counts)


@dataclass(frozen=True)
class Told:
    """Each cell as a known number plus some of the unknowns: the cells that nothing is a part of (`bottom`)."""

    bottom: Array
    known: Array
    firsts: Array
    counts: Array
    pool: Array
    sums: Sums

    def entries(self, cells: Array) -> tuple[Array, Array]:
        """For these cells, one after another: which of them, and an unknown that it holds."""
        counts = self.counts[cells]
        return np.repeat(np.arange(len(cells)), counts), self.pool[spread(self.firsts[cells], counts)]


def told(cube: Cube, ways: Ways) -> Told:
    """Every cell in terms of unknowns, and the sums that bind these.

    A total is told along the column in which fewest of its parts are unknown; parts that are shown go to the other side.
    Where all ways come down to the same inner cells, one way says it all; else each of them is a sum of its own.
    """
    size, hidden = len(cube.values), cube.kinds != SHOWN
    bottom = np.flatnonzero(hidden & (np.bincount(ways.whole, minlength=size) == 0))
    known = np.where(hidden, 0, cube.values)
    firsts, counts = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    firsts[bottom], counts[bottom] = np.arange(len(bottom)), 1
    pool = np.arange(len(bottom))
    way_first, way_count, way_known = (np.zeros(len(ways.whole), dtype=np.int64) for _ in range(3))
    best = np.zeros(len(ways.whole), dtype=bool)
    enough = _enough(cube, ways)
    for these in _upwards(cube, ways):
        owner, part = np.repeat(np.arange(len(these)), ways.lengths[these]), ways.parts[spread(ways.starts[these], ways.lengths[these])]
        enough[ways.whole[these[np.unique(owner[~enough[part]])]]] = False
        way_known[these] = np.bincount(owner, known[part], len(these))
        owner, part = owner[counts[part] > 0], part[counts[part] > 0]
        way_count[these] = np.bincount(owner, counts[part], len(these))
        way_first[these] = len(pool) + np.cumsum(way_count[these]) - way_count[these]
        pool = np.concatenate([pool, pool[spread(firsts[part], counts[part])]])
        order = these[np.lexsort((way_count[these], ways.whole[these]))]
        chosen = order[np.append(True, ways.whole[order][1:] != ways.whole[order][:-1])]
        best[chosen] = True
        chosen = chosen[hidden[ways.whole[chosen]]]
        whole = ways.whole[chosen]
        known[whole], firsts[whole], counts[whole] = way_known[chosen], way_first[chosen], way_count[chosen]
    # A shown total binds its parts; a withheld one that can be told in two ways binds the parts of both.
    rows = np.flatnonzero(np.where(hidden[ways.whole], ~best & ~enough[ways.whole], best | ~enough[ways.whole]))
    whole = ways.whole[rows]
    lengths, less = way_count[rows], counts[whole]
    value = known[whole] - way_known[rows]
    row = np.concatenate([np.repeat(np.arange(len(rows)), n) for n in (lengths, less)])
    column = np.concatenate([pool[spread(way_first[rows], lengths)], pool[spread(firsts[whole], less)]])
    sign = np.repeat([1.0, -1.0], [lengths.sum(), less.sum()])
    return Told(bottom, known, firsts, counts, pool, Sums.gathered(row, column, sign, value, value, len(bottom)))


def _upwards(cube: Cube, ways: Ways) -> Iterator[Array]:
    """The ways, those first whose parts are no totals themselves, or whose parts have been told."""
    level = np.zeros(len(cube.values), dtype=np.int64)
    for column, above in enumerate(cube.above):
        depth, code = np.zeros(len(above), dtype=np.int64), np.arange(len(above))
        while code.any():
            depth += code > 0
            code = above[code]
        level += depth[cube.spots[:, column]]
    for depth in np.unique(level[ways.whole])[::-1]:
        yield np.flatnonzero(level[ways.whole] == depth)


def _enough(cube: Cube, ways: Ways) -> Array:
    """Which cells are split along every column in which they can be split, as far as these cells themselves show."""
    lacking = np.zeros(len(cube.values), dtype=np.int64)
    for column, above in enumerate(cube.above):
        lacking += np.isin(cube.spots[:, column], above)
    return np.bincount(ways.whole, minlength=len(cube.values)) == lacking
