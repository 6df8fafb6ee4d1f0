"""How the cells of a publication hang together, as plain data: printed beside them, so that anyone can check the sums."""

from typing import Any

from schemas.catalogue import Schemas
from schemas.measure import Measure
from schemas.populations import population


def structure(schemas: Schemas) -> dict[str, Any]:
    """The content of a publication's `measures.json`: policy, and for each measure its dimensions and what sums to what."""
    return {
        "threshold": schemas.policy.threshold,
        "smallest_group": schemas.policy.smallest_group,
        "left_out": [list(one) for one in schemas.policy.left_out],
        "measures": {name: _measure(schemas, m) for name, m in sorted(schemas.measures.items())},
    }


def _measure(schemas: Schemas, m: Measure) -> dict[str, Any]:
    return {
        "id": m.id,
        "title": m.title,
        "question": m.question,
        "source": m.source,
        "how": list(m.how),
        "kind": m.kind,
        "unit": m.unit,
        # Measures of the same population have the same total in the same period.
        "population": population(m),
        # Its denominators (or counts) are what that measure counts, or its numerators of that code; young people are no more than rows.
        "among": _among(schemas, m),
        # Counts of agencies, agreements, staff, money: nothing of them is withheld.
        "of_young_people": m.of_young_people,
        "safety": m.safety,
        "dimensions": list(m.dimensions),
        "quarters_sum_to_year": _quarters_sum(m),
        "outcome": _outcome(schemas, m),
        "breakdowns": {b: _breakdown(schemas, m, b) for b in m.breakdowns},
        "lists": {"dimension": m.lists, "with": f"with_{m.lists}", "codes": _lists(schemas, m)} if m.lists else None,
        "medians": list(m.medians),
        "nine_in_ten": list(m.nine_in_ten),
    }


def _quarters_sum(m: Measure) -> bool:
    """Whether the year is the sum of its quarters: not of young people who may come again."""
    return m.kind != "overlap" and not (m.distinct and m.kind in ("count", "share") and not m.one_per_youth)


def _among(schemas: Schemas, m: Measure) -> dict[str, Any] | None:
    if m.among is None:
        return None
    of = schemas.measures[m.among.measure]
    return {"measure": of.name, "code": m.among.code, "relation": "equal" if m.unit == of.unit else "at_most"}


def _outcome(schemas: Schemas, m: Measure) -> dict[str, Any] | None:
    if m.outcome is None:
        return None
    words = schemas.codelists[m.outcome.codelist]
    parents = {c: p for c, p in words.parents.items() if c in m.outcome.codes}
    return {
        "dimension": m.outcome.dimension,
        "title": words.title,
        "relation": m.outcome.relation,
        "codes": list(m.outcome.codes),
        "labels": {c: words.label(c) for c in m.outcome.codes},
        "parents": parents if m.outcome.relation in ("partition", "disjoint") else {},
        # Of young people who may come again, the code of a year is that of their first row, which need not be any quarter's.
        "numerators_add_up": _quarters_sum(m) or m.outcome.relation in ("nested", "apart"),
        "follow_up_months": {c: m.follow_up(c) for c in m.outcome.codes},
    }


def _breakdown(schemas: Schemas, m: Measure, name: str) -> dict[str, Any]:
    words = schemas.codelist_of(m, name)
    assert words is not None, "checked when the schemas were loaded"
    return {"title": words.title, "codes": list(words.codes), "labels": {c: words.label(c) for c in words.codes}, "parents": words.parents}


def _lists(schemas: Schemas, m: Measure) -> list[str]:
    extracts = schemas.extracts_for(m.counts)
    return sorted({s.agency for s in schemas.sources if s.extract in extracts})
