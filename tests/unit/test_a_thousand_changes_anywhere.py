"""Whoever changes a bit, cuts, reorders, rolls back or swaps anything that a county issued is found."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.cli.checking import _misnamed
from pipelines.publication import ledger, manifest, signing
from pipelines.publication.receipt import Receipt
from pipelines.publication.signing import SigningKey, create_key
from tests.unit.test_receipt import FACTS

PUBS, SENT = ("2026-Q1-v1", "2026-Q2-v1"), ("probation.probation_referrals.2025-Q4.001", "probation.probation_referrals.2025-Q4.002")


@dataclass(frozen=True)
class Issued:
    """What a county issued, and the head of the ledger that somebody kept."""

    folder: Path
    key: SigningKey
    anchor: str

    @property
    def files(self) -> list[Path]:
        return sorted(p for p in self.folder.rglob("*") if p.is_file())

    def wrong(self) -> list[str]:
        book = ledger.problems(self.folder / "ledger.jsonl", signing.verify, self.key.public_key, {"a manifest": self.anchor})
        published = [p for name in PUBS for p in manifest.problems(self.folder / name, signing.verify, self.key.public_key)]
        receipts = [p for name in SENT for p in self._receipt(self.folder / "receipts" / f"{name}.json")]
        return book + published + receipts

    def _receipt(self, path: Path) -> list[str]:
        return Receipt.problems(path.read_bytes(), self.key.public_key) or _misnamed(path)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    place = tmp_path_factory.mktemp("issued")
    key, folder = create_key(tmp_path_factory.mktemp("key") / "county.key"), place / "county"
    (folder / "receipts").mkdir(parents=True)
    for n in range(6):
        at = f"2026-11-0{n + 1}T10:00:00+00:00"
        ledger.append(
            folder / "ledger.jsonl", "published", "the workspace", {"publication": f"2025-Q{n % 4 + 1}-v1"}, at, key.public_key, key.sign
        )
    head = ledger.head(folder / "ledger.jsonl")
    for n, name in enumerate(PUBS):
        (folder / name).mkdir()
        (folder / name / "cells.csv").write_text(f"measure,value\nmet,{n + 20}\n", encoding="utf-8")
        (folder / name / "dashboard.html").write_text(f"<p>{name}</p>\n", encoding="utf-8")
        (folder / name / manifest.NAME).write_bytes(
            manifest.manifest(folder / name, {"publication": name, "ledger": head}, key.public_key, key.sign)
        )
    for name in SENT:
        text = Receipt.signed(key, **{**FACTS, "submission": name, "ledger": head}).to_json()
        (folder / "receipts" / f"{name}.json").write_text(text, encoding="utf-8")
    return Issued(folder, key, head)


def test_what_nobody_touched_is_right(issued: Issued) -> None:
    assert issued.wrong() == []


def _flipped(raw: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << dice.randrange(8))]) + raw[at + 1 :]


def _cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def _reordered(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    mixed = list(lines)
    while mixed == lines and len(set(lines)) > 1:
        dice.shuffle(mixed)
    return b"".join(mixed) if len(set(lines)) > 1 else raw + raw


def _rolled_back(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    return b"".join(lines[: dice.randrange(len(lines))])


@pytest.mark.parametrize("change", [_flipped, _cut, _reordered, _rolled_back])
def test_two_hundred_and_thirty_changes_of_each_kind_are_found(change: Callable[[bytes, random.Random], bytes], issued: Issued) -> None:
    dice = random.Random(change.__name__)
    for turn in range(230):
        path = dice.choice(issued.files)
        whole = path.read_bytes()
        path.write_bytes(change(whole, dice))
        try:
            assert issued.wrong(), (turn, path.name)
        finally:
            path.write_bytes(whole)


def test_each_file_that_is_put_in_the_place_of_another_is_found(issued: Issued) -> None:
    """Two of each kind: whatever is swapped with whatever, eighty times."""
    dice = random.Random(5)
    for turn in range(80):
        one, other = dice.sample(issued.files, 2)
        mine, theirs = one.read_bytes(), other.read_bytes()
        one.write_bytes(theirs)
        other.write_bytes(mine)
        try:
            assert issued.wrong(), (turn, one.name, other.name)
        finally:
            one.write_bytes(mine)
            other.write_bytes(theirs)
    assert issued.wrong() == []
