"""`safecount protect` as an analyst runs it: what goes in, what comes out, and what is said of a table that cannot be read."""

import csv
import io
import json
import random
import sys
from contextlib import redirect_stderr, redirect_stdout
from itertools import product
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

import pytest

from pipelines.cli import main
from tests.line.command import safecount

PLACES = {"n1": "north", "n2": "north", "s1": "south", "s2": "south"}
AGES = ("a", "b")
HEAD = "place,age,gender,freq"


def counts() -> list[str]:
    dice = random.Random(5)
    return [f"{p},{a},{g},{dice.choice((0, 2, 4, 7, 15, 30, 60))}" for p, a, g in product(PLACES, AGES, "fm")]


def made(path: Path, *lines: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def levels(path: Path, **more: str) -> Path:
    return made(path, *(f"{c},{p}" for c, p in {"north": "_T", "south": "_T", **PLACES, **more}.items()), head="code,parent")


def run(*words: str | Path) -> CompletedProcess[str]:
    """The command in this process: the libraries are loaded once for all tests."""
    said, complained = io.StringIO(), io.StringIO()
    typed = patch.object(sys, "argv", ["safecount", *map(str, words)])
    with typed, redirect_stdout(said), redirect_stderr(complained), pytest.raises(SystemExit) as end:
        main()
    return CompletedProcess(words, int(end.value.code or 0), said.getvalue(), complained.getvalue())


def protect(folder: Path, *words: str | Path, table: str = "t.csv", out: str = "out.csv") -> CompletedProcess[str]:
    return run("protect", folder / table, "--count", "freq", "-o", folder / out, *words)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("protection", ["full", "exact", "width:10"])
def test_every_cell_comes_out_with_its_totals_and_the_small_ones_without_their_count(tmp_path: Path, protection: str) -> None:
    made(tmp_path / "t.csv", *counts())
    ran = protect(tmp_path, "--hierarchy", f"place={levels(tmp_path / 'h.csv')}", "--protection", protection, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    found, told = rows(tmp_path / "out.csv"), json.loads(ran.stdout)
    inner = [line.split(",") for line in counts()]
    assert len(found) == told["cells"] == 7 * 3 * 3
    assert list(found[0]) == ["place", "age", "gender", "freq", "status"]
    assert [found[0][c] for c in ("place", "age", "gender")] == ["_T", "_T", "_T"]
    small = 0
    for row in found:
        true = sum(
            int(n)
            for p, a, g, n in inner
            if row["place"] in (p, PLACES[p], "_T") and row["age"] in (a, "_T") and row["gender"] in (g, "_T")
        )
        assert row["freq"] == ("" if row["status"] else str(true))
        assert row["status"] == "c" or not 1 <= true <= 10
        small += 1 <= true <= 10
    marked = sum(row["status"] == "c" for row in found)
    assert (told["primary"], told["complementary"]) == (small, marked - small)


def test_what_was_protected_passes_the_audit_of_the_same_program(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", *counts())
    hierarchy = ("--hierarchy", f"place={levels(tmp_path / 'h.csv')}")
    assert protect(tmp_path, *hierarchy).returncode == 0
    ran = run("audit", tmp_path / "out.csv", "--count", "freq", *hierarchy, "--format", "json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["exact"], told["narrowed"]) == (0, 0, 0)
    assert told["withheld"] > 0


def test_the_same_counts_give_the_same_bytes_in_whatever_order_their_rows_stand(tmp_path: Path) -> None:
    lines = counts()
    made(tmp_path / "t.csv", *lines)
    random.Random(1).shuffle(lines)
    made(tmp_path / "shuffled.csv", *lines)
    hierarchy = ("--hierarchy", f"place={levels(tmp_path / 'h.csv')}")
    for name, out in (("t.csv", "one.csv"), ("t.csv", "two.csv"), ("shuffled.csv", "three.csv")):
        assert protect(tmp_path, *hierarchy, table=name, out=out).returncode == 0
    one, two, three = ((tmp_path / name).read_bytes() for name in ("one.csv", "two.csv", "three.csv"))
    assert one == two == three
    assert b"\r" not in one


def test_nothing_is_left_beside_the_result(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "a,1", "b,20", "c,30", head="age,freq")
    assert safecount("protect", tmp_path / "t.csv", "--count", "freq", "-o", tmp_path / "out.csv").returncode == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "t.csv"]


@pytest.mark.parametrize(
    "content", ["\ufeffage,freq\na,3\nb,20\nc,30\n", "age,freq\r\na,3\r\nb,20\r\nc,30\r\n", "age,freq\na,3\nb,20\n\nc,30"]
)
def test_a_byte_order_mark_windows_lines_and_an_empty_line_are_nothing_special(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.csv").write_bytes(content.encode())
    ran = protect(tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert [tuple(r.values()) for r in rows(tmp_path / "out.csv")] == [
        ("_T", "53", ""),
        ("a", "", "c"),
        ("b", "", "c"),
        ("c", "30", ""),
    ]


def test_combinations_without_a_row_count_as_nought_and_the_summary_says_how_many(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "n,a,20", "n,b,30", "s,a,40", head="place,age,freq")
    ran = protect(tmp_path)
    assert ran.returncode == 0
    assert "1 combinations had no row and count as nought" in ran.stdout
    assert {"place": "s", "age": "b", "freq": "0", "status": ""} in rows(tmp_path / "out.csv")


def test_a_code_of_the_hierarchy_without_rows_is_listed_with_nought(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "n1,20", "n2,30", "s1,40", "s2,50", head="place,freq")
    ran = protect(tmp_path, "--hierarchy", f"place={levels(tmp_path / 'h.csv', s3='south', west='_T')}")
    assert ran.returncode == 0, ran.stderr
    found = {r["place"]: r["freq"] for r in rows(tmp_path / "out.csv")}
    assert found == {"_T": "140", "north": "50", "n1": "20", "n2": "30", "south": "90", "s1": "40", "s2": "50", "s3": "0", "west": "0"}


def test_a_hierarchy_may_have_three_levels_and_branches_of_unequal_depth(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "n1,2", "n2a,20", "n2b,30", "s,40", head="place,freq")
    tree = made(tmp_path / "h.csv", "n,_T", "n1,n", "n2,n", "n2a,n2", "n2b,n2", "s,_T", head="code,parent")
    ran = protect(tmp_path, "--hierarchy", f"place={tree}", "--protection", "exact")
    assert ran.returncode == 0, ran.stderr
    found = rows(tmp_path / "out.csv")
    assert [r["place"] for r in found] == ["_T", "n", "n1", "n2", "n2a", "n2b", "s"]
    by_code = {r["place"]: r["freq"] for r in found}
    assert by_code["n1"] == "" and by_code["_T"] == "92"
    assert "" in (by_code["n"], by_code["n2"]), "else n1 is the difference"


def test_a_parent_needs_no_row_of_its_own_in_the_hierarchy(tmp_path: Path) -> None:
    """The attacker reads it so too: a code without a parent lies under the total."""
    made(tmp_path / "t.csv", "n1,20", "n2,30", "s1,40", head="place,freq")
    tree = made(tmp_path / "h.csv", "n1,north", "n2,north", "s1,south", head="code,parent")
    ran = protect(tmp_path, "--hierarchy", f"place={tree}")
    assert ran.returncode == 0, ran.stderr
    assert {r["place"]: r["freq"] for r in rows(tmp_path / "out.csv")}["north"] == "50"


@pytest.mark.parametrize("protection", ["full", "exact", "width:10"])
@pytest.mark.parametrize(
    ("lines", "hidden"),
    [
        (("a,0", "b,0"), set()),
        (("a,20", "b,30"), set()),
        (("a,1", "b,2", "c,1"), {"_T", "a", "b", "c"}),
        (("a,3",), {"_T", "a"}),
        (("a,3", "b,0"), {"_T", "a"}),
        (("a,20",), set()),
    ],
    ids=["everything nought", "nothing small", "everything small", "one cell", "one cell above nought", "one large cell"],
)
def test_tables_at_the_edge_are_protected_as_any_other(tmp_path: Path, lines: tuple[str, ...], hidden: set[str], protection: str) -> None:
    made(tmp_path / "t.csv", *lines, head="age,freq")
    ran = protect(tmp_path, "--protection", protection)
    assert ran.returncode == 0, ran.stderr
    assert {r["age"] for r in rows(tmp_path / "out.csv") if r["status"]} == hidden


SECRET = "8642"
FLAT = f"a,{SECRET}"
WRONG = {
    "no column with the count": (["a,1"], "age,n", [], "no column 'freq'"),
    "no column beside the count": ([SECRET], "freq", [], "no dimension"),
    "a row with the total": ([FLAT, f"_T,{SECRET}"], "age,freq", [], "line 3: age is _T"),
    "a row with an empty code": ([FLAT, f",{SECRET}"], "age,freq", [], "line 3: age is empty"),
    "a code that the hierarchy does not have": ([f"n1,{SECRET}", f"elsewhere,{SECRET}"], "place,freq", ["tree"], "line 3: place"),
    "a code of the hierarchy that has parts": ([f"n1,{SECRET}", f"north,{SECRET}"], "place,freq", ["tree"], "line 3: place"),
    "two rows for one cell": ([FLAT, "b,20", f"a,{SECRET}"], "age,freq", [], "line 4: the same cell as in line 2"),
    "a count below nought": ([FLAT, f"b,-{SECRET}"], "age,freq", [], "line 3, freq: not a whole number"),
    "half a count": ([FLAT, f"b,{SECRET}.5"], "age,freq", [], "line 3, freq: not a whole number"),
    "a word for a count": ([FLAT, f"b,x{SECRET}"], "age,freq", [], "line 3, freq: not a whole number"),
    "no count": ([FLAT, "b,"], "age,freq", [], "line 3, freq: not a whole number"),
    "a count without end": ([FLAT, "b,inf"], "age,freq", [], "line 3, freq: not a whole number"),
    "no number": ([FLAT, "b,nan"], "age,freq", [], "line 3, freq: not a whole number"),
    "a field too many": ([FLAT, f"b,{SECRET},{SECRET}"], "age,freq", [], "line 3: 3 fields"),
    "a column twice": ([f"a,b,{SECRET}"], "age,age,freq", [], "two columns are called 'age'"),
    "the count's column twice": ([f"a,7,{SECRET}"], "age,freq,freq", [], "two columns are called 'freq'"),
    "no rows": ([], "age,freq", [], "t.csv has no rows"),
}


@pytest.mark.parametrize(("lines", "head", "with_tree", "says"), WRONG.values(), ids=WRONG)
def test_a_table_that_cannot_be_read_is_refused_by_its_line_and_without_its_numbers(
    tmp_path: Path, lines: list[str], head: str, with_tree: list[str], says: str
) -> None:
    made(tmp_path / "t.csv", *lines, head=head)
    (tmp_path / "out.csv").write_text("what was there before", "utf-8")
    ran = protect(tmp_path, *(["--hierarchy", f"place={levels(tmp_path / 'h.csv')}"] if with_tree else []))
    assert ran.returncode == 1
    assert says in ran.stderr
    assert SECRET not in ran.stderr + ran.stdout
    assert (tmp_path / "out.csv").read_text("utf-8") == "what was there before"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "h.csv") == ["out.csv", "t.csv"]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xef\xbb\xbf", b"age,freq\na,\xff\xfe\n"], ids=["empty", "a line", "a mark", "not UTF-8"]
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    ran = protect(tmp_path)
    assert ran.returncode == 1
    assert "t.csv" in ran.stderr
    assert "stopped" not in ran.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_hierarchy_that_runs_in_a_circle_or_gives_two_parents_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "n1,20", head="place,freq")
    for lines, says in ((("n1,n2", "n2,n1"), "lies under itself"), (("n1,a", "n1,b"), "two parents"), (("n1",), "fields")):
        ran = protect(tmp_path, "--hierarchy", f"place={made(tmp_path / 'h.csv', *lines, head='code,parent')}")
        assert (ran.returncode, says in ran.stderr) == (1, True), ran.stderr
    ran = protect(tmp_path, "--hierarchy", f"place={made(tmp_path / 'h.csv', 'n1,a', head='code,above')}")
    assert (ran.returncode, "'code' and 'parent'" in ran.stderr) == (1, True)


def test_a_call_that_makes_no_sense_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    table = made(tmp_path / "t.csv", "a,3", "b,20", head="age,freq")
    before = table.read_bytes()
    for words, says in (
        (["protect", table, "--count", "freq", "-o", table], "-o names the table itself"),
        (["protect", table, "--count", "freq", "-o", tmp_path / "none" / "out.csv"], "no folder"),
        (["protect", tmp_path / "none.csv", "--count", "freq", "-o", tmp_path / "o.csv"], "no file"),
        (["protect", table, "--count", "freq", "-o", tmp_path / "o.csv", "--protection", "width:0"], "--protection"),
        (["protect", table, "--count", "freq", "-o", tmp_path / "o.csv", "--protection", "strong"], "--protection"),
        (["protect", table, "--count", "freq", "-o", tmp_path / "o.csv", "--threshold", "1"], "threshold"),
        (["protect", table, "--count", "freq", "-o", tmp_path / "o.csv", "--hierarchy", f"age={tmp_path / 'none.csv'}"], "--hierarchy"),
        (["protect", table, "--count", "freq", "-o", tmp_path], "is a folder"),
    ):
        ran = run(*words)
        assert (ran.returncode, says in ran.stderr) == (2, True), ran.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    assert table.read_bytes() == before


def test_a_hierarchy_for_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "a,3", "b,20", head="age,freq")
    ran = protect(tmp_path, "--hierarchy", f"place={levels(tmp_path / 'h.csv')}")
    assert ran.returncode == 1
    assert "no column 'place'" in ran.stderr


def test_where_the_result_cannot_be_written_what_was_there_stays_and_nothing_is_half_written(tmp_path: Path) -> None:
    made(tmp_path / "t.csv", "a,3", "b,20", "c,30", head="age,freq")
    (tmp_path / "out.csv").write_text("what was there before", "utf-8")
    with patch("os.replace", side_effect=PermissionError(13, "Permission denied", "out.csv")):
        ran = protect(tmp_path)
    assert ran.returncode == 2
    assert ran.stderr == "Permission denied: out.csv\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "t.csv"]
    assert (tmp_path / "out.csv").read_text("utf-8") == "what was there before"
