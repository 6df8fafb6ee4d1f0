"""Plain tables as the attacker reads them: what contradicts its marks, what insiders share, certificates that leave something out."""

import json
from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from pipelines.disclosure_control.audit import Audit, audit_table, verify_certificate
from tests.audited import table

LEVELS = "code | parent\nnorth | _T\nsouth | _T\nn1 | north\nn2 | north\nn3 | north\ns1 | south\ns2 | south"
PLACES = """
    place | age | n
    n1    | a   |
    n2    | a   |
    n3    | a   | 25
    s1    | a   |
    s2    | a   |
    n1    | b   |
    n2    | b   |
    n3    | b   | 30
    s1    | b   |
    s2    | b   |
    north | a   | 60
    north | b   | 80
    south | a   | 70
    south | b   | 90
    """


def leaks(tmp_path: Path, *drawn: str) -> list[str]:
    paths = [table(tmp_path / f"t{n}.csv", one) for n, one in enumerate(drawn)]
    return [leak.kind for leak in audit_table(paths, "n").leaks]


def bounds(audit: Audit) -> dict[str, tuple[int, int | None]]:
    return {" ".join(code for _, code in c.key): (c.low, c.high) for c in audit.cells}


def test_what_a_table_shows_against_its_own_rules_is_said(tmp_path: Path) -> None:
    assert leaks(tmp_path, "age | n | status\na | 30 | c\nb | 40 |") == ["a value beside a mark"]
    assert leaks(tmp_path, "age | n\na | 1\nb | 40") == ["a small count shown"]
    assert leaks(tmp_path, "age | n\na | 10\nb | 40") == ["a small count shown"]
    assert leaks(tmp_path, "age | n\na | 0\nb | 11") == []
    assert leaks(tmp_path, "age | n\na | 30", "age | n\na | 31") == ["two values for one cell"]
    assert leaks(tmp_path, "age | n\na | 30", "age | n\na | 30") == []
    assert leaks(tmp_path, "age | n\na | 30", "age | n\na |") == ["shown in one file and withheld in another"]
    assert leaks(tmp_path, "age | n\na |", "age | n\na |") == []


def test_a_value_beside_a_mark_is_attacked_as_a_mark(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "age | n | status\na | 30 | c\nb | 40 |\n_T | 90 |")
    assert bounds(audit_table([path], "n")) == {"a": (50, 50)}


def test_levels_bind_each_other_and_totals_that_no_file_has(tmp_path: Path) -> None:
    levels = {"place": table(tmp_path / "levels.csv", LEVELS)}
    path = table(tmp_path / "t.csv", PLACES)
    audit = audit_table([path], "n", hierarchies=levels, certified=True)
    assert bounds(audit) == {
        "n1 a": (1, 34), "n2 a": (1, 34), "s1 a": (1, 69), "s2 a": (1, 69),
        "n1 b": (1, 49), "n2 b": (1, 49), "s1 b": (1, 89), "s2 b": (1, 89),
    }  # fmt: skip
    assert audit.certificate is not None
    assert verify_certificate(audit.certificate, [path], "n", hierarchies=levels) == []


def certified(tmp_path: Path) -> tuple[dict[str, Any], Path, dict[str, Path]]:
    levels = {"place": table(tmp_path / "levels.csv", LEVELS)}
    path = table(tmp_path / "t.csv", PLACES)
    audit = audit_table([path], "n", hierarchies=levels, certified=True)
    return json.loads(json.dumps(audit.certificate)), path, levels


def without(said: dict[str, Any], place: int) -> dict[str, Any]:
    """The certificate as if there were no such number."""

    def moved(i: int) -> int:
        return i - (i > place)

    other = deepcopy(said)
    del other["not_shown"][place], other["base"][place]
    other["tables"] = [[[moved(i), n] for i, n in one if i != place] for one in said["tables"]]
    other["cells"] = [{**c, "cell": moved(c["cell"])} for c in said["cells"] if c["cell"] != place]
    return other


def test_a_certificate_that_leaves_a_number_out_is_found_out(tmp_path: Path) -> None:
    said, path, levels = certified(tmp_path)
    marks = [i for i, spot in enumerate(said["not_shown"]) if spot[0] in ("n1", "n2", "s1", "s2") and spot[1] in "ab"]
    totals = [i for i, spot in enumerate(said["not_shown"]) if "_T" in spot]
    assert len(marks) == 8 and totals
    for place in marks:
        assert "it does not name the cells that are not shown" in verify_certificate(without(said, place), [path], "n", hierarchies=levels)
    for place in totals:
        assert "it leaves a total out" in verify_certificate(without(said, place), [path], "n", hierarchies=levels)


def test_a_certificate_may_not_name_a_cell_without_a_row_in_a_table_that_leaves_noughts_out(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | age | n\nx | a |\nx | b |\nx | c | 40\nx | _T | 90")
    said = json.loads(json.dumps(audit_table([path], "n", certified=True).certificate))
    assert verify_certificate(said, [path], "n") == []
    other = deepcopy(said)
    other["not_shown"].append(["y", "a"])
    other["base"].append(0)
    assert "it names a cell that has no row, in a table that leaves zeros out" in verify_certificate(other, [path], "n")


@pytest.mark.parametrize(("zero", "low"), [("", 1), ("\nx | d | 0", 1), ("\ny | a | 0\ny | b | 0\ny | c | 0\ny | _T | 0", 1)])
def test_a_mark_under_a_shown_total_is_one_or_more_in_its_certificate(zero: str, low: int, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | age | n\nx | a |\nx | b |\nx | c | 40\nx | _T | 60" + zero)
    audit = audit_table([path], "n", certified=True)
    assert bounds(audit) == {"x a": (low, 20 - low), "x b": (low, 20 - low)}
    said = json.loads(json.dumps(audit.certificate))
    assert verify_certificate(said, [path], "n") == []
    lower = deepcopy(said)
    places = {tuple(spot): i for i, spot in enumerate(said["not_shown"])}
    a, b = places["x", "a"], places["x", "b"]
    lower["tables"].append([[a, -said["base"][a]], [b, said["base"][a]]])
    for cell in lower["cells"]:
        if cell["cell"] == a:
            cell["low"], cell["low_table"] = 0, len(lower["tables"]) - 1
    assert verify_certificate(lower, [path], "n") == ["a table does not agree with what is shown"]


def test_under_a_withheld_total_a_mark_may_be_nought_unless_noughts_are_seen_under_one(tmp_path: Path) -> None:
    hidden = "place | age | n\nx | a |\nx | b |\nx | c |\nx | _T |\ny | a | 20\ny | b | 30\ny | c | 40\ny | _T | 90\n_T | _T | 130"
    for zero, low in (("", 0), ("\nx | d | 0\ny | d | 0", 1)):
        path = table(tmp_path / "t.csv", hidden + zero)
        audit = audit_table([path], "n", certified=True)
        assert bounds(audit)["x a"][0] == low
        assert bounds(audit)["x _T"] == (40, 40)
        assert verify_certificate(audit.certificate or {}, [path], "n") == ["1 withheld cells have no two tables"]


AGENCIES = ("police", "courts", "homes", "school")


def by_agency(tmp_path: Path, hidden: set[tuple[str, str]], numbers: dict[tuple[str, str], int]) -> Audit:
    def shown(agency: str, age: str) -> str:
        inside = [n for (a, b), n in numbers.items() if agency in ("_T", a) and age in ("_T", b)]
        return "" if (agency, age) in hidden else str(sum(inside))

    lines = [f"{agency} | {age} | {shown(agency, age)}" for agency, age in product((*AGENCIES, "_T"), ("a", "b", "_T"))]
    path = table(tmp_path / "t.csv", "\n".join(["agency | age | n", *lines]))
    return audit_table([path], "n", contributor="agency")


@pytest.mark.parametrize(
    ("withheld", "failed", "worst", "exact"),
    [
        (("police", "courts"), 4, {("police",), ("courts",), ("police", "homes"), ("police", "school"), ("courts", "homes")}, 2),
        (("police", "courts", "homes"), 3, {("police", "courts"), ("police", "homes"), ("courts", "homes")}, 2),
        (AGENCIES, 0, {("police",)}, 0),
        ((), 0, {("police",)}, 0),
    ],
)
def test_insiders_tell_what_is_left_when_they_take_their_own_away(
    withheld: tuple, failed: int, worst: set, exact: int, tmp_path: Path
) -> None:
    """Two that hide each other tell each other; of three any two tell the third; four hide any two from the others."""
    numbers = {(agency, age): 20 + 3 * i + 7 * (age == "b") for i, agency in enumerate(AGENCIES) for age in "ab"}
    audit = by_agency(tmp_path, {(agency, age) for agency in withheld for age in "ab"}, numbers)
    inside = audit.insiders
    assert inside is not None
    assert inside.coalitions == 10
    assert inside.exact == exact
    if exact:
        assert inside.worst in worst
    else:
        assert inside.failed == failed


@pytest.mark.parametrize("alone", AGENCIES)
def test_a_total_of_which_only_their_own_parts_are_withheld_tells_insiders_nothing_new(alone: str, tmp_path: Path) -> None:
    """Whichever agency it is, also the one that the file names first."""
    numbers = {(agency, age): 20 + 3 * i + 7 * (age == "b") for i, agency in enumerate(AGENCIES) for age in "ab"}
    audit = by_agency(tmp_path, {(agency, age) for agency in (alone, "_T") for age in "ab"}, numbers)
    assert audit.insiders is not None
    assert (audit.insiders.failed, audit.insiders.exact) == (0, 0)


@pytest.mark.parametrize("reach", [(1, 20), (0, None), (3, 30), (0, 34)])
def test_a_certificate_is_right_for_the_reader_it_was_made_for(reach: tuple[int, int | None], tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | age | n\nx | a |\nx | b |\nx | c |\nx | _T | 34")
    audit = audit_table([path], "n", reach=reach, certified=True)
    said = json.loads(json.dumps(audit.certificate))
    assert verify_certificate(said, [path], "n", reach=reach) == []
    wider = (reach[0] + 1, reach[1])
    assert verify_certificate(said, [path], "n", reach=wider) == ["a table does not agree with what is shown"]
    if reach[1]:
        assert verify_certificate(said, [path], "n", reach=(reach[0], 10)) == ["a table does not agree with what is shown"]


VERDICTS = {
    (None, 2): ("exact", (1, 1)),
    (None, 3): ("narrowed", (1, 2)),
    (None, 10): ("narrowed", (1, 9)),
    (None, 11): ("open", (1, 10)),
    ((1, 20), 21): ("open", (1, 20)),
    ((1, 20), 22): ("narrowed", (2, 20)),
    ((1, 20), 30): ("narrowed", (10, 20)),
    ((1, 20), 31): ("open", (11, 20)),
    ((1, 20), 40): ("exact", (20, 20)),
    ((0, None), 9): ("narrowed", (0, 9)),
    ((0, None), 10): ("open", (0, 10)),
    ((3, None), 20): ("open", (3, 17)),
    ((3, None), 12): ("narrowed", (3, 9)),
}


@pytest.mark.parametrize(("reach", "total"), VERDICTS)
@pytest.mark.parametrize("depth", ["tight", "enough", "exact"])
def test_a_mark_is_told_too_closely_from_two_up_to_ten_or_under_ten_at_most(reach, total: int, depth, tmp_path: Path) -> None:
    """What the reader takes for granted of every mark does not count as told."""
    path = table(tmp_path / "t.csv", f"age | n\na |\nb |\nc | 40\n_T | {40 + total}")
    audit = audit_table([path], "n", reach=reach, bounds=depth)
    verdict, ends = VERDICTS[reach, total]
    assert {(c.low, c.high) for c in audit.cells} == {ends}
    if depth != "exact" or verdict != "narrowed":
        assert {c.verdict for c in audit.cells} == {verdict}
    assert audit.withheld == 2
    assert audit.exact == (2 if verdict == "exact" else 0)
    if depth != "exact":
        assert audit.narrowed == (2 if verdict == "narrowed" else 0)
        assert audit.passed == (verdict == "open")
    else:
        assert audit.passed == (verdict != "exact")
