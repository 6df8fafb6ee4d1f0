"""The checker page as a file: made of pinned parts, the same every time, small enough to be handed on, and reading what was agreed."""

import hashlib
import html
import json
import re
from datetime import date
from pathlib import Path

import pytest

from pipelines.checker import agreement, build, in_page, vendoring
from pipelines.cli import app
from schemas import SchemaError, Schemas, files
from schemas.files import SHIPPED
from tests import desk_files as drawn

VENDOR = vendoring.VENDOR
NAMED = json.dumps(dict(zip(("agency", "extract", "quarter"), drawn.CONTACTS, strict=True)))


@pytest.fixture(scope="module")
def page():
    return build.build(version="1.2.3").decode()


def test_every_part_has_the_sum_that_was_noted_and_no_other_lies_there():
    noted = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    parts = [path for path in VENDOR.iterdir() if path.name not in ("SHA256SUMS", "README.md")]
    assert noted == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in parts}


def test_each_part_comes_with_its_licence():
    allowed = {"pyodide": "Mozilla Public License", "python": "PYTHON SOFTWARE FOUNDATION", "python-calamine": "MIT"}
    allowed |= {"pyyaml": "Permission is hereby", "xlsxwriter": "Redistribution and use"}
    for name, words in allowed.items():
        assert words in (VENDOR / f"LICENSE.{name}.txt").read_text(encoding="utf-8")


def test_the_same_parts_give_the_same_page(page):
    assert build.build(version="1.2.3").decode() == page


def test_the_page_is_at_most_ten_megabytes(page):
    assert len(page.encode()) <= 10_000_000


def test_the_page_names_no_address_outside_and_runs_no_script_but_its_own(page):
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert not re.search(r"\son\w+=", re.sub(r"(?s)<script.*?</script>", "", page))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for rule in ("default-src 'none'", "connect-src 'none'", "frame-src 'none'", "form-action 'none'", "worker-src blob:"):
        assert rule in policy[1].replace("&#x27;", "'")
    assert "require-trusted-types-for 'script'; trusted-types safecount-worker" in policy[1].replace("&#x27;", "'")
    assert "allow-duplicates" not in policy[1] and f'createPolicy("{build.WORKERS_ADDRESS}"' in html.unescape(page)
    assert "unsafe-inline" not in policy[1] and "'unsafe-eval'" not in policy[1] and "*" not in policy[1]


def test_the_frame_may_run_scripts_and_save_files_and_nothing_else(page):
    assert 'sandbox="allow-scripts allow-downloads"' in page


def test_all_words_stand_in_one_place(page):
    words = json.loads((Path(build.__file__).parent / "words.json").read_text(encoding="utf-8"))
    scripts = (Path(build.__file__).parent / name for name in ("page.js", "preparing.js"))
    script = "".join(path.read_text(encoding="utf-8") for path in scripts)
    assert set(re.findall(r"WORDS\.(\w+)", script)) <= set(words["en"])
    assert "safecount 1.2.3" in page


def test_what_a_desk_needs_of_the_agreement_comes_out_of_the_page_as_it_went_in(tmp_path, monkeypatch):
    county = tmp_path / "county"
    county.mkdir()
    (county / "policy.yaml").write_text("threshold: 11\nleft_out: [{measure: crossover}]\nlicence: CC-BY-4.0\n", encoding="utf-8")
    for path, text in agreement.packed((SHIPPED, county)).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    agreed = drawn.schemas()
    monkeypatch.setattr(files, "read", agreement.read)
    carried = Schemas.load(tmp_path / "0", tmp_path / "1")
    for part in ("county", "policy", "codelists", "agencies", "contracts"):
        assert getattr(carried, part) == getattr(agreed, part), part
    assert carried.measures == {}


def test_days_and_numbers_for_names_are_carried(tmp_path):
    (tmp_path / "a.yaml").write_text("'on': 2026-08-14\n1: one\n$x: [2026-08-15]\n", encoding="utf-8")
    (carried,) = agreement.packed((tmp_path,)).values()
    (tmp_path / "a.json").write_text(carried, encoding="utf-8")
    assert agreement.read(tmp_path / "a.json") == {"on": date(2026, 8, 14), 1: "one", "$x": [date(2026, 8, 15)]}


def test_what_cannot_be_carried_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("a: !!binary aGVsbG8=\n", encoding="utf-8")
    with pytest.raises((SchemaError, TypeError)):
        agreement.packed((tmp_path,))


def test_the_page_offers_the_agencies_with_what_they_send():
    offered = json.loads(in_page.Desk(drawn.schemas()).opened())
    assert "law_enforcement_contacts" in offered["agencies"]["sheriff"]["extracts"]


def test_a_name_that_says_nothing_leaves_the_officer_to_say_it():
    desk = in_page.Desk(drawn.schemas())
    assert json.loads(desk.named("export.csv")) is None
    assert json.loads(desk.named(".".join((*drawn.CONTACTS, "csv")))) == json.loads(NAMED)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(in_page, "LARGEST", 1000)
    monkeypatch.setattr("pipelines.desk.reader.LARGEST", 1000)
    said = json.loads(in_page.Desk(drawn.schemas()).checked("x.csv", b"", NAMED, is_whole=False))
    assert said["status"] == "rejected" and said["receipt"] is None
    assert "[E118]" in said["groups"][0]["lines"][0]


def test_a_quarter_that_is_none_is_told_as_misuse():
    said = in_page.Desk(drawn.schemas()).checked("x.csv", b"", NAMED.replace("2025-Q4", "autumn"))
    assert json.loads(said) == {"misuse": "quarter"}


def test_the_command_writes_the_page_and_says_where(tmp_path, capsys):
    out = tmp_path / "checker.html"
    app(["build-checker", "-o", str(out), "--dry-run"], standalone_mode=False)
    assert not out.exists()
    app(["build-checker", "-o", str(out)], standalone_mode=False)
    assert str(out) in capsys.readouterr().out
    assert out.read_bytes().startswith(b"<!doctype html>")


def test_a_county_s_own_agencies_are_in_its_page(tmp_path):
    from pipelines.workspace import Workspace

    folder = Workspace.create(tmp_path / "county").folder
    agencies = folder / "schemas" / "agencies.yaml"
    agencies.write_text(agencies.read_text(encoding="utf-8").replace("county: ", "county: Another ", 1), encoding="utf-8")
    out = tmp_path / "checker.html"
    app(["build-checker", "-o", str(out), "--workspace", str(folder)], standalone_mode=False)
    assert out.read_bytes() != build.build(version="1.2.3")
    carried = agreement.packed((SHIPPED, folder / "schemas"))
    assert "Another" in carried["1/agencies.yaml"]
