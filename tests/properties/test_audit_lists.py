"""Lists that overlap: the attacker against every way in which young people can stand on three lists."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import audit_publications
from tests.audited import measure, publication

LISTS = ("a", "b", "c")
PATTERNS = [frozenset(s) for n in (1, 2, 3) for s in combinations(LISTS, n)]
CELLS = [("_T", "_T"), *((x, "_T") for x in LISTS), *combinations(LISTS, 2)]


def counted(patterns: tuple[int, ...], cell: tuple[str, str]) -> int:
    wanted = {c for c in cell if c != "_T"}
    return sum(n for on, n in zip(PATTERNS, patterns, strict=True) if wanted <= on)


def split(people: int, patterns: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread so many people over so many patterns."""
    if patterns == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in split(people - first, patterns - 1):
            yield (first, *rest)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=7, max_size=7), st.lists(st.booleans(), min_size=6, max_size=6))
def test_what_lists_give_away_is_what_all_ways_to_stand_on_them_have_in_common(people: list[int], hidden: list[bool]) -> None:
    marks = dict(zip(CELLS[1:], hidden, strict=True))
    truth = tuple(people)
    lines = "\n".join(f"lists|2025|{a}|{b}|count|{'c' if marks.get((a, b)) else counted(truth, (a, b))}" for a, b in CELLS)
    with TemporaryDirectory() as place:
        spec = {"lists": measure("agency", "with_agency", lists=LISTS)}
        folder = publication(Path(place), spec, f"measure|period|agency|with_agency|statistic|value\n{lines}")
        audit = audit_publications([folder])
    union = sum(truth)
    ways = [w for w in split(union, 7) if all(marks.get(c) or counted(w, c) == counted(truth, c) for c in CELLS)]
    for cell in audit.cells:
        if cell.kind == "withheld":
            names = dict(cell.key)
            spot = (names["agency"], names["with_agency"])
            values = {counted(w, spot) for w in ways}
            assert (cell.naive_low, cell.naive_high) == (min(values), max(values))
