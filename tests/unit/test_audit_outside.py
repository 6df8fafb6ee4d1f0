"""What bounds a withheld number from outside: its rate, rounded; figures of others; and what was public before the county spoke."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import audit_publications, audit_table
from pipelines.disclosure_control.audit.external import Outside, joined, outside
from pipelines.disclosure_control.audit.read import Cell
from tests.audited import breakdown, measure, nested, publication, table

STEPS = {"met": measure("step", outcome=nested("step", "accepted"), age=breakdown("young", "old"))}
AGES = {"met": measure(age=breakdown("young", "middle", "old"))}
RATES = [
    ("percent", 100, 213, 38),
    ("percent", 100, 40, 38),
    ("percent", 100, 200, 38),
    ("rate", 10_000, 213, 3850),
    ("percent", 100, 250, 0),
]


@pytest.mark.parametrize(("statistic", "per", "base", "value"), RATES)
def test_a_rate_leaves_just_the_numerators_that_are_rounded_to_it(statistic: str, per: int, base: int, value: int, tmp_path: Path) -> None:
    drawn = f"""
        measure | period | step     | age | statistic   | value
        met     | 2025   | _T       | _T  | denominator | {base}
        met     | 2025   | accepted | _T  | numerator   | c
        met     | 2025   | accepted | _T  | {statistic} | {value}
        """
    audit = audit_publications([publication(tmp_path, STEPS, drawn)])
    fits = [n for n in range(base + 1) if (2 * per * n + base) // (2 * base) == value]
    (cell,) = [c for c in audit.cells if dict(c.key)["statistic"] == "numerator"]
    assert (cell.naive_low, cell.naive_high) == (fits[0], fits[-1])


def facts(tmp_path: Path, *lines: str) -> list[Outside]:
    head = "published_by | published_on | measure | period | age | statistic | value | low | high"
    return outside(table(tmp_path / "external.csv", "\n".join([head, *lines])), AGES)


def test_figures_of_others_are_exact_or_between_two_ends(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        "State | 2025-01-01 | met | 2025 | young | count | 17 | |",
        "State | 2025-01-01 | met | 2025 | | count | | 50 | 99",
        "State | 2025-01-01 | met | 2025 | old | count | | 5 |",
        "State | 2025-01-01 | met | 2025 | old | count | | | 7",
    )
    assert [(dict(f.key)["age"], f.low, f.high) for f in found] == [("young", 17, 17), ("_T", 50, 99), ("old", 5, None), ("old", 0, 7)]
    assert outside(None, AGES) == outside(tmp_path / "none.csv", AGES) == []


@pytest.mark.parametrize(
    "line",
    [
        "State | d | met | 2025 | young | count | few77 | |",
        "State | d | met | 2025 | young | count | | |",
        "State | d | met | 2025 | young | count | -77 | |",
        "State | d | met | 2025 | young | count | | 78 | 77",
        "State | d | other | 2025 | young | count | 77 | |",
        "State | d | met",
    ],
)
def test_a_line_that_is_no_figure_is_refused_by_its_place(line: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="external.csv, line 3: is not a figure of a cell") as refused:
        facts(tmp_path, "State | d | met | 2025 | young | count | 17 | |", line)
    assert "77" not in str(refused.value)


def test_what_the_county_shows_stands_and_what_it_withholds_is_known_by_others() -> None:
    keys = [(("measure", "met"), ("age", code)) for code in ("a", "b", "c", "d")]
    cells = {keys[0]: Cell(20, False), keys[1]: Cell(None, True), keys[2]: Cell(30, False)}
    found = joined(cells, [Outside(keys[0], 21, 21), Outside(keys[1], 7, 7), Outside(keys[2], 30, 30), Outside(keys[3], 5, 5)])
    assert [found[k].value for k in keys] == [20, 7, 30, 5]
    assert not any(found[k].withheld for k in keys)
    assert joined(cells, [Outside(keys[1], 7, 8), Outside(keys[3], 0, None)]) == cells


BY_AGE = """
    measure | period | age    | statistic | value
    met     | 2025   | _T     | count     | {}
    met     | 2025   | young  | count     | c
    met     | 2025   | middle | count     | c
    met     | 2025   | old    | count     | 60
    """


@pytest.mark.parametrize(
    ("total", "line", "passes"),
    [
        (100, "| 2025 | middle | count | 33 | |", False),
        (100, "| 2025 | middle | count | | 0 | 90", True),
        (100, "| 2025 | middle | count | | 31 | 39", False),
        (100, "| 2025 | middle | count | | 20 | 29", True),
        (100, "| 2025 | young | count | 7 | |", False),
        (100, "| 2025 | young | count | | 5 | 8", True),
        (62, "| 2025 | young | count | 1 | |", False),
    ],
)
def test_a_reader_of_others_tells_what_they_leave_and_not_what_they_said_themselves(
    total: int, line: str, passes: bool, tmp_path: Path
) -> None:
    head = "published_by | published_on | measure | period | age | statistic | value | low | high"
    others = table(tmp_path / "external.csv", f"{head}\nState | 2025-01-01 | met {line}")
    audit = audit_publications([publication(tmp_path / "p", AGES, BY_AGE.format(total))], external=others)
    assert audit.passed == passes, audit.to_json()


def test_no_table_is_no_audit_and_a_hierarchy_has_two_columns(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no table to audit"):
        audit_table([], "n")
    path = table(tmp_path / "t.csv", "place | n\nn1 | 20\n_T | 20")
    for drawn, said in (
        ("code | above\nn1 | north", "the columns 'code' and 'parent'"),
        ("code | parent\nn1 | north\nnorth | n1", "lies under itself"),
        ("code | parent\nn1 | north\nnorth | far\nfar | north", "lies under itself"),
    ):
        with pytest.raises(ValueError, match=said):
            audit_table([path], "n", hierarchies={"place": table(tmp_path / "levels.csv", drawn)})
    with pytest.raises(ValueError, match="no column 'age' for which"):
        audit_table([path], "n", hierarchies={"age": path})
    with pytest.raises(ValueError, match="no column besides"):
        audit_table([table(tmp_path / "one.csv", "n\n20")], "n")


def test_the_top_of_a_hierarchy_may_be_named_or_left_empty(tmp_path: Path) -> None:
    levels = table(tmp_path / "levels.csv", "code | parent\n_T |\nnorth |\nsouth | _T\nn1 | north\nn2 | north")
    path = table(tmp_path / "t.csv", "place | n\n_T | 90\nnorth |\nsouth | 50\nn1 | 33\nn2 |")
    audit = audit_table([path], "n", hierarchies={"place": levels})
    assert {" ".join(c for _, c in cell.key): (cell.low, cell.high) for cell in audit.cells} == {"north": (40, 40), "n2": (7, 7)}
