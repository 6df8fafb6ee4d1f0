"""Several lists of the same young people: what totals, pairs and the union of the lists give away together."""

from collections.abc import Callable, Sequence
from itertools import combinations

from pipelines.disclosure_control.audit.system import Draft, Key, Unknown

TOTAL = "_T"
MOST = 8
"""Up to this many lists every pattern of membership is an unknown (2^8 − 1); beyond, only pairs are compared."""


def relate(
    draft: Draft,
    codes: Sequence[str],
    place: Callable[[str, str], int | None],
    implied: Callable[[str, str, str], Key],
    block: str,
) -> None:
    """Tie the lists of one period together.

    `place` gives where a printed cell stands (None: not printed, or no such number), `implied` names one that is not
    printed: `complement` of (list, _T) is the union without the list, of (list, other) the list without the other;
    `exactly` of ("a+b", _T) are those on a and b and on no further list.
    """
    union = place(TOTAL, TOTAL)
    lists = {c: p for c in codes if (p := place(c, TOTAL)) is not None}
    pairs = {(a, b): p for a, b in combinations(sorted(lists), 2) if (p := place(a, b)) is not None}
    for code, one in lists.items():
        if union is not None:
            draft.rest(implied("complement", code, TOTAL), union, one, block)
    for (a, b), both in pairs.items():
        draft.rest(implied("complement", a, b), lists[a], both, block)
        draft.rest(implied("complement", b, a), lists[b], both, block)
    if len(lists) <= MOST:
        _patterns(draft, union, lists, pairs, implied, block)
    else:
        _pairwise(draft, union, lists, pairs, block)


def _patterns(
    draft: Draft,
    union: int | None,
    lists: dict[str, int],
    pairs: dict[tuple[str, str], int],
    implied: Callable[[str, str, str], Key],
    block: str,
) -> None:
    names = sorted(lists)
    patterns = {
        frozenset(some): draft.add(Unknown(implied("exactly", "+".join(some), TOTAL), "implied", block))
        for size in range(1, len(names) + 1)
        for some in combinations(names, size)
    }
    if union is not None:
        draft.total(union, patterns.values(), block)
    for code, one in lists.items():
        draft.total(one, (p for some, p in patterns.items() if code in some), block)
    for (a, b), both in pairs.items():
        draft.total(both, (p for some, p in patterns.items() if a in some and b in some), block)


def _pairwise(draft: Draft, union: int | None, lists: dict[str, int], pairs: dict[tuple[str, str], int], block: str) -> None:
    if union is None:
        return
    draft.relate([(union, 1), *((p, -1) for p in lists.values())], None, 0, block)
    for (a, b), both in pairs.items():
        draft.relate([(union, 1), (both, 1), (lists[a], -1), (lists[b], -1)], 0, None, block)
