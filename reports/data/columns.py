"""What each column of cells.csv means, in words, with its codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.dashboard.publication import Publication
from reports.dashboard.words import MARKS
from schemas.codelist import TOTAL

STATISTICS = {
    "count": "How many",
    "denominator": "Of how many a share is taken",
    "numerator": "How many of them",
    "percent": "The numerator in percent of the denominator, rounded to whole percents",
    "ci_low": "Low end of the range in which the true percent lies in 95 of 100 cases",
    "ci_high": "High end of that range",
    "median_days": "Days by which half of them were done",
    "p90_days": "Days by which nine in ten of them were done",
    "low": "At least so many",
    "high": "At most so many",
    "estimate": "An estimate, with its limits beside it",
    "months": "Months, summed over all who are counted",
    "events": "Events, summed over all who are counted",
}


@dataclass(frozen=True)
class Column:
    """`codes`: code → label, where a column holds codes; `number`: whether it holds whole numbers; `gaps`: whether it may be empty."""

    name: str
    title: str
    means: str
    codes: Mapping[str, str] = field(default_factory=dict)
    number: bool = False
    gaps: bool = False


def columns(publication: Publication, names: Sequence[str]) -> tuple[Column, ...]:
    """A description of each column, in the order of the file."""
    given = {c.statistic for c in publication.cells}
    fixed = {
        "measure": Column(
            "measure", "Measure", "What is counted; measures.json says how.", {m.name: m.title for m in publication.measures}
        ),
        "period": Column("period", "Period", "A year, or a quarter of it like 2025-Q4, by the day on which a case began."),
        "statistic": Column("statistic", "Statistic", "What the value is.", {s: t for s, t in STATISTICS.items() if s in given}),
        "value": Column("value", "Value", "A whole number. Empty, never 0, where status says why there is none.", number=True, gaps=True),
        "status": Column(
            "status",
            "Mark",
            "Empty or r beside a value; any other mark says why there is none. c does not say how many there are.",
            MARKS,
            gaps=True,
        ),
    }
    return tuple(fixed.get(name) or _dimension(publication, name) for name in names)


def _dimension(publication: Publication, name: str) -> Column:
    titles, codes = [], {TOTAL: "All"}
    agencies = {r.agency: r.name for r in publication.reported}
    for m in publication.measures:
        found = [(b.title, b.labels) for b in m.breakdowns if b.name == name]
        found += [(m.outcome.title, m.outcome.labels)] if m.outcome and m.outcome.dimension == name else []
        found += [("Agency", {a: agencies.get(a, a) for a in m.lists})] if m.lists_by and name in m.lists_by else []
        for title, labels in found:
            titles.append(title)
            codes = {**labels, **codes}
    title = titles[0] if titles else name
    return Column(name, title, f"{title}. _T is all of them together; empty where the measure is not told by it.", codes, gaps=True)
