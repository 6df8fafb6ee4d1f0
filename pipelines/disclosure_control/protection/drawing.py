"""Drawing up the system: from the agreed structure of the measures to unknowns, and to the sums that tie them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from pipelines.disclosure_control.protection.facts import TOTAL, Fact, Form, Key
from pipelines.disclosure_control.protection.system import Cell, System
from schemas import Year, parse_period

MOST_LISTS = 8
WHOLE = ""
"""The name, within a group, of its denominator or count."""


@dataclass(frozen=True)
class Group:
    """The young people of one measure, period and breakdown code.

    `cells`: outcome code (or list) → cell; WHOLE comes first. `pairs`: of two lists, the cell of those on both.
    """

    cells: Mapping[str, int]
    nested: bool = False
    pairs: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Draft:
    """A system on the drawing board."""

    form: Form
    facts: Mapping[Key, Fact]
    cells: list[Cell] = field(default_factory=list)
    atoms: list[float] = field(default_factory=list)
    relations: list[dict[int, int]] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)
    twins: list[list[int]] = field(default_factory=list)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    shares: list[tuple[int, int, int]] = field(default_factory=list)

    def value(self, key: Key) -> int | None:
        fact = self.facts.get(key)
        return None if fact is None else fact.value

    def atom(self, value: float) -> int:
        self.atoms.append(value)
        return len(self.atoms) - 1

    def cell(self, key: Key, atoms: Sequence[int], youth: int | None = None, published: bool = True) -> int:
        fact = self.facts[key] if published else Fact(None, youth, None, "")
        self.cells.append(Cell(key, tuple(atoms), fact.value, fact.youth, published, fact.held, fact.fresh, fact.known))
        self.parts.append([])
        self.twins.append([])
        return len(self.cells) - 1

    def share(self, numerator: int, denominator: int, key: Key | None = None) -> None:
        """A numerator, its denominator, and the rest, which is never shown. `key`: the rest's key, where not the numerator's."""
        above, below = self.cells[numerator], self.cells[denominator]
        left = sorted(set(below.atoms) - set(above.atoms))
        rest = self.cell((*(key or above.key)[:-1], "complement"), left, self.facts[above.key].rest_youth, published=False)
        self.shares.append((numerator, denominator, rest))
        self.parts[denominator].append(numerator)

    def tie(self, whole: Group, parts: Sequence[Group], below: bool = False) -> None:
        """The whole is the sum of its parts, number by number, or with `below` no more than their sum.

        Where a part has no such number yet, the whole is at least the sum of those that have.
        """
        level = [c for c in whole.cells if all(c in p.cells for p in parts)]
        for code in whole.cells:
            have = [p.cells[code] for p in parts if code in p.cells]
            if have and not below:
                self.sums.append((whole.cells[code], tuple(have)))
                if code not in level:
                    self._relate({whole.cells[code]: 1} | dict.fromkeys(have, -1), slack=-1)
        for code, lower in self._steps(level, [whole, *parts], below):
            signed = {whole.cells[code]: 1} | {p.cells[code]: -1 for p in parts}
            if lower is not None:
                signed |= {whole.cells[lower]: -1} | {p.cells[lower]: 1 for p in parts}
            self._relate(signed, slack=1 if below else 0)

    def _steps(self, level: Sequence[str], groups: Sequence[Group], below: bool) -> list[tuple[str, str | None]]:
        """The fewest and shortest sums that say the same: by step of a nested outcome, by the finest codes of a partition."""
        if below:
            return [(c, None) for c in level]
        if groups[0].nested:
            return [*zip(level, [*level[1:], None], strict=True)] if level else []

        def atoms(group: Group, code: str) -> set[int]:
            return set(self.cells[group.cells[code]].atoms)

        def told_by_others(code: str) -> bool:
            inner = [c for c in level if atoms(groups[0], c) < atoms(groups[0], code)]
            return all(set().union(*(atoms(g, c) for c in inner)) == atoms(g, code) for g in groups)

        return [(c, None) for c in level if not told_by_others(c)]

    def at_least(self, whole: Group, part: Group) -> None:
        """Nobody of the part is missing from the whole."""
        wider, narrower = {**whole.cells, **whole.pairs}, {**part.cells, **part.pairs}
        for code in wider:
            if code in narrower:
                self._relate({wider[code]: 1, narrower[code]: -1}, slack=-1)
                self.sums.append((wider[code], (narrower[code],)))

    def same(self, one: int, other: int) -> None:
        self._relate({one: 1, other: -1})
        self.twins[one].append(other)
        self.twins[other].append(one)

    def _relate(self, signed: Mapping[int, int], slack: int = 0) -> None:
        found: dict[int, int] = {}
        for cell, sign in signed.items():
            for atom in self.cells[cell].atoms:
                found[atom] = found.get(atom, 0) + sign
        found = {a: n for a, n in found.items() if n}
        if slack:
            found[self.atom(-slack * sum(n * self.atoms[a] for a, n in found.items()))] = slack
        if found:
            self.relations.append(found)

    def finished(self) -> System:
        return System(
            tuple(self.cells),
            tuple(self.relations),
            np.array(self.atoms, dtype=float),
            tuple(map(tuple, self.parts)),
            tuple(map(tuple, self.twins)),
            tuple(self.sums),
            tuple(self.shares),
        )


def draw(facts: Mapping[Key, Fact], form: Form) -> System:
    """The system of every counted cell. Its atoms are what the facts make them, not a number where the facts do not say."""
    draft = Draft(form, facts)
    periods: dict[str, set[str]] = {}
    for key in facts:
        periods.setdefault(key[0], set()).add(key[1])
    same: dict[tuple[str, str], list[tuple[str, dict[tuple[str, str], Group]]]] = {}
    for name, measure in form.measures.items():
        totals = {}
        for period in sorted(periods.get(name, ())):
            groups = _period(draft, name, measure, period)
            same.setdefault((measure["population"], period), []).append((name, groups))
            if (WHOLE, TOTAL) in groups:
                totals[period] = groups[WHOLE, TOTAL]
        _years(draft, measure, totals)
    for found in same.values():
        for (_, one), (_, other) in zip(found, found[1:], strict=False):
            _same_population(draft, one, other)
    return draft.finished()


def _period(draft: Draft, name: str, measure: Mapping[str, Any], period: str) -> dict[tuple[str, str], Group]:
    if measure["lists"]:
        return {(WHOLE, TOTAL): _overlap(draft, name, measure["lists"], period)}
    groups: dict[tuple[str, str], Group] = {}
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
    if outcome is None:
        key = form.key(name, period, "count", **codes)
        value = draft.value(key)
        return Group({} if value is None else {WHOLE: draft.cell(key, [draft.atom(value)])})
    below = form.key(name, period, "denominator", **codes)
    keys = {c: form.key(name, period, "numerator", **codes, **{outcome["dimension"]: c}) for c in outcome["codes"]}
    known = {c: k for c, k in {WHOLE: below, **keys}.items() if draft.value(k) is not None}
    found = _nested(draft, known, chain(outcome)) if outcome["relation"] == "nested" else _partition(draft, known, outcome)
    if WHOLE in found:
        for code in found:
            if code != WHOLE:
                draft.share(found[code], found[WHOLE])
    return Group(found, outcome["relation"] == "nested")


def chain(outcome: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of a nested outcome, widest first: as they are listed, but a longer follow-up holds a shorter one."""
    months = outcome.get("follow_up_months", {})
    return tuple(sorted(outcome["codes"], key=lambda c: -months.get(c, 0)))


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


def _partition(draft: Draft, known: Mapping[str, Key], outcome: Mapping[str, Any]) -> dict[str, int]:
    parents = outcome["parents"]
    found: dict[str, int] = {}

    def children(code: str) -> list[str]:
        return [c for c in outcome["codes"] if parents.get(c, WHOLE) == code]

    def drawn(code: str) -> tuple[int, ...]:
        inner = [(c, drawn(c)) for c in children(code)]
        atoms = tuple(a for _, below in inner for a in below)
        if code not in known:
            return atoms
        if not inner or any(c not in known for c, _ in inner):  # what no known part accounts for
            atoms += (draft.atom((draft.facts[known[code]].value or 0) - sum(draft.atoms[a] for a in atoms)),)
        found[code] = draft.cell(known[code], atoms)
        inside = tuple(found[c] for c, _ in inner if c in known)
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


def _same_population(draft: Draft, one: Mapping[tuple[str, str], Group], other: Mapping[tuple[str, str], Group]) -> None:
    """The same young people counted by two measures: the same total, and the same breakdowns where these agree."""
    both: dict[str, list[tuple[int, int]]] = {}
    for place, group in one.items():
        if place in other and WHOLE in group.cells and WHOLE in other[place].cells:
            both.setdefault(place[0], []).append((group.cells[WHOLE], other[place].cells[WHOLE]))
    for breakdown, pairs in both.items():
        if breakdown == WHOLE or all(draft.cells[a].value == draft.cells[b].value for a, b in pairs):
            for a, b in pairs:
                draft.same(a, b)
