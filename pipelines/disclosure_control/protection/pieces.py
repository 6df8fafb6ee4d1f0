"""One independent part of all counts, protected together with everything that readers know of it already."""

from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from pipelines.disclosure_control.protection import history as past
from pipelines.disclosure_control.protection import revisions
from pipelines.disclosure_control.protection.drawing import draw
from pipelines.disclosure_control.protection.facts import Fact, Form, Key
from pipelines.disclosure_control.protection.history import History, SumsDisagree, World
from pipelines.disclosure_control.protection.marks import Marks
from pipelines.disclosure_control.protection.primary import few, primary, sensitive
from pipelines.disclosure_control.protection.revisions import Change, Few
from pipelines.disclosure_control.protection.system import Cell, System, split
from pipelines.disclosure_control.protection.withholding import ProtectionFailed, protected
from schemas import Policy

MOST_TRIES = 12


class Piece:
    """One system that nothing ties to any other, protected."""

    def __init__(self, drawn: System, policy: Policy, history: History) -> None:
        self.system, torn = past.together(drawn)
        before = np.array([c.published and not c.held and (c.world != "" or c.key in history.withheld) for c in drawn.cells], dtype=bool)
        outcome = protected(self.system, policy, before | torn)
        self.marks: Marks = outcome.marks
        self.inherited = int(outcome.inherited.sum())
        counted = np.array([c.value is not None and c.world == "" and not t for c, t in zip(drawn.cells, torn, strict=True)], dtype=bool)
        said = np.array([c.value or 0 for c in drawn.cells], dtype=float)
        self.true = bool((self.system.values == said)[counted].all() and not torn.any())
        self.hidden = self.marks.hidden & ~self.system.past
        self.primary = primary(self.system, policy) & self.hidden
        hidden, published = self.marks.hidden, self.system.published
        small = few(self.system, policy)
        for numerator, denominator, rest in self.system.shares:
            if hidden[numerator] and not hidden[denominator]:
                alike = [c for c in (numerator, rest) if self.system.values[c] == 0]
                small[alike] |= 0 < self.system.values[denominator] < policy.smallest_group
        named = np.array([c.key[-1] != "exactly" for c in self.system.cells], dtype=bool) & ~self.system.past
        # What readers have had already is no secret that this publication could keep.
        self.small = small & named & (hidden | ~published) & ~outcome.inherited
        self.fresh_and_sensitive = {self.system.cells[i].key for i in np.flatnonzero(sensitive(self.system, policy) & self.system.fresh)}

    @property
    def withheld(self) -> Iterator[Cell]:
        return (self.system.cells[i] for i in np.flatnonzero(self.hidden))


@dataclass(frozen=True)
class Whole:
    """All counts to be protected, and what readers have already. `fixed`: keys that are not revised, whatever is counted now;
    `public`: keys of which others have published the count; `behind`: how many young people were
    behind what was shown last."""

    counts: Mapping[Key, Fact]
    history: History
    form: Form
    policy: Policy
    fixed: Collection[Key] = ()
    public: Collection[Key] = ()
    behind: Mapping[Key, int] = field(default_factory=dict)
    latest: str = "the latest publication"

    @cached_property
    def few(self) -> Few:
        """Whether a difference tells about few young people. Of events it takes to know how many were behind both figures."""
        least, now = self.policy.threshold, revisions.behind(self.counts)

        def few(key: Key, difference: float) -> bool:
            if difference == 0 or abs(difference) < least:
                return difference != 0
            if self.form.measures[key[0]]["unit"] == "youth" and key[-1] != "events":
                return False
            return key not in now or key not in self.behind or abs(now[key] - self.behind[key]) < least

        return few


@dataclass(frozen=True)
class Outcome:
    """`released`: figures shown at a new value."""

    pieces: Sequence[Piece]
    released: frozenset[Key] = field(default_factory=frozenset)


def pieces(whole: Whole) -> Iterator[Outcome]:
    """Every independent part, protected; a revised figure is shown anew where old and new together give nothing away."""
    counts, _ = past.held(whole.counts, whole.history)
    changed = revisions.changed(whole.counts, whole.history) - set(whole.fixed)
    for system in split(draw(counts, whole.form)):
        keys = frozenset(c.key for c in system.cells if c.published)
        if not changed & keys and not _worlds(whole, keys, frozenset()):
            yield Outcome([Piece(system, whole.policy, whole.history)])
        else:
            yield _revised(whole, system, keys, changed & keys)


def _revised(whole: Whole, system: System, keys: frozenset[Key], changed: frozenset[Key]) -> Outcome:
    """As many revised figures as may be shown: all that could be, else one group after the other, else none."""
    groups = [g for g in revisions.units(system, changed) if _large(whole, g)]
    everything = frozenset().union(*groups)
    best = _tried(whole, keys, everything) if everything else None
    if best is None and len(groups) > 1:
        released: frozenset[Key] = frozenset()
        for group in groups[:MOST_TRIES]:
            found = _tried(whole, keys, released | group)
            if found is not None:
                best, released = found, released | group
    return best or Outcome(_side_by_side(whole, keys, frozenset()))


def _large(whole: Whole, group: Collection[Key]) -> bool:
    """Whether each difference by itself is no small count."""
    shown, few = whole.history.shown, whole.few
    return all(k in whole.public or not few(k, (whole.counts[k].value or 0) - shown[k]) for k in group)


def _tried(whole: Whole, keys: frozenset[Key], released: frozenset[Key]) -> Outcome | None:
    """The piece with these figures revised, or None where a reader of both publications would learn too much."""
    new = _values(whole, keys, released)
    for world in _worlds(whole, keys, released):
        change = Change(
            revisions.believed(world, _then(whole, world, keys), whole.counts, whole.form), world.shown, ChainMap(new, world.shown)
        )
        if change.tells(whole.few, whole.public):
            return None
    try:
        found = _side_by_side(whole, keys, released)
    except (ProtectionFailed, SumsDisagree):
        return None
    if any(p.fresh_and_sensitive - set(whole.public) for p in found):
        return None
    return Outcome(found, released)


def _side_by_side(whole: Whole, keys: frozenset[Key], released: frozenset[Key]) -> list[Piece]:
    """The piece as it is now beside what readers believed of it before."""
    counts, _ = past.held({k: whole.counts[k] for k in sorted(keys)}, whole.history, released)
    now = draw(counts, whole.form)
    worlds = _worlds(whole, keys, released)
    then = [revisions.believed(w, _then(whole, w, keys), whole.counts, whole.form) for w in worlds]
    new = ChainMap(_values(whole, keys, released), whole.history.shown)
    alike = []
    for system, world, after in zip(then, worlds, [*worlds[1:], None], strict=False):
        shown = new if after is None else after.shown
        withheld = whole.history.withheld if after is None else after.withheld
        alike.append((world.withheld & withheld) - Change(system, world.shown, shown).moving())
    loose = split(revisions.side_by_side([*then, now], [() for _ in then]))
    tied = split(revisions.side_by_side([*then, now], alike)) if any(alike) else loose
    try:
        found = _against_both(whole, tied, loose)
        if all(p.true for p in found):
            return found
        reason = SumsDisagree("what was withheld cannot all be as it was")
    except SumsDisagree as error:
        reason = error
    if released:
        raise reason
    # A reader who takes what was withheld for unchanged is mistaken, and finds out.
    return [Piece(s, whole.policy, whole.history) for s in loose]


def _against_both(whole: Whole, tied: Sequence[System], loose: Sequence[System]) -> list[Piece]:
    """Withheld so that neither a reader who takes what is withheld for unchanged, nor one who does not, finds too much."""
    history = whole.history
    while True:
        found = [Piece(s, whole.policy, history) for s in tied]
        if tied is loose:
            return found
        hidden = {c.key for p in found for c in p.withheld}
        checked = [Piece(s, whole.policy, replace(history, withheld=history.withheld | hidden)) for s in loose]
        more = {c.key for p in checked for c in p.withheld} - hidden
        if not more:
            return found
        history = replace(history, withheld=history.withheld | hidden | more)


def _worlds(whole: Whole, keys: frozenset[Key], released: frozenset[Key]) -> list[World]:
    """What readers believed of these cells, wherever a later publication, or this one, says otherwise; oldest first."""
    history = whole.history
    now = World(whole.latest, _values(whole, keys, released), history.withheld)
    chain = [*history.worlds, *([World(whole.latest, history.shown, history.withheld)] if released else []), now]
    return [a for a, b in zip(chain, chain[1:], strict=False) if any(k in a.shown and a.shown[k] != b.shown.get(k) for k in keys)]


def _values(whole: Whole, keys: frozenset[Key], released: frozenset[Key]) -> dict[Key, int]:
    """What readers will see in place of what they saw."""
    return {k: whole.counts[k].value if k in released else v for k, v in _both(whole, keys)}  # ty: ignore


def _both(whole: Whole, keys: frozenset[Key]) -> Iterator[tuple[Key, int]]:
    """What was shown before of these."""
    shown = whole.history.shown
    return ((k, shown[k]) for k in sorted(keys) if k in shown)


def _then(whole: Whole, world: World, keys: frozenset[Key]) -> set[Key]:
    """The cells of a world that belong to the piece: those counted now, and those not counted any more."""
    blocks = {k[:2] for k in keys}
    before = (k for block in blocks for k in world.counts.get(block, ()))
    return {k for k in before if k in keys or k not in whole.counts or whole.counts[k].value is None}
