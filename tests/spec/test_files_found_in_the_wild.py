"""Files that others made and published, each with what the reader should make of it: a table, or a refusal by code.

They belong to no contract of ours, so each is read as if its own columns were agreed; and checked once as if it were ours.
"""

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.cli.console import DATA, PRIVACY
from pipelines.desk import delimited, ods, opening, workbook
from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import Grid, is_blank, squeezed, trimmed
from pipelines.desk.packed import Packed
from tests.desk_files import schemas

WILD = Path(__file__).parents[2].parent / "shared" / "data"
FOLDERS = ("csv_spectrum/csvs", "frictionless", "messy_spreadsheets", "ssda903")
TABLE = Path(__file__).with_name("files_found_in_the_wild.txt")
EXPECTED = {line.split(" | ")[0]: line.split(" | ")[1:] for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")}
pytestmark = pytest.mark.skipif(not WILD.is_dir(), reason="the collections of files of others are not on this machine")
# Where an answer is not of the file as it was published: another telephone number, and line ends that were lost.
_AS_PUBLISHED = {"1234567890": "2095257564", "Once upon \r\na time": "Once upon \na time"}


@cache
def _fingerprints() -> dict[str, str]:
    return {name: hashlib.sha256(_file(name).read_bytes()).hexdigest() for name in EXPECTED}


def _file(name: str) -> Path:
    return WILD / name


def _read(name: str, columns: list[str]) -> Grid:
    content = _file(name).read_bytes()
    form = workbook if workbook.is_workbook(content) else delimited
    return form.read(content, {squeezed(column) for column in columns}, set())


def test_every_file_has_a_line_in_the_table() -> None:
    there = {str(p.relative_to(WILD)) for folder in FOLDERS for p in (WILD / folder).rglob("*") if p.is_file()}
    assert {name for name in there if not name.endswith("ORIGIN.md")} == set(EXPECTED)
    assert len(EXPECTED) > 200


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_read_as_the_table_says_or_refused_by_its_code(name: str) -> None:
    expected = EXPECTED[name]
    columns = expected[3].split(" / ") if len(expected) > 1 and expected[3] != "-" else ["no", "such", "column"]
    if expected[0].startswith("refused: "):
        with pytest.raises(Unreadable) as refused:
            if _file(name).stat().st_size == 0:
                raise Unreadable(finding("E106"))
            _read(name, columns)
        assert f"refused: {refused.value}" == expected[0]
        return
    grid = _read(name, columns)
    read_as = grid.how.partition(", header")[0].partition(", no header")[0]
    assert expected == [f"{len(grid.rows)} x {len(grid.header)}", _where(grid), read_as, expected[3], _oddities(grid)]
    if grid.found:
        named = {squeezed(header) for header in grid.header}
        assert all(squeezed(column) in named for column in columns)
    assert grid.numbers == sorted(set(grid.numbers)) and all(number > grid.header_row for number in grid.numbers)


def _where(grid: Grid) -> str:
    return grid.how.partition("header in ")[2].partition(",")[0] if grid.found else "no header"


def _oddities(grid: Grid) -> str:
    width = len(grid.header)
    crooked = sum(len(row) < width or not is_blank(row[width:]) for row in grid.rows)
    counts = {"crooked": crooked, "calculated": len(grid.formulas), "errors": len(grid.errors)}
    said = [*(f.code for f in grid.findings), *(f"{count} {what}" for what, count in counts.items() if count)]
    return ", ".join(said) or "-"


@pytest.mark.parametrize("name", [n for n in EXPECTED if n.startswith("csv_spectrum")])
def test_every_cell_is_that_of_the_collections_own_answer(name: str) -> None:
    answer = json.loads(_file(name.replace("csvs", "json").replace(".csv", ".json")).read_text("utf-8"))
    answer = [
        {column: _AS_PUBLISHED.get(cell, cell) for column, cell in row.items()}
        for row in (answer if isinstance(answer, list) else [answer])
    ]
    grid = _read(name, list(answer[0]))
    assert [dict(zip(map(trimmed, grid.header), row, strict=True)) for row in grid.rows] == answer


@pytest.mark.parametrize("name", [n for n in EXPECTED if n.endswith(".ods") and "refused" not in EXPECTED[n][0]])
def test_an_opendocument_workbook_is_read_as_another_reader_reads_it(name: str) -> None:
    content = _file(name).read_bytes()
    ours = [rows for _, rows in ods.read(Packed(content)).sheets]
    assert [[[cell.strip() for cell in row] for row in rows] for rows in ours] == [
        [[cell.strip() for cell in row] for row in rows] for rows in opening.tables(content)
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_checked_as_if_it_were_ours_it_is_answered_and_none_is_accepted(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _fingerprints()[name]
    named = ["--agency", "sheriff", "--extract", "law_enforcement_contacts", "--quarter", "2025-Q4", "--format", "json"]
    monkeypatch.setattr("pipelines.cli.check.agreed", lambda _: schemas())
    monkeypatch.setattr(sys, "argv", ["safecount", "check", str(_file(name)), *named])
    ended = cli._run()
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert ended in (DATA, PRIVACY) and not said.err
    assert (told["status"], told["rows_accepted"]) == ("rejected", 0)
    assert told["findings"] and told["rows_in"] == told["rows_held"]
    assert hashlib.sha256(_file(name).read_bytes()).hexdigest() == before


def test_what_an_old_workbook_hides_is_seen() -> None:
    """A real .xls with two sheets: the second one hidden by hand, a comment put in, and its password mark set."""
    content = _file("messy_spreadsheets/calamine/merged_range.xls").read_bytes()
    second = [at for at in range(len(content) - 4) if content[at : at + 2] == b"\x85\x00" and content[at + 8 : at + 10] in (b"\x00\x00",)][
        -1
    ]
    hidden = content[: second + 8] + b"\x01" + content[second + 9 :]
    assert [f.code for f in workbook.read(hidden, {"a1", "b1", "c1", "e1", "f1", "g1", "h1"}, set()).findings] == ["P522", "E126"]
    merged = content.index(b"\xe5\x00")
    commented = content[:merged] + b"\x1c\x00" + content[merged + 2 :]
    assert "P520" in [f.code for f in workbook.read(commented, {"a1", "b1"}, set()).findings]
    with pytest.raises(Unreadable) as locked:
        workbook.read(content[:merged] + b"\x2f\x00" + content[merged + 2 :], {"a1"}, set())
    assert str(locked.value) == "E117"
