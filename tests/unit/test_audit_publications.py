"""What the attacker makes of publication files that are broken, and of what medians and small groups give away."""

import json
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import audit_publications
from tests.audited import breakdown, measure, nested, publication

BY_AGE = {"met": measure(age=breakdown("young", "old"))}
STEPS = {"met": measure("step", outcome=nested("step", "accepted"), age=breakdown("young", "old"))}
DRAWN = """
    measure | period | age   | statistic | value
    met     | 2025   | _T    | count     | 60
    met     | 2025   | young | count     | 20
    met     | 2025   | old   | count     | 40
    """


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("met,2025,old,count,40,", "met,2025,old,count,40,c", "a value beside a mark"),
        ("met,2025,old,count,40,", "met,2025,old,count,,", "no value and no mark"),
        ("met,2025,old,count,40,", "met,2025,old,count,many,", "a value that is not a whole number"),
        ("met,2025,old,count,40,", "met,2025,old,count,40,\nmet,2025,old,count,40,", "the same cell twice"),
        ("met,2025,old,count,40,", "seen,2025,old,count,40,", "a measure that is not described"),
    ],
)
def test_a_row_that_breaks_the_form_is_a_leak(before: str, after: str, kind: str, tmp_path: Path) -> None:
    folder = publication(tmp_path, BY_AGE, DRAWN)
    assert audit_publications([folder]).passed
    cells = folder / "cells.csv"
    cells.write_text(cells.read_text("utf-8").replace(before, after), "utf-8")
    audit = audit_publications([folder])
    assert kind in {leak.kind for leak in audit.leaks}
    assert not audit.passed


def test_a_folder_without_the_files_of_a_publication_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        audit_publications([tmp_path])
    folder = publication(tmp_path, BY_AGE, DRAWN)
    (folder / "measures.json").write_text("{}", "utf-8")
    with pytest.raises(ValueError, match="measures.json"):
        audit_publications([folder])
    with pytest.raises(ValueError, match="no publication"):
        audit_publications([])


def test_a_field_too_many_is_refused_without_the_value(tmp_path: Path) -> None:
    folder = publication(tmp_path, BY_AGE, DRAWN)
    cells = folder / "cells.csv"
    cells.write_text(cells.read_text("utf-8").replace("count,40,", "count,4,0,"), "utf-8")
    with pytest.raises(ValueError, match="line 4 does not have as many fields") as refused:
        audit_publications([folder])
    assert "40" not in str(refused.value)


def test_a_median_says_that_its_count_is_not_small(tmp_path: Path) -> None:
    drawn = """
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | 60
        met     | 2025   | accepted | _T  | numerator   | c
        met     | 2025   | accepted | _T  | median_days | 9
        """
    (cell,) = audit_publications([publication(tmp_path, STEPS, drawn)]).cells
    assert (cell.naive_low, cell.low, cell.high) == (0, 11, 60)


@pytest.mark.parametrize(("group", "low"), [("21", 0), ("22", 1), ("c", 0)])
def test_a_mark_on_a_small_group_may_stand_for_none_of_it(group: str, low: int, tmp_path: Path) -> None:
    drawn = f"""
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | {group}
        met     | 2025   | accepted | _T  | numerator   | c
        """
    audit = audit_publications([publication(tmp_path, STEPS, drawn)])
    assert [c.low for c in audit.cells if dict(c.key)["statistic"] == "numerator"] == [low]


def test_distinct_young_people_of_a_year_lie_between_the_largest_quarter_and_the_sum(tmp_path: Path) -> None:
    measures = {"met": measure(age=breakdown("young", "old"), adds_up=False)}
    drawn = """
        measure | period  | age | statistic | value
        met     | 2025-Q1 | _T  | count     | 20
        met     | 2025-Q2 | _T  | count     | 30
        met     | 2025-Q3 | _T  | count     | 0
        met     | 2025-Q4 | _T  | count     | 12
        met     | 2025    | _T  | count     | c
        """
    (cell,) = audit_publications([publication(tmp_path, measures, drawn)]).cells
    assert (cell.low, cell.high) == (30, 62)


def test_columns_may_grow_from_one_publication_to_the_next(tmp_path: Path) -> None:
    """A new measure brings a new column; what the older file calls the same cell stays the same cell."""
    first = publication(tmp_path / "first", BY_AGE, DRAWN.replace("count     | 20", "count | c").replace("| 40", "| c"))
    measures = BY_AGE | {"asked": measure(place=breakdown("north"))}
    wider = """
        measure | period | place | age   | statistic | value
        met     | 2025   |       | young | count     | 20
        asked   | 2025   | _T    |       | count     | 90
        """
    audit = audit_publications([first, publication(tmp_path / "second", measures, wider)])
    assert [(c.low, c.high, c.verdict) for c in audit.cells] == [(20, 20, "exact"), (40, 40, "exact")]


def test_the_result_names_cells_by_their_columns(tmp_path: Path) -> None:
    drawn = DRAWN.replace("count     | 20", "count | c").replace("| 60", "| 43")
    said = json.loads(audit_publications([publication(tmp_path, BY_AGE, drawn)]).to_json())
    names = {"measure": "met", "period": "2025", "age": "young", "statistic": "count"}
    assert said["cells"] == [{"cell": names, "kind": "withheld", "low": 3, "high": 3, "naive_low": 3, "naive_high": 3, "verdict": "exact"}]
