"""Each threat of the handbook's list is held by tests that exist, and each promise of the security chapter names its room and its test."""

import re
from pathlib import Path

import pytest
import textstat

from reports import handbook
from reports.handbook import threats
from schemas import Schemas
from tests.reports.prose import prose

ROOT = Path(__file__).parents[2]
PAGE = threats.content()
THREATS = [threat for _, kind in PAGE["kinds"] for threat in kind]
CHAPTER = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Security properties")[2].partition("\n## ")[0]


def exists(test: str) -> bool:
    """A test by its file and its name, or a whole file of tests."""
    file, _, name = test.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).is_file() else ""
    return bool(re.search(rf"^def {name}\b", text, re.M)) if name else "def test_" in text


@pytest.mark.parametrize("threat", THREATS, ids=lambda t: t["what"])
def test_every_threat_has_tests_and_all_of_them_exist(threat: dict) -> None:
    assert threat["tests"]
    assert [t for t in threat["tests"] if not exists(t)] == []


def test_a_test_that_is_not_there_would_be_found() -> None:
    assert not exists("tests/reports/test_threats.py::test_that_nobody_wrote")
    assert not exists("tests/reports/test_nothing.py")


def test_every_kind_of_both_methods_has_a_threat_and_each_threat_a_kind() -> None:
    assert [title for title, of_it in PAGE["kinds"] if not of_it] == []
    assert {t["kind"] for t in PAGE["threats"]} == {t["kind"] for t in THREATS}
    assert len(PAGE["threats"]) == len(THREATS)


def test_the_page_shows_each_threat_with_its_answer_and_can_be_read_by_anybody(tmp_path: Path) -> None:
    handbook.build(tmp_path, Schemas.load())
    text = (tmp_path / "threats.html").read_text(encoding="utf-8")
    said = prose(text).replace("\n", " ")
    for threat in THREATS:
        assert threat["answer"] in said
    assert all(goal in said for goal in PAGE["non_goals"])
    assert textstat.flesch_kincaid_grade(prose(text)) <= 9


def test_each_promise_of_the_security_chapter_names_where_it_is_kept_and_a_test() -> None:
    promises = re.split(r"^\d+\. ", CHAPTER, flags=re.M)[1:]
    assert len(promises) >= 8
    for promise in promises:
        tests = re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", promise)
        rooms = re.findall(r"`((?:pipelines|reports|schemas)/[\w/]+(?:\.py)?/?)`", promise)
        assert tests and rooms, promise
        assert [t for t in tests if not exists(t)] == []
        assert [r for r in rooms if not (ROOT / r).exists()] == []
