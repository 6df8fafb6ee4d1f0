"""The verdict of the attack on each withheld cell, and on the whole."""

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.bounds import IF_SMALL, TIGHT, bounds
from pipelines.disclosure_control.audit.read import Revision
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key, Kind, System

Verdict = Literal["open", "narrowed", "exact"]


@dataclass(frozen=True)
class Attacked:
    """What can be told about one cell: by a reader who knows only that counts are not negative (`naive_…`), and by one
    who also knows the rules. A high end of None has no limit."""

    key: Key
    kind: Kind
    naive_low: int
    naive_high: int | None
    low: int
    high: int | None
    verdict: Verdict


@dataclass(frozen=True)
class Audit:
    """The result of an attack. It holds what can be told about young people, so it stays confidential: print `summary`.

    `withheld`, `exact`, `narrowed` are numbers of cells (the last two also count numbers that are nowhere printed but
    follow); `infeasible` names the blocks that contradict themselves; `cells` are the withheld ones and what follows.
    """

    withheld: int
    exact: int
    narrowed: int
    infeasible: tuple[str, ...]
    revised: tuple[Revision, ...]
    leaks: tuple[Leak, ...]
    cells: tuple[Attacked, ...]

    @property
    def passed(self) -> bool:
        return not (self.exact or self.narrowed or self.infeasible or self.leaks)

    def summary(self) -> str:
        """Counts only; safe to show."""
        verdict = "passed" if self.passed else "failed"
        return (
            f"Audit {verdict}: {self.withheld} withheld cells attacked, {self.exact} told exactly, "
            f"{self.narrowed} told too closely, {len(self.leaks)} shown that should not be, "
            f"{len(self.infeasible)} blocks that contradict themselves, {len(self.revised)} revised."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "withheld": self.withheld,
            "exact": self.exact,
            "narrowed": self.narrowed,
            "infeasible": list(self.infeasible),
            "revised": [{**dict(r.key), "difference": r.difference} for r in self.revised],
            "leaks": [{**dict(k.key), "kind": k.kind, "publication": k.publication} for k in self.leaks],
            "cells": [
                {
                    "cell": dict(c.key),
                    "kind": c.kind,
                    "low": c.low,
                    "high": c.high,
                    "naive_low": c.naive_low,
                    "naive_high": c.naive_high,
                    "verdict": c.verdict,
                }
                for c in self.cells
            ],
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)


def judge(
    system: System,
    threshold: int,
    small: Set[Key] | None = None,
    leaks: Iterable[Leak] = (),
    revised: Iterable[Revision] = (),
) -> Audit:
    """Attack the system and judge every cell. `small`: the cells that truly are small, when that is known."""
    unknowns = system.unknowns
    listed = np.array([small is not None and u.key in small for u in unknowns], dtype=bool)
    withheld = np.array([u.kind == "withheld" for u in unknowns], dtype=bool)
    followed = np.array([u.kind in ("implied", "absent") for u in unknowns], dtype=bool)
    asks = np.where(withheld | (listed & followed), TIGHT, np.where(followed, IF_SMALL, 0))
    plain = _ends(system, 0, None)
    aware = bounds(system, *_ends(system, None, None), asks, threshold)
    naive = bounds(system, *plain, asks * withheld, threshold, aware)
    # Where the rules and the tables do not go together, what is left is what the tables say by themselves.
    low, high = (np.where(aware.dead, getattr(naive, e), getattr(aware, e)) for e in ("low", "high"))
    forced = _forced(system)
    found = list(leaks)
    found += [Leak("a small count shown", u.key) for u, told in zip(unknowns, listed, strict=True) if told and u.kind == "shown"]
    cells: list[Attacked] = []
    for i, unknown in enumerate(unknowns):
        if unknown.kind == "shown" or (aware.dead[i] and naive.dead[i]):
            continue
        least, most = int(low[i]), _finite(high[i])
        if unknown.kind == "withheld":
            judged = small is None or bool(listed[i])
            verdict = _withheld(least, most, int(forced[i]), judged, threshold)
        elif listed[i]:
            verdict = _withheld(least, most, int(forced[i]), True, threshold)
        else:
            verdict = _followed(least, most, threshold)
        if verdict != "open" and unknown.kind == "implied" and unknown.value is not None:
            if 1 <= unknown.value < threshold:
                found.append(Leak(f"a small {dict(unknown.key).get('statistic', 'difference')} shown", unknown.key))
        elif verdict != "open" or unknown.kind == "withheld":
            ends = int(naive.low[i]), _finite(naive.high[i])
            cells.append(Attacked(unknown.key, unknown.kind, *ends, least, most, verdict))
    verdicts = [c.verdict for c in cells]
    return Audit(
        withheld=int(withheld.sum()),
        exact=verdicts.count("exact"),
        narrowed=verdicts.count("narrowed"),
        infeasible=tuple(sorted(aware.broken | naive.broken)),
        revised=tuple(revised),
        leaks=tuple(found),
        cells=tuple(cells),
    )


def _withheld(low: int, high: int | None, forced: int, judged: bool, threshold: int) -> Verdict:
    if low == high:
        return "exact"
    narrow = (2 <= low < threshold and low > forced) or (high is not None and high < threshold - 1)
    return "narrowed" if judged and narrow else "open"


def _followed(low: int, high: int | None, threshold: int) -> Verdict:
    if low < 1 or high is None or high >= threshold:
        return "open"
    return "exact" if low == high else "narrowed"


def _finite(high: float) -> int | None:
    return None if np.isinf(high) else int(high)


def _ends(system: System, floor: int | None, ceiling: int | None) -> tuple[np.ndarray, np.ndarray]:
    """What a reader takes for granted; floor and ceiling None: whatever the rules say of each number."""
    floors = [u.value if u.value is not None else (u.floor if floor is None else floor) for u in system.unknowns]
    tops = [u.value if u.value is not None else (u.ceiling if floor is None else ceiling) for u in system.unknowns]
    return np.array(floors, dtype=float), np.array([np.inf if t is None else t for t in tops], dtype=float)


def _forced(system: System) -> np.ndarray:
    """What the marks alone force, whatever the shown numbers are: k withheld parts of at least 1 make at least k."""
    simple = [r for r in system.relations if all(abs(a) == 1 for _, a in r.terms)]
    floors = np.array([u.floor if u.kind == "withheld" else 0 for u in system.unknowns], dtype=float)
    zero = np.array([u.kind == "shown" and u.value == 0 for u in system.unknowns])
    tops = np.where(zero, 0.0, np.inf)
    return squeeze(Sums.of(simple, len(system.unknowns)), floors, tops).low
