"""How closely withheld numbers can be told, where each is a sum of unknown numbers that other sums bind.

Whole tables that agree with everything shown are the means: one table says something of every number at once. A number
that takes two values in such tables is not told; only those for which none was found are asked for one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.cube import spread
from pipelines.disclosure_control.audit.groups import Part, parts
from pipelines.disclosure_control.audit.pieces import Depth, Pieces, Targets
from pipelines.disclosure_control.audit.solver import MANY, WHOLE, Reach, Solver

Array = np.ndarray

FEW = 60
"""Up to this many linked unknowns every end is settled in whole numbers."""

SEARCHED = 600
"""Up to this many linked unknowns a second table of whole numbers is searched for where fractions alone leave two values."""

NEAR = 1e-4
"""A number that moved less than this from one table to another may not have moved at all."""

BUDGET = 250_000_000
"""Steps of the solver times sums of the group, after which no further ends are sought: so every run ends alike. What can be
told exactly without the knowledge that counts are whole is found in any case."""

Tables = Sequence[tuple[Array, Array, float]]
"""Tables that agree with what is shown: some unknowns, what they are in it, and how exact that is."""


@dataclass(frozen=True)
class Found:
    """Per target: nothing lies outside low..high; `tight` where both ends are reached. `undecided`: fractions leave two
    values, but no two tables of whole numbers were found. `by_wholes`: told by whole numbers, not by fractions.
    `dead`: tied to sums that contradict each other. `lowest`: for each unknown (not for the targets) what it
    is at least; `known`: whether that is told exactly."""

    low: Array
    high: Array
    tight: Array
    unsettled: Array
    undecided: Array
    by_wholes: Array
    dead: Array
    broken: bool
    lowest: Array
    known: Array
    tables: Tables


def attack(
    sums: Sums,
    low: Array,
    high: Array,
    targets: Targets,
    threshold: int,
    depth: Depth,
    budget: int = BUDGET,
    *,
    seen: Tables = (),
    witnesses: bool = False,
) -> Found:
    """Attack the targets for a reader who takes low..high of each unknown for granted.

    `seen`: tables that agree with what a reader knows who takes more for granted; they satisfy this one too. `witnesses`:
    tables are wanted also where arithmetic gives the bounds.
    """
    hunt = _Hunt(sums, low, high, targets, threshold, budget, seen, witnesses)
    hunt.look_around()
    if depth == "arithmetic":
        return hunt.found(depth)
    hunt.everywhere("exact", hunt.move_together, hunt.pin)
    if hunt.pinned:
        # What turned out to be told exactly is taken out, so that what is left falls into smaller groups.
        hunt.look_around()
        hunt.everywhere("exact", hunt.pin)
    hunt.everywhere("exact", hunt.ask)
    if depth != "exact":
        hunt.everywhere(depth, hunt.move_together, hunt.ask)
    if depth != "exact" or witnesses:
        hunt.everywhere(depth, hunt.ask_in_wholes)
    return hunt.found(depth)


class _Hunt:
    """The attack under way."""

    def __init__(
        self, sums: Sums, low: Array, high: Array, targets: Targets, threshold: int, budget: int, seen: Tables, witnesses: bool
    ) -> None:
        self.witnesses = witnesses
        self.sums, self.low, self.high = sums, low, high
        self.targets, self.threshold, self.left = targets, threshold, budget
        self.dead = np.zeros(sums.size, dtype=bool)
        self.broken = self.pinned = False
        self.tables = list(seen)
        # Where nothing bounds an unknown from above, a number far beyond all that is shown stands for "endless".
        self.endless = 1000.0 + 100 * np.abs(sums.low[np.isfinite(sums.low)]).sum() + 100 * np.abs(low).sum()

    def look_around(self) -> None:
        """Bounds by arithmetic, the groups that are left, and what the tables that were found say about them."""
        squeezed = squeeze(self.sums, self.low, self.high)
        self.low = np.where(self.dead, self.low, squeezed.low)
        self.high = np.where(self.dead, self.high, np.minimum(squeezed.high, self.endless))
        self.dead |= squeezed.dead
        self.broken |= bool(squeezed.broken.any())
        self.parts = list(parts(self.sums, ~squeezed.broken, self.low, self.high, self.dead))
        self.solvers: dict[int, Solver] = {}
        self.number, self.place = np.full(self.sums.size, -1), np.zeros(self.sums.size, dtype=np.int64)
        for number, part in enumerate(self.parts):
            self.number[part.columns], self.place[part.columns] = number, np.arange(len(part.columns))
        self.pieces = Pieces(self.targets, self.threshold, self.low, self.high, self.number)
        self.table = np.full(self.sums.size, np.nan)
        for columns, values, blur in self.tables:
            self.table[:] = np.nan
            self.table[columns] = values
            self.pieces.learn(self.table, blur)
        if self.witnesses:
            free = np.flatnonzero((self.number < 0) & ~self.dead & (self.low < self.high))
            self.tables += [(free, self.low[free] + more, 0.0) for more in (0.0, 1.0)]
        for number, part in enumerate(self.parts):
            mine = np.flatnonzero(self.pieces.group == number)
            if part.is_tree and not self.witnesses:
                self.pieces.reached(mine[self.pieces.counts[mine] == 1])

    def everywhere(self, depth: Depth, *steps: Callable[[int, Part, Depth], bool]) -> None:
        """Take these steps in each group, one group after the other, as far as it does not contradict itself."""
        for number, part in enumerate(self.parts):
            for step in steps:
                if not self.dead[part.columns[0]] and not step(number, part, depth):
                    self.dead[part.columns] = self.broken = True

    def move_together(self, number: int, part: Part, depth: Depth) -> bool:
        """Push all open pieces of a group at once, each up or down by chance (the same chance in every run), then each the
        other way, as long as that settles many of them."""
        share = self.pieces.of(number)
        pieces, before = share.questions(depth), 0
        if not len(pieces):
            return True
        inside = len(part.columns) >= MANY and depth == "exact"  # other ends are far from the middle
        solver = Solver(part.group, inside=True) if inside else self._solver(number)
        if inside and not self._keep(part, solver.together(np.zeros(len(part.columns)))):
            return False
        chance, signs = np.random.default_rng(11), np.zeros(0)
        sign_of = np.zeros(share.mine.stop)
        while len(pieces) and self.left > 0 and (signs.any() or not before or len(pieces) < (0.95 if inside else 0.8) * before):
            if signs.any():
                signs = np.zeros(0)
                sign_of = -sign_of
            else:
                before, signs = len(pieces), chance.choice([-1.0, 1.0], len(pieces))
                sign_of[pieces] = signs
            spent = solver.work
            if not self._keep(part, solver.together(self._weigh(part, pieces, chance, sign_of[pieces]))):
                return False
            self.left -= solver.work - spent
            pieces = share.questions(depth)
        return True

    def pin(self, number: int, part: Part, depth: Depth) -> bool:
        """Pieces that had one value in every table are pushed up and down together, each with a weight drawn by chance:
        were one of them free, their weighted sum would move."""
        pieces, chance = self.pieces, np.random.default_rng(12)
        still, before = self._quiet(number), -1
        while len(still) and len(still) != before:
            weights, before = self._weigh(part, still, chance), len(still)
            for sign in (1, -1):
                if not self._keep(part, self._solver(number).together(sign * weights)):
                    return False
            still = self._quiet(number)
        value = np.rint(pieces.least[still])
        if np.abs(pieces.least[still] - value).max(initial=0) > 10 * NEAR:
            return False  # Told exactly, but not as a whole number.
        pieces.low[still] = pieces.high[still] = value
        pieces.reached(still)
        single = still[pieces.counts[still] == 1]
        columns = pieces.columns[pieces.firsts[single]]
        self.low[columns] = self.high[columns] = pieces.low[single]
        self.pinned |= len(columns) > 0
        return True

    def _quiet(self, number: int) -> Array:
        """The pieces of a group that may be told exactly: they had one and the same value in every table."""
        pieces, mine = self.pieces, self.pieces.of(number).mine
        low, high, least, most = (each[mine] for each in pieces.all_ends[:4])
        return mine.start + np.flatnonzero((low < high) & np.isfinite(least) & (most < least + NEAR))

    def ask(self, number: int, part: Part, depth: Depth) -> bool:
        """Ask for the ends of one open piece after the other, as long as something hangs on them."""
        pieces, share = self.pieces, self.pieces.of(number)
        questions = share.questions(depth)
        open_ = np.isin(np.arange(share.mine.start, share.mine.stop), questions)
        for piece in questions[np.argsort(-pieces.high[questions], kind="stable")].tolist():
            for sign in (1, -1):
                low, high, least, most = (each[piece] for each in pieces.all_ends[:4])
                reached = least <= low + WHOLE if sign > 0 else most >= high - WHOLE
                if reached or not open_[piece - share.mine.start] or self.left < 0:
                    continue
                if not self._push(self._solver(number), part, piece, sign):
                    return False
                open_ = share.verdicts.unsettled(depth)
        return True

    def ask_in_wholes(self, number: int, part: Part, depth: Depth) -> bool:
        """In a small group find the ends in whole numbers; in a larger one only whether two tables of whole numbers differ."""
        if len(part.columns) > SEARCHED:
            return True
        pieces, share, few = self.pieces, self.pieces.of(number), len(part.columns) <= FEW
        solver: Solver | None = None
        for piece in range(share.mine.start, share.mine.stop):
            for sign in (1, -1):
                low, high, _, _, least, most = (each[piece] for each in pieces.all_ends)
                reached = least <= low + WHOLE if sign > 0 else most >= high - WHOLE
                if reached or not (few or share.verdicts.undecided[piece - share.mine.start]) or self.left < 0:
                    continue
                solver = solver or Solver(part.group, whole=True)
                if not self._push(solver, part, piece, sign):
                    return False
        return True

    def _push(self, solver: Solver, part: Part, piece: int, sign: int) -> bool:
        """Find the lowest (sign 1) or highest value of one piece. False when no table agrees."""
        before = solver.work
        reach = solver.farthest(self.place[self.pieces.held(piece)], sign)
        self.left -= solver.work - before
        if reach.value is None or not self._keep(part, reach):
            return False
        if sign > 0:
            self.pieces.low[piece] = max(self.pieces.low[piece], reach.value)
        else:
            self.pieces.high[piece] = min(self.pieces.high[piece], reach.value)
        return True

    def _solver(self, number: int) -> Solver:
        if number not in self.solvers:
            self.solvers[number] = Solver(self.parts[number].group)
        return self.solvers[number]

    def _weigh(self, part: Part, pieces: Array, chance: np.random.Generator, signs: Array | float = 1.0) -> Array:
        """What each unknown of the group costs when these pieces are pushed, each with a weight drawn by chance."""
        counts = self.pieces.counts[pieces]
        held = self.place[self.pieces.columns[spread(self.pieces.firsts[pieces], counts)]]
        return np.bincount(held, np.repeat(signs * chance.uniform(1, 2, len(pieces)) / counts, counts), len(part.columns))

    def _keep(self, part: Part, reach: Reach) -> bool:
        """Learn from the table that was found. False when there is none at all."""
        if reach.point is None:
            return reach.value is not None
        point, whole, blur = reach.point, np.rint(reach.point), WHOLE / 2
        if np.abs(whole - point).max() < WHOLE and part.group.holds(whole):
            point, blur = whole, 0.0
        elif part.group.misses(point) > blur:
            return True
        self.tables.append((part.columns, point, blur))
        self.table[part.columns] = point
        self.pieces.learn(self.table, blur, self.pieces.of(self.number[part.columns[0]]).mine)
        return True

    def found(self, depth: Depth) -> Found:
        verdicts = self.pieces.everything
        low, high, least, most = verdicts.ends
        high = np.where(verdicts.high >= self.endless / 2, np.inf, high)
        known, pieces = self.low == self.high, self.pieces
        told = (pieces.counts == 1) & (np.ceil(pieces.low - WHOLE) == np.floor(pieces.high + WHOLE))
        known[pieces.columns[pieces.firsts[told]]] = True
        dead = np.bincount(self.targets.owner, self.dead[self.targets.columns], len(low)) > 0
        return Found(
            low=low,
            high=high,
            tight=(least <= low) & (most >= high) | np.isinf(high) & (least <= low),
            unsettled=~dead & verdicts.unsettled(depth),
            undecided=~dead & verdicts.undecided,
            by_wholes=~dead & (low == high) & (most > least),
            dead=dead,
            broken=self.broken,
            lowest=self.low,
            known=known,
            tables=self.tables,
        )
