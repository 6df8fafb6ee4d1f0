"""The verdict of the attack on each withheld cell, and on the whole."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.bounds import IF_SMALL, TIGHT, bounds
from pipelines.disclosure_control.audit.insiders import Insiders
from pipelines.disclosure_control.audit.pieces import Depth
from pipelines.disclosure_control.audit.read import Revision
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key, Kind, System
from pipelines.disclosure_control.audit.witnesses import witnesses

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
    tight: bool = True


@dataclass(frozen=True)
class Audit:
    """The result of an attack. It holds what can be told about young people, so it stays confidential: print `summary`.

    `withheld`, `exact`, `narrowed` are numbers of cells (the last two also count numbers that are nowhere printed but
    follow); `infeasible` names the blocks that contradict themselves; `cells` are the withheld ones and what follows.
    `asked` is "exact" where it was not asked what is told too
    closely; `unsettled` says of how many cells it could not be found out.
    `by_wholes`: told exactly only because counts are whole numbers. `undecided`: fractions leave more than one value, but
    no two tables of whole numbers were found.
    """

    withheld: int
    exact: int
    narrowed: int
    infeasible: tuple[str, ...]
    revised: tuple[Revision, ...]
    leaks: tuple[Leak, ...]
    cells: tuple[Attacked, ...]
    asked: Depth = "tight"
    unsettled: int = 0
    by_wholes: int = 0
    undecided: int = 0
    insiders: Insiders | None = None
    certificate: Mapping[str, Any] | None = None

    @property
    def passed(self) -> bool:
        inside = self.insiders is not None and self.insiders.exact > 0
        return not (self.exact or self.narrowed or self.unsettled or self.infeasible or self.leaks or inside)

    def summary(self) -> str:
        """Counts only; safe to show."""
        verdict = "passed" if self.passed else "failed"
        close = f"{self.narrowed} told too closely, " if self.asked != "exact" else ""
        rest = f"{self.unsettled} not settled, " if self.unsettled else ""
        wholes = f" In whole numbers {self.by_wholes} were told, {self.undecided} undecided." if self.by_wholes or self.undecided else ""
        if self.insiders:
            tried = f"{self.insiders.coalitions} insiders and pairs of them"
            wholes += f" Of {tried}, {self.insiders.failed} can tell others' counts, {self.insiders.exact} at worst."
        return (
            f"Audit {verdict}: {self.withheld} withheld cells attacked, {self.exact} told exactly, "
            f"{close}{rest}{len(self.leaks)} shown that should not be, "
            f"{len(self.infeasible)} blocks that contradict themselves, {len(self.revised)} revised.{wholes}"
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "withheld": self.withheld,
            "exact": self.exact,
            "narrowed": self.narrowed if self.asked != "exact" else None,
            "unsettled": self.unsettled,
            "by_whole_numbers": self.by_wholes,
            "undecided": self.undecided,
            **({"insiders": asdict(self.insiders)} if self.insiders else {}),
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
                    **({} if c.tight else {"tight": False}),
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
    *,
    certified: bool = False,
) -> Audit:
    """Attack the system and judge every cell. `small`: the cells that truly are small, when that is known.

    `certified`: with whole tables for each withheld cell.
    """
    unknowns = system.unknowns
    listed = np.array([small is not None and u.key in small for u in unknowns], dtype=bool)
    withheld = np.array([u.kind == "withheld" for u in unknowns], dtype=bool)
    followed = np.array([u.kind in ("implied", "absent") for u in unknowns], dtype=bool)
    asks = np.where(withheld | (listed & followed), TIGHT, np.where(followed, IF_SMALL, 0))
    plain = _ends(system, 0, None)
    aware = bounds(system, *_ends(system, None, None), asks, threshold, certified=certified)
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
            verdict = _withheld(least, most, int(forced[i]), judged, threshold, unknown.silent)
        elif listed[i]:
            verdict = _withheld(least, most, int(forced[i]), True, threshold, unknown.silent)
        else:
            verdict = _followed(least, most, int(forced[i]), threshold)
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
        undecided=int((withheld & ~aware.dead & (low < high) & (aware.least >= aware.most)).sum()),
        certificate=witnesses(system, aware) if certified else None,
    )


def _withheld(low: int, high: int | None, forced: int, judged: bool, threshold: int, silent: bool = False) -> Verdict:
    if low == high:
        return "exact"
    narrow = ((1 if silent else 2) <= low < threshold and low > forced) or (high is not None and high < threshold - 1)
    return "narrowed" if judged and narrow else "open"


def _followed(low: int, high: int | None, forced: int, threshold: int) -> Verdict:
    """A number that stands nowhere, and that may be any: it is asked about only where it is told to be small. That much a mark
    would have told as well; told too closely it is where a mark would be."""
    if low < 1 or high is None or high >= threshold:
        return "open"
    return _withheld(low, high, forced, True, threshold)


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
