"""What a reader makes of two publications: sums that moved say that something withheld in them moved too."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.audit.among import counts_people
from tests.audited import breakdown, measure, publication

AGES = {"met": measure(age=breakdown("young", "middle", "old"), adds_up=False)}
DRAWN = """
    measure | period | age    | statistic | value
    met     | 2025   | _T     | count     | {whole}
    met     | 2025   | young  | count     | {young}
    met     | 2025   | middle | count     | {middle}
    met     | 2025   | old    | count     | {old}
    """


def told(tmp_path: Path, *publications: dict[str, object]):
    folders = [publication(tmp_path / str(n), AGES, DRAWN.format(**said), f"v{n}") for n, said in enumerate(publications, 1)]
    audit = audit_publications(folders)
    return audit, {c.key[2][1]: (c.low, c.high) for c in audit.cells if c.kind == "withheld" and ("as of", "v1") not in c.key}


BEFORE = {"whole": 100, "young": "c", "middle": "c", "old": 60}


def test_where_nothing_that_is_shown_moved_what_is_withheld_is_taken_for_the_same(tmp_path: Path) -> None:
    audit, ends = told(tmp_path, {**BEFORE, "middle": 25}, {**BEFORE, "middle": 25, "old": 60})
    assert ends["young"] == (15, 15)
    assert audit.exact


def test_where_the_rest_of_a_sum_moved_nothing_withheld_in_it_is_taken_for_the_same(tmp_path: Path) -> None:
    audit, ends = told(tmp_path, BEFORE, {**BEFORE, "whole": 150, "old": 80})
    assert not audit.infeasible
    assert not audit.exact
    assert ends == {"young": (1, 69), "middle": (1, 69)}


def test_a_number_that_is_shown_later_tells_what_stood_beside_it_before(tmp_path: Path) -> None:
    audit, ends = told(tmp_path, BEFORE, {**BEFORE, "middle": 33})
    assert ends["young"] == (7, 7)
    assert not audit.passed


INVENTORY = [
    ({"kind": "inventory", "of_young_people": False}, False),
    ({"kind": "inventory", "of_young_people": True}, True),
    ({"kind": "inventory"}, True),
    ({"kind": "count", "of_young_people": False}, True),
    ({"of_young_people": False}, True),
    ({}, True),
]


@pytest.mark.parametrize(("said", "people"), INVENTORY)
def test_only_an_inventory_that_says_so_counts_nobody(said: dict[str, object], people: bool) -> None:
    assert counts_people(said) == people


@pytest.mark.parametrize("first", ["a statistic that is not yet there", "a measure that nobody agreed"])
def test_whatever_stands_before_it_a_number_outside_the_agreed_tables_is_found(first: str, tmp_path: Path) -> None:
    drawn = DRAWN.format(**BEFORE)
    before = "met | 2024 | _T | count | m" if first.startswith("a stat") else "more | 2024 | _T | count | 50"
    lines = drawn.strip().splitlines()
    planted = "\n".join([lines[0], before, *lines[1:], "met | 2025 | _T | numerator | 50"])
    audit = audit_publications([publication(tmp_path, AGES, planted)])
    assert "a cell outside the agreed tables" in {leak.kind for leak in audit.leaks}
