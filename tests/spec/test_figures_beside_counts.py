"""Figures that are no counts: shares by a day, months and events, estimates. They are shown where enough young people are behind them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.protection import protect
from schemas import Policy
from tests import counted
from tests.attacks import goes_out, kinds, planted, told
from tests.audited import apart, breakdown, measure, nested
from tests.spec.test_disclosure_control import WITHHELD, agreed

DAY = "horizon"
LIMITS = ("percent", "ci_low", "ci_high")
BY_DAY = agreed(again=measure(DAY, outcome=nested(DAY, "d180", "d365"), kind="horizons", unit="youth", gender=breakdown("girl", "boy")))
LIBERTY = agreed(liberty=measure("outcome", outcome=apart("outcome", "arrest"), kind="rate", unit="youth", gender=breakdown("girl", "boy")))
HIDDEN = agreed(hidden=measure(kind="estimate", unit="youth"))
HEAD = "measure | period | horizon | gender | statistic | value\n"
WHOLE = HEAD + "again | 2025 | _T | _T | denominator | {}\n"
Row = dict[str, Any]


def shares(size: int, *by_day: tuple[str, int, int], status: str = "", **group: str) -> Iterable[Row]:
    """So many are followed; by each day so many of a hundred had it, and the fewest that this sets apart are so many."""
    base = {"measure": "again", "period": "2024", **group}
    yield {**base, "statistic": "denominator", "value": size, "youth": size}
    for day, percent, youth in by_day:
        for statistic, value in zip(LIMITS, (percent, max(percent - 9, 0), percent + 9), strict=True):
            number = {"value": value if size else None, "youth": youth} if not status else {"value": None, "youth": None}
            yield {**base, DAY: day, "statistic": statistic, "status": status, **number}


def table(structure: Row, *rows: Iterable[Row]) -> pl.DataFrame:
    return counted.frame([r for some in rows for r in some], structure)


@pytest.mark.parametrize(("youth", "shown"), [(11, [(40, ""), (31, ""), (49, "")]), (10, [(None, WITHHELD)] * 3)])
def test_a_share_by_a_day_and_its_limits_need_eleven_young_people(youth: int, shown: list, tmp_path: Path) -> None:
    out = goes_out(tmp_path, BY_DAY, table(BY_DAY, shares(80, ("d180", 40, youth))))
    assert [out.see("again", "2024", s, horizon="d180") for s in LIMITS] == shown
    assert out.see("again", "2024", "denominator") == (80, "")
    assert out.withstands


@pytest.mark.parametrize(("size", "denominator"), [(9, (None, WITHHELD)), (0, (0, ""))])
def test_of_a_withheld_number_or_of_nobody_there_is_no_share(size: int, denominator: tuple, tmp_path: Path) -> None:
    out = goes_out(tmp_path, BY_DAY, table(BY_DAY, shares(size, ("d180", 40, 30 if size else 0))))
    assert out.see("again", "2024", "denominator") == denominator
    assert {out.see("again", "2024", s, horizon="d180") for s in LIMITS} == {(None, WITHHELD)}
    assert out.withstands


@pytest.mark.parametrize("status", ["m", "x"])
def test_what_is_not_known_yet_stays_unknown(status: str, tmp_path: Path) -> None:
    out = goes_out(tmp_path, BY_DAY, table(BY_DAY, shares(80, ("d365", 0, 0), status=status)))
    assert {out.see("again", "2024", s, horizon="d365") for s in LIMITS} == {(None, status)}
    assert out.withstands


def groups(girls: tuple[int, int, int], boys: tuple[int, int, int]) -> pl.DataFrame:
    size = girls[0] + boys[0]
    whole = shares(size, ("d180", round((girls[0] * girls[1] + boys[0] * boys[1]) / size), 30))
    return table(
        BY_DAY,
        whole,
        shares(girls[0], ("d180", *girls[1:]), gender="girl"),
        shares(boys[0], ("d180", *boys[1:]), gender="boy"),
    )


def test_a_group_of_few_is_not_told_by_the_whole_and_the_other_group(tmp_path: Path) -> None:
    """Thirty of sixty had it, 27 of the forty girls: three of the boys, were nobody lost."""
    out = goes_out(tmp_path, BY_DAY, groups((40, 67, 13), (20, 15, 3)))
    assert out.see("again", "2024", "percent", horizon="d180")[1] == ""
    assert out.see("again", "2024", "denominator", gender="boy") == (20, "")
    for gender in ("girl", "boy"):
        assert {out.see("again", "2024", s, horizon="d180", gender=gender) for s in LIMITS} == {(None, WITHHELD)}
    assert out.withstands
    shown = WHOLE.format(60) + "again | 2025 | _T | girl | denominator | 40\nagain | 2025 | _T | boy | denominator | 20\n"
    for statistic, whole, girl in zip(LIMITS, (50, 41, 59), (67, 58, 76), strict=True):
        shown += f"again | 2025 | d180 | _T | {statistic} | {whole}\nagain | 2025 | d180 | girl | {statistic} | {girl}\n"
        shown += f"again | 2025 | d180 | boy | {statistic} | c\n"
    assert kinds(planted(tmp_path, BY_DAY["measures"], shown)) == {"a figure that tells of a group beside it"}


def test_groups_of_many_are_shown_and_a_group_of_nobody_hides_none(tmp_path: Path) -> None:
    for number, boys in enumerate(((40, 30, 12), (0, 0, 0))):
        out = goes_out(tmp_path / str(number), BY_DAY, groups((40, 67, 13), boys))
        assert out.see("again", "2024", "percent", horizon="d180", gender="girl") == (67, "")
        assert out.withstands


def test_a_share_stays_as_it_was_published(tmp_path: Path) -> None:
    first, later = (table(BY_DAY, shares(n, ("d180", p, y))) for n, p, y in ((80, 40, 30), (95, 47, 40)))
    out = goes_out(tmp_path / "shown", BY_DAY, first, later)
    assert out.see("again", "2024", "percent", horizon="d180") == (40, "")
    assert out.withstands
    out = goes_out(tmp_path / "withheld", BY_DAY, table(BY_DAY, shares(80, ("d180", 12, 9))), later)
    assert out.see("again", "2024", "percent", horizon="d180") == (None, WITHHELD)
    assert out.withstands


def test_a_later_day_is_not_told_beside_an_earlier_one_that_has_changed(tmp_path: Path) -> None:
    first = table(BY_DAY, shares(80, ("d180", 40, 30)), shares(0, ("d365", 0, 0), status="m"))
    first = first.unique(["statistic", DAY], keep="first", maintain_order=True)
    for number, (percent, shown) in enumerate(((40, (60, "")), (46, (None, WITHHELD)))):
        later = table(BY_DAY, shares(80, ("d180", percent, 30), ("d365", 60, 14)))
        out = goes_out(tmp_path / str(number), BY_DAY, first, later)
        assert out.see("again", "2024", "percent", horizon="d365") == shown
        assert out.withstands


@pytest.mark.parametrize(
    ("size", "by_day", "few"),
    [
        (40, (20, 50), True),
        (40, (50, 80), True),
        (60, (40, 50), True),
        (60, (40, 60), False),
        (60, (40, 40), False),
    ],
)
def test_the_attacker_finds_shares_that_few_have_made(size: int, by_day: tuple[int, int], few: bool, tmp_path: Path) -> None:
    """Of forty a fifth are eight; four fifths leave eight; and between forty and fifty of a hundred, of sixty, there are six."""
    rows = [f"again | 2025 | {d} | _T | {s} | {p}" for d, p in zip(("d180", "d365"), by_day, strict=True) for s in LIMITS]
    audit = planted(tmp_path, BY_DAY["measures"], WHOLE.format(size) + "\n".join(rows))
    assert ("a share by a day that rests on few young people" in kinds(audit)) == few


def test_the_attacker_finds_figures_that_stand_alone_or_have_changed_or_whose_number_is_withheld(tmp_path: Path) -> None:
    def shown(percent: int, size: str = "80") -> str:
        return WHOLE.format(size) + "\n".join(f"again | 2025 | d180 | _T | {s} | {percent}" for s in LIMITS)

    alone = planted(tmp_path / "1", BY_DAY["measures"], shown(40).replace("ci_low | 40", "ci_low | c"))
    assert kinds(alone) == {"a figure without those that stand beside it"}
    assert kinds(planted(tmp_path / "2", BY_DAY["measures"], shown(40), shown(45))) == {"a figure that was shown otherwise before"}
    assert "a percentage beside a withheld count" in kinds(planted(tmp_path / "3", BY_DAY["measures"], shown(40, "c")))
    other = planted(tmp_path / "4", BY_DAY["measures"], shown(40) + "\nagain | 2025 | d180 | _T | months | 90")
    assert kinds(other) == {"a statistic that cannot be attacked"}
    nowhere = planted(tmp_path / "5", BY_DAY["measures"], shown(40) + "\nagain | 2025 | d999 | _T | percent | 90")
    assert kinds(nowhere) == {"a cell outside the agreed tables"}


def at_liberty(months: int, people: int, events: int, having: int, **group: str) -> Iterable[Row]:
    base = {"measure": "liberty", "period": "2024", **group}
    yield {**base, "statistic": "months", "value": months, "youth": people}
    yield {**base, "outcome": "arrest", "statistic": "events", "value": events, "youth": having, "rest_youth": people - having}


@pytest.mark.parametrize(
    ("months", "people", "events", "having", "shown"),
    [
        (300, 40, 35, 12, ((300, ""), (35, ""))),
        (20, 40, 90, 30, ((20, ""), (90, ""))),  # events are no part of months
        (300, 40, 35, 4, ((300, ""), (None, WITHHELD))),  # many events of few
        (300, 40, 0, 0, ((300, ""), (0, ""))),
        (90, 15, 0, 0, ((90, ""), (None, WITHHELD))),  # none of few
        (60, 9, 30, 9, ((None, WITHHELD), (None, WITHHELD))),
        (4, 15, 12, 12, ((None, WITHHELD), (12, ""))),
        (0, 0, 0, 0, ((0, ""), (0, ""))),
    ],
)
def test_months_and_events_rest_on_enough_young_people(
    months: int, people: int, events: int, having: int, shown: tuple, tmp_path: Path
) -> None:
    out = goes_out(tmp_path, LIBERTY, table(LIBERTY, at_liberty(months, people, events, having)))
    assert (out.see("liberty", "2024", "months"), out.see("liberty", "2024", "events", outcome="arrest")) == shown
    assert out.withstands


def test_events_of_a_group_are_not_told_by_the_others(tmp_path: Path) -> None:
    structure = {**LIBERTY, "measures": {"liberty": {**LIBERTY["measures"]["liberty"]}}}
    structure["measures"]["liberty"]["breakdowns"] = {"gender": breakdown("girl", "boy", "unknown")}
    drawn = table(
        structure,
        at_liberty(900, 90, 77, 45),
        at_liberty(400, 40, 37, 20, gender="girl"),
        at_liberty(400, 40, 31, 22, gender="boy"),
        at_liberty(100, 10, 9, 3, gender="unknown"),
    )
    out = goes_out(tmp_path, structure, drawn)
    assert out.see("liberty", "2024", "events", outcome="arrest") == (77, "")
    marks = [out.see("liberty", "2024", "events", outcome="arrest", gender=g)[1] for g in ("girl", "boy", "unknown")]
    assert marks.count(WITHHELD) == 2
    assert [out.see("liberty", "2024", "months", gender=g)[1] for g in ("girl", "boy", "unknown")] == [WITHHELD] * 3
    assert out.withstands
    shown = "measure | period | outcome | gender | statistic | value\nliberty | 2025 | arrest | _T | events | 77\n"
    shown += "liberty | 2025 | arrest | girl | events | 68\nliberty | 2025 | arrest | boy | events | c"
    assert told(planted(tmp_path, LIBERTY["measures"], shown)) == {"arrest boy": (9, 9)}


def test_the_attacker_finds_few_events_and_few_months(tmp_path: Path) -> None:
    shown = "measure | period | outcome | gender | statistic | value\nliberty | 2025 | _T | _T | months | 7\n"
    assert kinds(planted(tmp_path / "1", LIBERTY["measures"], shown)) == {"a small count shown"}
    shown = shown.replace("| 7", "| 70") + "liberty | 2025 | arrest | _T | events | 7"
    assert kinds(planted(tmp_path / "2", LIBERTY["measures"], shown)) == {"a small count shown"}


ESTIMATE = ("estimate", "ci_low", "ci_high")


def estimated(youth: int | None, status: str = "") -> pl.DataFrame:
    values = (240, 180, 330) if not status else (None, None, None)
    base = {"measure": "hidden", "period": "2024", "youth": youth, "status": status}
    return table(HIDDEN, ({**base, "statistic": s, "value": v} for s, v in zip(ESTIMATE, values, strict=True)))


@pytest.mark.parametrize(("youth", "shown"), [(11, [240, 180, 330]), (10, [None] * 3), (0, [None] * 3)])
def test_an_estimate_needs_eleven_young_people_on_two_lists(youth: int, shown: list, tmp_path: Path) -> None:
    see = counted.reader(protect(estimated(youth), HIDDEN, Policy()).tables)
    assert [see("hidden", "2024", s)[0] for s in ESTIMATE] == shown
    assert goes_out(tmp_path, HIDDEN, estimated(youth)).withstands


def test_an_estimate_that_was_refused_is_marked_unreliable_and_stays_withheld_where_it_was(tmp_path: Path) -> None:
    out = goes_out(tmp_path / "1", HIDDEN, estimated(None, "u"))
    assert {out.see("hidden", "2024", s) for s in ESTIMATE} == {(None, "u")}
    assert out.withstands
    for number, (first, stays) in enumerate(((estimated(5), (None, WITHHELD)), (estimated(50), (240, ""))), 2):
        out = goes_out(tmp_path / str(number), HIDDEN, first, estimated(None, "u"))
        assert out.see("hidden", "2024", "estimate") == stays
        assert out.withstands


def test_no_other_kind_is_unreliable() -> None:
    with pytest.raises(ValueError, match="may be unreliable"):
        protect(table(BY_DAY, shares(80, ("d180", 40, 30), status="u")), BY_DAY, Policy())
