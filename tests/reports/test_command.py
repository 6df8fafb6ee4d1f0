"""The commands of reports say what they did, or in one sentence what went wrong."""

import json
import re

import pytest

from reports.__main__ import main
from tests.reports.sample import Sample


def test_the_dashboard_command_writes_the_page_and_says_where(tmp_path, capsys):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "publication")
    assert main(["dashboard", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder / 'dashboard.html'}\n"
    assert (folder / "dashboard.html").read_text().startswith("<!DOCTYPE html>")


def test_the_handbook_command_writes_the_first_page_and_says_where(tmp_path, capsys):
    assert main(["handbook", str(tmp_path / "book")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'book' / 'index.html'}\n"
    assert (tmp_path / "book" / "index.html").is_file()


def test_the_handbook_shows_a_county_s_own_schemas_over_the_shipped_ones(tmp_path, capsys):
    (tmp_path / "agencies.yaml").write_text("county: Willow County\nagencies: {}\n")
    assert main(["handbook", str(tmp_path / "book"), "--schemas", str(tmp_path)]) == 0
    assert "safecount handbook: Willow County" in (tmp_path / "book" / "index.html").read_text()


def test_a_handbook_of_the_county_s_own_schemas_alone_has_nothing_of_what_is_shipped(tmp_path, capsys):
    (tmp_path / "agencies.yaml").write_text("county: Willow County\nagencies: {}\n")
    (tmp_path / "policy.yaml").write_text("threshold: 20\n")
    assert main(["handbook", str(tmp_path / "book"), "--alone", "--schemas", str(tmp_path)]) == 0
    assert [p.name for p in (tmp_path / "book" / "measures").iterdir()] == ["index.html"]
    assert "stands for 1 to 19 young people" in (tmp_path / "book" / "disclosure-control.html").read_text()


def test_with_the_rules_of_the_desk_the_handbook_has_its_part_for_agencies(tmp_path, capsys):
    told = {"code": "E201", "group": "A cell", "title": "Not a real date", "means": "This is not a real date."}
    (tmp_path / "rules.json").write_text(json.dumps([told]))
    assert main(["handbook", str(tmp_path / "book"), "--desk", str(tmp_path / "rules.json"), "--agency", "parole"]) == 0
    assert "This is not a real date." in (tmp_path / "book" / "desk" / "rules.html").read_text()
    assert [p.name for p in (tmp_path / "book" / "desk" / "guides").iterdir()] == ["parole.html"]


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["dashboard", "/no/such/folder"], 2),
        (["handbook", "/tmp", "--schemas", "/no/such/folder"], 2),
    ],
)
def test_a_folder_that_is_not_there_is_a_matter_of_usage(arguments, code, capsys):
    assert main(arguments) == code
    assert re.fullmatch(r"/no/such/folder is not a folder; give [^\n]*\.\n", capsys.readouterr().err)


@pytest.mark.parametrize("arguments", [[], ["dashboard"], ["nonsense"]])
def test_a_command_that_does_not_exist_is_a_matter_of_usage(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_a_broken_publication_is_told_in_one_sentence_without_its_values(tmp_path, capsys):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path)
    (folder / "publication.json").write_text('{"county": "SECRET"}')
    assert main(["dashboard", str(folder)]) == 4
    said = capsys.readouterr().err
    assert said == "publication.json is not of the agreed form (KeyError).\n"


def test_trouble_that_nobody_thought_of_is_one_sentence_too(tmp_path, capsys, monkeypatch):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path)
    monkeypatch.setattr("reports.dashboard.build", lambda *_, **__: 1 / 0)
    assert main(["dashboard", str(folder)]) == 4
    assert capsys.readouterr().err == "something unexpected went wrong inside reports (ZeroDivisionError).\n"


def test_a_page_that_cannot_be_made_is_named_and_leaves_the_folder_as_it_was(tmp_path, capsys, monkeypatch):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "draft")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr("reports.workbook.build", lambda *_: 1 / 0)
    assert main(["pages", str(folder)]) == 4
    assert capsys.readouterr().err == "the workbook could not be made (ZeroDivisionError), so nothing was drawn.\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]


@pytest.mark.parametrize("words", [["/no/such/folder"], [".", "--schemas", "/no/such/folder"]])
def test_pages_of_a_folder_that_is_not_there_are_a_matter_of_usage(words, capsys):
    assert main(["pages", *words]) == 2
    assert capsys.readouterr().err.startswith("/no/such/folder is not a folder; give ")
