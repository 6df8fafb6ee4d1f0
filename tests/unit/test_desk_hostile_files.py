"""Files made to stop the machine are refused at once, in little room, and whatever opens a workbook may die of it."""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.desk import Examination, examine, opened
from pipelines.desk.findings import Unreadable
from pipelines.desk.from_disk import whole
from pipelines.desk.reader import LARGEST
from tests.desk_files import CONTACTS, as_csv, as_xlsx, cells, codes, contacts, schemas

TABLE = cells(contacts(3))
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS = (
    '<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_CELL = "<table:table-cell{} office:value-type='string'><text:p>x</text:p></table:table-cell>"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, data in parts.items():
            before, spaces, after = data.partition(b"SPACES")
            with new.open(name, "w") as part:
                part.write(before)
                for _ in range(int(after[:4]) if spaces else 0):
                    part.write(b" " * 1_000_000)
                part.write(after)
    return out.getvalue()


def workbook_with(rows: bytes) -> bytes:
    """Our table with more rows below it, as no spreadsheet program would write them."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", rows + b"</sheetData>")
    return zipped(**parts)


def opendocument(rows: str, doctype: str = "", **more: bytes) -> bytes:
    return zipped(mimetype=_SPREADSHEET, **{"content.xml": _ODS.format(rows=rows, doctype=doctype).encode(), **more})


def _row(cells: str, times: int = 1) -> str:
    return f"<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>"


def spaces(megabytes: int) -> bytes:
    """A row with one cell of so many spaces, which `zipped` fills in: here they would take room."""
    return b'<row r="9"><c r="A9" t="inlineStr"><is><t>SPACES%04d</t></is></c></row>' % megabytes


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "two cells far apart": (lambda: workbook_with(FAR), "E118"),
    "a cell of 300 million spaces": (lambda: workbook_with(spaces(300)), "E118"),
    "a cell of 90 million spaces": (lambda: workbook_with(spaces(90)), "E118"),
    "an archive in an archive": (lambda: zipped(**{"a.zip": zipped(b=bytes(9_000_000))}), "E116"),
    "entities in entities": (lambda: zipped(**{"xl/workbook.xml": _ENTITIES.encode() + b"<a>&i;</a>"}), "E116"),
    "entities in OpenDocument": (lambda: opendocument("", _ENTITIES), "E116"),
    "a cell a billion times": (lambda: opendocument(_row(_CELL.format(" table:number-columns-repeated='999999999'"))), "E118"),
    "a row a billion times": (lambda: opendocument(_row(_CELL.format(""), 999_999_999)), "E118"),
    "a cell after a billion rows": (lambda: opendocument(_row("", 999_999_999) + _row(_CELL.format(""))), "E118"),
    "a locked OpenDocument": (lambda: opendocument("", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "E117"),
    "five thousand parts": (lambda: zipped(**{f"xl/{i}.xml": b"" for i in range(5_000)}), "E118"),
    "an old container that goes round in a circle": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00\x06\x00" + bytes(4_000),
        "E116",
    ),
    "tags that never end": (lambda: workbook_with(b"<c " * 300_000), "E116"),
}


def _check(content: bytes) -> Examination:
    return examine(content, CONTACTS, schemas())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_code_and_at_once(name: str) -> None:
    make, code = HOSTILE[name]
    content = make()
    begun = time.process_time()
    assert codes(_check(content)) == [code]
    assert time.process_time() - begun < 1


@pytest.mark.skipif(sys.platform != "linux", reason="the room that a process may take is limited on Linux only")
@pytest.mark.parametrize("rows", [FAR, spaces(150)], ids=["far cells", "spaces"])
def test_what_slips_through_the_look_kills_only_the_process_that_opens_it(rows: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        opened.tables(workbook_with(rows), 20_000, 100)
    assert str(refused.value) == "E125"
    assert codes(_check(as_xlsx(TABLE))) == []


def test_a_workbook_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "_SECONDS", 0.01)
    with pytest.raises(Unreadable) as refused:
        opened.tables(as_xlsx([["x"] * 60] * 2_000), 3_000_000, 120_000)
    assert str(refused.value) == "E125"


def test_cells_longer_than_any_table_are_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "_LONGEST", 1_000)
    with pytest.raises(Unreadable) as refused:
        opened.tables(as_xlsx([["x" * 60] * 60]), 3_000_000, 120_000)
    assert str(refused.value) == "E125"


def test_where_there_are_no_processes_a_workbook_is_opened_here(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = _check(as_xlsx(TABLE))
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert _check(as_xlsx(TABLE)) == apart
    assert codes(_check(as_xlsx(TABLE)[:-40])) == ["E116"]


def _largest(tmp_path: Path) -> Path:
    path = tmp_path / "sheriff.law_enforcement_contacts.2025-Q4.csv"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    return path


def test_a_file_of_ten_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    begun = time.process_time()
    content = whole(_largest(tmp_path))
    assert len(content) == LARGEST + 1
    assert codes(_check(content)) == ["E118"]
    assert time.process_time() - begun < 1


@pytest.mark.skipif(sys.platform != "linux", reason="the room that a process took is told on Linux")
@pytest.mark.parametrize("name", ["ten gigabytes", "a cell of 90 million spaces", "two cells far apart"])
def test_a_refusal_takes_three_hundred_megabytes_at_most(tmp_path: Path, name: str) -> None:
    path = _largest(tmp_path)
    if name in HOSTILE:
        path.write_bytes(HOSTILE[name][0]())
    run = "import sys; from pipelines.cli import main; sys.stdout = open('/dev/null', 'w'); main()"
    # A process in between: the room of the one that asks would be counted as that of the one that is asked.
    between = (
        "import os, sys; pid = os.posix_spawn(sys.executable, [sys.executable, '-c', sys.argv[1], 'check', sys.argv[2]], os.environ);"
        "_, status, used = os.wait4(pid, 0); print(os.waitstatus_to_exitcode(status), used.ru_maxrss, used.ru_utime + used.ru_stime)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run([sys.executable, "-c", between, run, str(path)], capture_output=True, text=True, env=environment, check=True)
    ended, kilobytes, seconds = said.stdout.split()
    assert ended == "1"
    assert int(kilobytes) < 300_000
    assert float(seconds) < 5


def test_a_file_with_its_largest_allowed_size_is_taken() -> None:
    assert LARGEST >= 110_000_000
    assert codes(_check(as_csv(TABLE) + b"\n" * 1_000)) == []
