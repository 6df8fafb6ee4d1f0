"""What is known so far of the withheld numbers of a table: how far each can be told, and what whole tables have shown."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.disclosure_control.audit.solver import WHOLE

Array = np.ndarray

Depth = Literal["arithmetic", "exact", "enough", "tight"]
"""How far to go: no further than paper and pencil; until it is known what is told exactly; until it is also known what is
told too closely; until both ends are the tightest."""


@dataclass(frozen=True)
class Targets:
    """The numbers to attack: target t is `known[t]` plus the unknowns `columns` of the entries whose `owner` is t.

    `forced`: what the marks alone say it is at least. `marked`: a mark stands there; else nothing at all does.
    """

    known: Array
    owner: Array
    columns: Array
    forced: Array
    marked: Array


class Pieces:
    """The targets, cut where the groups of linked unknowns end: a piece is what one group holds of one target.

    No table lies outside `low`..`high`; tables were found for `least` and `most`, and tables of whole numbers for
    `whole_least` and `whole_most`. Group −1 is of the unknowns that nothing binds.
    """

    def __init__(self, targets: Targets, threshold: int, low: Array, high: Array, group: Array) -> None:
        self.targets, self.threshold = targets, threshold
        owner, column = targets.owner, targets.columns
        open_ = low[column] < high[column]
        self.fixed = targets.known + np.bincount(owner[~open_], low[column[~open_]], len(targets.known))
        owner, column = owner[open_], column[open_]
        order = np.lexsort((column, owner, group[column]))
        owner, column = owner[order], column[order]
        new = np.ones(len(owner), dtype=bool)
        new[1:] = (owner[1:] != owner[:-1]) | (group[column[1:]] != group[column[:-1]])
        self.firsts = np.flatnonzero(new)
        self.counts = np.diff(np.append(self.firsts, len(owner)))
        self.columns, self.target, self.group = column, owner[new], group[column[new]]
        self.times = np.bincount(self.target, minlength=len(self.fixed))
        self.low, self.high = self.add(low), self.add(high)
        self.least, self.most = np.full(len(self.firsts), np.inf), np.full(len(self.firsts), -np.inf)
        self.whole_least, self.whole_most = self.least.copy(), self.most.copy()
        self.reached(np.flatnonzero(self.group < 0))

    @property
    def all_ends(self) -> tuple[Array, Array, Array, Array, Array, Array]:
        return self.low, self.high, self.least, self.most, self.whole_least, self.whole_most

    def add(self, values: Array) -> Array:
        return np.add.reduceat(values[self.columns], self.firsts) if len(self.firsts) else np.zeros(0)

    def reached(self, pieces: Array) -> None:
        """The ends of these are known to be reached by whole tables."""
        self.least[pieces] = self.whole_least[pieces] = self.low[pieces]
        self.most[pieces] = self.whole_most[pieces] = self.high[pieces]

    def learn(self, table: Array, blur: float, mine: slice = slice(None)) -> None:
        """A table that agrees (not a number where it says nothing) is a witness for all its numbers at once.

        `blur`: it is exact up to that much; 0 for one of whole numbers that has been checked.
        """
        firsts = self.firsts[mine]
        if not len(firsts):
            return
        entries = slice(firsts[0], firsts[-1] + self.counts[mine][-1])
        told = np.add.reduceat(table[self.columns[entries]], firsts - firsts[0])
        for low, high in [(self.least, self.most), (self.whole_least, self.whole_most)][: 1 if blur else 2]:
            np.fmin(low[mine], told + blur, out=low[mine])
            np.fmax(high[mine], told - blur, out=high[mine])

    def over(self, each: Array) -> Array:
        """For each target what its pieces come to."""
        return self.fixed + np.bincount(self.target, each, len(self.fixed))

    def held(self, piece: int) -> Array:
        """The unknowns of a piece."""
        return self.columns[self.firsts[piece] : self.firsts[piece] + self.counts[piece]]

    def of(self, number: int) -> "Share":
        """The pieces of one group."""
        return Share(self, slice(*np.searchsorted(self.group, [number, number + 1])))

    @property
    def everything(self) -> "Verdicts":
        ends = (self.over(each) for each in self.all_ends)
        return Verdicts(self, slice(None), *ends)


@dataclass(frozen=True)
class Verdicts:
    """For some targets, the ends so far."""

    pieces: Pieces
    targets: Array | slice
    low: Array
    high: Array
    least: Array
    most: Array
    whole_least: Array
    whole_most: Array

    @property
    def ends(self) -> tuple[Array, Array, Array, Array]:
        """In whole numbers: low, high, least, most."""
        low, high = np.ceil(self.low - WHOLE), np.floor(self.high + WHOLE)
        return low, high, np.ceil(self.least - WHOLE), np.floor(self.most + WHOLE)

    def unsettled(self, depth: Depth) -> Array:
        """The targets of which this is not known yet."""
        low, high, least, most = self.ends
        if depth == "tight":
            return (least > low) | (most < high)
        told, open_ = low == high, most > least
        if depth == "exact":
            return ~told & ~open_
        threshold, forced = self.pieces.threshold, self.pieces.targets.forced[self.targets]
        narrow = ((low >= 2) & (low > forced) & (least < threshold)) | (high < threshold - 1)
        wide = ((least <= np.maximum(forced, 1)) | (low >= threshold)) & (most >= threshold - 1)
        small = (low >= 1) & (high < threshold)
        large = (least < 1) | (most >= threshold)
        settled = told | (open_ & (narrow | wide))
        return np.where(self.pieces.targets.marked[self.targets], ~settled, ~large & ~(small & settled))

    @property
    def undecided(self) -> Array:
        """The targets that fractions leave open, where no two tables of whole numbers differ yet."""
        low, high, _, _ = self.ends
        return (low < high) & (self.whole_least >= self.whole_most)


class Share:
    """The pieces of one group, while only this group is looked at."""

    def __init__(self, pieces: Pieces, mine: slice) -> None:
        self.pieces, self.mine, self.target = pieces, mine, pieces.target[mine]
        rest = pieces.fixed[self.target]
        self.rests = [rest] * 6
        if (pieces.times[self.target] > 1).any():
            others = np.ones(len(pieces.target), dtype=bool)
            others[mine] = False
            where, size = pieces.target[others], len(pieces.fixed)
            self.rests = [rest + np.bincount(where, each[others], size)[self.target] for each in pieces.all_ends]

    @property
    def verdicts(self) -> Verdicts:
        ends = (rest + each[self.mine] for rest, each in zip(self.rests, self.pieces.all_ends, strict=True))
        return Verdicts(self.pieces, self.target, *ends)

    def questions(self, depth: Depth) -> Array:
        """The pieces on which unsettled targets hang."""
        return self.mine.start + np.flatnonzero(self.verdicts.unsettled(depth) & ~self.closed)

    @property
    def closed(self) -> Array:
        low, high, least, most = (each[self.mine] for each in self.pieces.all_ends[:4])
        return (least <= low + WHOLE) & (most >= high - WHOLE)
