"""Leaks planted in small publications, each drawn; the attacker finds every one, and lets a clean publication pass."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import Audit, audit_publications
from tests.audited import breakdown, measure, nested, partition, publication

BY_AGE = {"met": measure(age=breakdown("young", "middle", "old"))}
STEPS = {"met": measure("step", outcome=nested("step", "accepted", "started"), age=breakdown("young", "old"))}
THREE_STEPS = {"met": measure("step", outcome=nested("step", "accepted", "started", "completed"), age=breakdown("young", "old"))}
DUAL = partition("path", "none", "dual", "first", "later", first="dual", later="dual")
PATHS = {"met": measure("path", outcome=DUAL)}
LISTS = {"met": measure("agency", "with_agency", lists=("a", "b"), adds_up=False)}
THREE_LISTS = {"met": measure("agency", "with_agency", lists=("a", "b", "c"), adds_up=False)}

CASES = {
    "a total less its other parts": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | 60
        met     | 2025   | young  | count     | c
        met     | 2025   | middle | count     | 20
        met     | 2025   | old    | count     | 35
        """,
        {"young": (5, 5)},
    ),
    "as many withheld parts as people": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | 32
        met     | 2025   | young  | count     | c
        met     | 2025   | middle | count     | c
        met     | 2025   | old    | count     | 30
        """,
        {"young": (1, 1), "middle": (1, 1)},
    ),
    "two parts that can share too few": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | 37
        met     | 2025   | young  | count     | c
        met     | 2025   | middle | count     | c
        met     | 2025   | old    | count     | 30
        """,
        {"young": (1, 6), "middle": (1, 6)},
    ),
    "a percentage with its denominator": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 50
        met     | 2025   | accepted | _T  | numerator   | c
        met     | 2025   | accepted | _T  | percent     | 14
        """,
        {"accepted": (7, 7)},
    ),
    "a percentage between two withheld numbers": (
        STEPS,
        """
        measure | period | step     | age   | statistic   | value
        met     | 2025   | _T       | _T    | denominator | 60
        met     | 2025   | _T       | young | denominator | c
        met     | 2025   | _T       | old   | denominator | c
        met     | 2025   | accepted | _T    | numerator   | c
        met     | 2025   | accepted | young | numerator   | c
        met     | 2025   | accepted | young | percent     | 2
        """,
        {"accepted young": (1, 1)},
    ),
    "a year less its other quarters": (
        BY_AGE,
        """
        measure | period  | age | statistic | value
        met     | 2025-Q1 | _T  | count     | 20
        met     | 2025-Q2 | _T  | count     | c
        met     | 2025-Q3 | _T  | count     | 30
        met     | 2025-Q4 | _T  | count     | 25
        met     | 2025    | _T  | count     | 83
        """,
        {"2025-Q2": (8, 8)},
    ),
    "the whole of a group of which the parts are shown": (
        PATHS,
        """
        measure | period | path  | statistic   | value
        met     | 2025   | _T    | denominator | 90
        met     | 2025   | none  | numerator   | 40
        met     | 2025   | dual  | numerator   | 50
        met     | 2025   | first | numerator   | 45
        met     | 2025   | later | numerator   | c
        """,
        {"later": (5, 5)},
    ),
    "two lists and their union": (
        LISTS,
        """
        measure | period | agency | with_agency | statistic | value
        met     | 2025   | _T     | _T          | count     | 51
        met     | 2025   | a      | _T          | count     | 30
        met     | 2025   | b      | _T          | count     | 25
        met     | 2025   | a      | b           | count     | c
        """,
        {"a b": (4, 4)},
    ),
    "three lists, their pairs and their union": (
        THREE_LISTS,
        """
        measure | period | agency | with_agency | statistic | value
        met     | 2025   | _T     | _T          | count     | 150
        met     | 2025   | a      | _T          | count     | 60
        met     | 2025   | b      | _T          | count     | 60
        met     | 2025   | c      | _T          | count     | 47
        met     | 2025   | a      | b           | count     | 12
        met     | 2025   | a      | c           | count     | c
        met     | 2025   | b      | c           | count     | 0
        """,
        {"a c": (5, 5)},
    ),
    "a row that is not there": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | 60
        met     | 2025   | middle | count     | 21
        met     | 2025   | old    | count     | 35
        """,
        {"young": (4, 4)},
    ),
}


def told(audit: Audit) -> dict[str, tuple[int, int | None]]:
    """What the attacker works out, named by the codes that tell the cells apart."""
    found = {}
    for cell in audit.cells:
        if cell.verdict != "open":
            names = dict(cell.key)
            codes = [c for d, c in cell.key if d not in ("measure", "period", "statistic") and c != "_T"]
            name = " ".join(codes) or names["period"]
            printed = names["statistic"] not in ("complement", "exactly")
            found[name if printed else f"not {name}"] = (cell.low, cell.high)
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_planted_leak_is_found(case: str, tmp_path: Path) -> None:
    measures, drawn, expected = CASES[case]
    audit = audit_publications([publication(tmp_path, measures, drawn)])
    assert not audit.passed
    assert not audit.infeasible
    assert expected.items() <= told(audit).items()


def test_who_counts_only_on_numbers_not_being_negative_can_tell_less(tmp_path: Path) -> None:
    """Two marks and two people: only who knows that zeros are shown knows that it is one each."""
    measures, drawn, _ = CASES["as many withheld parts as people"]
    cells = [c for c in audit_publications([publication(tmp_path, measures, drawn)]).cells if c.kind == "withheld"]
    assert [(c.naive_low, c.naive_high, c.low, c.high) for c in cells] == [(0, 2, 1, 1), (0, 2, 1, 1)]


PLAIN_SIGHT = {
    "a small count shown": (
        BY_AGE,
        """
        measure | period | age | statistic | value
        met     | 2025   | _T  | count     | 6
        """,
    ),
    "a small complement shown": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 60
        met     | 2025   | accepted | _T  | numerator   | 55
        """,
    ),
    "a small difference shown": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 90
        met     | 2025   | accepted | _T  | numerator   | 60
        met     | 2025   | started  | _T  | numerator   | 53
        """,
    ),
    "a small difference to completed shown": (
        THREE_STEPS,
        """
        measure | period | step      | age | statistic   | value
        met     | 2025   | _T        | _T  | denominator | 90
        met     | 2025   | accepted  | _T  | numerator   | 60
        met     | 2025   | started   | _T  | numerator   | c
        met     | 2025   | completed | _T  | numerator   | 50
        """,
    ),
    "all or none of a small group": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 21
        met     | 2025   | accepted | _T  | numerator   | 21
        """,
    ),
    "none of a withheld group": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | c
        met     | 2025   | accepted | _T  | numerator   | 0
        """,
    ),
    "a percentage beside a withheld count": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 400
        met     | 2025   | accepted | _T  | numerator   | c
        met     | 2025   | accepted | _T  | percent     | 40
        """,
    ),
    "a cell outside the agreed tables": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | 60
        met     | 2025   | ancient | count    | c
        """,
    ),
}


@pytest.mark.parametrize("kind", PLAIN_SIGHT)
def test_what_stands_there_in_plain_sight_is_found(kind: str, tmp_path: Path) -> None:
    measures, drawn = PLAIN_SIGHT[kind]
    audit = audit_publications([publication(tmp_path, measures, drawn)])
    assert kind in {leak.kind for leak in audit.leaks}
    assert not audit.passed


def test_with_a_longer_follow_up_the_numbers_grow(tmp_path: Path) -> None:
    """Who offended again within 6 months also did within 12: of steps the next is smaller, of horizons larger."""
    measures = {"met": measure("horizon", outcome=nested("horizon", "6m", "12m", months=(6, 12)))}
    drawn = """
        measure | period | horizon | statistic   | value
        met     | 2025   | _T      | denominator | 90
        met     | 2025   | 6m      | numerator   | c
        met     | 2025   | 12m     | numerator   | 12
        """
    cells = audit_publications([publication(tmp_path, measures, drawn)]).cells
    assert [(c.low, c.high) for c in cells] == [(1, 12)]


def test_a_step_between_two_steps_is_told_by_them(tmp_path: Path) -> None:
    measures = {"met": measure("step", outcome=nested("step", "accepted", "started", "completed"))}
    drawn = """
        measure | period | step      | statistic   | value
        met     | 2025   | _T        | denominator | 90
        met     | 2025   | accepted  | numerator   | 30
        met     | 2025   | started   | numerator   | c
        met     | 2025   | completed | numerator   | 30
        """
    assert told(audit_publications([publication(tmp_path, measures, drawn)])) == {"started": (30, 30)}


def test_measures_of_the_same_people_share_their_total(tmp_path: Path) -> None:
    measures = {
        "met": measure(age=breakdown("young", "old"), population="everyone"),
        "asked": measure(age=breakdown("young", "old"), population="everyone"),
    }
    drawn = """
        measure | period | age   | statistic | value
        asked   | 2025   | _T    | count     | 40
        asked   | 2025   | young | count     | c
        asked   | 2025   | old   | count     | c
        met     | 2025   | _T    | count     | c
        met     | 2025   | young | count     | 36
        met     | 2025   | old   | count     | c
        """
    audit = audit_publications([publication(tmp_path, measures, drawn)])
    assert [(c.low, c.high) for c in audit.cells] == [(36, 36), (4, 4), (40, 40), (4, 4)]


FIRST = """
    measure | period | age    | statistic | value
    met     | 2025   | _T     | count     | 60
    met     | 2025   | young  | count     | c
    met     | 2025   | middle | count     | c
    met     | 2025   | old    | count     | 30
    """


def test_what_a_second_publication_shows_the_first_did_not_withhold(tmp_path: Path) -> None:
    first = publication(tmp_path / "first", BY_AGE, FIRST)
    assert audit_publications([first]).passed
    shows_one = FIRST.replace("middle | count     | c", "middle | count     | 26")
    audit = audit_publications([first, publication(tmp_path / "second", BY_AGE, shows_one)])
    assert told(audit) == {"young": (4, 4), "middle": (26, 26)}


def test_a_number_that_changes_a_little_shows_how_many_changed_it(tmp_path: Path) -> None:
    first = publication(tmp_path / "first", BY_AGE, FIRST)
    changed = FIRST.replace("| 60", "| 63")
    audit = audit_publications([first, publication(tmp_path / "second", BY_AGE, changed)])
    assert [r.difference for r in audit.revised] == [3]
    assert [leak.kind for leak in audit.leaks] == ["revised by a small number"]
    assert not audit.passed


def test_a_number_that_changes_much_is_told_but_no_leak(tmp_path: Path) -> None:
    first = publication(tmp_path / "first", BY_AGE, FIRST)
    audit = audit_publications([first, publication(tmp_path / "second", BY_AGE, FIRST.replace("| 60", "| 80"))])
    assert [r.difference for r in audit.revised] == [20]
    assert audit.passed


CLEAN = {
    "two parts that can be small or not": (BY_AGE, FIRST),
    "a withheld total with all its parts": (
        BY_AGE,
        """
        measure | period | age    | statistic | value
        met     | 2025   | _T     | count     | c
        met     | 2025   | young  | count     | c
        met     | 2025   | middle | count     | c
        met     | 2025   | old    | count     | c
        """,
    ),
    "a withheld step of a large group": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 60
        met     | 2025   | accepted | _T  | numerator   | 30
        met     | 2025   | accepted | _T  | percent     | 50
        met     | 2025   | started  | _T  | numerator   | c
        met     | 2025   | started  | _T  | percent     | c
        """,
    ),
    "an outcome that cannot be measured yet": (
        STEPS,
        """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 60
        met     | 2025   | accepted | _T  | numerator   | m
        met     | 2025   | accepted | _T  | percent     | m
        """,
    ),
}


@pytest.mark.parametrize("case", CLEAN)
def test_a_clean_publication_passes(case: str, tmp_path: Path) -> None:
    measures, drawn = CLEAN[case]
    assert audit_publications([publication(tmp_path, measures, drawn)]).passed


def test_what_the_marks_alone_say_is_no_leak(tmp_path: Path) -> None:
    """A withheld total of two withheld parts is 2 at least: the marks themselves say so."""
    measures = {
        "met": measure(age=breakdown("young", "old"), population="everyone"),
    }
    drawn = """
        measure | period  | age | statistic | value
        met     | 2025-Q1 | _T  | count     | c
        met     | 2025-Q2 | _T  | count     | c
        met     | 2025-Q3 | _T  | count     | 0
        met     | 2025-Q4 | _T  | count     | 0
        met     | 2025    | _T  | count     | c
        """
    audit = audit_publications([publication(tmp_path, measures, drawn)])
    assert {dict(c.key)["period"]: c.low for c in audit.cells} == {"2025": 2, "2025-Q1": 1, "2025-Q2": 1}
    assert audit.passed


def test_with_the_list_of_small_cells_only_they_must_be_able_to_be_large(tmp_path: Path) -> None:
    """One of two withheld parts that share 20 is narrowed when it is said to be small; the other, larger one is not."""
    drawn = FIRST.replace("| 30", "| 51")
    folder = publication(tmp_path, BY_AGE, drawn)
    assert audit_publications([folder]).narrowed == 2
    small = frozenset({("met", "2025", "young", "count")})
    assert told(audit_publications([folder], small)) == {"young": (1, 8)}
    assert audit_publications([folder], frozenset()).passed


def test_a_small_complement_is_protected_like_a_small_count(tmp_path: Path) -> None:
    drawn = """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 60
        met     | 2025   | accepted | _T  | numerator   | c
        met     | 2025   | started  | _T  | numerator   | 52
        """
    folder = publication(tmp_path, STEPS, drawn)
    small = frozenset({("met", "2025", "accepted", "_T", "complement")})
    assert told(audit_publications([folder], small))["not accepted"] == (0, 8)


def test_blocks_that_contradict_themselves_are_named_and_the_others_judged(tmp_path: Path) -> None:
    drawn = FIRST.replace("| 60", "| 20").rstrip() + FIRST.replace("2025", "2024").split("value", 1)[1]
    audit = audit_publications([publication(tmp_path, BY_AGE, drawn)])
    assert audit.infeasible == ("met 2025",)
    assert {dict(c.key)["period"] for c in audit.cells} == {"2024"}
    assert not audit.passed
