"""What is planted in spoiled files is there, is listed, and is as bad as the level says."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipelines.synthesis import Written, synthesize
from schemas import Schemas

SCHEMAS = Schemas.load()


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    folder = tmp_path_factory.mktemp("counties")
    levels = ("none", "some", "heavy")
    return {level: synthesize(folder / level, schemas=SCHEMAS, seed=2, faults=level) for level in levels}


def kinds(written: Written) -> Counter:
    return Counter(p.kind for p in written.planted)


def table(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        return [[str(v) for v in row] for row in rows]
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_without_faults_nothing_is_spoiled(counties: dict[str, Written]) -> None:
    none = counties["none"]
    assert (none.planted, none.again, len(none.files)) == ((), (), 80)
    assert sorted(p.name for p in none.folder.iterdir() if p.is_dir()) == ["truth"]
    assert [p.name for p in none.truth.parent.iterdir()] == ["truth.csv"]


def test_some_faults_are_three_bad_rows_a_missing_file_and_a_file_sent_again(counties: dict[str, Written]) -> None:
    some = counties["some"]
    assert kinds(some) == {"missing_file": 1, "sent_short": 1, "bad_date": 1, "unknown_code": 1, "after_quarter": 1}
    missing = [p.file for p in some.planted if p.kind == "missing_file"]
    assert missing == ["child_welfare.child_welfare_cases.2022-Q2.xlsx"]
    assert len(some.files) == 79


def test_heavy_faults_have_every_kind(counties: dict[str, Written]) -> None:
    found = kinds(counties["heavy"])
    assert set(found) == {
        "missing_file",
        "sent_short",
        "bad_date",
        "unknown_code",
        "after_quarter",
        "missing_value",
        "wrong_order",
        "duplicate_key",
        "names_people",
        "wrong_encoding",
        "unreadable_encoding",
        "empty_file",
    }
    assert found["missing_file"] >= 3
    assert found["unknown_code"] > 5


@pytest.mark.parametrize("level", ["some", "heavy"])
def test_only_the_files_listed_differ_from_those_without_faults(counties: dict[str, Written], level: str) -> None:
    clean = {f.name: f.read_bytes() for f in counties["none"].files}
    spoiled = {f.name: f.read_bytes() for f in counties[level].files}
    differ = {name for name, content in clean.items() if spoiled.get(name) != content}
    assert differ == {p.file for p in counties[level].planted}
    assert {p.file for p in counties[level].planted if p.kind == "missing_file"} == clean.keys() - spoiled.keys()


@pytest.mark.parametrize("level", ["some", "heavy"])
def test_a_file_sent_short_is_sent_again_whole(counties: dict[str, Written], level: str) -> None:
    written = counties[level]
    clean = {f.name: f for f in counties["none"].files}
    short = {p.file for p in written.planted if p.kind == "sent_short"}
    assert {f.name for f in written.again} == short
    assert {f.parent.name for f in written.again} == {"resubmissions"}
    for again in written.again:
        assert again.read_bytes() == clean[again.name].read_bytes()
        assert 1 < len(table(written.folder / again.name)) < len(table(again))


@pytest.mark.parametrize("level", ["some", "heavy"])
def test_bad_rows_stand_where_the_list_says(counties: dict[str, Written], level: str) -> None:
    written = counties[level]
    for planted in written.planted:
        if planted.kind in ("bad_date", "unknown_code", "after_quarter", "missing_value", "wrong_order"):
            spoiled = table(written.folder / planted.file)[(planted.row or 0) - 1]
            clean = table(counties["none"].folder / planted.file)[(planted.row or 0) - 1]
            assert sum(a != b for a, b in zip(spoiled, clean, strict=True)) == 1


def test_some_bad_rows_leave_the_rest_of_the_file_standing(counties: dict[str, Written]) -> None:
    for planted in counties["some"].planted:
        if planted.row:
            assert 1 / (len(table(counties["some"].folder / planted.file)) - 1) <= SCHEMAS.policy.held_share


def test_one_heavy_file_has_more_bad_rows_than_can_be_held(counties: dict[str, Written]) -> None:
    heavy = counties["heavy"]
    bad = Counter(p.file for p in heavy.planted if p.row and p.kind == "unknown_code")
    file, count = bad.most_common(1)[0]
    assert count / (len(table(heavy.folder / file)) - 1) > SCHEMAS.policy.held_share


def test_the_worst_files_are_as_bad_as_they_are_called(counties: dict[str, Written]) -> None:
    heavy = counties["heavy"]
    file = {p.kind: heavy.folder / p.file for p in heavy.planted}
    assert "last_name" in table(file["names_people"])[0]
    assert file["empty_file"].read_bytes() == b""
    with pytest.raises(UnicodeDecodeError):
        file["wrong_encoding"].read_bytes().decode("utf-8")
    assert b"\x00" in file["unreadable_encoding"].read_bytes()
    keys = Counter(tuple(row[:2]) for row in table(file["duplicate_key"]))
    assert sorted(keys.values())[-2:] == [1, 2]


def test_the_list_of_faults_lies_beside_the_truth(counties: dict[str, Written]) -> None:
    with (counties["some"].truth.parent / "faults.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [(r["file"], r["kind"]) for r in listed] == [(p.file, p.kind) for p in counties["some"].planted]
