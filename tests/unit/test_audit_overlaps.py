"""Lists that overlap, few or many: what two of them must share, and who is on one and not on the other."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import Audit
from tests.attacks import planted
from tests.audited import measure

NINE = "abcdefghi"


def lists(tmp_path: Path, codes: str, union: int, **cells: object) -> Audit:
    spec = {"met": measure("agency", "with_agency", lists=tuple(codes), adds_up=False)}
    rows = [f"met | 2025 | {name[0]} | {name[1:] or '_T'} | count | {value}" for name, value in cells.items()]
    head = ["measure | period | agency | with_agency | statistic | value", f"met | 2025 | _T | _T | count | {union}"]
    return planted(tmp_path, spec, "\n".join([*head, *rows]))


@pytest.mark.parametrize("codes", ["abc", NINE])
def test_two_large_lists_overlap_by_what_does_not_fit_beside_each_other(codes: str, tmp_path: Path) -> None:
    others = dict.fromkeys(codes[2:], 40)
    audit = lists(tmp_path, codes, 100, a=89, b=88, ab="c", **others)
    (cell,) = [c for c in audit.cells if c.kind == "withheld"]
    assert cell.naive_low == 77


@pytest.mark.parametrize("codes", ["ab", NINE])
def test_who_is_on_one_list_and_not_on_another_is_a_count_on_either_side(codes: str, tmp_path: Path) -> None:
    others = dict.fromkeys(codes[2:], 100)

    def told(number: int, **cells: int) -> list[tuple[str, str]]:
        found = lists(tmp_path / str(number), codes, 200, **cells, **others).leaks
        return [(dict(k.key)["agency"], dict(k.key)["with_agency"]) for k in found if "complement" in k.kind]

    assert told(1, a=50, b=150, ab=45) == [("a", "b")]
    assert told(2, a=150, b=50, ab=45) == [("b", "a")]
    assert told(3, a=150, b=80, ab=45) == []
    assert ("a", "_T") in told(4, a=195, b=80, ab=45)
