"""A made-up publication folder of every kind of cell, so that pages can be tried without running the line."""

import csv
import json
import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from schemas import Measure, Period, Quarter, Schemas, Year
from schemas.codelist import TOTAL
from schemas.structure import structure

HOSTILE = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script></script><b>bold</b> & <a href="javascript:window.hurt=1">x</a>'
MISSING = ("child_welfare", "2025-Q2")
LATE = ("city_police", "2025-Q4")

Cell = dict[str, str]

SHOWN = ("advocacy_sessions", "crossover", "recidivism", "referral_funnel")


def of_the_demo() -> Schemas:
    """The agreement with a measure of each sort that the page shows, so that a sample stays small."""
    agreed = Schemas.load()
    return replace(agreed, measures={name: agreed.measures[name] for name in SHOWN})


@dataclass
class Sample:
    """`size` is about how many young people each quarter has; `extra` adds a count and an overlap, made up here."""

    first: str = "2022-Q1"
    last: str = "2025-Q4"
    size: int = 45
    seed: int = 1
    demo: bool = True
    hostile: bool = False
    extra: bool = False
    withhold_all: bool = False
    schemas: Schemas = field(default_factory=of_the_demo)

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        shape, cells = self._shape(), list(self._cells())
        dimensions = list(dict.fromkeys(d for m in shape["measures"].values() for d in m["dimensions"]))
        with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
            columns = ["measure", "period", *dimensions, "statistic", "value", "status"]
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells)
        (folder / "measures.json").write_text(json.dumps(shape), encoding="utf-8")
        (folder / "publication.json").write_text(json.dumps(self._publication()), encoding="utf-8")
        return folder

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return Quarter.parse(self.first).through(Quarter.parse(self.last))

    @property
    def periods(self) -> list[Period]:
        years = sorted({q.year for q in self.quarters})
        whole = [Year(y) for y in years if all(q in self.quarters for q in Year(y).quarters)]
        return [*self.quarters, *whole]

    def _shape(self) -> dict[str, Any]:
        shape = structure(self.schemas)
        if self.extra:
            shape["measures"] |= deepcopy({"identified": _COUNT, "on_lists": _OVERLAP})
        if self.hostile:
            for said in shape["measures"].values():
                _make_hostile(said)
        return shape

    def _publication(self) -> dict[str, Any]:
        bad = HOSTILE if self.hostile else ""
        agencies = self.schemas.agencies
        reported = [
            {
                "agency": s.agency,
                "name": agencies[s.agency].title + bad,
                "extract": s.extract,
                "title": self.schemas.contracts[s.extract].title + bad,
                "quarter": str(q),
                "status": _status(s.agency, str(q)),
            }
            for q in self.quarters
            for s in self.schemas.sources
            if s.is_due(q)
        ]
        return {
            "publication": f"{self.last}-v1",
            "county": "Example County" + bad,
            "quarter": self.last,
            "demo": self.demo,
            "threshold": self.schemas.policy.threshold,
            "quarters": [str(q) for q in self.quarters],
            "reported": reported,
            "not_yet": self._not_yet(),
            "notes": ["Probation changed its case system in 2024-Q2." + bad],
            "version": "0.1.0",
        }

    def _not_yet(self) -> dict[str, dict[str, dict[str, str]]]:
        found: dict[str, dict[str, dict[str, str]]] = {}
        for m in self.schemas.measures.values():
            for p in self.periods:
                for code in m.outcome.codes if m.outcome else ():
                    ready = m.matures(p, code, self.schemas.policy)
                    if ready > self.quarters[-1]:
                        found.setdefault(m.name, {}).setdefault(str(p), {})[code] = str(ready)
        return found

    def _cells(self) -> Iterator[Cell]:
        chance = random.Random(self.seed)
        for m in self.schemas.measures.values():
            for p in self.periods:
                for group in _groups(self.schemas, m, isinstance(p, Year)):
                    yield from self._measure(m, p, group, chance)
        if self.extra:
            for p in self.periods:
                yield from self._extra(str(p), chance)

    def _measure(self, m: Measure, period: Period, group: Mapping[str, str], chance: random.Random) -> Iterator[Cell]:
        share = 1.0 if all(c == TOTAL for c in group.values()) else chance.choice((0.0, 0.04, 0.2, 0.5))
        whole = round(self.size * len(period.quarters) * share * chance.uniform(0.8, 1.2))
        base = {"measure": m.name, "period": str(period), **group}
        lost = m.name == "crossover" and any(str(q) == MISSING[1] for q in period.quarters)
        if not m.outcome:
            yield self._cell(base, "count", whole * 3, whole, "")
            return
        base[m.outcome.dimension] = TOTAL
        yield self._cell(base, "denominator", whole, whole, "x" if lost else "")
        for code, number in _numerators(m, whole, chance).items():
            status = "m" if m.matures(period, code, self.schemas.policy) > self.quarters[-1] else ""
            told = {**base, m.outcome.dimension: code}
            small = number if number < whole - number or whole == 0 else whole - number
            yield self._cell(told, "numerator", number, small, "x" if lost else status)
            percent = (200 * number + whole) // (2 * whole) if whole else 0
            yield self._cell(told, "percent", percent, small if whole >= 11 else 1, "x" if lost else status)
            if code in m.medians:
                yield self._cell(told, "median_days", chance.randint(2, 90), small if whole >= 22 else 1, "x" if lost else status)

    def _extra(self, period: str, chance: random.Random) -> Iterator[Cell]:
        size = self.size * (4 if len(period) == 4 else 1)
        yield self._cell({"measure": "identified", "period": period}, "count", size, size, "")
        lists = {"measure": "on_lists", "period": period, "agency": TOTAL, "with_agency": TOTAL}
        yield self._cell(lists, "count", size, size, "")
        for a in _OVERLAP["lists"]["codes"]:
            yield self._cell({**lists, "agency": a}, "count", size // 2, size // 2, "")
        for a, b in combinations(_OVERLAP["lists"]["codes"], 2):
            both = chance.randint(0, size // 3)
            yield self._cell({**lists, "agency": a, "with_agency": b}, "count", both, both, "")

    def _cell(self, named: Mapping[str, str], statistic: str, value: int, youth: int, status: str) -> Cell:
        status = status or ("c" if 0 < youth < 11 or self.withhold_all else "")
        return {**named, "statistic": statistic, "value": "" if status else str(value), "status": status}


def _groups(schemas: Schemas, m: Measure, breakdowns: bool) -> Iterator[dict[str, str]]:
    """The whole, and in a year each code of each breakdown: never two breakdowns at once."""
    whole = dict.fromkeys(m.breakdowns, TOTAL)
    yield whole
    for b in m.breakdowns if breakdowns else ():
        codelist = schemas.codelist_of(m, b)
        assert codelist
        for code in codelist.codes:
            yield {**whole, b: code}


def _numerators(m: Measure, whole: int, chance: random.Random) -> dict[str, int]:
    assert m.outcome
    if m.outcome.relation == "nested":
        steps = len(m.outcome.codes)
        shares = [0.2 + 0.55 * i / (steps - 1) + chance.uniform(-0.06, 0.06) for i in range(steps)]
        falling = not m.outcome.months
        return {c: round(whole * s) for c, s in zip(m.outcome.codes, sorted(shares, reverse=falling), strict=True)}
    parts = [c for c in m.outcome.codes if c not in ("no_dependency", "dual")]
    split = [chance.randrange(len(parts) + 3) for _ in range(whole)]
    found = {c: split.count(i) for i, c in enumerate(parts)}
    both = sum(found.values())
    return {"no_dependency": whole - both, "dual": both, **found}


def _status(agency: str, quarter: str) -> str:
    if (agency, quarter) == LATE or (agency, quarter) == MISSING:
        return "missing"
    return "accepted in part" if agency == "probation" and quarter.endswith("Q3") else "accepted"


def _make_hostile(said: dict[str, Any]) -> None:
    for name in ("title", "question", "source"):
        said[name] += HOSTILE
    said["how"] = [h + HOSTILE for h in said["how"]]
    for part in (said["outcome"], *said["breakdowns"].values()):
        if part:
            part["title"] += HOSTILE
            part["labels"] = {c: label + HOSTILE for c, label in part["labels"].items()}


_PLAIN: dict[str, Any] = {
    "source": "Made up for a test",
    "population": "p",
    "quarters_sum_to_year": False,
    "outcome": None,
    "breakdowns": {},
    "medians": [],
}
_COUNT = {
    **_PLAIN,
    "id": "A1",
    "title": "Young people identified",
    "question": "How many were identified?",
    "how": ["Each counts once."],
    "kind": "count",
    "unit": "youth",
    "dimensions": [],
    "lists": None,
}
_OVERLAP = {
    **_PLAIN,
    "id": "A9",
    "title": "Young people on several lists",
    "question": "How many are known to several agencies?",
    "how": ["Each counts once on each list."],
    "kind": "overlap",
    "unit": "youth",
    "dimensions": ["agency", "with_agency"],
    "lists": {"dimension": "agency", "with": "with_agency", "codes": ["child_welfare", "probation", "sheriff"]},
}


def rows(folder: Path) -> list[Cell]:
    """The lines of cells.csv; the first has the line number 2."""
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


__all__ = ["HOSTILE", "Sample", "rows"]
