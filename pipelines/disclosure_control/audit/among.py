"""Measures that count among what another measure counts: the same number in two places, or the young people behind its rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines.disclosure_control.audit.system import Draft, Unknown

if TYPE_CHECKING:
    from pipelines.disclosure_control.audit.relations import Sheet

Measures = Mapping[str, Mapping[str, Any]]
Rows = tuple[str, str | None]
"""A measure, and the outcome that its rows had; None: all of them."""


def counts_people(measure: Mapping[str, Any]) -> bool:
    """Whether young people are counted. That they are not is believed of an inventory only."""
    return not (measure.get("of_young_people") is False and measure.get("kind") == "inventory")


def silent(measures: Measures) -> frozenset[str]:
    """Measures whose marks may stand for noughts: those of safety, and all that count among these."""
    return frozenset(name for name in measures if any(measures[up].get("safety") for up in _upwards(name, measures)))


def families(measures: Measures) -> dict[str, str]:
    """Measure → a name for all measures that something ties together."""
    own = {name: str(measures[list(_upwards(name, measures))[-1]].get("population", name)) for name in measures}
    part_of = {own[name]: own[said["part_of"]] for name, said in measures.items() if said.get("part_of") in own}
    new = {name: (said.get("firsts") or {}).get("measure") for name, said in measures.items()}
    part_of |= {own[name]: own[of] for name, of in new.items() if of in own and own[of] != own[name]}

    def widest(family: str, seen: tuple[str, ...] = ()) -> str:
        wider = part_of.get(family)
        return family if wider is None or wider in (family, *seen) else widest(wider, (family, *seen))

    return {name: widest(family) for name, family in own.items()}


def _upwards(name: str, measures: Measures) -> Iterator[str]:
    """A measure, the one it counts among, and so on."""
    seen: list[str] = []
    while name in measures and name not in seen:
        seen.append(name)
        yield name
        name = (measures[name].get("among") or {}).get("measure", "")


def relate(draft: Draft, sheets: Mapping[tuple[str, str], "Sheet"], measures: Measures) -> list[tuple[int, int]]:
    """Say what these measures are to each other. What comes back: numbers of which neither is nought where the other is not."""
    alike: list[tuple[int, int]] = []
    for sheet in sheets.values():
        among = sheet.spec.get("among") or {}
        above = sheets.get((among.get("measure", ""), sheet.period))
        if above is not None:
            alike += _one_of(draft, sheet, above, among)
        elif among:
            _further_up(draft, sheet, sheets, measures)
    _people(draft, sheets, measures)
    return alike


def _one_of(draft: Draft, sheet: "Sheet", above: "Sheet", among: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for spot, theirs, mine in _both(draft, above, among["code"], sheet):
        if among["relation"] == "equal":
            draft.relate([(theirs, 1), (mine, -1)], 0, 0, sheet.block)
            yield theirs, mine
            continue
        draft.relate([(theirs, 1), (mine, -1)], 0, None, sheet.block)
        if not spot:
            _nobody_behind_no_row(draft, theirs, mine, sheet.block)
            yield theirs, mine
        elif draft.unknowns[theirs].value is None and draft.unknowns[mine].floor == 1:
            # Where the rows of a group are withheld so are its young people, nobody included.
            draft.unknowns[mine] = replace(draft.unknowns[mine], floor=0)


def _further_up(draft: Draft, sheet: "Sheet", sheets: Mapping[tuple[str, str], "Sheet"], measures: Measures) -> None:
    """Where the measure in between tells nothing, these are among the rows further up, and who is left over is a count too."""
    among, passed = sheet.spec["among"], {sheet.measure}
    while among and among["relation"] == "equal" and among["measure"] not in passed:
        wider = sheets.get((among["measure"], sheet.period))
        if wider is not None:
            _left_over(draft, sheet, wider, among["code"])
            return
        passed.add(among["measure"])
        among = measures.get(among["measure"], {}).get("among")


def _left_over(draft: Draft, few: "Sheet", many: "Sheet", code: str | None) -> None:
    for spot, theirs, mine in _both(draft, many, code, few):
        draft.rest(many.key(f"beyond {few.measure}", spot), theirs, mine, many.block)


def _both(draft: Draft, many: "Sheet", code: str | None, few: "Sheet") -> Iterator[tuple[Mapping[str, str], int, int]]:
    """Where both stand, spot by spot: those of the one with this outcome (all of them without one), and all of the other."""
    line = ("numerator", code) if code else many.whole
    if line is None:
        return
    for spot in filter(many.knows, few.spots):
        theirs, mine = many.place(draft, many.at(line, spot)), few.all(draft, spot)
        if theirs is not None and mine is not None:
            yield spot, theirs, mine


def _nobody_behind_no_row(draft: Draft, rows: int, people: int, block: str) -> None:
    """Where there is a row somebody is behind it. (What a young person is in a breakdown the first row says: not so there.)"""
    if draft.unknowns[rows].value:
        draft.relate([(people, 1)], 1, None, block)
    if draft.unknowns[people].value == 0:
        draft.relate([(rows, 1)], 0, 0, block)


def _people(draft: Draft, sheets: Mapping[tuple[str, str], "Sheet"], measures: Measures) -> None:
    """The young people behind some rows are among those behind all rows that hold these, and who is left over is a count too.

    What holds what is asked of all measures that were agreed: the rows themselves need not be shown for this.
    """
    behind: dict[tuple[str, Rows], list[str]] = defaultdict(list)
    for name, said in {sheet.measure: sheet.spec for sheet in sheets.values()}.items():
        among = said.get("among")
        if among and among["relation"] == "at_most":
            behind[said["unit"], (among["measure"], among["code"])].append(name)
    for (unit, rows), some in list(behind.items()):
        more = [m for wider in _holding(rows, measures) for m in behind.get((unit, wider), ())]
        # Measures of the same rows are the same number; of these one is enough, where it is shown.
        few = {p: m for m, p in reversed(list(sheets)) if m in some} if more else {}
        for many, period in ((m, p) for m in more for p in few if (m, p) in sheets):
            large, small = sheets[many, period], sheets[few[period], period]
            whole, part = large.all(draft), small.all(draft)
            if whole is not None and part is not None:
                draft.rest(large.key(f"beyond {few[period]}", {}), whole, part, large.block)


def _holding(rows: Rows, measures: Measures) -> Iterator[Rows]:
    """All sets of rows of which these are a part."""
    name, code = rows
    for _ in measures:
        outcome = measures[name].get("outcome") if name in measures else None
        if code and outcome:
            yield from ((name, wide) for wide in outcome["codes"] if wide != code and holds(outcome, wide, code))
            yield name, None
        among = measures[name].get("among") if name in measures else None
        if not among or among["relation"] != "equal":
            return
        name, code = among["measure"], among["code"]
        yield name, code


def holds(outcome: Mapping[str, Any], wide: str, narrow: str) -> bool:
    """Whether everybody with outcome `narrow` has outcome `wide` too."""
    if outcome["relation"] == "apart":
        return False
    if outcome["relation"] != "nested":
        here, parents = narrow, outcome["parents"]
        for _ in parents:
            here = parents.get(here)
            if here == wide:
                return True
        return False
    months, codes = outcome["follow_up_months"], list(outcome["codes"])
    if months[wide] != months[narrow]:
        return months[wide] > months[narrow]
    return codes.index(wide) < codes.index(narrow)


def doubtful(unknowns: Sequence[Unknown], alike: Sequence[tuple[int, int]]) -> list[Unknown]:
    """A mark stands wherever the same number stands: where it may be a nought in one place, no mark of it says otherwise."""
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in alike:
        beside[one].append(other)
        beside[other].append(one)
    found = list(unknowns)

    def marked(place: int, floor: int) -> bool:
        return found[place].kind == "withheld" and found[place].value is None and found[place].floor == floor

    left = [place for place in beside if marked(place, 0)]
    while left:
        for other in beside[left.pop()]:
            if marked(other, 1):
                found[other] = replace(found[other], floor=0)
                left.append(other)
    return found
