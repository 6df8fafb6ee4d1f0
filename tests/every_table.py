"""Every table of whole numbers that a reader cannot rule out, found by trying: slow, plain, and nobody else's code."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from pipelines.disclosure_control.suppression import Table

Row = tuple[list[int], int, int]
"""Unknown inner cells, and what their sum is at least and at most."""
BOUNDLESS = 10_000
"""More than any sum in a drawn table."""


def parts_of(table: Table) -> list[list[int]]:
    """For each cell, the inner cells that it adds up; made from the codes and parents alone."""
    under: list[list[list[int]]] = []
    for dimension in table.dimensions:
        lines = []
        for leaf in dimension.leaves:
            line = [leaf]
            while line[-1] != "_T":
                line.append(dimension.parents.get(line[-1], "_T"))
            lines.append(line)
        under.append([[i for i, line in enumerate(lines) if code in line] for code in dimension.codes])
    sizes = [len(d.leaves) for d in table.dimensions]
    found = []
    for choice in product(*under):
        places = [0]
        for some, size in zip(choice, sizes, strict=True):
            places = [p * size + i for p in places for i in some]
        found.append(places)
    return found


class Reader:
    """What a reader knows: every shown cell, and that a withheld inner cell is at least `floor`."""

    def __init__(self, table: Table, hidden: np.ndarray, floor: int) -> None:
        self.parts, self.inner = parts_of(table), table.inner.tolist()
        alone = {parts[0]: cell for cell, parts in enumerate(self.parts) if len(parts) == 1}
        self.unknown = [i for i in range(len(self.inner)) if hidden[alone[i]]]
        self.place = {i: j for j, i in enumerate(self.unknown)}
        self.floor, self.hidden = floor, np.flatnonzero(hidden).tolist()
        self.rows: list[Row] = []
        for cell, parts in enumerate(self.parts):
            if not hidden[cell] and any(i in self.place for i in parts):
                rest = sum(self.inner[i] for i in parts if i in self.place)
                self.rows.append(([self.place[i] for i in parts if i in self.place], rest, rest))

    def tables(self, *more: Row) -> Iterator[list[int]]:
        """All that is possible for the unknown inner cells."""
        n = len(self.unknown)
        yield from _split([*self.rows, *more], [self.floor] * n, [BOUNDLESS] * n)

    def possible(self, cell: int, low: int, high: int) -> bool:
        """Whether the cell can lie between these."""
        known = sum(self.inner[i] for i in self.parts[cell] if i not in self.place)
        mine = [self.place[i] for i in self.parts[cell] if i in self.place]
        if not mine:
            return low <= known <= high
        return next(self.tables((mine, low - known, high - known)), None) is not None

    def spans(self, cell: int, width: int) -> bool:
        """Whether the least and the most that the cell can be are that far apart."""
        low = high = sum(self.inner[i] for i in self.parts[cell])
        while high - low < width and self.possible(cell, high + 1, BOUNDLESS):
            high += 1
        while high - low < width and low > 0 and self.possible(cell, 0, low - 1):
            low -= 1
        return high - low >= width


def _split(rows: Sequence[Row], low: list[int], high: list[int]) -> Iterator[list[int]]:
    if not _narrowed(rows, low, high):
        return
    widths = [(h - a, i) for i, (a, h) in enumerate(zip(low, high, strict=True)) if h > a]
    if not widths:
        yield low
        return
    _, i = min(widths)
    middle = (low[i] + high[i]) // 2
    yield from _split(rows, low[:], [*high[:i], middle, *high[i + 1 :]])
    yield from _split(rows, [*low[:i], middle + 1, *low[i + 1 :]], high[:])


def _narrowed(rows: Sequence[Row], low: list[int], high: list[int]) -> bool:
    """Draw both ends of each unknown in as far as single sums do; False where a sum cannot be."""
    changed = True
    while changed:
        changed = False
        for some, least, most in rows:
            at_least, at_most = sum(low[i] for i in some), sum(high[i] for i in some)
            if at_least > most or at_most < least:
                return False
            for i in some:
                top, bottom = most - at_least + low[i], least - at_most + high[i]
                if top < high[i] or bottom > low[i]:
                    at_least, at_most = at_least - low[i], at_most - high[i]
                    high[i], low[i], changed = min(high[i], top), max(low[i], bottom), True
                    at_least, at_most = at_least + low[i], at_most + high[i]
                    if low[i] > high[i]:
                        return False
    return True
