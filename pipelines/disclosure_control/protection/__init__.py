"""The one door out of the confidential rooms: what may be seen, and nothing from which the rest could be worked out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.protection import blame, revisions
from pipelines.disclosure_control.protection import external as elsewhere
from pipelines.disclosure_control.protection import facts as reading
from pipelines.disclosure_control.protection import history as past
from pipelines.disclosure_control.protection.external import External, ExternalProblem
from pipelines.disclosure_control.protection.facts import COUNTED, Fact, Form, Key
from pipelines.disclosure_control.protection.figures import figures
from pipelines.disclosure_control.protection.history import History, NotAsPublished, SumsDisagree
from pipelines.disclosure_control.protection.left_out import left_out, torn
from pipelines.disclosure_control.protection.percent import Shown, medians, of_group, percents
from pipelines.disclosure_control.protection.pieces import Piece, Whole
from pipelines.disclosure_control.protection.withholding import ProtectionFailed
from pipelines.publication.cells import ordered
from pipelines.publication.seal import seal
from pipelines.publication.table import ProtectedTable
from schemas import Policy

__all__ = ["ExternalProblem", "NotAsPublished", "Protected", "ProtectionFailed", "SumsDisagree", "protect"]


@dataclass(frozen=True)
class Protected:
    """What may leave, `tables`, one for each measure; and what stays.

    `small` (confidential) has the key columns of every small count, and of every "none" of a small group: those withheld, and
    those never published that could have been worked out. Of these, statistic `complement` is the denominator less the
    numerator (between two lists: on the first and not on the second), `difference` a step less the next
    (`difference to` another). `summary`
    (confidential) counts cells by what was done. `held_revisions`: how many values that have changed since they were published
    stay as they were; `revised`: how many are shown anew. `notes`: what the steward should know, without a figure. `behind`
    (confidential) has the young people behind each figure that is shown as it is counted, for the next publication.
    """

    tables: tuple[ProtectedTable, ...]
    small: pl.DataFrame
    summary: Mapping[str, int]
    held_revisions: int
    behind: pl.DataFrame
    revised: int = 0
    notes: tuple[str, ...] = ()


def protect(
    tabulated: pl.DataFrame,
    structure: Mapping[str, Any],
    policy: Policy,
    earlier: Sequence[pl.DataFrame] = (),
    *,
    names: Sequence[str] = (),
    external: Sequence[External] = (),
    behind: Sequence[pl.DataFrame] = (),
) -> Protected:
    """Every count that may be shown, protected together with all that was published before (oldest first; `names` of these,
    and `behind` of those of which it was kept), and with all that others have published (`external`).

    Raises:
        ValueError: the counts are not in the agreed form.
        SumsDisagree: they do not add up.
        NotAsPublished: today's measures do not describe what was published before.
        ExternalProblem: what others published contradicts the counts.
        ProtectionFailed: no safe publication was found; nothing leaves.
        None of these names a value.
    """
    form = Form(structure)
    history = past.remember(earlier, form, names)
    tallied = reading.read(tabulated, form)
    counted = {k: f for k, f in tallied.items() if form.of_people(k[0])}
    known = elsewhere.known(external, counted, history.shown, policy)
    history = replace(history, withheld=history.withheld - set(known.exact))
    kept_out = (left_out(tallied, policy, form) | torn(tallied, form)) - set(history.shown) - history.withheld
    counted = _with(counted, known, history, without=kept_out - set(known.exact) - set(known.between))
    fixed = left_out(history.shown, policy, form)
    latest = names[-1] if names else "the latest publication"
    same = [b for b in behind if set(form.columns) <= set(b.columns)]
    people = {tuple(key): n for kept in same for *key, n in kept.select(*form.columns, "youth").iter_rows()}
    whole = Whole(_counts(counted), history, form, policy, fixed, frozenset(known.exact), people, latest)
    outcomes = blame.found(whole, earlier, names, external)
    pieces = [p for o in outcomes for p in o.pieces]
    released = frozenset().union(*(o.released for o in outcomes))
    facts, held_back = past.held(counted, history, released)
    _all_described(facts, pieces)
    shown = {k: (f.value, f.status) for k, f in _counts(facts).items()}
    shown |= {cell.key: (None, "c") for piece in pieces for cell in piece.withheld}
    shown |= _nobody(shown, form)
    # Withheld before, and not counted any more: the mark stays.
    shown |= {k: (None, "c") for k in shown if k in history.withheld}
    # What counts no young people is shown as it is.
    inventory = {k: (f.value, f.status) for k, f in tallied.items() if k[-1] in COUNTED and not form.of_people(k[0])}
    numbers = {k: v for k, v in (shown | inventory).items() if k not in kept_out}
    following = percents(numbers, form, policy) | medians(facts, numbers, history, policy)
    everything = _marked(numbers | following | figures(tallied, numbers, history, policy, form), history)
    rows = [(*k, *v) for k, v in everything.items() if k not in kept_out] + past.carried(tallied, history)
    tables = tuple(_tables(rows, form, policy))
    notes = (*known.notes, *_said(len(released), held_back))
    as_counted = {k for k, (v, _) in numbers.items() if v is not None and k in counted and counted[k].value == v}
    kept = {k: n for k, n in revisions.behind(counted).items() if (*k[:-1], "numerator" if k[-1] == "complement" else k[-1]) in as_counted}
    summary = _summary(everything, pieces, released, held_back)
    people_now = reading.frame([(*k, n) for k, n in sorted(kept.items())], form, youth=pl.Int64)
    return Protected(tables, _small(pieces, form), summary, held_back, people_now, len(released), notes)


def _counts(facts: Mapping[Key, Fact]) -> dict[Key, Fact]:
    return {k: facts[k] for k in sorted(facts) if k[-1] in COUNTED}


def _all_described(facts: Mapping[Key, Fact], pieces: Sequence[Piece]) -> None:
    """What stands in no sum that was looked at may not leave."""
    described = {c.key for p in pieces for c in p.system.cells}
    stray = sorted(k for k, f in _counts(facts).items() if f.value is not None and k not in described)
    if stray:
        raise ValueError(f"{stray[0][0]}, {stray[0][1]}, {stray[0][-1]}: a count that its measure does not describe")


def _with(counted: Mapping[Key, Fact], known: elsewhere.Known, history: History, without: frozenset[Key]) -> dict[Key, Fact]:
    """The counts with what others have published of them, and without what is left out."""
    found = {k: f for k, f in counted.items() if k not in without}
    for key, ends in known.between.items():
        found[key] = found[key]._replace(known=ends)
    for key, one in known.exact.items():
        found[key] = found[key]._replace(known=(one.low, one.high), held=key not in history.shown)
    return found


def _nobody(shown: Mapping[Key, Shown], form: Form) -> dict[Key, Shown]:
    """Of a group that is shown to be nobody, nobody took any step: a mark there would be told exactly. So it comes when a group
    was published as nobody, and who came late to it is held back."""
    withheld = [k for k, (_, status) in shown.items() if k[-1] == "numerator" and status == "c"]
    return {k: (0, "") for k in withheld if shown.get(of_group(k, form)) == (0, "")}


def _marked(everything: Mapping[Key, Shown], history: History) -> dict[Key, Shown]:
    """With the mark `r` on what was shown otherwise before."""

    def revised(key: Key, value: int | None) -> bool:
        return key in history.revised or history.shown.get(key, value) != value

    return {k: (v, "r" if s == "" and revised(k, v) else s) for k, (v, s) in everything.items()}


def _said(released: int, held_back: int) -> list[str]:
    said = []
    if released:
        said.append(f"{released} published counts are shown at a revised value, marked r")
    if held_back:
        said.append(f"{held_back} published figures have changed and stay as they were: the difference would tell about few young people")
    return said


def _tables(rows: Sequence[tuple], form: Form, policy: Policy) -> Iterator[ProtectedTable]:
    cells = ordered(reading.frame(rows, form, value=pl.Int64, status=pl.String))
    for (measure,), own in cells.partition_by("measure", as_dict=True, maintain_order=True).items():
        yield seal(str(measure), own, policy.threshold)


def _small(pieces: Sequence[Piece], form: Form) -> pl.DataFrame:
    keys = [p.system.cells[i].key for p in pieces for i in np.flatnonzero(p.small)]
    return reading.frame(sorted(keys), form)


def _summary(everything: Mapping[Key, Shown], pieces: Sequence[Piece], released: frozenset[Key], held_back: int) -> dict[str, int]:
    statuses = [status for _, status in everything.values()]
    chosen = sum(int(p.hidden.sum()) for p in pieces)
    first = sum(int(p.primary.sum()) for p in pieces)
    return {
        "cells": len(statuses),
        "shown": statuses.count("") + statuses.count("r"),
        "withheld": statuses.count("c"),
        "counts_withheld": chosen,
        "primary": first,
        "complementary": chosen - first,
        "inherited": sum(p.inherited for p in pieces),
        "revised": len(released),
        "held_revisions": held_back,
    }
