"""The forms in schemas/generated are what the contracts give today, and nothing else lies there."""

import hashlib
import subprocess
import sys
import zipfile

import pytest

from schemas import Schemas
from schemas.__main__ import GENERATED, main
from schemas.forms.everything import everything, stale, write

FORMS = everything(Schemas.load())


def test_every_form_on_disk_is_what_its_contract_gives_now() -> None:
    assert stale(GENERATED, FORMS) == []


def test_every_contract_has_its_five_forms() -> None:
    extracts = {name.split("/")[0] for name in FORMS}
    assert extracts == set(Schemas.load().contracts)
    assert {len([n for n in FORMS if n.startswith(f"{e}/")]) for e in extracts} == {5}


def test_the_same_contracts_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from schemas import Schemas; from schemas.forms.everything import everything; "
        "import sys; sys.stdout.write(hashlib.sha256(b''.join(everything(Schemas.load()).values())).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert there == hashlib.sha256(b"".join(FORMS.values())).hexdigest()


def test_check_says_what_is_stale_missing_or_stray_and_generate_puts_it_right(tmp_path, capsys) -> None:
    write(tmp_path, FORMS)
    (tmp_path / "advocacy_services" / "template.csv").write_text("service,youth\n")
    (tmp_path / "advocacy_services" / "dictionary.md").unlink()
    (tmp_path / "old_extract").mkdir()
    (tmp_path / "old_extract" / "template.csv").write_text("x\n")
    assert main(["generate", "--check", "--into", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "advocacy_services/template.csv is not what its contract gives now" in said
    assert "advocacy_services/dictionary.md is missing" in said
    assert "old_extract/template.csv belongs to no contract" in said
    assert len(said.splitlines()) == 3
    assert main(["generate", "--into", str(tmp_path)]) == 0
    assert main(["generate", "--check", "--into", str(tmp_path)]) == 0
    assert not (tmp_path / "old_extract").exists()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"])
def test_a_workbook_with_other_content_is_stale_and_one_packed_otherwise_is_not(tmp_path, part) -> None:
    name = "advocacy_services/template.xlsx"
    write(tmp_path, FORMS)
    path = tmp_path / name
    with zipfile.ZipFile(path) as book:
        inside = {n: book.read(n) for n in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
        for n, content in inside.items():
            book.writestr(n, content)
    assert stale(tmp_path, FORMS) == []
    with zipfile.ZipFile(path, "w") as book:
        for n, content in inside.items():
            book.writestr(n, content.replace(b"</worksheet>", b" </worksheet>") if n == part else content)
    assert stale(tmp_path, FORMS) == [f"{name} is not what its contract gives now"]
