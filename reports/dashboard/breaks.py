"""Where a change of law, or of a definition, cuts a series in two: nobody should take it for a change in what happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.dashboard.said import said as words
from schemas import parse_period
from schemas.legal_breaks import CALLED


@dataclass(frozen=True)
class Break:
    """One change, as measures.json says it."""

    on: date
    law: str
    says: str

    @staticmethod
    def of(raw: Mapping[str, str]) -> "Break":
        return Break(date.fromisoformat(raw["on"]), raw["law"], raw["says"])


def crossed(breaks: Sequence[Break], periods: Sequence[str]) -> tuple[Break, ...]:
    """Those with something of these periods before them and something after."""
    ends = [parse_period(p) for p in periods]
    return tuple(b for b in breaks if any(p.start < b.on for p in ends) and any(p.end >= b.on for p in ends))


def places(breaks: Sequence[Break], periods: Sequence[str]) -> tuple[tuple[Break, float], ...]:
    """Each that cuts this series, with its place from left (0) to right (1): between two periods, or amid the one that it falls in."""
    found = []
    for one in crossed(breaks, periods):
        before = sum(parse_period(p).end < one.on for p in periods)
        amid = any(parse_period(p).start < one.on <= parse_period(p).end for p in periods)
        found.append((one, (before + (0.5 if amid else 0)) / len(periods)))
    return tuple(found)


def what(cut: Sequence[Break]) -> str:
    """What changed: the law, or else how it is counted."""
    return words("the_definition_changed" if all(b.law == CALLED for b in cut) else "the_law_changed")


def said(breaks: Sequence[Break], periods: Sequence[str]) -> tuple[str, ...]:
    return tuple(b.says for b in crossed(breaks, periods))
