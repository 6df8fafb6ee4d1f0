"""The attack on plain tables: what it reads, and what it takes for granted."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pipelines.disclosure_control.audit import Audit, audit_table, verify_certificate
from tests.audited import table
from tests.line.command import safecount


def bounds(audit: Audit) -> dict[str, tuple[int, int | None]]:
    return {" ".join(code for _, code in c.key): (c.low, c.high) for c in audit.cells}


TWO_BY_TWO = """
    place | age | count
    north | a   |
    north | b   |
    north | c   | 30
    north | _T  | 45
    south | a   |
    south | b   |
    south | c   | 40
    south | _T  | 75
    _T    | a   | 30
    _T    | b   | 20
    _T    | c   | 70
    _T    | _T  | 120
    """


def test_four_marks_in_a_square_protect_each_other(tmp_path: Path) -> None:
    audit = audit_table([table(tmp_path / "t.csv", TWO_BY_TWO)], "count")
    assert bounds(audit) == {"north a": (1, 14), "north b": (1, 14), "south a": (16, 29), "south b": (6, 19)}
    assert not audit.exact


def test_a_square_with_a_corner_that_cannot_give_way_is_told(tmp_path: Path) -> None:
    """The least that the south can have leaves the north one of each."""
    drawn = TWO_BY_TWO.replace("_T  | 45", "_T  | 32").replace("_T  | 120", "_T  | 107")
    drawn = drawn.replace("a   | 30", "a   | 20").replace("b   | 20", "b   | 17")
    assert bounds(audit_table([table(tmp_path / "t.csv", drawn)], "count"))["north a"] == (1, 1)


def test_a_square_that_is_not_closed_is_told(tmp_path: Path) -> None:
    drawn = TWO_BY_TWO.replace("south | a   |", "south | a   | 25")
    assert bounds(audit_table([table(tmp_path / "t.csv", drawn)], "count"))["north a"] == (5, 5)


def test_the_reader_may_know_more_about_the_marks(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "age | count\na |\nb |\n_T | 19")
    assert bounds(audit_table([path], "count")) == {"a": (1, 18), "b": (1, 18)}
    assert bounds(audit_table([path], "count", reach=(0, None))) == {"a": (0, 19), "b": (0, 19)}
    assert bounds(audit_table([path], "count", reach=(1, 10))) == {"a": (9, 10), "b": (9, 10)}


def test_marks_may_be_told_by_a_sign_or_by_a_status(tmp_path: Path) -> None:
    sign = table(tmp_path / "sign.csv", "age | count\na | *\nb | 20\n_T | 25")
    status = table(tmp_path / "status.csv", "age | count | status\na | | c\nb | 20 |\n_T | 25 |")
    assert bounds(audit_table([sign], "count", withheld="*")) == {"a": (5, 5)}
    assert bounds(audit_table([status], "count")) == {"a": (5, 5)}


def test_a_hierarchy_adds_up_level_by_level(tmp_path: Path) -> None:
    levels = table(tmp_path / "levels.csv", "code | parent\nnorth | _T\nsouth | _T\nn1 | north\nn2 | north")
    path = table(tmp_path / "t.csv", "place | count\n_T | 90\nnorth |\nsouth | 50\nn1 | 33\nn2 |")
    assert bounds(audit_table([path], "count", hierarchies={"place": levels})) == {"north": (40, 40), "n2": (7, 7)}


def test_under_a_withheld_total_a_part_may_be_zero_unless_zeros_are_seen_there(tmp_path: Path) -> None:
    hidden = "place | age | count\n_T | _T | 40\n_T | a | \n_T | b | \nn | _T | 0\ns | _T | 40\nn | a |\ns | a |"
    assert bounds(audit_table([table(tmp_path / "t.csv", hidden)], "count", reach=None))["n a"] == (0, 0)
    shown = "place | count\n_T |\nnorth | \nsouth | 0"
    assert bounds(audit_table([table(tmp_path / "s.csv", shown)], "count"))["north"] == (1, None)


def test_a_row_left_out_is_told_by_the_total(tmp_path: Path) -> None:
    listed = table(tmp_path / "zeros.csv", "age | count\na | 0\nb | 20\n_T | 24\nc | 0")
    assert audit_table([listed], "count").infeasible
    levels = table(tmp_path / "levels.csv", "code | parent\na | _T\nb | _T\nlost | _T")
    short = table(tmp_path / "short.csv", "age | count\na | 0\nb | 20\n_T | 24")
    assert bounds(audit_table([short], "count", hierarchies={"age": levels})) == {"lost": (4, 4)}


def test_a_table_without_zeros_leaves_them_out(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | age | count\n_T | a | 25\n_T | b | 30\nn | a |\ns | a | 20\nn | b | 30")
    assert bounds(audit_table([path], "count")) == {"n a": (5, 5)}


def test_without_totals_nothing_bounds_a_mark_from_above(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "age | count\na |\nb | 20")
    audit = audit_table([path], "count")
    assert bounds(audit) == {"a": (1, None)}
    assert audit.passed


def test_totals_that_no_file_has_still_bind(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | age | count\n_T | _T | 65\nn | a |\nn | b | 20\ns | a | 0\ns | b | 40")
    assert bounds(audit_table([path], "count")) == {"n a": (5, 5), "_T a": (5, 5)}


def test_two_files_are_one_system(tmp_path: Path) -> None:
    ages = table(tmp_path / "ages.csv", "place | age | count\nn | a |\nn | b | 30\nn | _T |")
    places = table(tmp_path / "places.csv", "place | count\nn |\ns | 20\n_T | 57")
    assert bounds(audit_table([ages, places], "count")) == {"n a": (7, 7), "n _T": (37, 37)}


def test_what_another_file_shows_is_known(tmp_path: Path) -> None:
    one = table(tmp_path / "one.csv", "age | count\na |\nb | 30")
    other = table(tmp_path / "other.csv", "age | count\na | 14\nb | 30")
    audit = audit_table([one, other], "count")
    assert [leak.kind for leak in audit.leaks] == ["shown in one file and withheld in another"]


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ("age | number\na | 7", "there is no column 'count'"),
        ("age | count\na | 7.5", "line 2: neither a whole number"),
        ("age | count\na | few", "line 2: neither a whole number"),
        ("age | count\na | -7", "line 2: neither a whole number"),
        ("age | count\na | 7 | 7", "line 2: not as many fields"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_without_its_values(drawn: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        audit_table([table(tmp_path / "t.csv", drawn)], "count")
    assert "7" not in str(refused.value)
    assert "few" not in str(refused.value)


def test_a_hierarchy_that_runs_in_a_circle_is_refused(tmp_path: Path) -> None:
    levels = table(tmp_path / "levels.csv", "code | parent\na | b\nb | a")
    path = table(tmp_path / "t.csv", "age | count\na | 20")
    with pytest.raises(ValueError, match="under itself"):
        audit_table([path], "count", hierarchies={"age": levels})


def test_the_result_can_be_read_by_other_programs_and_its_summary_by_anyone(tmp_path: Path) -> None:
    audit = audit_table([table(tmp_path / "t.csv", "age | count\na |\nb | 2000\n_T | 2005")], "count")
    said = json.loads(audit.to_json())
    assert (said["passed"], said["withheld"], said["exact"]) == (False, 1, 1)
    assert said["cells"][0]["cell"] == {"age": "a"}
    assert (said["cells"][0]["low"], said["cells"][0]["high"], said["cells"][0]["verdict"]) == (5, 5, "exact")
    assert "5" not in audit.summary()
    assert "1 withheld cells attacked, 1 told exactly" in audit.summary()


THREE_AGENCIES = """
    agency | age | count
    police | a   |
    police | b   |
    courts | a   |
    courts | b   |
    homes  | a   | 30
    homes  | b   | 40
    police | _T  | 40
    courts | _T  | 40
    homes  | _T  | 70
    _T     | a   | 60
    _T     | b   | 90
    _T     | _T  | 150
    """


def test_an_agency_that_knows_its_own_counts_can_tell_those_of_its_only_neighbour(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", THREE_AGENCIES)
    audit = audit_table([path], "count", contributor="agency")
    assert not audit.exact
    assert not audit.passed
    assert audit.insiders is not None
    assert (audit.insiders.coalitions, audit.insiders.failed, audit.insiders.exact) == (6, 4, 2)
    assert "Of 6 insiders and pairs of them, 4 can tell others' counts, 2 at worst." in audit.summary()
    assert audit.to_dict()["insiders"]["exact"] == 2


def test_an_agency_cannot_tell_others_apart_that_are_withheld_together(tmp_path: Path) -> None:
    lines = [f"{agency} | {age} |" for agency in ("police", "courts", "homes", "school") for age in ("a", "b")]
    lines += [f"{agency} | _T | 40" for agency in ("police", "courts", "homes", "school")] + ["_T | a | 60", "_T | b | 100"]
    path = table(tmp_path / "t.csv", "\n".join(["agency | age | count", *lines, "_T | _T | 160"]))
    audit = audit_table([path], "count", contributor="agency")
    assert audit.insiders is not None
    assert audit.insiders.exact == 0
    assert audit.insiders.failed == 0


def certified(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    path = table(tmp_path / "t.csv", TWO_BY_TWO)
    audit = audit_table([path], "count", certified=True)
    assert audit.certificate is not None
    return path, json.loads(json.dumps(audit.certificate))


def test_a_certificate_holds_two_whole_tables_for_each_withheld_cell(tmp_path: Path) -> None:
    path, said = certified(tmp_path)
    assert verify_certificate(said, [path], "count") == []
    assert [(c["low"], c["high"]) for c in said["cells"]] == [(1, 14), (1, 14), (16, 29), (6, 19)]


def test_a_certificate_that_was_changed_is_found_out(tmp_path: Path) -> None:
    path, said = certified(tmp_path)
    wider, off, shorter, base, halved, twice, none = (deepcopy(said) for _ in range(7))
    wider["cells"][0]["high"] += 1
    off["tables"][0][0][1] += 1
    del shorter["cells"][0]
    base["base"][0] += 1
    halved["base"] = [value / 2 for value in said["base"]]
    # One number up under its name and down under another, so that no sum moves.
    cell = said["cells"][0]
    twice["tables"].append([[cell["cell"], 1], [cell["cell"] - len(said["base"]), -1]])
    del none["tables"][-1]
    assert "a table does not have the value that is said" in verify_certificate(wider, [path], "count")
    assert "a table does not agree with what is shown" in verify_certificate(off, [path], "count")
    assert verify_certificate(shorter, [path], "count") == ["1 withheld cells have no two tables"]
    assert "the base does not add up" in verify_certificate(base, [path], "count")
    assert verify_certificate(halved, [path], "count") == ["something in it is not a whole number"]
    assert verify_certificate(twice, [path], "count") == ["it speaks of a number that is not there"]
    assert verify_certificate(none, [path], "count") == ["a table is missing"]


def test_a_certificate_is_of_one_table_and_one_reader(tmp_path: Path) -> None:
    path, said = certified(tmp_path)
    other = table(tmp_path / "other.csv", TWO_BY_TWO.replace("_T  | 45", "_T  | 46").replace("_T  | 75", "_T  | 74"))
    assert "the base does not add up" in verify_certificate(said, [other], "count")
    assert "a table does not agree with what is shown" in verify_certificate(said, [path], "count", reach=(2, None))
    assert "a table does not agree with what is shown" in verify_certificate(said, [path], "count", reach=(1, 20))


def test_a_cell_that_is_told_has_no_certificate(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", TWO_BY_TWO.replace("south | a   |", "south | a   | 25"))
    audit = audit_table([path], "count", certified=True)
    assert audit.certificate is not None
    assert verify_certificate(audit.certificate, [path], "count") == ["3 withheld cells have no two tables"]


def test_the_command_writes_a_certificate_and_checks_it(tmp_path: Path) -> None:
    path, kept = table(tmp_path / "t.csv", TWO_BY_TWO), tmp_path / "t.json"
    made = safecount("audit", path, "--count", "count", "--bounds", "exact", "--certificate", kept)
    assert (made.returncode, made.stderr) == (0, "")
    checked = safecount("audit", path, "--count", "count", "--check-certificate", kept)
    assert (checked.returncode, checked.stdout) == (0, "The certificate is right: each of 4 withheld cells has two tables.\n")
    kept.write_text(kept.read_text("utf-8").replace('"high": 29', '"high": 28'), "utf-8")
    assert safecount("audit", path, "--count", "count", "--check-certificate", kept).returncode == 1
    assert safecount("audit", path, "--count", "count", "--check-certificate", path).returncode == 2


def test_how_much_to_find_out_can_be_chosen(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", TWO_BY_TWO.replace("_T  | 45", "_T  | 39").replace("b   | 20", "b   | 14").replace("| 120", "| 114"))
    exact, enough, tight = (audit_table([path], "count", bounds=depth) for depth in ("exact", "enough", "tight"))
    assert (exact.exact, exact.to_dict()["narrowed"], exact.passed) == (0, None, True)
    assert (enough.exact, enough.narrowed, enough.passed) == (0, tight.narrowed, False)
    assert [c.verdict for c in enough.cells] == [c.verdict for c in tight.cells]
