"""What an agency, or two together, can work out about the others from a published table and from their own counts.

The files do not say what an agency's own counts are. So this finds what follows whatever they are: a cell is told exactly
when it is made up of shown cells, of cells that everybody can tell, and of the agencies' own ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums
from pipelines.disclosure_control.audit.cube import Cube
from pipelines.disclosure_control.audit.pieces import Targets

Array = np.ndarray
ROUNDS = 20_000
STILL = 1e-7
"""An unknown that moves less than this, where others move about 1, stands still."""


@dataclass(frozen=True)
class Insiders:
    """`coalitions` were tried, `failed` of them can tell a number of others; the `worst` can tell `exact` of these."""

    coalitions: int
    failed: int
    worst: tuple[str, ...]
    exact: int


def insiders(cube: Cube, column: int, names: tuple[str, ...], cells: Array, targets: Targets, sums: Sums, told: Array) -> Insiders:
    """Every single code of a column, and every two of them. `told`: the unknowns that everybody can tell.

    What must not be told are the withheld cells of others, and the totals that do not consist of their own cells only.
    """
    above = cube.above[column]
    present = np.unique(cube.spots[:, column])
    alone = [int(c) for c in present if c and c not in above]
    tried = [c for size in (1, 2) for c in combinations(alone, size)]
    single = (targets.known == 0) & (np.bincount(targets.owner, minlength=len(cells)) == 1)
    parts = _parts(cube, cells)
    exact = []
    for coalition in tried:
        own = _all_within(above, alone, coalition)[cube.spots[cells, column]]
        mine = np.zeros(sums.size, dtype=bool)
        mine[targets.columns[(own & single)[targets.owner]]] = True
        moves = _free_move(_with_own(sums, targets, own & ~single), told | mine)
        moved = np.bincount(targets.owner, moves[targets.columns], len(cells))
        found = np.flatnonzero(targets.marked & ~own & (np.abs(moved) < STILL))
        # A total of which only their own parts are withheld tells them nothing new; one that everybody can add up is told.
        exact.append(sum(not len(inner := parts(t)) or not own[inner].all() for t in found))
    worst = int(np.argmax(exact)) if exact else 0
    found = tuple(names[c] for c in tried[worst]) if exact else ()
    return Insiders(len(tried), sum(n > 0 for n in exact), found, max(exact, default=0))


def _parts(cube: Cube, cells: Array) -> Callable[[int], Array]:
    """Of a cell that is not shown, the inner cells inside of it that are not shown either, all by their place among `cells`."""
    spots, inner = cube.spots[cells], np.ones(len(cells), dtype=bool)
    for j, above in enumerate(cube.above):
        inner &= (spots[:, j] != 0) & ~np.isin(spots[:, j], above)
    places = np.flatnonzero(inner)

    def parts(cell: int) -> Array:
        found = np.ones(len(places), dtype=bool)
        for j, above in enumerate(cube.above):
            code, same = spots[places, j].copy(), np.zeros(len(places), dtype=bool)
            while not (same | (code == 0)).all():
                same |= code == spots[cell, j]
                code = np.where(same, 0, above[code])
            found &= same | (spots[cell, j] == 0)
        return places[found]

    return parts


def _all_within(above: Array, alone: list[int], coalition: tuple[int, ...]) -> Array:
    """For each code, whether it consists of codes of the coalition only."""
    others = np.zeros(len(above), dtype=bool)
    for code in set(alone) - set(coalition):
        while not others[code]:
            others[code] = True
            code = int(above[code])
    return ~others


def _with_own(sums: Sums, targets: Targets, own: Array) -> Sums:
    """With one sum more for each withheld cell that the insiders know; only sums with a definite value matter here."""
    definite = sums.only(sums.low == sums.high)
    entries = own[targets.owner]
    rows, columns = targets.owner[entries], targets.columns[entries]
    known = np.zeros(len(own))
    return definite.and_more(rows, columns, np.ones(len(rows)), known, known)


def _free_move(sums: Sums, told: Array) -> Array:
    """A change of the unknowns by chance that no sum notices. An unknown that stands still in it always does.

    A change drawn by chance, less all of it that some sum would notice (conjugate gradients).
    """
    open_ = ~told[sums.columns]
    row, column, coefficient = sums.rows[open_], sums.columns[open_], sums.coefficients[open_]
    lengths = np.bincount(row, minlength=len(sums.low))
    coefficient = coefficient / np.sqrt(np.maximum(lengths, 1))[row]
    move = np.where(told, 0.0, np.random.default_rng(11).uniform(1, 2, sums.size))

    def noticed(change: Array) -> Array:
        return np.bincount(row, coefficient * change[column], len(sums.low))

    seen = step = noticed(move)
    size = first = seen @ seen
    for _ in range(ROUNDS):
        if size <= 1e-22 * max(first, 1):
            return move
        back = np.bincount(column, coefficient * step[row], sums.size)
        move = move - size / (back @ back) * back
        seen = noticed(move)
        size, before = seen @ seen, size
        step = seen + size / before * step
    return move
