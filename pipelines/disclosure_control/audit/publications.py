"""Attacks publication folders: every number ever published by a county is one system."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.audit import external as others
from pipelines.disclosure_control.audit import figures, files, rates, read, relations, revisions, shown
from pipelines.disclosure_control.audit.among import counts_people
from pipelines.disclosure_control.audit.system import Key, System
from pipelines.disclosure_control.audit.verdict import Audit, judge


def audit_publications(
    folders: Sequence[Path], small: frozenset[tuple[str, ...]] | None = None, external: Path | None = None, *, certified: bool = False
) -> Audit:
    """Attack the files of one or more publications, oldest first.

    `small`: the cells that truly are small, each named by the first fields of its row in the last folder's cells.csv,
    up to and with `statistic` (empty dimensions included). Numbers that are not printed are named alike, with the
    statistic `complement` (denominator − numerator), `difference` (a step less the next;
    `difference to <step>` for a later one), or, for lists, `exactly`. `external`: a file with what others published.
    `certified`: with a certificate, which rests on the files alone.

    Raises:
        FileNotFoundError, ValueError: a folder does not hold the files of a publication.
    """
    opened, measures, threshold, smallest = opened_up(folders)
    cells, revised = read.together(opened)
    keys = None if small is None else {read.named(opened[-1].columns, fields, measures) for fields in small}
    leaks = [leak for one in opened for leak in shown.in_rows(one)]
    leaks += shown.in_claims(opened)
    leaks += shown.in_cells(cells, measures, threshold, smallest)
    leaks += rates.leaks(cells, measures)
    leaks += figures.leaks(opened, cells, measures, threshold)
    leaks += shown.in_revisions(revised, measures, threshold)
    leaks += [leak for path, one in zip(folders, opened, strict=True) for leak in files.in_files(path, one)]
    facts = others.outside(external, measures)
    system = the_system(others.joined(cells, facts), measures, threshold, smallest, facts)
    leaks += shown.outside({k: c for k, c in cells.items() if not figures.belongs(k, measures)}, measures, system, rates.KNOWN)
    before = revisions.believed(opened, measures)
    keys = None if keys is None else keys | {(*k, (revisions.AS_OF, b.name)) for k in keys for b in before}
    leaks += [leak for leak in revisions.leaks(system, before, measures, threshold, smallest) if leak.key not in {k.key for k in leaks}]
    both, loose = revisions.beside(system, before, measures, threshold, smallest), set()
    audit = judge(both, threshold, keys, leaks, revised, certified=certified)
    if before and audit.infeasible:
        loose = revisions.loosened(audit.infeasible, measures)
        both = revisions.beside(system, before, measures, threshold, smallest, loose)
        audit = judge(both, threshold, keys, leaks, revised, certified=certified)
    certificate = audit.certificate
    if before and audit.passed:
        # Nor may one who takes nothing for unchanged find more than one is to find.
        free = revisions.beside(
            system, before, measures, threshold, smallest, revisions.loosened({u.block for u in system.unknowns}, measures)
        )
        audit = min(judge(free, threshold, keys, leaks, revised), audit, key=lambda a: a.passed)
    if facts and not audit.passed:
        known = others.joined(read.together(opened[:-1])[0], facts)
        audit = others.excused(audit, judge(others.without_last(system, known), threshold, keys), facts, threshold)
    if certificate is not None:
        of = {"publications": [one.name for one in opened], "loose": sorted(map(list, loose))}
        audit = replace(audit, certificate={**of, **certificate})
    return audit


def whole_system(folders: Sequence[Path], external: Path | None, loose: Collection[revisions.Group]) -> tuple[list[str], System]:
    """The publications' names, and all that one who knows the rules takes for granted of their numbers."""
    opened, measures, threshold, smallest = opened_up(folders)
    facts = others.outside(external, measures)
    system = the_system(others.joined(read.together(opened)[0], facts), measures, threshold, smallest, facts)
    before = revisions.believed(opened, measures)
    return [one.name for one in opened], revisions.beside(system, before, measures, threshold, smallest, loose)


def opened_up(folders: Sequence[Path]) -> tuple[list[read.Folder], dict[str, Any], int, int]:
    """The publications, what they measure, their threshold and their smallest group."""
    opened = [read.folder(path) for path in folders]
    if not opened:
        raise ValueError("there is no publication to audit")
    measures = {name: spec for one in opened for name, spec in one.measures.items()}
    people = {name for one in opened for name, spec in one.measures.items() if counts_people(spec)}
    measures = {name: {**spec, "of_young_people": name in people} for name, spec in measures.items()}
    return opened, measures, max(one.threshold for one in opened), max(one.smallest_group for one in opened)


def the_system(
    cells: Mapping[Key, read.Cell], measures: Mapping[str, Any], threshold: int, smallest: int, facts: Sequence[others.Outside]
) -> System:
    return others.ranged(rates.told(relations.system(cells, measures, threshold, smallest), cells, measures), facts)
