"""The one door out of the confidential rooms: what may be seen, and nothing from which the rest could be worked out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.protection import facts as reading
from pipelines.disclosure_control.protection import history as past
from pipelines.disclosure_control.protection.drawing import draw
from pipelines.disclosure_control.protection.facts import Fact, Form, Key
from pipelines.disclosure_control.protection.history import History, SumsDisagree
from pipelines.disclosure_control.protection.marks import Marks
from pipelines.disclosure_control.protection.percent import Shown, medians, percents
from pipelines.disclosure_control.protection.primary import few, primary
from pipelines.disclosure_control.protection.system import System, split
from pipelines.disclosure_control.protection.withholding import ProtectionFailed, protected
from pipelines.publication.cells import ordered
from pipelines.publication.seal import seal
from pipelines.publication.table import ProtectedTable
from schemas import Policy

__all__ = ["Protected", "ProtectionFailed", "SumsDisagree", "protect"]


@dataclass(frozen=True)
class Protected:
    """What may leave, `tables`, one for each measure; and what stays.

    `small` (confidential) has the key columns of every small count, and of every "none" of a small group: those withheld, and
    those never published that could have been worked out. Of these, statistic `complement` is the denominator less the
    numerator (between two lists: on the first and not on the second), `difference` a step less the next
    (`difference to` another). `summary`
    (confidential) counts cells by what was done. `held_revisions`: how many values that have changed since they were published
    stay as they were.
    """

    tables: tuple[ProtectedTable, ...]
    small: pl.DataFrame
    summary: Mapping[str, int]
    held_revisions: int


def protect(tabulated: pl.DataFrame, structure: Mapping[str, Any], policy: Policy, earlier: Sequence[pl.DataFrame] = ()) -> Protected:
    """Every count that may be shown, protected together with all that was published before (oldest first).

    Raises:
        ValueError: the counts are not in the agreed form.
        SumsDisagree: they do not add up.
        ProtectionFailed: no safe publication was found; nothing leaves.
        None of these names a value.
    """
    form = Form(structure)
    history = past.remember(earlier, form)
    counted = reading.read(tabulated, form)
    facts, revisions = past.held(counted, history)
    pieces = [_Piece(s, policy, history) for s in split(draw(_counts(facts), form))]
    shown = {k: (f.value, f.status) for k, f in _counts(facts).items()}
    shown |= {cell.key: (None, "c") for piece in pieces for cell in piece.withheld}
    # Withheld before, and not counted any more: the mark stays.
    shown |= {k: (None, "c") for k in shown if k in history.withheld}
    everything = shown | percents(shown, form) | medians(facts, shown, history, policy)
    rows = [(*k, *v) for k, v in everything.items()] + past.carried(counted, history)
    return Protected(tuple(_tables(rows, form, policy)), _small(pieces, form), _summary(everything, pieces, revisions), revisions)


class _Piece:
    """One independent system, protected."""

    def __init__(self, drawn: System, policy: Policy, history: History) -> None:
        self.system, torn = past.together(drawn)
        before = np.array([c.published and not c.held and c.key in history.withheld for c in drawn.cells], dtype=bool)
        outcome = protected(self.system, policy, before | torn)
        self.marks: Marks = outcome.marks
        self.inherited = outcome.inherited
        self.primary = primary(self.system, policy) & self.marks.hidden
        hidden, published = self.marks.hidden, self.system.published
        small = few(self.system, policy)
        for numerator, denominator, rest in self.system.shares:
            if hidden[numerator] and not hidden[denominator]:
                alike = [c for c in (numerator, rest) if self.system.values[c] == 0]
                small[alike] |= 0 < self.system.values[denominator] < policy.smallest_group
        named = np.array([c.key[-1] != "exactly" for c in self.system.cells], dtype=bool)
        self.small = small & named & (hidden | ~published)

    @property
    def withheld(self) -> Iterator[Any]:
        return (self.system.cells[i] for i in np.flatnonzero(self.marks.hidden))


def _counts(facts: Mapping[Key, Fact]) -> dict[Key, Fact]:
    return {k: facts[k] for k in sorted(facts) if k[-1] != "median_days"}


def _tables(rows: Sequence[tuple], form: Form, policy: Policy) -> Iterator[ProtectedTable]:
    cells = ordered(reading.frame(rows, form, value=pl.Int64, status=pl.String))
    for measure in form.measures:
        own = cells.filter(pl.col("measure") == measure)
        if not own.is_empty():
            yield seal(measure, own, policy.threshold)


def _small(pieces: Sequence[_Piece], form: Form) -> pl.DataFrame:
    keys = [p.system.cells[i].key for p in pieces for i in np.flatnonzero(p.small)]
    return reading.frame(sorted(keys), form)


def _summary(everything: Mapping[Key, Shown], pieces: Sequence[_Piece], revisions: int) -> dict[str, int]:
    statuses = [status for _, status in everything.values()]
    chosen = sum(int(p.marks.hidden.sum()) for p in pieces)
    first = sum(int(p.primary.sum()) for p in pieces)
    return {
        "cells": len(statuses),
        "shown": statuses.count(""),
        "withheld": statuses.count("c"),
        "counts_withheld": chosen,
        "primary": first,
        "complementary": chosen - first,
        "inherited": sum(p.inherited for p in pieces),
        "held_revisions": revisions,
    }
