"""Figures that are no counts and follow from none: shares by a day of whom some were lost, estimates, months."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.disclosure_control.audit.read import Cell, Folder
from pipelines.disclosure_control.audit.relations import TOTAL
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key

OF = {"horizons": ("percent", "ci_low", "ci_high"), "estimate": ("estimate", "ci_low", "ci_high"), "rate": ("months",)}
"""By kind of measure, what stands together: all of it is shown, or nothing."""
HAIR = 1e-6


def belongs(key: Key, measures: Mapping[str, Any]) -> bool:
    """Whether this is such a figure, in a place where its measure has one."""
    names = dict(key)
    spec = measures.get(names["measure"], {})
    if names["statistic"] not in OF.get(spec.get("kind", ""), ()):
        return False
    outcome, groups = spec.get("outcome"), {n: c for n, c in names.items() if n in spec["breakdowns"] and c != TOTAL}
    asked = names[outcome["dimension"]] if outcome else TOTAL
    right = asked in outcome["codes"] if outcome and spec["kind"] == "horizons" else asked == TOTAL
    return right and len(groups) < 2 and all(c in spec["breakdowns"][n]["codes"] for n, c in groups.items())


def leaks(folders: Sequence[Folder], cells: Mapping[Key, Cell], measures: Mapping[str, Any], threshold: int) -> Iterator[Leak]:
    there = {k: c for k, c in cells.items() if belongs(k, measures)}
    seen = {k for k, c in there.items() if c.value is not None}
    for key in seen:
        names = dict(key)
        if any(k in there and k not in seen for k in (_with(key, statistic=s) for s in OF[measures[names["measure"]]["kind"]])):
            yield Leak("a figure without those that stand beside it", key)
        if names["statistic"] == "months" and 1 <= (cells[key].value or 0) < threshold:
            yield Leak("a small count shown", key)
        if names["statistic"] == "percent":
            base = cells.get(_base(key, measures))
            if base is None or (base.value is None and not base.gone):
                yield Leak("a percentage beside a withheld count", key)
        if _told_by_the_others(key, there, seen, cells, measures):
            yield Leak("a figure that tells of a group beside it", key)
    yield from _rest_on_few(folders, measures, threshold)


def _told_by_the_others(
    key: Key, there: Mapping[Key, Cell], seen: set[Key], cells: Mapping[Key, Cell], measures: Mapping[str, Any]
) -> bool:
    """Whether it is shown of a group while of the whole it is not, or not of another group that is not empty."""
    names = dict(key)
    for name, said in measures[names["measure"]]["breakdowns"].items():
        if names[name] == TOTAL:
            continue
        above = said["parents"].get(names[name], TOTAL)
        family = [_with(key, **{name: c}) for c in said["codes"] if said["parents"].get(c, TOTAL) == above]
        missing = [k for k in (_with(key, **{name: above}), *family) if k in there and k not in seen]
        empty = [k for k in missing if (base := cells.get(_base(k, measures))) is not None and base.value == 0]
        if len(missing) > len(empty):
            return True
    return False


def _rest_on_few(folders: Sequence[Folder], measures: Mapping[str, Any], threshold: int) -> Iterator[Leak]:
    """Shares by a day that few can have made, each at the publication that first showed it; and figures that changed."""
    known: dict[Key, int] = {}
    for folder in folders:
        shown = {row.key: row.value for row in folder.rows if row.value is not None and not row.status}
        groups: dict[Key, list[Key]] = defaultdict(list)
        for key in (k for k in shown if belongs(k, measures)):
            if known.get(key, shown[key]) != shown[key]:
                yield Leak("a figure that was shown otherwise before", key, folder.name)
            elif dict(key)["statistic"] == "percent" and _base(key, measures) in shown:
                groups[_base(key, measures)].append(key)
        for base, found in groups.items():
            outcome = measures[dict(base)["measure"]]["outcome"]
            found.sort(key=lambda key, of=outcome: list(of["codes"]).index(dict(key)[of["dimension"]]))
            for kind, key in _few(shown[base], [(k, shown[k], k not in known) for k in found], threshold):
                yield Leak(kind, key, folder.name)
        known = {**{k: v for k, v in shown.items() if belongs(k, measures)}, **known}


def _few(size: int, shares: Sequence[tuple[Key, int, bool]], threshold: int) -> Iterator[tuple[str, Key]]:
    """Each who had the event weighs as much as one of all who are followed, or more since others were lost; each who is still seen
    after it no more than what is left: so many they are at most."""
    before, fresh = 0, True
    for key, share, new in shares:
        if share < before:
            yield "a share by a day that is less than before", key
        had, still = size * (share + 0.5) / 100, size * (100.5 - share) / 100
        between = size * (share - before + 1) / 100
        if (new and min(had, still) + HAIR < threshold) or ((new or fresh) and share > before and between + HAIR < threshold):
            yield "a share by a day that rests on few young people", key
        before, fresh = share, new


def _base(key: Key, measures: Mapping[str, Any]) -> Key:
    outcome = measures[dict(key)["measure"]].get("outcome")
    return _with(key, statistic="denominator", **({outcome["dimension"]: TOTAL} if outcome else {}))


def _with(key: Key, **changed: str) -> Key:
    return tuple((n, changed.get(n, c)) for n, c in key)
