"""Figures that have changed since they were published: shown anew where the difference tells nothing about few young people."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.disclosure_control.audit import Audit, audit_publications
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.spec.test_disclosure_control import COUNT, FUNNEL, SHARE, WITHHELD, agreed, counts, measure, published, steps

REVISED = "r"
GROUPS = "gender | all\n_T | {}\ngirl | {}\nboy | {}\nunknown | {}"
ALL = ({}, {"gender": "girl"}, {"gender": "boy"}, {"gender": "unknown"})


def one_after_the_other(*drawn: str, structure: dict = COUNT) -> list[Protected]:
    """The publications of the drawn tables, each protected beside those before it."""
    results: list[Protected] = []
    for table in drawn:
        results.append(protect(counts(table, structure), structure, Policy(), [published(r) for r in results]))
    return results


def groups(result: Protected) -> list[tuple[int | None, str]]:
    see = counted.reader(result.tables)
    return [see("referrals", "2024", "count", **g) for g in ALL]


def attacked(folder: Path, *results: Protected, structure: dict = COUNT) -> Audit:
    drafts = [
        store.save_draft(folder, f"2024-Q4-v{n}", r.tables, structure, {"publication": f"2024-Q4-v{n}"}) for n, r in enumerate(results, 1)
    ]
    return audit_publications(drafts)


def test_a_quarter_revised_by_three_stays_as_it_was() -> None:
    _, then = one_after_the_other("period | all\n2024-Q1 | 30", "period | all\n2024-Q1 | 33")
    assert counted.reader(then.tables)("referrals", "2024-Q1", "count") == (30, "")
    assert (then.revised, then.held_revisions) == (0, 1)
    assert "1 published figures have changed and stay as they were" in then.notes[0]


@pytest.mark.parametrize(("now", "seen"), [(40, (30, "")), (41, (41, REVISED)), (20, (30, "")), (19, (19, REVISED))])
def test_eleven_is_the_least_difference_that_is_shown(now: int, seen: tuple[int, str]) -> None:
    _, then = one_after_the_other("period | all\n2024-Q1 | 30", f"period | all\n2024-Q1 | {now}")
    assert counted.reader(then.tables)("referrals", "2024-Q1", "count") == seen


def test_a_quarter_and_its_year_revised_by_fifteen_go_out_together(tmp_path: Path) -> None:
    table = "period | all\n2024 | {}\n2024-Q1 | {}\n2024-Q2 | 22\n2024-Q3 | 25\n2024-Q4 | 26"
    results = one_after_the_other(table.format(103, 30), table.format(118, 45))
    see = counted.reader(results[-1].tables)
    assert see("referrals", "2024-Q1", "count") == (45, REVISED)
    assert see("referrals", "2024", "count") == (118, REVISED)
    assert see("referrals", "2024-Q2", "count") == (22, "")
    audit = attacked(tmp_path, *results)
    assert audit.passed
    assert sorted(r.difference for r in audit.revised) == [15, 15]


@pytest.mark.parametrize(
    ("before", "now", "seen"),
    [
        # The only part that changed is shown as well.
        ((90, 40, 30, 20), (105, 55, 30, 20), [(105, REVISED), (55, REVISED), (30, ""), (20, "")]),
        # Two parts changed by few each.
        ((90, 40, 30, 20), (105, 50, 35, 20), [(90, ""), (40, ""), (30, ""), (20, "")]),
        # What the shown parts leave to the withheld ones is three.
        ((90, 60, 20, 10), (105, 72, 20, 13), [(90, ""), (60, ""), (None, WITHHELD), (None, WITHHELD)]),
        # All fifteen are among the withheld.
        ((90, 60, 20, 10), (105, 60, 35, 10), [(105, REVISED), (60, ""), (None, WITHHELD), (None, WITHHELD)]),
        # Thirteen moved from one part to another, and the whole stayed.
        ((90, 40, 30, 20), (90, 53, 17, 20), [(90, ""), (53, REVISED), (17, REVISED), (20, "")]),
        # Five moved.
        ((90, 40, 30, 20), (90, 45, 25, 20), [(90, ""), (40, ""), (30, ""), (20, "")]),
        # The new figure would itself be small.
        ((90, 40, 30, 20), (65, 40, 5, 20), [(90, ""), (40, ""), (30, ""), (20, "")]),
    ],
)
def test_a_whole_and_its_parts(before: tuple, now: tuple, seen: list, tmp_path: Path) -> None:
    results = one_after_the_other(GROUPS.format(*before), GROUPS.format(*now))
    assert groups(results[-1]) == seen
    assert attacked(tmp_path, *results).passed


def test_a_late_agency_of_seven_young_people_changes_no_total(tmp_path: Path) -> None:
    structure = agreed(referrals=measure(codes=("one", "other", "late")))
    table = "gender | all\n_T | {}\none | 50\nother | 40\nlate | {}"
    results = one_after_the_other(table.format(90, 0), table.format(97, 7), structure=structure)
    see = counted.reader(results[-1].tables)
    assert see("referrals", "2024", "count") == (90, "")
    assert see("referrals", "2024", "count", gender="late") == (0, "")
    assert attacked(tmp_path, *results, structure=structure).passed


def test_a_revised_denominator_takes_its_percentage_along(tmp_path: Path) -> None:
    results = one_after_the_other("all | accepted\n60 | 25", "all | accepted\n90 | 25", structure=SHARE)
    see = counted.reader(results[-1].tables)
    assert see("referrals", "2024", "denominator") == (90, REVISED)
    assert see("referrals", "2024", "numerator", step="accepted") == (25, "")
    assert see("referrals", "2024", "percent", step="accepted") == (28, REVISED)
    assert attacked(tmp_path, *results, structure=SHARE).passed


@pytest.mark.parametrize("now", ["75 | 32", "78 | 40"])
def test_a_small_change_of_those_left_over_is_not_told(now: str) -> None:
    """By 15 more, 7 of them accepted: 7 and 8 would be told. By 18 more, 15 of them accepted: 3 would."""
    _, then = one_after_the_other("all | accepted\n60 | 25", f"all | accepted\n{now}", structure=SHARE)
    see = counted.reader(then.tables)
    assert see("referrals", "2024", "denominator") == (60, "")
    assert see("referrals", "2024", "numerator", step="accepted") == (25, "")


def test_a_small_change_of_those_lost_between_two_steps_is_not_told() -> None:
    _, then = one_after_the_other("all | accepted | started\n90 | 60 | 30", "all | accepted | started\n110 | 80 | 45", structure=FUNNEL)
    assert counted.reader(then.tables)("referrals", "2024", "numerator", step="accepted") == (60, "")


def test_two_revisions_that_nearly_cancel_out_are_not_both_told(tmp_path: Path) -> None:
    """30, then 45, then 33: the first and the last differ by three."""
    results = one_after_the_other(*(f"period | all\n2024-Q1 | {n}" for n in (30, 45, 33)))
    assert counted.reader(results[1].tables)("referrals", "2024-Q1", "count") == (45, REVISED)
    assert counted.reader(results[2].tables)("referrals", "2024-Q1", "count") == (45, REVISED)
    assert attacked(tmp_path, *results).passed


def test_a_revised_figure_keeps_its_mark(tmp_path: Path) -> None:
    results = one_after_the_other(*(f"period | all\n2024-Q1 | {n}" for n in (30, 45, 45)))
    assert counted.reader(results[2].tables)("referrals", "2024-Q1", "count") == (45, REVISED)
    assert results[2].revised == 0


def test_one_group_of_figures_goes_out_where_another_is_held() -> None:
    _, then = one_after_the_other("period | all\n2024-Q1 | 30\n2024-Q2 | 40", "period | all\n2024-Q1 | 45\n2024-Q2 | 43")
    see = counted.reader(then.tables)
    assert see("referrals", "2024-Q1", "count") == (45, REVISED)
    assert see("referrals", "2024-Q2", "count") == (40, "")


def test_a_median_is_revised_only_with_its_count() -> None:
    def table(accepted: int, days: int) -> pl.DataFrame:
        median = {"measure": "referrals", "period": "2024", "step": "accepted", "statistic": "median_days", "value": days, "youth": 15}
        return pl.concat([counts(f"all | accepted\n90 | {accepted}", SHARE), counted.frame([median], SHARE)])

    first = protect(table(40, 20), SHARE, Policy())
    alone = counted.reader(protect(table(40, 25), SHARE, Policy(), [published(first)]).tables)
    both = counted.reader(protect(table(55, 25), SHARE, Policy(), [published(first)]).tables)
    assert alone("referrals", "2024", "median_days", step="accepted") == (20, "")
    assert both("referrals", "2024", "median_days", step="accepted") == (25, REVISED)


def test_the_attacker_finds_what_the_shown_changes_leave_to_the_withheld_parts(tmp_path: Path) -> None:
    """Shown 15 more in all and 12 more girls: three more among those withheld."""
    first, wrong = (protect(counts(GROUPS.format(*n), COUNT), COUNT, Policy()) for n in ((90, 60, 20, 10), (105, 72, 20, 13)))
    hidden = one_after_the_other(GROUPS.format(90, 60, 20, 10), GROUPS.format(105, 60, 35, 10))[1]
    assert groups(hidden)[2] == (None, WITHHELD)
    planted = published(hidden).with_columns(
        value=pl.when(pl.col("gender") == "girl").then(72).otherwise("value"),
        status=pl.when(pl.col("gender") == "girl").then(pl.lit(REVISED)).otherwise("status"),
    )
    attacked(tmp_path, first, wrong)
    (tmp_path / "2024-Q4-v2" / "cells.csv").write_text(planted.write_csv(), "utf-8")
    audit = audit_publications([tmp_path / "2024-Q4-v1", tmp_path / "2024-Q4-v2"])
    assert "parts revised by a small number" in {leak.kind for leak in audit.leaks}


def test_a_reader_who_takes_the_withheld_for_unchanged_is_reckoned_with(tmp_path: Path) -> None:
    """Nine left over of 40, then of 60: both publications together still leave it open how many."""
    structure = agreed(referrals=measure(steps("accepted")))
    results = one_after_the_other("all | accepted\n40 | 31", "all | accepted\n60 | 31", structure=structure)
    see = counted.reader(results[-1].tables)
    assert see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)
    assert attacked(tmp_path, *results, structure=structure).passed


EVENTS = agreed(referrals=measure(unit="referrals"))


@pytest.mark.parametrize(
    ("people", "kept", "seen"),
    [
        (41, True, (45, REVISED)),  # 15 more referrals, of 12 more young people
        (40, True, (45, REVISED)),
        (39, True, (30, "")),  # of 10 more
        (41, False, (30, "")),  # of who knows how many
    ],
)
def test_a_difference_of_events_is_one_of_young_people(people: int, kept: bool, seen: tuple[int, str]) -> None:
    first = protect(counts("all | youth\n30 | 29", EVENTS), EVENTS, Policy())
    now = counts(f"all | youth\n45 | {people}", EVENTS)
    then = protect(now, EVENTS, Policy(), [published(first)], behind=[first.behind] if kept else [])
    assert counted.reader(then.tables)("referrals", "2024", "count") == seen


def test_what_was_behind_a_held_figure_is_remembered() -> None:
    """30 of 29 young people, then 33 of 31 (held), then 45 of 40: eleven more than when it was shown."""
    results: list[Protected] = []
    for table in ("30 | 29", "33 | 31", "45 | 40"):
        earlier, behind = [published(r) for r in results], [r.behind for r in results]
        results.append(protect(counts(f"all | youth\n{table}", EVENTS), EVENTS, Policy(), earlier, behind=behind))
    seen = [counted.reader(r.tables)("referrals", "2024", "count") for r in results]
    assert seen == [(30, ""), (30, ""), (45, REVISED)]
