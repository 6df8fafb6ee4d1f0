"""The least and the most different young people there can be: two numbers that must not tell the length of a short list."""

from pathlib import Path

import polars as pl
import pytest

from tests import counted
from tests.attacks import goes_out, kinds, planted
from tests.audited import measure
from tests.spec.test_disclosure_control import WITHHELD, agreed

DIFFERENT = agreed(different={**measure(kind="bounds", unit="youth", adds_up=False), "bounds": {"totals": ["identification_counts"]}})
ENDS = ("count", "low", "high")


def ends(count: int, low: int, high: int, fewest: int, period: str = "2024") -> pl.DataFrame:
    """`fewest`: the shortest list that the most adds up."""
    base = {"measure": "different", "period": period}
    rows = (
        {**base, "statistic": s, "value": v, "youth": y} for s, v, y in zip(ENDS, (count, low, high), (count, low, fewest), strict=True)
    )
    return counted.frame(rows, DIFFERENT)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((50, 50, 95, 45), (50, 50, 95)),
        ((50, 50, 57, 7), (50, 50, None)),  # the other list has seven
        ((50, 80, 130, 50), (50, 80, 130)),
        ((8, 80, 88, 8), (None, None, None)),
        ((50, 50, 50, 50), (50, 50, 50)),
        ((0, 30, 30, 30), (0, 30, 30)),
    ],
)
def test_ends_are_shown_where_no_list_is_short(numbers: tuple[int, int, int, int], shown: tuple, tmp_path: Path) -> None:
    out = goes_out(tmp_path, DIFFERENT, ends(*numbers))
    assert tuple(out.see("different", "2024", s)[0] for s in ENDS) == shown
    assert out.withstands


def test_a_list_that_is_longer_by_few_does_not_tell_by_how_many(tmp_path: Path) -> None:
    out = goes_out(tmp_path, DIFFERENT, ends(50, 53, 103, 50))
    shown = [out.see("different", "2024", s)[0] for s in ENDS]
    assert None in shown
    assert shown[0] == 50
    assert out.withstands


def test_where_the_count_is_withheld_the_ends_do_not_tell_it(tmp_path: Path) -> None:
    """Another measure counts the same nine young people."""
    structure = agreed(**DIFFERENT["measures"], all=measure(kind="count", unit="youth"))
    both = pl.concat([
        counted.frame(ends(9, 30, 39, 9).select("measure", "period", "statistic", "value", "youth").to_dicts(), structure),
        counted.frame([{"measure": "all", "period": "2024", "statistic": "count", "value": 9, "youth": 9}], structure),
    ])  # fmt: skip
    out = goes_out(tmp_path, structure, both)
    assert {out.see("different", "2024", s) for s in ENDS} == {(None, WITHHELD)}
    assert out.withstands


def test_ends_of_quarters_do_not_add_up_to_those_of_the_year(tmp_path: Path) -> None:
    quarters = [ends(20 + n, 20 + n, 51 + n, 20, f"2024-Q{n}") for n in (1, 2, 3, 4)]
    out = goes_out(tmp_path, DIFFERENT, pl.concat([*quarters, ends(60, 60, 155, 50)]))
    assert [out.see("different", "2024", s)[0] for s in ENDS] == [60, 60, 155]
    assert [out.see("different", "2024-Q3", s)[0] for s in ENDS] == [23, 23, 54]
    assert out.withstands


def test_ends_may_be_published_anew_where_they_moved_by_many(tmp_path: Path) -> None:
    out = goes_out(tmp_path, DIFFERENT, ends(50, 50, 95, 45), ends(80, 80, 125, 45))
    assert [out.see("different", "2024", s)[0] for s in ENDS] == [80, 80, 125]
    assert out.withstands
    out = goes_out(tmp_path / "few", DIFFERENT, ends(50, 50, 95, 45), ends(53, 53, 98, 45))
    assert [out.see("different", "2024", s)[0] for s in ENDS] == [50, 50, 95]
    assert out.withstands


HEAD = "measure | period | statistic | value\n"


def test_the_attacker_subtracts_the_ends(tmp_path: Path) -> None:
    def shown(count: str, low: str, high: str) -> str:
        said = zip(ENDS, (count, low, high), strict=True)
        return HEAD + "\n".join(f"different | 2025 | {s} | {v}" for s, v in said)

    of = DIFFERENT["measures"]
    assert kinds(planted(tmp_path / "1", of, shown("50", "50", "57"))) == {"a small high less count shown", "a small high less low shown"}
    assert kinds(planted(tmp_path / "2", of, shown("50", "53", "153"))) == {"a small low less count shown"}
    assert kinds(planted(tmp_path / "3", of, shown("c", "7", "57"))) == {"a small count shown"}
    assert [(c.low, c.high) for c in planted(tmp_path / "4", of, shown("50", "c", "72")).cells] == [(50, 72)]
    assert not planted(tmp_path / "5", of, shown("50", "50", "95")).leaks
