"""Measures that count among what another one counts: the same number in two places, the young people behind its rows, some of its
rows, or its rows after a longer wait."""

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.disclosure_control.protection.draft import WHOLE, Draft, Drawn, Group, Groups, chain
from pipelines.disclosure_control.protection.facts import TOTAL

YEAR = len("2026")


def counted_among(draft: Draft, among: Mapping[str, Any], groups: Groups, drawn: Drawn, period: str) -> None:
    """Those counted here are those whom another measure counts with one of its outcomes; or the young people behind these rows."""
    for place, group in groups.items():
        above = drawn.get(among["measure"], {}).get(period, {}).get(place)
        code = among["code"] or WHOLE
        if above is None or WHOLE not in group.cells or code not in above.cells:
            continue
        here, there = group.cells[WHOLE], above.cells[code]
        # No row, no young people, and neither the other way round; what a young person is in a breakdown the first row says.
        kin = among["relation"] != "equal" and place[0] == WHOLE
        if among["relation"] == "equal" or (kin and draft.cells[here].value == draft.cells[there].value == 0):
            draft.same(here, there)
        else:
            draft.no_fewer(there, here)
            if kin:
                draft.kin.append((here, there))
            else:
                draft.parts[there].append(here)


def people_among_people(draft: Draft, drawn: Drawn) -> None:
    """The young people behind some rows are among the young people behind more rows of the same kind, each counted once."""
    measures = draft.form.measures
    behind: dict[tuple[str, tuple[str, str]], list[str]] = {}
    for name in drawn:
        if (rows := _rows_behind(measures[name])) is not None:
            behind.setdefault((measures[name]["unit"], rows), []).append(name)
    for (unit, rows), names in behind.items():
        more = next((found for wider in _wider(rows, measures) if (found := behind.get((unit, wider)))), ())
        for few in names[:1]:
            for many in more:
                for period in sorted(set(drawn[few]) & set(drawn[many])):
                    one, other = (drawn[m][period].get((WHOLE, TOTAL), Group({})) for m in (few, many))
                    if WHOLE in one.cells and WHOLE in other.cells:
                        of = other.cells[WHOLE]
                        draft.no_fewer(of, one.cells[WHOLE], (*draft.cells[of].key[:-1], f"beyond {few}"))


def parts_of_others(draft: Draft, drawn: Drawn) -> None:
    """In a year, all whom this measure counts are among all whom another does; who is left over is a count too."""
    for name, by_period in drawn.items():
        many = draft.form.measures[name].get("part_of")
        for period in sorted(set(by_period) & set(drawn.get(many, ()))):
            here, there = (drawn[m][period].get((WHOLE, TOTAL), Group({})).cells for m in (name, many))
            if len(period) == YEAR and WHOLE in here and WHOLE in there:
                draft.no_fewer(there[WHOLE], here[WHOLE], (*draft.cells[there[WHOLE]].key[:-1], f"beyond {name}"))


def waited_longer(draft: Draft, drawn: Drawn) -> None:
    """Whoever had an event sooner, and is counted here, where it was waited for longer, had it here too."""
    for name, by_period in drawn.items():
        for shorter in draft.form.measures[name].get("outlasts") or ():
            for period, groups in by_period.items():
                before = drawn.get(shorter["measure"], {}).get(period, {})
                for place in (p for p in groups if p in before):
                    _no_fewer_had_it(draft, groups[place], before[place], shorter["codes"])


def _no_fewer_had_it(draft: Draft, here: Group, before: Group, codes: Mapping[str, str]) -> None:
    if WHOLE in here.cells and WHOLE in before.cells:
        for mine, theirs in codes.items():
            if mine in here.cells and theirs in before.cells:
                draft.at_least_less_lost(here.cells[mine], before.cells[theirs], here.cells[WHOLE], before.cells[WHOLE])


def _rows_behind(measure: Mapping[str, Any]) -> tuple[str, str] | None:
    """Measure and outcome code of the rows whose young people are counted."""
    among = measure.get("among")
    return (among["measure"], among["code"] or WHOLE) if among and among["relation"] == "at_most" else None


def _wider(rows: tuple[str, str], measures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rows that hold all of these, the next first."""
    name, code = rows
    seen: set[str] = set()
    while name in measures and name not in seen:
        seen.add(name)
        outcome, among = measures[name]["outcome"], measures[name].get("among")
        if code != WHOLE and outcome["relation"] == "nested":
            order = chain(outcome)
            yield from ((name, c) for c in reversed(order[: order.index(code)]))
        while code != WHOLE and (code := outcome["parents"].get(code, WHOLE)) != WHOLE:
            yield name, code
        if (name, code) != rows:
            yield name, WHOLE
        if not among or among["relation"] != "equal":
            return
        name, code = among["measure"], among["code"] or WHOLE
        yield name, code
