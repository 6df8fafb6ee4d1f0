"""The attacker who was also given some withheld numbers in confidence: what else of the county's can be told with them?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.disclosure_control.audit import among, read, revisions
from pipelines.disclosure_control.audit import external as others
from pipelines.disclosure_control.audit.publications import opened_up, the_system
from pipelines.disclosure_control.audit.system import Key, System
from pipelines.disclosure_control.audit.verdict import Attacked, judge

Given = Mapping[tuple[tuple[str, str], ...], int]
"""Withheld numbers by the filled fields of their rows in cells.csv, up to and with `statistic`."""


def told_with(folders: Sequence[Path], given: Given, external: Path | None = None, *, or_untrue: bool = False) -> frozenset[str]:
    """The families of measures of which one who was given these numbers can tell others that are withheld, exactly or too closely,
    and could not before. The same number in another place is no other number.

    `or_untrue`: also those in which the numbers contradict what is public, so that the attack says nothing of them.
    """
    families = among_families(folders)
    keys, untrue = _told(folders, given, external)
    return frozenset(families[m] for m in (*(dict(key)["measure"] for key in keys), *(untrue if or_untrue else ())))


def among_families(folders: Sequence[Path]) -> dict[str, str]:
    """Measure → the name of all measures that something ties together."""
    return among.families(opened_up(folders)[1])


def _told(folders: Sequence[Path], given: Given, external: Path | None) -> tuple[list[Key], set[str]]:
    """Other numbers that are told, and the measures of which the given ones cannot be true."""
    opened, measures, threshold, smallest = opened_up(folders)
    facts = others.outside(external, measures)
    keys = {read.named(tuple(c for c, _ in fields), tuple(v for _, v in fields), measures): n for fields, n in given.items()}
    more = [others.Outside(key, number, number) for key, number in keys.items()]
    families = among.families(measures)
    asked = {families[dict(key)["measure"]] for key in keys}
    cells = {k: c for k, c in read.together(opened)[0].items() if families.get(dict(k)["measure"]) in asked}

    def attacked(known: Sequence[others.Outside]) -> tuple[dict[Key, Attacked], set[str], System]:
        system = the_system(others.joined(cells, known), measures, threshold, smallest, known)
        before = revisions.believed(opened, measures)
        before = [replace(b, cells={k: c for k, c in b.cells.items() if k in cells}) for b in before]
        both = revisions.beside(system, [b for b in before if b.cells], measures, threshold, smallest)
        found = judge(both, threshold)
        broken = {measure for block in found.infeasible if (measure := block.split()[0]) in measures}
        return {c.key: c for c in found.cells if c.kind == "withheld" and c.verdict != "open"}, broken, system

    alone, broken, system = attacked(facts)
    with_them, untrue, _ = attacked([*facts, *more])
    alike = _the_same(system, set(keys))
    told = [k for k, c in with_them.items() if k not in alike and (k not in alone or (alone[k].low, alone[k].high) != (c.low, c.high))]
    return told, untrue - broken


def _the_same(system: System, given: set[Key]) -> set[Key]:
    """The given numbers, and all that are equal to one of them by agreement."""
    pairs = [
        (system.unknowns[r.terms[0][0]].key, system.unknowns[r.terms[1][0]].key)
        for r in system.relations
        if len(r.terms) == 2 and r.low == r.high == 0 and {c for _, c in r.terms} == {1, -1}
    ]
    found, before = set(given), 0
    while len(found) > before:
        before = len(found)
        found |= {other for pair in pairs if found & set(pair) for other in pair}
    return found
