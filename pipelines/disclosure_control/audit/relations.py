"""What sums to what in a publication: breakdowns, outcomes, percentages, years and shared populations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.disclosure_control.audit import again, among, later, lattice
from pipelines.disclosure_control.audit.read import DAYS, Cell
from pipelines.disclosure_control.audit.system import Draft, Key, System, Unknown

TOTAL = "_T"
Line = tuple[str, str | None]
"""A statistic and, for numerators, the code of the outcome."""
Quiet = frozenset[str]
"""Measures whose marks may stand for noughts."""


@dataclass(frozen=True)
class Sheet:
    """One measure in one period."""

    measure: str
    period: str
    spec: Mapping[str, Any]
    cells: Mapping[Key, Cell]
    smallest_group: int
    threshold: int
    quiet: Quiet = frozenset()

    def silent(self, statistic: str) -> bool:
        """Whether a mark here may stand for a nought. How many there are altogether a measure that is not silent may tell."""
        above = (self.spec.get("among") or {}).get("measure")
        return self.measure in self.quiet and (statistic == "numerator" or above is None or above in self.quiet)

    def place(self, draft: Draft, key: Key) -> int | None:
        """Where a listed cell stands in the system."""
        return _place(draft, self, key) if self.lists(key) else None

    def all(self, draft: Draft, spot: Mapping[str, str] | None = None) -> int | None:
        """Where the count of all, or of all at a spot, stands."""
        return self.place(draft, self.at(self.whole, spot or {})) if self.whole else None

    @property
    def block(self) -> str:
        return f"{self.measure} {self.period}"

    def key(self, statistic: str, codes: Mapping[str, str]) -> Key:
        dims = ((d, codes.get(d, TOTAL)) for d in self.spec["dimensions"])
        return (("measure", self.measure), ("period", self.period), *dims, ("statistic", statistic))

    @property
    def outcome(self) -> Mapping[str, Any] | None:
        return self.spec.get("outcome")

    @property
    def lines(self) -> list[Line]:
        """The counts that a breakdown splits: those of the whole, and those of each outcome."""
        if self.outcome and self.spec.get("kind") == "rate":
            return [("events", c) for c in self.outcome["codes"]]
        if self.outcome:
            return [("denominator", None), *(("numerator", c) for c in self.outcome["codes"])]
        return [("count", None)]

    @property
    def whole(self) -> Line | None:
        """The count of all, of which the others are parts; of how often something happened there is none."""
        return None if self.spec.get("kind") == "rate" else self.lines[0]

    def at(self, line: Line, spot: Mapping[str, str]) -> Key:
        statistic, code = line
        return self.key(statistic, {**spot, self.outcome["dimension"]: code} if code and self.outcome else spot)

    @property
    def spots(self) -> Iterator[dict[str, str]]:
        """The whole, then each code of each breakdown."""
        yield {}
        for name, breakdown in self.spec["breakdowns"].items():
            for code in breakdown["codes"]:
                yield {name: code}

    def knows(self, spot: Mapping[str, str]) -> bool:
        """Whether this measure is told for a spot of another one."""
        return all(code in self.spec["breakdowns"].get(name, {"codes": ()})["codes"] for name, code in spot.items())

    def lists(self, key: Key) -> bool:
        return key in self.cells


def system(cells: Mapping[Key, Cell], measures: Mapping[str, Any], threshold: int, smallest_group: int) -> System:
    """Everything that the cells and the agreed definitions say, as unknown numbers and relations."""
    blocks = sorted({(key[0][1], key[1][1]) for key in cells})
    quiet = among.silent(measures)
    sheets = {
        (m, p): Sheet(m, p, measures[m], cells, smallest_group, threshold, quiet)
        for m, p in blocks
        if m in measures and among.counts_people(measures[m])
    }
    draft = Draft()
    for sheet in sheets.values():
        for key in (sheet.at(line, spot) for spot in sheet.spots for line in sheet.lines):
            if sheet.lists(key):
                _place(draft, sheet, key)
        _breakdowns(draft, sheet)
        _outcomes(draft, sheet)
        if sheet.spec.get("kind") == "bounds":
            _least_and_most(draft, sheet)
        if sheet.spec.get("lists"):
            _lists(draft, sheet)
    for sheet in sheets.values():
        _year(draft, sheet, sheets)
    alike = [*_populations(draft, sheets), *among.relate(draft, sheets, measures)]
    later.relate(draft, sheets)
    again.relate(draft, sheets)
    draft.unknowns = among.doubtful(draft.unknowns, alike)
    return draft.finished()


def _place(draft: Draft, sheet: Sheet, key: Key) -> int | None:
    """Where this cell stands in the system; None when there is no such number (not mature, not available)."""
    cell = sheet.cells.get(key)
    if cell is None:
        return draft.add(Unknown(key, "absent", sheet.block))
    if cell.gone:
        return None
    floor = 0 if cell.value is not None else _floor(sheet, dict(key))
    silent = sheet.silent(key[-1][1])
    return draft.add(Unknown(key, "withheld" if cell.withheld else "shown", sheet.block, cell.value, floor, silent=silent))


def _floor(sheet: Sheet, codes: dict[str, str]) -> int:
    """What a withheld count is at least, for a reader who knows when zeros are shown and medians are given."""
    statistic = codes.pop("statistic")

    def value(statistic: str, **changed: str) -> int | None:
        cell = sheet.cells.get(sheet.key(statistic, {**codes, **changed}))
        return cell.value if cell else None

    if any(value(days) is not None for days in DAYS):
        return sheet.threshold
    if sheet.silent(statistic) or statistic in ("events", "low", "high"):
        return 0
    wholes = [value(statistic, **changed) for changed in _wholes(sheet, codes)]
    if statistic == "numerator" and sheet.outcome:
        group = value("denominator", **{sheet.outcome["dimension"]: TOTAL})
        if group is None or group < sheet.smallest_group:
            return 0
    return 0 if None in wholes else 1


def _wholes(sheet: Sheet, codes: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The cells of which this one is a part: where one of them is withheld, zeros among its parts are not shown."""
    for name, breakdown in sheet.spec["breakdowns"].items():
        if codes[name] != TOTAL:
            yield {name: breakdown["parents"].get(codes[name], TOTAL)}
    if sheet.outcome and codes[sheet.outcome["dimension"]] in sheet.outcome["parents"]:
        dimension = sheet.outcome["dimension"]
        yield {dimension: sheet.outcome["parents"][codes[dimension]]}
    if sheet.spec.get("lists"):
        one, other = sheet.spec["lists"]["dimension"], sheet.spec["lists"]["with"]
        if codes[other] != TOTAL:
            yield {other: TOTAL}
            yield {one: codes[other], other: TOTAL}
        elif codes[one] != TOTAL:
            yield {one: TOTAL}


def _sum(draft: Draft, sheet: Sheet, whole: Key, parts: Sequence[Key]) -> None:
    """`whole` is the sum of `parts`, where any part is printed at all (quarters carry totals only)."""
    if not any(map(sheet.lists, parts)):
        return
    places = [_place(draft, sheet, key) for key in (whole, *parts)]
    if None not in places:
        total, *rest = (p for p in places if p is not None)
        draft.total(total, rest, sheet.block)


def _families(codes: Sequence[str], parents: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each parent with its children; the codes without a parent are children of the total."""
    children: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        children[parents.get(code, TOTAL)].append(code)
    yield from children.items()


def _breakdowns(draft: Draft, sheet: Sheet) -> None:
    for line in sheet.lines:
        for name, breakdown in sheet.spec["breakdowns"].items():
            for parent, codes in _families(breakdown["codes"], breakdown["parents"]):
                _sum(draft, sheet, sheet.at(line, {name: parent}), [sheet.at(line, {name: c}) for c in codes])


def _outcomes(draft: Draft, sheet: Sheet) -> None:
    outcome = sheet.outcome
    if not outcome:
        return
    for spot in sheet.spots:
        whole = sheet.key("denominator", spot)
        if not sheet.lists(whole):
            continue
        base = _place(draft, sheet, whole)
        if base is None:
            continue
        codes = [c for c in outcome["codes"] if sheet.lists(sheet.at(("numerator", c), spot))]
        placed = [(c, _place(draft, sheet, sheet.at(("numerator", c), spot))) for c in codes]
        known = [(c, p) for c, p in placed if p is not None]
        for code, place in known:
            draft.rest(sheet.key("complement", {**spot, outcome["dimension"]: code}), base, place, sheet.block)
            _percent(draft, sheet, {**spot, outcome["dimension"]: code}, base, place)
        if outcome["relation"] == "nested":
            _nested(draft, sheet, spot, known)
        if outcome["relation"] in ("nested", "apart"):
            continue
        if outcome["relation"] == "disjoint":
            _some_of(draft, sheet, spot, base, [p for c, p in known if c not in outcome["parents"]])
        for parent, children in _families(outcome["codes"], outcome["parents"]):
            if parent == TOTAL and outcome["relation"] == "disjoint":
                continue
            top = whole if parent == TOTAL else sheet.at(("numerator", parent), spot)
            _sum(draft, sheet, top, [sheet.at(("numerator", c), spot) for c in children])
        _beside_each(draft, sheet, spot, dict(known))


def _beside_each(draft: Draft, sheet: Sheet, spot: Mapping[str, str], known: Mapping[str, int]) -> None:
    """What a code leaves holds the codes beside it, and what the code that it is a part of leaves."""
    assert sheet.outcome, "only an outcome has codes"
    rest = {c: draft.places[sheet.key("complement", {**spot, sheet.outcome["dimension"]: c})] for c in known}
    for parent, children in _families(sheet.outcome["codes"], sheet.outcome["parents"]):
        for code in (c for c in children if c in known):
            parts = [known[c] for c in children if c != code and c in known]
            parts += [rest[parent]] if parent in rest else []
            if parts:
                draft.relate([(rest[code], 1), *((p, -1) for p in parts)], 0, None, sheet.block, spare=True)


def _some_of(draft: Draft, sheet: Sheet, spot: Mapping[str, str], base: int, codes: Sequence[int]) -> None:
    """Outcomes that exclude each other are no more than all together; those with none of them are a count too."""
    if len(codes) > 1:
        draft.rest(sheet.key("leftover", spot), base, codes, sheet.block)


def _nested(draft: Draft, sheet: Sheet, spot: Mapping[str, str], known: Sequence[tuple[str, int]]) -> None:
    """Each step's people are among those of the step before; with a longer follow-up, among those of the step after."""
    assert sheet.outcome, "only an outcome is nested"
    months = sheet.outcome["follow_up_months"]
    chain = sorted(known, key=lambda step: -months[step[0]])  # the widest first; steps of equal follow-up as they are listed
    for i, large in enumerate(chain):
        for small in chain[i + 1 :]:
            statistic = "difference" if small is chain[i + 1] else f"difference to {small[0]}"
            key = sheet.key(statistic, {**spot, sheet.outcome["dimension"]: large[0]})
            draft.rest(key, large[1], small[1], sheet.block)


def _percent(draft: Draft, sheet: Sheet, codes: Mapping[str, str], base: int, part: int) -> None:
    """A percentage p, rounded half up, says (2p − 1) x denominator <= 200 x numerator < (2p + 1) x denominator."""
    cell = sheet.cells.get(sheet.key("percent", codes))
    if cell is None or cell.value is None:
        return
    draft.relate([(part, 200), (base, 1 - 2 * cell.value)], 0, None, sheet.block)
    draft.relate([(part, 200), (base, -1 - 2 * cell.value)], None, -1, sheet.block)


def _least_and_most(draft: Draft, sheet: Sheet) -> None:
    """How many different young people there can be. What lies between two of the three is a list's length, or what it has more."""
    ends = [(s, sheet.place(draft, sheet.key(s, {}))) for s in ("high", "low", "count")]
    known = [(s, p) for s, p in ends if p is not None]
    for i, (wide, large) in enumerate(known):
        for narrow, small in known[i + 1 :]:
            draft.rest(sheet.key(f"{wide} less {narrow}", {}), large, small, sheet.block)


def _lists(draft: Draft, sheet: Sheet) -> None:
    spec = sheet.spec["lists"]

    def place(one: str, other: str) -> int | None:
        key = sheet.key("count", {spec["dimension"]: one, spec["with"]: other})
        return _place(draft, sheet, key) if sheet.lists(key) else None

    def implied(statistic: str, one: str, other: str) -> Key:
        return sheet.key(statistic, {spec["dimension"]: one, spec["with"]: other})

    lattice.relate(draft, spec["codes"], place, implied, sheet.block)


def _year(draft: Draft, sheet: Sheet, sheets: Mapping[tuple[str, str], Sheet]) -> None:
    """A year is the sum of its quarters; of distinct young people it lies between the largest quarter and the sum."""
    quarters = [sheets.get((sheet.measure, f"{sheet.period}-Q{n}")) for n in (1, 2, 3, 4)]
    if len(sheet.period) != 4 or not any(quarters):
        return
    whole = [q or replace(sheet, period=f"{sheet.period}-Q{n}") for n, q in enumerate(quarters, 1)]
    spots = _list_spots(sheet) if sheet.spec.get("lists") else [{}]
    for spot in spots:
        adds_up = (sheet.outcome or {}).get("numerators_add_up", True)
        for line in sheet.lines if adds_up else sheet.lines[:1]:
            year = sheet.at(line, spot)
            parts = [q.at(line, spot) for q in whole]
            if not sheet.lists(year) or not any(map(sheet.lists, parts)):
                continue
            places = [_place(draft, s, k) for s, k in [(sheet, year), *zip(whole, parts, strict=True)]]
            if None in places:
                continue
            top, *rest = (p for p in places if p is not None)
            if sheet.spec["quarters_sum_to_year"]:
                draft.total(top, rest, sheet.block)
                continue
            for part in rest:
                draft.relate([(top, 1), (part, -1)], 0, None, sheet.block)
            pair = sheet.spec.get("lists") and spot.get(sheet.spec["lists"]["with"], TOTAL) != TOTAL
            if not pair:
                # Two lists can meet over the year although they meet in no quarter, so a pair has no such limit.
                draft.relate([(top, 1), *((p, -1) for p in rest)], None, 0, sheet.block)


def _list_spots(sheet: Sheet) -> list[dict[str, str]]:
    spec = sheet.spec["lists"]
    pairs = [(TOTAL, TOTAL), *((a, TOTAL) for a in spec["codes"])]
    pairs += [(a, b) for a in spec["codes"] for b in spec["codes"] if a < b]
    return [{spec["dimension"]: a, spec["with"]: b} for a, b in pairs]


def _populations(draft: Draft, sheets: Mapping[tuple[str, str], Sheet]) -> Iterator[tuple[int, int]]:
    """Measures of the same population have the same total, and the same parts where they share a breakdown."""
    alike: dict[tuple[Any, ...], list[tuple[Sheet, Key]]] = defaultdict(list)
    for sheet in sheets.values():
        for spot in sheet.spots:
            codes = tuple((n, c, tuple(sheet.spec["breakdowns"][n]["codes"])) for n, c in spot.items())
            key = sheet.at(sheet.whole, spot) if sheet.whole else None
            if key is not None and sheet.lists(key):
                alike[(sheet.spec["population"], sheet.spec.get("unit"), sheet.period, codes)].append((sheet, key))
    for same in alike.values():
        places = [p for p in (_place(draft, s, k) for s, k in same) if p is not None]
        for one, other in zip(places, places[1:], strict=False):
            draft.relate([(one, 1), (other, -1)], 0, 0, same[0][0].block)
            yield one, other
