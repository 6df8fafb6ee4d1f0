"""What `protect` reads: a table of inner cells and hierarchies, and what it says of a file that is neither, never with its count."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.suppression import Requirement, read
from pipelines.disclosure_control.suppression.table import read_parents
from tests.audited import table

LEVELS = "code | parent\nnorth | _T\nsouth |\nn1 | north\nn2 | north\ns1 | south\n_T | _T"


def levels(tmp_path: Path, drawn: str = LEVELS) -> dict[str, Path]:
    return {"place": table(tmp_path / "levels.csv", drawn)}


def test_inner_cells_are_laid_out_by_their_codes_and_those_without_a_row_are_nought(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "age | n | place\nb | 7 | y\na | 3 | x\nb | 0 | x\na | 12 | z")
    found, missing = read(path, "n")
    assert [d.name for d in found.dimensions] == ["age", "place"]
    assert [d.codes for d in found.dimensions] == [("_T", "a", "b"), ("_T", "x", "y", "z")]
    assert found.inner.tolist() == [3, 0, 12, 0, 7, 0]
    assert missing == 2


def test_a_hierarchy_brings_its_levels_and_the_codes_that_have_no_row(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "place | n\nn2 | 5\ns1 | 9")
    found, missing = read(path, "n", levels(tmp_path))
    assert found.dimensions[0].codes == ("_T", "north", "n1", "n2", "south", "s1")
    assert (found.inner.tolist(), found.values.tolist(), missing) == ([0, 5, 9], [14, 5, 0, 5, 9, 9], 1)


def test_a_column_of_marks_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\ufeffage,n,status\na,3.0,\n\nb,4,c\n", "utf-8")
    found, missing = read(tmp_path / "t.csv", "n")
    assert ([d.name for d in found.dimensions], found.inner.tolist(), missing) == (["age"], [3, 4], 0)


WRONG = {
    "age | m\na | 7": "t.csv has no column 'n'; it has age, m",
    "n\n7": "t.csv has no dimension",
    "age | n": "t.csv has no rows",
    "age | n\na | 7\na | 8": "t.csv, line 3: the same cell as in line 2",
    "age | n\na | 7\nb | 8\nb | 7": "t.csv, line 4: the same cell as in line 3",
    "age | n\na | 7\n_T | 7": "t.csv, line 3: age is _T; give the inner cells only",
    "age | n\n | 7": "t.csv, line 2: age is empty",
    "age | n\na | 7.5": "t.csv, line 2, n: not a whole number",
    "age | n\nb | 1\na | -7": "t.csv, line 3, n: not a whole number",
    "age | n\na | many77": "t.csv, line 2, n: not a whole number",
    "age | n\na | 9007199254740992": "t.csv, line 2, n: not a whole number",
    "age | n\na | nan": "t.csv, line 2, n: not a whole number",
    "age | age | n\na | b | 7": "t.csv: two columns are called 'age'",
    "age | n\na | 7\na | 7 | 7": "t.csv, line 3: 3 fields where the header has 2",
}


@pytest.mark.parametrize("drawn", WRONG)
def test_a_file_that_is_no_such_table_is_refused_by_its_line(drawn: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read(table(tmp_path / "t.csv", drawn), "n")
    assert str(refused.value).startswith(WRONG[drawn])
    assert "77" not in str(refused.value) and "90071" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"age,n\n\xff,7\n")
    with pytest.raises(ValueError, match="t.csv is not UTF-8 text"):
        read(tmp_path / "t.csv", "n")


@pytest.mark.parametrize("code", ["north", "elsewhere"])
def test_a_code_that_is_no_lowest_one_of_its_hierarchy_is_refused(code: str, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", f"place | n\nn1 | 5\n{code} | 9")
    with pytest.raises(ValueError, match="t.csv, line 3: place is not one of the lowest codes of levels.csv"):
        read(path, "n", levels(tmp_path))


def test_a_hierarchy_of_no_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no column 'place'"):
        read(table(tmp_path / "t.csv", "age | n\na | 5"), "n", levels(tmp_path))


def test_a_hierarchy_is_code_and_parent(tmp_path: Path) -> None:
    assert read_parents(levels(tmp_path)["place"]) == {"north": "_T", "south": "_T", "n1": "north", "n2": "north", "s1": "south"}
    for drawn, said in (
        ("code | above\na | b", "the columns 'code' and 'parent'"),
        ("code | parent\na | b\nc | b\na | c", "levels.csv, line 4: the code has two parents"),
        ("code | parent\na | b\nb | c\nc | a", "a code lies under itself"),
        ("code | parent\na | a", "a code lies under itself"),
    ):
        with pytest.raises(ValueError, match=said):
            read_parents(levels(tmp_path, drawn)["place"])


def test_a_reader_of_a_table_by_width_alone_does_not_know_that_noughts_are_shown() -> None:
    assert [Requirement.parse(text, 11).floor for text in ("width:1", "exact", "full")] == [0, 1, 1]
    assert Requirement.parse("width:1", 11) == Requirement("width", 1, 11)
