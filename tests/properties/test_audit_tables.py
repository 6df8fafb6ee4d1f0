"""The attack on plain tables against every table there is: counted out one by one from the files, for tiny tables."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import Audit, audit_table, verify_certificate

Spot = tuple[str, ...]
Way = tuple[Spot, int]
CODES = {"place": ("n1", "n2", "s"), "age": ("a", "b"), "sex": ("f", "m")}
PARENTS = {"place": {"n1": "n", "n2": "n", "n": "_T", "s": "_T"}}


def above(spot: Spot, columns: Sequence[str]) -> list[Way]:
    return [((*spot[:j], PARENTS.get(c, {}).get(spot[j], "_T"), *spot[j + 1 :]), j) for j, c in enumerate(columns) if spot[j] != "_T"]


def with_totals(inner: Mapping[Spot, int], columns: Sequence[str]) -> dict[Spot, int]:
    counts: dict[Spot, int] = defaultdict(int)
    for spot, count in inner.items():
        lines = []
        for c, code in zip(columns, spot, strict=True):
            line = [code]
            while line[-1] != "_T":
                line.append(PARENTS.get(c, {}).get(line[-1], "_T"))
            lines.append(line)
        for whole in product(*lines):
            counts[whole] += count
    return dict(counts)


def worlds(seen: Mapping[Spot, int | None], columns: Sequence[str], floors: Mapping[Spot, int]) -> Iterator[dict[Spot, int]]:
    """Every table of whole numbers that agrees with what is seen (None: a mark) and with the floors, found by trying."""
    spots = dict.fromkeys(seen)
    queue = list(spots)
    while queue:
        for whole, _ in above(queue.pop(), columns):
            if whole not in spots:
                spots[whole] = None
                queue.append(whole)
    parts: dict[Way, list[Spot]] = defaultdict(list)
    for spot in spots:
        for way in above(spot, columns):
            parts[way].append(spot)
    ways = {spot: [parts[spot, j] for j in range(len(columns)) if (spot, j) in parts] for spot in spots}
    free = [s for s in spots if not ways[s] and seen.get(s) is None]
    shown = {s: v for s, v in seen.items() if v is not None}
    room = {way: shown[way[0]] - sum(shown.get(p, 0) for p in some) for way, some in parts.items() if way[0] in shown}
    most = max(shown.values())
    chosen: dict[Spot, int] = {}

    def value(spot: Spot, known: dict[Spot, int]) -> int | None:
        """What a cell comes to, None where its sums do not agree."""
        if spot not in known:
            sums = {None if None in (v := [value(p, known) for p in some]) else sum(x for x in v if x is not None) for some in ways[spot]}
            if len(sums) != 1 or None in sums or (seen.get(spot) is not None and sums != {seen[spot]}):
                return None
            total = sums.pop()
            assert total is not None
            known[spot] = total
        return known[spot]

    def go_on(place: int) -> Iterator[dict[Spot, int]]:
        if place == len(free):
            known = {s: v for s, v in seen.items() if v is not None and not ways[s]} | chosen
            if all(value(s, known) is not None for s in spots) and all(known[s] >= floors.get(s, 0) for s in spots):
                yield known
            return
        spot = free[place]
        mine = [way for way in above(spot, columns) if way in room]
        for count in range(floors.get(spot, 0), min([most, *(room[w] for w in mine)]) + 1):
            chosen[spot] = count
            for way in mine:
                room[way] -= count
            yield from go_on(place + 1)
            for way in mine:
                room[way] += count
        chosen.pop(spot, None)

    yield from go_on(0)


def taken_for_granted(seen: Mapping[Spot, int | None], columns: Sequence[str]) -> dict[Spot, int]:
    """A withheld cell is at least 1, unless it lies under a withheld one and no zero is shown in such a place."""
    marks = {s for s, v in seen.items() if v is None}
    under = {s for s in seen if any(whole in marks for whole, _ in above(s, columns))}
    always = any(seen[s] == 0 for s in under)
    return {s: 1 for s in marks if always or s not in under}


def written(folder: Path, seen: Mapping[Spot, int | None], columns: Sequence[str], name: str = "t.csv") -> Path:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[*columns, "count"], *([*s, "" if v is None else v] for s, v in seen.items())])
    return folder / name


def levels(folder: Path, columns: Sequence[str]) -> dict[str, Path]:
    (folder / "levels.csv").write_text("code,parent\n" + "".join(f"{c},{p}\n" for c, p in PARENTS["place"].items()), "utf-8")
    return {"place": folder / "levels.csv"} if "place" in columns else {}


def assert_all_tables_agree(audit: Audit, seen: Mapping[Spot, int | None], columns: Sequence[str]) -> None:
    told = {tuple(code for _, code in c.key): c for c in audit.cells}
    aware = list(worlds(seen, columns, taken_for_granted(seen, columns)))
    naive = list(worlds(seen, columns, {}))
    assert aware, "the truth is one of them"
    for spot in (s for s, v in seen.items() if v is None):
        values, plain = {w[spot] for w in aware}, {w[spot] for w in naive}
        cell = told[spot]
        assert (cell.low, cell.high) == (min(values), max(values))
        assert (cell.naive_low, cell.naive_high) == (min(plain), max(plain))
        assert (cell.verdict == "exact") == (len(values) == 1)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, ...], dict[Spot, int | None], bool]:
    columns = draw(st.sampled_from([("place",), ("place", "age"), ("age", "sex"), ("place", "age", "sex")]))
    chance = Random(draw(st.integers(0, 10**6)))
    inner = {spot: chance.choice((0, 1, 1, 2, 3)) for spot in product(*(CODES[c] for c in columns))}
    counts = with_totals(inner, columns)
    hidden = set(chance.sample([s for s in inner if inner[s]], min(draw(st.integers(1, 5)), sum(v > 0 for v in inner.values()))))
    hidden |= {s for s in counts if s not in inner and counts[s] and set(s) != {"_T"} and chance.random() < 0.25}
    zeros = draw(st.booleans())
    return columns, {s: None if s in hidden else v for s, v in counts.items() if zeros or v or s in hidden}, zeros


@settings(max_examples=80, deadline=None)
@given(tables())
def test_bounds_of_a_plain_table_are_those_of_all_tables_that_agree(drawn: tuple[tuple[str, ...], dict[Spot, int | None], bool]) -> None:
    columns, seen, _ = drawn
    if None not in seen.values():
        return
    with TemporaryDirectory() as place:
        path, hierarchies = written(Path(place), seen, columns), levels(Path(place), columns)
        audit = audit_table([path], "count", hierarchies=hierarchies, certified=True)
        assert_all_tables_agree(audit, seen, columns)
        for depth in ("exact", "enough"):
            quick = audit_table([path], "count", hierarchies=hierarchies, bounds=depth)
            verdicts = [(c.key, c.verdict) for c in audit.cells]
            if depth == "enough":
                assert [(c.key, c.verdict) for c in quick.cells] == verdicts
            assert all(q.low <= c.low for q, c in zip(quick.cells, audit.cells, strict=True))
            by_wholes = audit.by_wholes
            assert audit.exact - by_wholes <= quick.exact <= audit.exact
        assert audit.certificate is not None
        wrong = verify_certificate(audit.certificate, [path], "count", hierarchies=hierarchies)
        assert wrong == ([f"{audit.exact} withheld cells have no two tables"] if audit.exact else [])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_bounds_of_two_linked_files_are_those_of_all_tables_that_agree(seed: int) -> None:
    chance = Random(seed)
    columns = ("place", "age", "sex")
    inner = {spot: chance.choice((0, 1, 2)) for spot in product(("n1", "s"), *(CODES[c] for c in columns[1:]))}
    counts = {s: v for s, v in with_totals(inner, columns).items() if s[0] != "n"}
    by_age = {s: v for s, v in counts.items() if s[2] == "_T"}
    by_sex = {s: v for s, v in counts.items() if s[1] == "_T"}
    both = by_age | by_sex
    hidden = {s for s, v in both.items() if v and set(s) != {"_T"} and chance.random() < 0.45}
    seen = {s: None if s in hidden else v for s, v in both.items()}
    if not hidden:
        return
    PARENTS_PLACE = PARENTS.pop("place")
    try:
        with TemporaryDirectory() as place:
            one = written(Path(place), {(s[0], s[1]): seen[s] for s in by_age}, columns[:2], "ages.csv")
            other = written(Path(place), {(s[0], s[2]): seen[s] for s in by_sex}, ("place", "sex"), "sexes.csv")
            assert_all_tables_agree(audit_table([one, other], "count"), seen, columns)
    finally:
        PARENTS["place"] = PARENTS_PLACE


def agencies_in(code: str, column: str) -> set[str]:
    """The agencies of which a code consists."""
    if code == "_T":
        return set(CODES[column])
    children = [c for c, parent in PARENTS.get(column, {}).items() if parent == code]
    return {a for c in children for a in agencies_in(c, column)} if children else {code}


def parts_withheld(spot: Spot, seen: Mapping[Spot, int | None], columns: Sequence[str]) -> set[Spot]:
    """The withheld inner cells of a sum: where they are the insiders' own, the sum tells them nothing new. Without any it is told."""
    inside = set(product(*(sorted(agencies_in(code, c)) for code, c in zip(spot, columns, strict=True))))
    return {s for s in inside if seen.get(s) is None} or {spot}


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(0, 2))
def test_insiders_tell_what_follows_from_the_sums_and_their_own_counts(
    drawn: tuple[tuple[str, ...], dict[Spot, int | None], bool], which: int
) -> None:
    columns, seen, zeros = drawn
    if None not in seen.values() or not zeros:
        return
    column = which % len(columns)
    with TemporaryDirectory() as place:
        path, hierarchies = written(Path(place), seen, columns), levels(Path(place), columns)
        found = audit_table([path], "count", hierarchies=hierarchies, contributor=columns[column]).insiders
    assert found is not None
    spots = {s: i for i, s in enumerate(seen)}
    everywhere = list(worlds(seen, columns, taken_for_granted(seen, columns)))
    known = {s for s in seen if len({w[s] for w in everywhere}) == 1}
    unit, facts = np.eye(len(spots)), []
    for spot in seen:
        for j in range(len(columns)):
            parts = [spots[s] for s in seen if (spot, j) in above(s, columns)]
            if parts:
                facts.append(unit[parts].sum(axis=0) - unit[spots[spot]])
    facts += [unit[spots[s]] for s in known]
    worst = 0
    for coalition in [c for size in (1, 2) for c in combinations(CODES[columns[column]], size)]:
        own = {s for s in seen if agencies_in(s[column], columns[column]) <= set(coalition)}
        theirs = np.array([*facts, *(unit[spots[s]] for s in own)])
        rank = np.linalg.matrix_rank(theirs)
        others = [s for s, v in seen.items() if v is None and s not in own and not parts_withheld(s, seen, columns) <= own]
        worst = max(worst, sum(np.linalg.matrix_rank(np.vstack([theirs, unit[spots[s]]])) == rank for s in others))
    assert found.exact == worst
