"""Figures that were shown otherwise before: old and new are two systems, and their differences are figures too.

A reader who takes whatever was not revised for unchanged knows that what is withheld in both is the same number.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.disclosure_control.audit import again, among, relations
from pipelines.disclosure_control.audit.read import COUNTS, Cell, Folder, together
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key, Relation, System

AS_OF = "as of"
ALL_YEARS = " of all years"
Group = tuple[str, str]
"""Family of measures and year: nothing ties the numbers of one to those of another. Without a year where its years are tied together."""


@dataclass(frozen=True)
class Before:
    """What readers believed up to a publication: the cells that hang together with those revised later."""

    name: str
    cells: Mapping[Key, Cell]


def believed(folders: Sequence[Folder], measures: Mapping[str, Any]) -> list[Before]:
    """One for each publication that a later one revises, oldest first."""
    states = [together(folders[:n])[0] for n in range(1, len(folders) + 1)]
    found, families = [], _families(measures)
    for folder, old, new in zip(folders, states, states[1:], strict=False):
        changed = (k for k, c in old.items() if _otherwise(c, new[k]) and dict(k)["statistic"] in COUNTS)
        revised = {_group(k, families) for k in changed if among.counts_people(measures.get(dict(k)["measure"], {}))}
        if revised:
            found.append(Before(folder.name, {k: c for k, c in old.items() if _group(k, families) in revised}))
    return found


def _otherwise(old: Cell, new: Cell) -> bool:
    return old.value is not None and new.value is not None and old.value != new.value


def _group(key: Key, families: Mapping[str, str]) -> Group:
    names = dict(key)
    return _grouped(names["measure"], names["period"], families)


def _families(measures: Mapping[str, Any]) -> dict[str, str]:
    """Measure → its family, with a mark where its years are tied together."""
    found = among.families(measures)
    over = again.over_years(measures, found)
    return {name: f"{family}{ALL_YEARS}" if family in over else family for name, family in found.items()}


def _grouped(measure: str, period: str, families: Mapping[str, str]) -> Group:
    family = families.get(measure, measure)
    return family, "" if family.endswith(ALL_YEARS) else period[:4]


def beside(
    now: System, before: Sequence[Before], measures: Mapping[str, Any], threshold: int, smallest: int, loose: Collection[Group] = ()
) -> System:
    """The system of now and those of before as one. In the `loose` groups nothing withheld is taken for unchanged."""
    unknowns, found = list(now.unknowns), list(now.relations)
    after = {u.key: i for i, u in enumerate(now.unknowns)}
    families = _families(measures)
    for one in reversed(before):
        system = relations.system(one.cells, measures, threshold, smallest)
        first, block = len(unknowns), f" {AS_OF} {one.name}"
        unknowns += [replace(u, key=(*u.key, (AS_OF, one.name)), block=u.block + block) for u in system.unknowns]
        found += [replace(r, terms=tuple((p + first, c) for p, c in r.terms), block=r.block + block) for r in system.relations]
        moved = _moving(system, [unknowns[after[u.key]].value if u.key in after else None for u in system.unknowns])
        here = {u.key: first + i for i, u in enumerate(system.unknowns)}
        for place, unknown in enumerate(system.unknowns):
            later = after.get(unknown.key)
            if later is None or place in moved or _group(unknown.key, families) in loose:
                continue
            if unknown.kind == unknowns[later].kind == "withheld" and unknown.value is None and unknowns[later].value is None:
                found.append(Relation(((first + place, 1), (later, -1)), 0, 0, unknown.block))
        after |= here
    return System(tuple(unknowns), tuple(found))


def _sums(system: System, printed: bool) -> Iterator[Relation]:
    """Sums of at least two parts; `printed`: of none that is nowhere printed."""
    for relation in system.relations:
        plain = relation.low == relation.high == 0 and len(relation.terms) > 2 and all(abs(c) == 1 for _, c in relation.terms)
        if plain and not (printed and any(system.unknowns[p].kind == "implied" for p, _ in relation.terms)):
            yield relation


def _moving(system: System, new: Sequence[int | None]) -> set[int]:
    """Numbers not shown whose sum with others not shown has changed."""
    return {p for left, hidden, _ in _left(system, new, printed=False) if left for p in hidden}


def _left(system: System, new: Sequence[int | None], printed: bool) -> Iterator[tuple[int, list[int], list[int]]]:
    """For each sum: what the shown differences leave to its other numbers, which those are, and the shown differences."""
    for relation in _sums(system, printed):
        hidden, shown = [], []
        for place, sign in relation.terms:
            old, now = system.unknowns[place].value, new[place]
            if old is None or now is None:
                hidden.append(place)
            else:
                shown.append(sign * (now - old))
        yield sum(shown), hidden, shown


def leaks(now: System, before: Sequence[Before], measures: Mapping[str, Any], threshold: int, smallest: int) -> Iterator[Leak]:
    """Small differences between what was believed once and what is shown now, told by the differences that are shown."""
    values = {u.key: u.value for u in now.unknowns}
    for one in before:
        system = relations.system(one.cells, measures, threshold, smallest)
        new = [values.get(u.key) for u in system.unknowns]
        for unknown, value in zip(system.unknowns, new, strict=True):
            if unknown.value is not None and value is not None and 0 < abs(value - unknown.value) < threshold:
                yield Leak("revised by a small number", unknown.key, one.name)
        for left, hidden, seen in _left(system, new, printed=True):
            if hidden and 0 < abs(left) < threshold and not any(0 < abs(d) < threshold for d in seen):
                yield Leak("parts revised by a small number", system.unknowns[hidden[0]].key, one.name)


def loosened(broken: Collection[str], measures: Mapping[str, Any]) -> set[Group]:
    """The groups of blocks that contradict themselves: there not all that is withheld can be unchanged."""
    blocks = [b.partition(f" {AS_OF} ")[0].rpartition(" ") for b in broken]
    families = _families(measures)
    return {_grouped(m, period, families) for m, _, period in blocks}
