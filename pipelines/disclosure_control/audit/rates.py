"""Rates and confidence limits: each is a count in disguise where its denominator is known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from pipelines.disclosure_control.audit.read import DAYS, Cell
from pipelines.disclosure_control.audit.relations import TOTAL
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key, Relation, System

PER = {"rate": 10_000, "rate_per_10000": 10_000, "rate_per_100_months": 100}
"""Whole-numbered rates, and of how many they are."""

LIMITS = {"ci_low": -1, "ci_high": 1}
"""The ends of Wilson's 95 % interval, in whole percents, half up."""

KNOWN = ("percent", *DAYS, *PER, *LIMITS)
"""Statistics besides counts; of any other nobody knows here what it says of its numerator."""

Z = 1.959963984540054
MOST = 1_000_000


def leaks(cells: Mapping[Key, Cell], measures: Mapping[str, Any]) -> Iterator[Leak]:
    """Rates and limits that stand beside a count that is withheld."""
    for key, cell in cells.items():
        if cell.value is not None and dict(key)["statistic"] in (*PER, *LIMITS):
            of = [cells.get(k) for k in _counts(key, measures) or ()]
            if any(c is not None and c.withheld and c.value is None for c in of):
                yield Leak("a rate beside a withheld count", key)


def told(system: System, cells: Mapping[Key, Cell], measures: Mapping[str, Any]) -> System:
    """The system with what rates and limits say of their numerators."""
    places = {u.key: i for i, u in enumerate(system.unknowns)}
    more: list[Relation] = []
    for key, cell in cells.items():
        statistic, value = dict(key)["statistic"], cell.value
        both = _counts(key, measures) if statistic in (*PER, *LIMITS) else None
        if value is None or both is None or not all(k in places for k in both):
            continue
        part, base = (places[k] for k in both)
        block, size = system.unknowns[part].block, system.unknowns[base].value
        if statistic in PER:
            # A rate r of so many, rounded half up: (2r − 1) x denominator <= 2 x many x numerator < (2r + 1) x denominator.
            many = 2 * PER[statistic]
            more.append(Relation(((part, many), (base, 1 - 2 * value)), 0, None, block))
            more.append(Relation(((part, many), (base, -1 - 2 * value)), None, -1, block))
        elif size is not None and 0 < size <= MOST:
            fits = np.flatnonzero(limits(size, LIMITS[statistic]) == value)
            low, high = (int(fits[0]), int(fits[-1])) if len(fits) else (size + 1, 0)
            more.append(Relation(((part, 1),), low, high, block))
    return replace(system, relations=(*system.relations, *more))


@lru_cache(maxsize=1024)
def limits(size: int, side: int) -> np.ndarray:
    """One end of the interval for each numerator from 0 to `size`."""
    share = np.arange(size + 1) / size
    middle = share + Z**2 / (2 * size)
    half = Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    ends = (middle + side * half) / (1 + Z**2 / size)
    return np.floor(100 * ends.clip(0, 1) + 0.5 + 1e-12).astype(int)


def _counts(key: Key, measures: Mapping[str, Any]) -> tuple[Key, Key] | None:
    """The numerator and the denominator that a rate comes from."""
    outcome = measures.get(dict(key)["measure"], {}).get("outcome")
    if not outcome:
        return None

    def named(statistic: str, total: bool) -> Key:
        return tuple((n, statistic if n == "statistic" else TOTAL if total and n == outcome["dimension"] else c) for n, c in key)

    return named("numerator", False), named("denominator", True)
