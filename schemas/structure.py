"""How the cells of a publication hang together, as plain data: printed beside them, so that anyone can check the sums."""

from collections.abc import Collection, Mapping
from typing import Any

from schemas.catalogue import Schemas
from schemas.measure import Measure
from schemas.populations import ancestors, outlasts, population


def structure(schemas: Schemas, of: Collection[str] | None = None) -> dict[str, Any]:
    """The content of a publication's `measures.json`: policy, and for each measure its dimensions and what sums to what.

    `of`: only these measures, and those among whose rows they count (default: all).
    """
    named = set(schemas.measures) if of is None else set(of)
    named |= {one.name for name in named for one in ancestors(schemas.measures, schemas.measures[name])}
    return {
        "threshold": schemas.policy.threshold,
        "smallest_group": schemas.policy.smallest_group,
        "left_out": [list(one) for one in schemas.policy.left_out],
        "measures": {name: _measure(schemas, m, named) for name, m in sorted(schemas.measures.items()) if name in named},
    }


def dimensions(agreed: Mapping[str, Any]) -> list[str]:
    """The dimension columns of the measures of such a structure, in the order in which published cells carry them."""
    return list(dict.fromkeys(d for _, m in sorted(agreed["measures"].items()) for d in m["dimensions"]))


def _measure(schemas: Schemas, m: Measure, named: Collection[str]) -> dict[str, Any]:
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
        # Of some of the rows of another measure the same event was waited for longer: all that had it there, and are here, have it here.
        "outlasts": [{"measure": k.name, "codes": codes} for k, codes in _outlasted(schemas, m, named)],
        # In each year, what it counts as a whole is among what that measure counts, and the difference is few or many like any count.
        "part_of": m.part_of if m.part_of in named else None,
        # New by quarter: not there in the quarter before, in the two, in the three; and whose years they add up to.
        **({"comes_again": True} if m.comes_again else {}),
        **({"firsts": {"measure": m.firsts.measure, "year": m.firsts.year}} if m.firsts and m.firsts.measure in named else {}),
        # Counts of agencies, agreements, staff, money: nothing of them is withheld.
        "of_young_people": m.of_young_people,
        "safety": m.safety,
        "dimensions": list(m.dimensions),
        "quarters_sum_to_year": quarters_sum(m),
        "outcome": _outcome(schemas, m),
        "breakdowns": {b: _breakdown(schemas, m, b) for b in m.breakdowns},
        "lists": {"dimension": m.lists, "with": f"with_{m.lists}", "codes": _lists(schemas, m)}
        if m.lists and m.kind == "overlap"
        else None,
        # Whose numbers, beside those of the rows, the least and the most are made of; `count` is of the rows alone.
        "bounds": {"totals": [t.extract for t in m.totals]} if m.totals else None,
        "beside": list(m.beside),
        "medians": list(m.medians),
        "nine_in_ten": list(m.nine_in_ten),
        # Beside its numbers of a year stand rates per residents: of the whole, and of these breakdowns by the codelists named.
        "per_residents": schemas.per_residents(m),
        "breaks": [b.published() for b in schemas.breaks_of(m.name)],
    }


def _outlasted(schemas: Schemas, m: Measure, named: Collection[str]) -> list[tuple[Measure, dict[str, str]]]:
    wider = {population(one) for one in ancestors(schemas.measures, m)}
    others = [k for _, k in sorted(schemas.measures.items()) if k is not m and k.name in named and population(k) in wider]
    return [(k, codes) for k in others if (codes := outlasts(m, k))]


def quarters_sum(m: Measure) -> bool:
    """Whether the year is the sum of its quarters: not of young people who may come again."""
    return m.kind not in ("overlap", "bounds", "estimate") and not (
        m.distinct and m.kind in ("count", "share", "horizons", "rate") and not m.one_per_youth
    )


def _among(schemas: Schemas, m: Measure) -> dict[str, Any] | None:
    if m.among is None:
        return None
    of = schemas.measures[m.among.measure]
    return {"measure": of.name, "code": m.among.code, "relation": "equal" if m.unit == of.unit else "at_most"}


def _outcome(schemas: Schemas, m: Measure) -> dict[str, Any] | None:
    if m.outcome is None:
        return None
    words = schemas.codelists[m.outcome.codelist]
    parents = {c: p for c in m.outcome.codes if (p := _nearest(words.parents.get(c), words.parents, m.outcome.codes))}
    return {
        "dimension": m.outcome.dimension,
        "title": words.title,
        "relation": m.outcome.relation,
        "codes": list(m.outcome.codes),
        "labels": {c: words.label(c) for c in m.outcome.codes},
        "parents": parents if m.outcome.relation in ("partition", "disjoint") else {},
        # Of young people who may come again, the code of a year is that of their first row, which need not be any quarter's.
        "numerators_add_up": quarters_sum(m) or m.outcome.relation in ("nested", "apart"),
        "follow_up_months": {c: m.follow_up(c) for c in m.outcome.codes},
    }


def _nearest(code: str | None, parents: Mapping[str, str], there: Collection[str]) -> str | None:
    """The code itself, or the next wider one that is among those there."""
    while code is not None and code not in there:
        code = parents.get(code)
    return code


def _breakdown(schemas: Schemas, m: Measure, name: str) -> dict[str, Any]:
    words = schemas.codelist_of(m, name)
    assert words is not None, "checked when the schemas were loaded"
    return {"title": words.title, "codes": list(words.codes), "labels": {c: words.label(c) for c in words.codes}, "parents": words.parents}


def _lists(schemas: Schemas, m: Measure) -> list[str]:
    extracts = schemas.extracts_for(m.counts)
    return sorted({s.agency for s in schemas.sources if s.extract in extracts})
