"""Attacks publication folders: every number ever published by a county is one system."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.disclosure_control.audit import read, relations, shown
from pipelines.disclosure_control.audit.verdict import Audit, judge


def audit_publications(folders: Sequence[Path], small: frozenset[tuple[str, ...]] | None = None) -> Audit:
    """Attack the files of one or more publications, oldest first.

    `small`: the cells that truly are small, each named by the first fields of its row in the last folder's cells.csv,
    up to and with `statistic` (empty dimensions included). Numbers that are not printed are named alike, with the
    statistic `complement` (denominator − numerator), `difference` (a step less the next;
    `difference to <step>` for a later one), or, for lists, `exactly`.

    Raises:
        FileNotFoundError, ValueError: a folder does not hold the files of a publication.
    """
    opened = [read.folder(path) for path in folders]
    if not opened:
        raise ValueError("there is no publication to audit")
    measures = {name: spec for one in opened for name, spec in one.measures.items()}
    threshold = max(one.threshold for one in opened)
    smallest = max(one.smallest_group for one in opened)
    cells, revised = read.together(opened)
    keys = None if small is None else {read.named(opened[-1].columns, fields, measures) for fields in small}
    leaks = [leak for one in opened for leak in shown.in_rows(one)]
    leaks += shown.in_cells(cells, measures, threshold, smallest)
    leaks += shown.in_revisions(revised, threshold)
    system = relations.system(cells, measures, threshold, smallest)
    leaks += shown.outside(cells, measures, system)
    return judge(system, threshold, keys, leaks, revised)
