"""The attacker's bounds against every table there is: counted out one by one, for tables small enough for that."""

from collections.abc import Iterator, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit.system import Draft, Relation, System, Unknown
from pipelines.disclosure_control.audit.verdict import judge
from pipelines.disclosure_control.audit.verify_publications import Checked, check


def agreeing(system: System, floors: Sequence[int], highest: int) -> Iterator[list[int]]:
    """Every assignment of floor..highest that satisfies all relations, found by trying, without the audit's code."""
    values = [u.value for u in system.unknowns]
    last: dict[int, list[Relation]] = {}
    for relation in system.relations:
        last.setdefault(max(place for place, _ in relation.terms), []).append(relation)

    def go_on(place: int) -> Iterator[list[int]]:
        if place == len(values):
            yield list(chosen)
            return
        known = values[place]
        for value in range(floors[place], highest + 1) if known is None else (known,):
            chosen.append(value)
            sums = [(sum(chosen[p] * a for p, a in r.terms), r) for r in last.get(place, ())]
            if all((r.low is None or s >= r.low) and (r.high is None or s <= r.high) for s, r in sums):
                yield from go_on(place + 1)
            chosen.pop()

    chosen: list[int] = []
    yield from go_on(0)


def assert_bounds_are_those_of_all_tables(system: System, highest: int) -> None:
    audit = judge(system, threshold=4, certified=True)
    told = {c.key: c for c in audit.cells}
    aware = list(agreeing(system, [u.floor for u in system.unknowns], highest))
    naive = list(agreeing(system, [0] * len(system.unknowns), highest))
    assert aware, "the truth is one of them"
    for place, unknown in enumerate(system.unknowns):
        values = {t[place] for t in aware}
        if unknown.kind == "withheld":
            cell = told[unknown.key]
            assert (cell.low, cell.high) == (min(values), max(values))
            plain = {t[place] for t in naive}
            assert (cell.naive_low, cell.naive_high) == (min(plain), max(plain))
            assert (cell.verdict == "exact") == (len(values) == 1)
        elif unknown.value is None:
            low, high = min(values), max(values)
            provably_small = low >= 1 and high < 4
            assert (unknown.key in told) == (provably_small and (low > 1 or high < 3))
    said = audit.certificate
    assert said is not None
    ends = {tuple(said["not_shown"][c["cell"]]): (c["low"], c["high"]) for c in said["cells"]}
    assert ends == {tuple(code for _, code in c.key): (c.low, c.high) for c in audit.cells if c.kind == "withheld"}
    told_exactly = sum(low == high for low, high in ends.values())
    assert check(said, system) == Checked([], withheld=len(ends), lacking=told_exactly)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[bool]]:
    counts = draw(st.lists(st.integers(0, 2), min_size=6, max_size=6))
    inner = draw(st.sets(st.integers(0, 5), max_size=4))
    return counts, [place in inner for place in range(6)] + draw(st.lists(st.booleans(), min_size=5, max_size=5))


@settings(max_examples=100, deadline=None)
@given(tables())
@example(([1, 2, 0, 2, 1, 2], [True, True, False, True, True, False] + [False] * 5))
@example(([1, 1, 1, 1, 1, 1], [True, True, False, True, True, False] + [False] * 5))
def test_bounds_of_a_table_with_margins_are_those_of_all_tables_that_agree(drawn: tuple[list[int], list[bool]]) -> None:
    counts, hidden = drawn
    truth = counts + [sum(counts[:3]), sum(counts[3:])] + [counts[j] + counts[3 + j] for j in range(3)]
    hidden = [h and (v > 0 or place >= 6) for place, (h, v) in enumerate(zip(hidden, truth, strict=True))]
    draft = Draft()
    for place, (value, is_hidden) in enumerate(zip(truth, hidden, strict=True)):
        whole = place < 6 and (hidden[6 + place // 3] or hidden[8 + place % 3])
        floor = 1 if place < 6 and not whole else 0
        key = (("cell", str(place)),)
        draft.add(Unknown(key, "withheld", "t", None, floor) if is_hidden else Unknown(key, "shown", "t", value))
    total = draft.add(Unknown((("cell", "total"),), "shown", "t", sum(counts)))
    for row in (0, 1):
        draft.total(6 + row, range(3 * row, 3 * row + 3), "t")
    for column in range(3):
        draft.total(8 + column, (column, 3 + column), "t")
    draft.total(total, (6, 7), "t")
    draft.total(total, (8, 9, 10), "t", spare=False)
    assert_bounds_are_those_of_all_tables(draft.finished(), sum(counts))


@st.composite
def shares(draw: st.DrawFn) -> tuple[list[int], list[int], list[bool]]:
    wholes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=2))
    parts = [draw(st.integers(0, w)) for w in wholes]
    return wholes, parts, draw(st.lists(st.booleans(), min_size=7, max_size=7))


@settings(max_examples=60, deadline=None)
@given(shares())
@example(([6, 5], [2, 1], [True, True, True, True, True, False, True]))
def test_bounds_with_percentages_are_those_of_all_tables_that_agree(
    drawn: tuple[list[int], list[int], list[bool]],
) -> None:
    wholes, parts, hidden = drawn
    draft = Draft()

    def place(name: str, value: int, mark: bool) -> int:
        key = (("cell", name),)
        return draft.add(Unknown(key, "withheld", "t") if mark else Unknown(key, "shown", "t", value))

    total = draft.add(Unknown((("cell", "whole"),), "shown", "t", sum(wholes)))
    part_total = place("part", sum(parts), hidden[6])
    whole_places = [place(f"whole {i}", w, hidden[i]) for i, w in enumerate(wholes)]
    part_places = [place(f"part {i}", p, hidden[2 + i]) for i, p in enumerate(parts)]
    draft.total(total, whole_places, "t")
    draft.total(part_total, part_places, "t")
    for i, (whole, part) in enumerate(zip(whole_places, part_places, strict=True)):
        draft.rest((("cell", f"rest {i}"),), whole, part, "t")
        percent = (200 * parts[i] + wholes[i]) // (2 * wholes[i])
        if hidden[4 + i]:
            draft.relate([(part, 200), (whole, 1 - 2 * percent)], 0, None, "t")
            draft.relate([(part, 200), (whole, -1 - 2 * percent)], None, -1, "t")
    assert_bounds_are_those_of_all_tables(draft.finished(), sum(wholes))
