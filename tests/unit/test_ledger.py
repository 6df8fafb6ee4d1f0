"""Whoever changes a line of the county's book, takes one out, swaps two or cuts the end off is found."""

import random
from pathlib import Path

import pytest

from pipelines.publication import ledger, signing
from pipelines.publication.signing import SigningKey, create_key


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return create_key(tmp_path_factory.mktemp("key") / "county.key")


@pytest.fixture
def book(tmp_path: Path, key: SigningKey) -> Path:
    path = tmp_path / "ledger.jsonl"
    for n in range(6):
        about = {"publication": f"2026-Q{n % 4 + 1}-v1", "draft": "ab" * 32}
        ledger.append(path, "published", "the workspace", about, f"2026-11-0{n + 1}T10:00:00+00:00", key.public_key, key.sign)
    return path


def _wrong(path: Path, key: SigningKey, anchor: str | None = None) -> list[str]:
    return ledger.problems(path, signing.verify, key.public_key, {"manifest.json": anchor} if anchor else None)


def test_a_book_that_nobody_touched_is_right(book: Path, key: SigningKey) -> None:
    assert _wrong(book, key, ledger.head(book)) == []
    assert [e.number for e in ledger.read(book)] == [1, 2, 3, 4, 5, 6]


def test_a_thousand_changes_are_found(book: Path, key: SigningKey) -> None:
    chance, raw, anchor = random.Random(4), book.read_bytes(), ledger.head(book)
    lines = raw.splitlines(keepends=True)
    for turn in range(1000):
        match turn % 5:
            case 0:
                at = chance.randrange(len(raw))
                bad = raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
            case 1:
                bad = raw[: chance.randrange(len(raw))]
            case 2:
                a, b = chance.sample(range(len(lines)), 2)
                swapped = list(lines)
                swapped[a], swapped[b] = swapped[b], swapped[a]
                bad = b"".join(swapped)
            case 3:
                bad = b"".join(lines[: chance.randrange(len(lines))])
            case _:
                gone = chance.randrange(len(lines))
                bad = b"".join(lines[:gone] + lines[gone + 1 :])
        book.write_bytes(bad)
        assert _wrong(book, key, anchor), turn


def test_a_book_written_anew_with_another_key_is_not_the_county_s(tmp_path: Path, key: SigningKey) -> None:
    other = create_key(tmp_path / "other.key")
    path = tmp_path / "ledger.jsonl"
    ledger.append(path, "published", "x", {}, "2026-11-01T10:00:00+00:00", other.public_key, other.sign)
    assert _wrong(path, key) == ["line 1 was signed with another key than the county's"]


def test_what_was_left_of_a_line_when_its_writer_was_killed_goes_when_the_next_is_written(book: Path, key: SigningKey) -> None:
    before = ledger.head(book)
    with book.open("ab") as file:
        file.write(b'{"about":{},"at":"2026')
    assert ledger.head(book) == before
    ledger.append(book, "withdrawn", "ana", {}, "2026-11-09T10:00:00+00:00", key.public_key, key.sign)
    assert _wrong(book, key, before) == []
    assert ledger.read(book)[-1].number == 7


def test_nothing_else_is_written_into_it(book: Path, key: SigningKey) -> None:
    with pytest.raises(ValueError, match="a ledger says one of"):
        ledger.append(book, "a youth was seen", "ana", {}, "2026-11-09T10:00:00+00:00", key.public_key, key.sign)


def test_what_a_killed_writer_left_is_not_read_and_a_damaged_line_is_named_without_what_it_says(book: Path, key: SigningKey) -> None:
    book.write_bytes(book.read_bytes() + b'{"about":')
    assert [e.number for e in ledger.read(book, finished=True)] == [1, 2, 3, 4, 5, 6]
    assert _wrong(book, key) == ["line 7 of the ledger cannot be read; it was changed"]
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join([lines[0], b"CANARY" + lines[1], *lines[2:6]]))
    with pytest.raises(ledger.LedgerProblem, match=r"^line 2 of the ledger cannot be read; it was changed$"):
        ledger.read(book, finished=True)
