"""What each measure counts and how its parts hang together, as measures.json says it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.dashboard.breaks import Break
from reports.dashboard.said import said


@dataclass(frozen=True)
class Outcome:
    """The codes a share is told by; `wait` is how many months each code takes to be known."""

    dimension: str
    title: str
    relation: str
    labels: Mapping[str, str]
    parents: Mapping[str, str]
    wait: Mapping[str, int]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def top(self) -> tuple[str, ...]:
        """The codes that are not a part of another."""
        return tuple(c for c in self.codes if c not in self.parents)

    def known_together(self, code: str) -> tuple[str, ...]:
        """The codes that can be measured from the same day on as this one."""
        return tuple(c for c in self.codes if self.wait.get(c) == self.wait.get(code))


@dataclass(frozen=True)
class Breakdown:
    name: str
    title: str
    labels: Mapping[str, str]
    parents: Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    name: str
    id: str
    title: str
    question: str
    source: str
    how: tuple[str, ...]
    kind: str
    unit: str
    dimensions: tuple[str, ...]
    outcome: Outcome | None
    breakdowns: tuple[Breakdown, ...]
    lists: tuple[str, ...]
    lists_by: tuple[str, str] | None
    days: Mapping[str, Collection[str]]
    """By statistic of days: the outcomes that have it, or the whole."""
    per_residents: Mapping[str, str] | None = None
    """Breakdowns with their codelists by which it is known how many live here; None where no rate is given."""
    breaks: tuple[Break, ...] = ()

    @property
    def units(self) -> str:
        """What is counted, in words: `14 young people`, `14 referrals`."""
        return said("young_people") if self.unit == "youth" else self.unit

    @property
    def whole(self) -> str:
        """The statistic that counts the whole."""
        return {"rate": "months", "bounds": "low", "estimate": "estimate"}.get(self.kind, "denominator" if self.outcome else "count")

    @staticmethod
    def of(name: str, raw: Mapping[str, Any]) -> "Measure":
        lists = raw["lists"]
        return Measure(
            name=name,
            id=raw["id"],
            title=raw["title"],
            question=raw["question"],
            source=raw["source"],
            how=tuple(raw["how"]),
            kind=raw["kind"],
            unit=raw["unit"],
            dimensions=tuple(raw["dimensions"]),
            outcome=_outcome(raw["outcome"]) if raw["outcome"] else None,
            breakdowns=tuple(
                Breakdown(n, b["title"], {c: b["labels"][c] for c in b["codes"]}, b["parents"]) for n, b in raw["breakdowns"].items()
            ),
            lists=tuple(lists["codes"]) if lists else (),
            lists_by=(lists["dimension"], lists["with"]) if lists else None,
            days={"median_days": tuple(raw["medians"]), "p90_days": tuple(raw.get("nine_in_ten", ()))},
            per_residents=raw.get("per_residents"),
            breaks=tuple(map(Break.of, raw.get("breaks", ()))),
        )


def _outcome(raw: Mapping[str, Any]) -> Outcome:
    return Outcome(
        raw["dimension"],
        raw["title"],
        raw["relation"],
        {c: raw["labels"][c] for c in raw["codes"]},
        raw["parents"],
        raw["follow_up_months"],
    )
