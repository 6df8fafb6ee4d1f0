"""Against a reader who runs our own program: all tables for which it would have written the same file."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

import numpy as np
import pytest

from pipelines.disclosure_control.suppression import CannotProtect, Requirement, Table, suppress
from pipelines.disclosure_control.suppression.requirement import Kind
from pipelines.disclosure_control.suppression.table import Dimension
from tests.every_table import Reader

MOST_TABLES, MOST_RUNS = 2_000, 60


def told_by_the_method(table: Table, requirement: Requirement) -> list[int] | None:
    """The withheld small counts that have one value in all tables which our program maps to the same file.

    None where the reader has too many tables to try.
    """
    done = suppress(table, requirement)
    reader = Reader(table, done.hidden, requirement.floor)
    true = [int(table.inner[i]) for i in reader.unknown]
    worlds = list(islice(reader.tables(), MOST_TABLES + 1))
    if len(worlds) > MOST_TABLES:
        return None
    assert true in worlds
    values = {c: {int(table.values[c])} for c in np.flatnonzero(done.primary).tolist()}
    runs = 0
    # The likeliest first: those that differ in little.
    for unknown in sorted(worlds, key=lambda w: (sum(abs(a - b) for a, b in zip(w, true, strict=True)), w)):
        inner = table.inner.copy()
        inner[reader.unknown] = unknown
        other = Table(table.dimensions, inner)
        # A table of which a small count would be shown, or that says nothing new, need not be tried.
        if (~done.hidden & (other.values > 0) & (other.values < requirement.threshold)).any():
            continue
        if all(int(other.values[cell]) in seen for cell, seen in values.items() if len(seen) < 2):
            continue
        if runs == MOST_RUNS:
            return None
        runs += 1
        try:
            same = bool((suppress(other, requirement).hidden == done.hidden).all())
        except CannotProtect:
            same = False
        if same:
            for cell, seen in values.items():
                seen.add(int(other.values[cell]))
        if all(len(seen) > 1 for seen in values.values()):
            return []
    return [cell for cell, seen in values.items() if len(seen) < 2]


def flat(*inner: int) -> Table:
    return Table((Dimension.of("age", [f"a{i}" for i in range(len(inner))], {}),), np.array(inner, np.int64))


@pytest.mark.parametrize(
    ("inner", "kind"),
    [*product([(1, 3, 4), (2, 3, 5), (1, 2, 4), (2, 4, 4, 1)], ["full", "width"]), ((1, 3, 4), "exact"), ((2, 4, 4, 1), "exact")],
    ids=str,
)
def test_another_table_with_another_small_count_gives_the_same_file(inner: tuple[int, ...], kind: Kind) -> None:
    assert told_by_the_method(flat(*inner), Requirement(kind, 2, 3)) == []


def all_tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    return (t for t in product(range(most + 1), repeat=cells) if 0 < sum(t) <= most)


@pytest.mark.parametrize(("kind", "threshold", "most"), [("full", 3, 6), ("exact", 3, 5)])
def test_no_small_count_follows_from_the_program_itself(kind: Kind, threshold: int, most: int) -> None:
    """Every table of three counts up to a total, by the file that comes of it: what the files do not tell, the program does not either."""
    same: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    refused = 0
    for inner in all_tables(3, most):
        table = flat(*inner)
        try:
            hidden = suppress(table, Requirement(kind, 1, threshold)).hidden
        except CannotProtect:
            refused += 1
            continue
        same[tuple(None if h else int(v) for h, v in zip(hidden, table.values, strict=True))].append(tuple(table.values.tolist()))
    for shown, tables in same.items():
        for cell, values in enumerate(zip(*tables, strict=True)):
            assert shown[cell] is not None or len(set(values)) > 1 or values[0] >= threshold, (shown, tables)
    assert len(same) > 10
    assert refused < 0.1 * sum(map(len, same.values()))


def test_a_table_that_would_tell_is_withheld_further_or_refused() -> None:
    """2, 5 and 5: of three such tables two can be told apart by no file that hides two cells, so all three are hidden."""
    assert suppress(flat(2, 5, 5), Requirement("full", 1, 3)).hidden.tolist() == [False, True, True, True]
    with pytest.raises(CannotProtect, match="runs this program"):  # 1 and 1: no other two small counts have so small a total
        suppress(flat(1, 1), Requirement("full", 1, 3))
