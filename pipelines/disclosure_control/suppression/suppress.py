"""The way from a table to what may be shown of it: elimination, tables that prove it, mending, and hiding less."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pipelines.disclosure_control.suppression import alike, elimination, greedy
from pipelines.disclosure_control.suppression.elastic import Elastic, largest_piece
from pipelines.disclosure_control.suppression.improvement import other_orders, swapped
from pipelines.disclosure_control.suppression.insiders import withstand
from pipelines.disclosure_control.suppression.nearby import Nearby
from pipelines.disclosure_control.suppression.outcome import Suppressed
from pipelines.disclosure_control.suppression.problem import problem
from pipelines.disclosure_control.suppression.proofs import CannotProtect, Proofs
from pipelines.disclosure_control.suppression.requirement import Requirement
from pipelines.disclosure_control.suppression.table import Dimension, Table
from pipelines.disclosure_control.suppression.witnesses import Witnesses

FEW_CELLS = 2_000
"""Up to this many cells the search for less to hide goes on."""
TRIES, STALL = 1_000, 400
PROGRAMMES = {"exact": 600, "full": 1_200, "width": 1_200}
USUAL = 6_000
"""As many parts as the sums of a table of a thousand cells have: with more, every try costs more, and fewer are made."""
SMALL_EFFORT = 0.05
"""Few inner cells have few orders; and many tables like this one are tried."""
LARGE_PIECE = 1_500
"""More inner cells than this, hidden and tied together, are too many for one programme."""
SEARCHES = 150


def suppress(
    table: Table, requirement: Requirement, contributor: str | None = None, say: Callable[[str], None] = lambda text: None
) -> Suppressed:
    """Hide what must be hidden, and as little else as was found enough. The same table gives the same cells.

    Every hidden cell is proven open as far as the requirement asks, by tables that agree with all that is shown. Of a table with
    few inner cells no small count can be told by running this program over every table either.

    contributor: the dimension of those who know their own counts, and must not be told another's exactly, two together neither.

    Raises:
        CannotProtect: hiding cells one by one cannot do it, or the table is too large to be protected against contributors.
    """
    if not table.inner.any():
        nothing, nought = np.zeros(len(table.values), bool), np.zeros(len(table.values), np.int64)
        return Suppressed(nothing, nothing, nought, nought, 0)
    if len(table.inner) > alike.FEW:
        return _suppressed(table, requirement, contributor, say)
    ways = alike.Alike(lambda other, asked, hide: _suppressed(other, asked, contributor, say, hide), requirement)
    done = ways.settled(table)
    return replace(done, primary=done.hidden & (table.values > 0) & (table.values < requirement.threshold))


def _suppressed(
    table: Table, requirement: Requirement, contributor: str | None, say: Callable[[str], None], hide: np.ndarray | None = None
) -> Suppressed:
    """`hide`: cells that are hidden, and open, as if they were small."""
    asked = problem(table, requirement.threshold)
    if hide is not None and hide.any():
        small = asked.small.copy()
        small[asked.of[hide]] = True
        asked = replace(asked, small=small)
    ones = np.ones(len(asked.inner), np.int64)
    floor = ones * requirement.floor
    few = len(asked.values) <= FEW_CELLS
    effort = min(1.0, (USUAL / asked.sums.nnz) ** 2) if len(table.inner) > alike.FEW else SMALL_EFFORT
    exact = requirement.kind == "exact"
    proofs = other_orders(asked, requirement, floor, int(TRIES * effort), STALL) if few and exact else None
    if proofs is None:
        choice = greedy.choose(asked, greedy.by_value(asked), floor, rule=elimination.TOGETHER if exact else elimination.ANY)
        large = largest_piece(asked, choice.hidden) > LARGE_PIECE
        if large and not exact:
            choice = greedy.choose(asked, greedy.by_value(asked), ones, rule=elimination.TOGETHER)
        proofs = Proofs(asked, requirement, choice.hidden)
        proofs.search(Witnesses(asked, choice.hidden, choice.moves, floor), SEARCHES if large else None)
        say(f"{proofs.open().size} cells to mend")
        # By elimination nothing hidden is told exactly, and every cell of 1 can be more: what is missing is the proof in whole numbers.
        if proofs.open().size and not (large and exact):
            proofs.mend(Nearby(asked, proofs.hidden, floor) if large else Elastic(asked, proofs.hidden, floor))
    if few:
        elastic = Elastic(asked, proofs.hidden, floor)
        proofs = swapped(proofs, elastic, int(PROGRAMMES[requirement.kind] * effort))
        while (before := int(proofs.undecided.sum())) and requirement.kind != "width":
            proofs.made_whole(elastic)
            proofs.mend(elastic)
            if int(proofs.undecided.sum()) >= before:
                break
    if requirement.kind == "width" and largest_piece(asked, proofs.hidden) <= LARGE_PIECE:
        _not_exact(proofs, ones)
    if contributor is not None:
        if largest_piece(asked, proofs.hidden) > LARGE_PIECE:
            raise CannotProtect("the table is too large to be protected against contributors")
        withstand(proofs, Elastic(asked, proofs.hidden, ones), contributor)
    return Suppressed(
        hidden=asked.hidden_cells(proofs.hidden),
        primary=asked.hidden_cells(asked.small),
        low=np.where(asked.of >= 0, proofs.low[asked.of], 0),
        high=np.where(asked.of >= 0, proofs.high[asked.of], 0),
        undecided=int(asked.hidden_cells(proofs.undecided & proofs.hidden).sum()),
    )


def _not_exact(proofs: Proofs, floor: np.ndarray) -> None:
    """A width is against a reader who does not know that hidden counts are 1 or more; one who knows must not be told exactly."""
    asked = proofs.problem
    known = Proofs(asked, Requirement("exact", 1, proofs.requirement.threshold), proofs.hidden)
    choice = greedy.choose(asked, greedy.by_value(asked), floor, hide=proofs.hidden, rule=elimination.ANY, refuse=False)
    known.search(Witnesses(asked, choice.hidden, choice.moves, floor))
    if known.open().size:
        known.mend(Elastic(asked, known.hidden, floor))
    proofs.hide(known.hidden)


def ready() -> None:
    """Compile what is compiled, so that a measured time is that of the table alone."""
    sides = (Dimension.of("one", ["a", "b"], {}), Dimension.of("other", ["a", "b", "c"], {}))
    suppress(Table(sides, np.array([1, 2, 20, 13, 1, 30])), Requirement("full"))
