"""A certificate: two whole tables for each withheld number, which agree with all that is shown and differ there.

It is made from the published files only. Whoever holds it checks it by adding whole numbers up (`verify_certificate`,
`verify_publications`). It tells more than the table does, so it stays confidential.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums
from pipelines.disclosure_control.audit.attack import Found
from pipelines.disclosure_control.audit.pieces import Targets

Array = np.ndarray


def certificate(columns: Sequence[str], spots: list[list[str]], targets: Targets, sums: Sums, found: Found) -> dict[str, Any] | None:
    """From what the attack found; `spots` names the targets. None where no whole table at all was found.

    In it `cells` lists the withheld cells with two values that each can have and the number of the table where it has that
    (−1: the base); `tables` are differences from the base.
    """
    if found.broken:
        return None
    packed = pack(targets, sums, found.lowest, [(c, values) for c, values, blur in found.tables if blur == 0])
    return packed and {"columns": list(columns), "not_shown": spots, **packed}


def pack(targets: Targets, sums: Sums, lowest: Array, whole: Sequence[tuple[Array, Array]]) -> dict[str, Any] | None:
    """The part that is the same of plain tables and of publications, from whole tables of some of the unknowns each."""
    known, owner, held, marked = targets.known, targets.owner, targets.columns, targets.marked
    base, told = lowest.copy(), np.zeros(len(lowest), dtype=bool)
    for c, values in whole:
        new = c[~told[c]]
        base[new] = values[~told[c]]
        told[new] = True
    added = np.bincount(sums.rows, sums.coefficients * base[sums.columns], len(sums.low))
    if (added < sums.low).any() or (added > sums.high).any():
        return None
    values = known + np.bincount(owner, base[held], len(known))
    least, most = np.zeros(len(known)), np.zeros(len(known))
    first, last = np.full(len(known), -1), np.full(len(known), -1)
    changes: list[Array] = []
    for number, (c, table) in enumerate(whole):
        change = np.zeros(len(base))
        change[c] = table - base[c]
        cells = np.bincount(owner, change[held], len(known))
        for ends, at, better in ((least, first, cells < least), (most, last, cells > most)):
            ends[better], at[better] = cells[better], number
        changes.append(cells)
    used, place = np.unique(np.concatenate([[-1], first[marked], last[marked]]), return_inverse=True)
    first[marked], last[marked] = np.split(place[1:] - 1, 2)
    listed = np.flatnonzero(marked).tolist()
    return {
        "base": values.astype(int).tolist(),
        "tables": [[[int(i), int(changes[n][i])] for i in np.flatnonzero(changes[n])] for n in used[1:].tolist()],
        "cells": [
            {
                "cell": i,
                "low": int(values[i] + least[i]),
                "low_table": int(first[i]),
                "high": int(values[i] + most[i]),
                "high_table": int(last[i]),
            }
            for i in listed
        ],
    }
