"""Drawing up the system: from the agreed structure of the measures to unknowns, and to the sums that tie them together."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from pipelines.disclosure_control.protection.again import came_again
from pipelines.disclosure_control.protection.among import counted_among, parts_of_others, people_among_people, waited_longer
from pipelines.disclosure_control.protection.draft import WHOLE, Draft, Drawn, Group, Groups, chain
from pipelines.disclosure_control.protection.facts import TOTAL, Fact, Form, Key
from pipelines.disclosure_control.protection.system import System
from schemas import Year, parse_period

__all__ = ["MOST_LISTS", "chain", "draw"]

MOST_LISTS = 8


def draw(facts: Mapping[Key, Fact], form: Form) -> System:
    """The system of every counted cell. Its atoms are what the facts make them, not a number where the facts do not say."""
    draft = Draft(form, facts)
    periods: dict[str, set[str]] = {}
    for key in facts:
        periods.setdefault(key[0], set()).add(key[1])
    same: dict[tuple[str, str, str], list[Groups]] = {}
    drawn: Drawn = {}
    for name in sorted(periods):
        measure = form.measures[name]
        drawn[name] = {period: _period(draft, name, measure, period) for period in sorted(periods[name])}
        for period, groups in drawn[name].items():
            same.setdefault((measure["population"], measure["unit"], period), []).append(groups)
        _years(draft, measure, {p: groups[WHOLE, TOTAL] for p, groups in drawn[name].items() if (WHOLE, TOTAL) in groups})
    for found in same.values():
        _same_population(draft, found)
    for name, by_period in drawn.items():
        among = form.measures[name].get("among")
        for period, groups in by_period.items() if among else ():
            counted_among(draft, among, groups, drawn, period)
    people_among_people(draft, drawn)
    parts_of_others(draft, drawn)
    waited_longer(draft, drawn)
    came_again(draft, drawn)
    return draft.finished()


def _period(draft: Draft, name: str, measure: Mapping[str, Any], period: str) -> Groups:
    if measure["lists"]:
        return {(WHOLE, TOTAL): _overlap(draft, name, measure["lists"], period)}
    groups: Groups = {}
    asked = [(WHOLE, TOTAL, {})]
    asked += [(b, code, {b: code}) for b, said in measure["breakdowns"].items() for code in said["codes"]]
    for breakdown, code, codes in asked:
        group = _group(draft, name, measure, period, codes)
        if group.cells:
            groups[breakdown, code] = group
    for breakdown, said in measure["breakdowns"].items():
        parents = said["parents"]
        for whole in (TOTAL, *dict.fromkeys(parents.values())):
            codes = [c for c in said["codes"] if parents.get(c, TOTAL) == whole]
            above = groups.get((WHOLE, TOTAL) if whole == TOTAL else (breakdown, whole))
            below = [groups[breakdown, c] for c in codes if (breakdown, c) in groups]
            if above is None or not below:
                continue
            missing = [Group({})] if len(below) < len(codes) else []
            draft.tie(above, below + missing)
            for part in below:
                for outcome, cell in part.cells.items():
                    if outcome in above.cells:
                        draft.parts[above.cells[outcome]].append(cell)
    return groups


def _group(draft: Draft, name: str, measure: Mapping[str, Any], period: str, codes: Mapping[str, str]) -> Group:
    outcome, form = measure["outcome"], draft.form
    if outcome is None and measure.get("kind") == "bounds":
        return Group(_bounds(draft, name, period))
    if outcome is None:
        key = form.key(name, period, "count", **codes)
        value = draft.value(key)
        return Group({} if value is None else {WHOLE: draft.cell(key, [draft.atom(value)])})
    below = form.key(name, period, "denominator", **codes)
    keys = {c: form.key(name, period, "numerator", **codes, **{outcome["dimension"]: c}) for c in outcome["codes"]}
    known = {c: k for c, k in {WHOLE: below, **keys}.items() if draft.value(k) is not None}
    if measure.get("kind") == "rate":
        keys = {c: (*k[:-1], "events") for c, k in keys.items()}
        return Group({c: draft.cell(k, [draft.atom(v)]) for c, k in keys.items() if (v := draft.value(k)) is not None})
    if outcome["relation"] == "apart":
        return Group(_apart(draft, known))
    found = _nested(draft, known, chain(outcome)) if outcome["relation"] == "nested" else _partition(draft, known, outcome)
    if WHOLE in found:
        for code in found:
            if code != WHOLE:
                draft.share(found[code], found[WHOLE])
    return Group(found, outcome["relation"] == "nested")


def _bounds(draft: Draft, name: str, period: str) -> dict[str, int]:
    """The most, the least, and those of them who were counted one by one; what is between two of these is never shown."""
    known = {s: k for s in ("high", "low", "count") if draft.value(k := draft.form.key(name, period, s)) is not None}
    order = list(known)
    values = [draft.facts[k].value or 0 for k in known.values()] + [0]
    atoms = [draft.atom(wide - narrow) for wide, narrow in zip(values, values[1:], strict=False)]
    cells = {s: draft.cell(k, atoms[i:]) for i, (s, k) in enumerate(known.items())}
    for i, wide in enumerate(order):
        for j in range(i + 1, len(order)):
            draft.sums.append((cells[wide], (cells[order[j]],)))
            draft.cell((*known[wide][:-1], f"{wide} less {order[j]}"), atoms[i:j], published=False)
            # Where the narrower is withheld so is the wider: the two may be the same number, or the one less another list's.
            draft.parts[cells[order[j]]].append(cells[wide])
    return {WHOLE: cells["count"]} if "count" in cells else {}


def _nested(draft: Draft, known: Mapping[str, Key], codes: Sequence[str]) -> dict[str, int]:
    order = [c for c in (WHOLE, *codes) if c in known]
    values = [draft.facts[known[c]].value or 0 for c in order] + [0]
    atoms = [draft.atom(wide - narrow) for wide, narrow in zip(values, values[1:], strict=False)]
    found = {c: draft.cell(known[c], atoms[i:]) for i, c in enumerate(order)}
    for wide, narrow in zip(order, order[1:], strict=False):
        draft.sums.append((found[wide], (found[narrow],)))
    # Who was lost between any two steps, also across a step that is withheld.
    first = 1 if WHOLE in order[:1] else 0
    for i in range(first, len(order)):
        for j in range(i + 1, len(order)):
            statistic = "difference" if j == i + 1 else f"difference to {order[j]}"
            draft.cell((*known[order[i]][:-1], statistic), atoms[i:j], published=False)
    return found


def _apart(draft: Draft, known: Mapping[str, Key]) -> dict[str, int]:
    """Each code with what it leaves is the whole; one code says nothing about another."""
    value = {c: draft.facts[k].value or 0 for c, k in known.items()}
    if WHOLE not in known:
        return {c: draft.cell(k, [draft.atom(value[c])]) for c, k in known.items()}
    halves = {c: (draft.atom(value[c]), draft.atom(value[WHOLE] - value[c])) for c in known if c != WHOLE}
    whole = next(iter(halves.values()), None) or (draft.atom(value[WHOLE]),)
    found = {WHOLE: draft.cell(known[WHOLE], whole)}
    for code, (had, lacked) in halves.items():
        found[code] = draft.cell(known[code], [had])
        draft.share(found[code], found[WHOLE], left=[lacked])
        draft.sums.append((found[WHOLE], (found[code],)))
        if (had, lacked) != whole:
            draft.relations.append({had: 1, lacked: 1} | dict.fromkeys(whole, -1))
    return found


def _partition(draft: Draft, known: Mapping[str, Key], outcome: Mapping[str, Any]) -> dict[str, int]:
    """Codes that exclude each other. Where these need not cover the whole, what is left of it is never shown."""
    parents, open_ = outcome["parents"], outcome["relation"] == "disjoint"
    found: dict[str, int] = {}

    def children(code: str) -> list[str]:
        return [c for c in outcome["codes"] if parents.get(c, WHOLE) == code]

    def drawn(code: str) -> tuple[int, ...]:
        inner = [(c, drawn(c)) for c in children(code)]
        atoms = tuple(a for _, below in inner for a in below)
        if code not in known:
            return atoms
        inside = tuple(found[c] for c, _ in inner if c in known)
        if not inner or len(inside) < len(inner) or (open_ and code == WHOLE):  # what no known part accounts for
            atoms += (draft.atom((draft.facts[known[code]].value or 0) - sum(draft.atoms[a] for a in atoms)),)
            if code == WHOLE and len(inside) > 1:
                rests = [draft.facts[known[c]].rest_youth for c, _ in inner if c in known]
                people = min((n for n in rests if n is not None), default=None)
                draft.cell((*known[code][:-1], "leftover"), atoms[-1:], people, published=False)
        found[code] = draft.cell(known[code], atoms)
        if inside:
            draft.sums.append((found[code], inside))
            if code != WHOLE:
                draft.parts[found[code]].extend(inside)
        return atoms

    drawn(WHOLE)
    return {c: found[c] for c in (WHOLE, *outcome["codes"]) if c in found}


def _overlap(draft: Draft, name: str, lists: Mapping[str, Any], period: str) -> Group:
    """Distinct young people on any list, on each, on each two: sums over those on exactly these lists and no other."""
    if len(lists["codes"]) > MOST_LISTS:
        raise ValueError(f"{name}: more than {MOST_LISTS} lists cannot be protected together")
    form, one, two = draft.form, lists["dimension"], lists["with"]
    codes = [c for c in sorted(lists["codes"]) if draft.value(form.key(name, period, "count", **{one: c})) is not None]
    exactly = {p: draft.atom(np.nan) for n in range(1, len(codes) + 1) for p in combinations(codes, n)}
    cells: dict[str, int] = {}
    union = form.key(name, period, "count")
    if draft.value(union) is not None and exactly:
        cells[WHOLE] = draft.cell(union, list(exactly.values()))
    for code in codes:
        key = form.key(name, period, "count", **{one: code})
        cells[code] = draft.cell(key, [a for p, a in exactly.items() if code in p])
        if WHOLE in cells:
            draft.share(cells[code], cells[WHOLE])
    pairs: dict[str, int] = {}
    for first, second in combinations(codes, 2):
        key = form.key(name, period, "count", **{one: first, two: second})
        if draft.value(key) is None:
            continue
        both = pairs[f"{first} {second}"] = draft.cell(key, [a for p, a in exactly.items() if first in p and second in p])
        draft.share(both, cells[first])
        draft.share(both, cells[second], form.key(name, period, "count", **{one: second, two: first}))
    for lists_of, atom in exactly.items():
        draft.cell((name, period, *lists_of, "exactly"), [atom], published=False)
    return Group(cells, pairs=pairs)


def _years(draft: Draft, measure: Mapping[str, Any], totals: Mapping[str, Group]) -> None:
    if not (measure["outcome"] or {}).get("numerators_add_up", True):
        # What a young person came to in a year need not be what they came to in any of its quarters.
        totals = {p: Group({c: i for c, i in g.cells.items() if c == WHOLE}) for p, g in totals.items()}
    for period, year in totals.items():
        if isinstance(parse_period(period), Year):
            quarters = [totals.get(str(q)) for q in parse_period(period).quarters]
            there = [q for q in quarters if q is not None]
            if measure["quarters_sum_to_year"]:
                if there:
                    draft.tie(year, [q or Group({}) for q in quarters])
                continue
            for quarter in there:  # distinct young people: no fewer than in any quarter, no more than in all together
                draft.at_least(year, quarter)
            if len(there) == len(quarters):
                draft.tie(year, there, below=True)


def _same_population(draft: Draft, found: Sequence[Groups]) -> None:
    """The same young people counted by several measures: the same total, and the same breakdowns where these agree.

    Each is tied to the first that it agrees with, breakdown by breakdown: a measure between the two may not have this one.
    """
    told: dict[str, list[dict[str, int]]] = {}
    for groups in found:
        by_breakdown: dict[str, dict[str, int]] = {}
        for (breakdown, code), group in groups.items():
            if WHOLE in group.cells:
                by_breakdown.setdefault(breakdown, {})[code] = group.cells[WHOLE]
        for breakdown, cells in by_breakdown.items():
            before = told.setdefault(breakdown, [])
            for others in before:
                both = [(others[code], cell) for code, cell in cells.items() if code in others]
                if both and (breakdown == WHOLE or all(draft.cells[a].value == draft.cells[b].value for a, b in both)):
                    for a, b in both:
                        draft.same(a, b)
                    break
            else:
                before.append(cells)
