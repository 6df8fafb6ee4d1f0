"""An archive is read whole or not at all: what is hidden beside its members, or twice among them, is found."""

import io
import zipfile

import pytest

from pipelines.disclosure_control.audit.files import archives
from pipelines.disclosure_control.audit.files.items import Finding, Inside, Note

LOCK = b"\x01\x00"


def packed(members: list[tuple[str, bytes]], comment: bytes = b"", of_member: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = comment
        for name, body in members:
            info = zipfile.ZipInfo(name)
            info.comment = of_member
            archive.writestr(info, body)
    return file.getvalue()


def read(content: bytes) -> list:
    return list(archives.read(content, "a.zip"))


def kinds(content: bytes) -> list[str]:
    return [item.kind for item in read(content) if isinstance(item, Finding)]


TWO = [("a.csv", b"x,1\n"), ("folder/", b""), ("folder/b.csv", b"y,2\n")]


def test_each_member_is_read_and_a_folder_is_none() -> None:
    assert read(packed(TWO)) == [Inside("a.zip", "a.csv", b"x,1\n"), Inside("a.zip", "folder/b.csv", b"y,2\n")]


def test_comments_are_read_like_texts() -> None:
    notes = [item for item in read(packed(TWO[:1], b"seven of nine", b"and two")) if isinstance(item, Note)]
    assert [note.text for note in notes] == ["seven of nine", "and two"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_found_for_a_reader_may_see_either() -> None:
    assert kinds(packed([("a.csv", b"1"), ("a.csv", b"2")])) == ["the same name twice"]


@pytest.mark.parametrize("where", ["before", "after the first", "before the directory", "after"])
def test_bytes_beside_the_members_are_found(where: str) -> None:
    content, hidden = packed([("a.csv", b"x,1\n"), ("b.csv", b"y,2\n")]), b"north 7, south 4, and thirty bytes"
    second, directory = content.index(b"PK\x03\x04", 4), content.index(b"PK\x01\x02")
    at = {"before": 0, "after the first": second, "before the directory": directory, "after": len(content)}[where]
    planted = bytearray(content[:at] + hidden + content[at:])
    if where in ("after the first", "before the directory"):  # as a writer would put it who knows where everything stands
        start = planted.index(b"PK\x05\x06")
        planted[start + 16 : start + 20] = (directory + len(hidden)).to_bytes(4, "little")
        if where == "after the first":
            entry = planted.index(b"PK\x01\x02", planted.index(b"PK\x01\x02") + 1)
            planted[entry + 42 : entry + 46] = (second + len(hidden)).to_bytes(4, "little")
    assert kinds(content) == []
    assert kinds(bytes(planted)) == ["bytes that belong to no part of the file"]


def test_a_locked_member_cannot_be_judged() -> None:
    content = bytearray(packed(TWO[:1]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at : content.index(mark) + at + 2] = LOCK
    assert kinds(bytes(content)) == ["a file that is locked"]


def test_so_many_bytes_are_unpacked_and_not_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 8)
    assert kinds(packed([("a", b"1234"), ("b", b"5678")])) == []
    assert read(packed([("a", b"1234"), ("b", b"56789")])) == [Finding(archives.TOO_LARGE, "a.zip")]


def test_so_many_members_and_not_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert kinds(packed([("a", b""), ("b", b"")])) == []
    assert kinds(packed([("a", b""), ("b", b""), ("c", b"")])) == [archives.TOO_LARGE]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", packed(TWO)[:40], packed(TWO)[:-10]], ids=["nothing", "a head", "cut", "no end"])
def test_what_is_no_archive_is_said_to_be_unreadable(content: bytes) -> None:
    assert kinds(content) == [archives.BROKEN]


def test_a_member_with_a_false_sum_is_not_believed() -> None:
    content = bytearray(packed(TWO[:1]))
    content[content.index(b"x,1")] ^= 1
    assert read(bytes(content)) == [Finding(archives.BROKEN, "a.zip")]
