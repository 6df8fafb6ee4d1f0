"""The county takes new keys: all of it or nothing, whenever somebody is stopped, and what was signed before still verifies."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.confidential.store import frames as kept
from pipelines.confidential.store.frames import Frames
from pipelines.confidential.store.keys import VARIABLE, KeyProblem
from pipelines.defs import backups
from pipelines.defs.office import Office
from pipelines.publication import ledger, signing, store
from tests import exits_county
from tests.exits_county import YEAR, file_of, sent
from tests.line.command import here
from tests.reports.sample import Sample

PUB = "2025-Q4-v1"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with files, receipts and a publication."""
    office = exits_county.opened(tmp_path_factory.mktemp("rotation") / "county")
    for quarter in (YEAR[1], YEAR[2]):
        sent(office, quarter, file_of(quarter, range(30)))
    draft, key = Sample().write(office.workspace.drafts / PUB), office.signing_key
    store.publish(draft, office.workspace.published, {"publication": PUB}, key.public_key, key.sign)
    return office.workspace.folder


@pytest.fixture
def county(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed, tmp_path / "county"))


def _read(county: Path) -> dict[str, str]:
    """All that is kept, in the clear, by where it lies."""
    frames = Frames.open(county / "confidential")
    paths = sorted(frames.confidential.rglob("*.parquet"))
    return {
        str(p.relative_to(frames.confidential)): repr(
            frames.load(*p.relative_to(frames.confidential).with_suffix("").parts).to_dict(as_series=False)
        )
        for p in paths
        if p.parent.name != "rotations" and ".newkey" not in p.parts
    }


def _key(county: Path) -> str:
    return (county / "confidential" / "keys" / "store.key").read_text(encoding="ascii")


def test_everything_is_encrypted_anew_and_nothing_opens_with_the_former_key(county: Path, tmp_path: Path) -> None:
    before, old = _read(county), _key(county)
    assert "would encrypt" in here("key", "rotate", "--which", "store", "--dry-run", "--workspace", county).stdout and _key(county) == old
    done = here("key", "rotate", "--which", "store", "--former", tmp_path / "former", "--workspace", county)
    assert done.returncode == 0, done.stderr
    assert _read(county) == before and len(before) > 1
    assert _key(county) != old and (tmp_path / "former").read_text(encoding="ascii") == old
    former = Frames(county / "confidential", bytes.fromhex(old))
    for name in before:
        with pytest.raises(KeyProblem):
            former.load(*Path(name).with_suffix("").parts)
    assert not list((county / "confidential").rglob(".newkey*"))
    line = next(e for e in ledger.read(county / "ledger.jsonl") if e.what == "store key changed")
    assert old not in str(line) and _key(county) not in str(line)
    assert here("verify", county / "ledger.jsonl").returncode == 0
    with pytest.raises(KeyProblem, match="start this again"):
        former.save(former_frame(county), "submissions", "shelters", "2023-Q3", "late")


def former_frame(county: Path):
    name = next(n for n in _read(county) if n.startswith("submissions"))
    return Frames.open(county / "confidential").load(*Path(name).with_suffix("").parts)


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.confidential.store import frames, rotation
from pipelines.defs import rotation as county
from pipelines.defs.office import Office

turns = int(sys.argv[2])
real = os.replace

def moved(*given):
    global turns
    if turns == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    turns -= 1
    return real(*given)

os.replace = moved
county.change_store_key(Office.open(Path(sys.argv[1])), bytes(range(32)), "rita", keep_key=True)
"""


@pytest.mark.parametrize("moves", [0, 2, 4, 5, 7])
def test_whoever_is_killed_at_any_moment_leaves_the_old_or_the_new_and_never_a_mixture(county: Path, moves: int) -> None:
    before, old = _read(county), _key(county)
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(county), str(moves)], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    happened = (county / "confidential" / kept.READY).exists()
    assert happened == (moves > 3)
    assert _read(county) == before
    assert _key(county) == (bytes(range(32)).hex() if happened else old)
    finished = here("key", "rotate", "--which", "store", "--workspace", county)
    assert finished.returncode == 0, finished.stderr
    assert _read(county) == before and not list((county / "confidential").glob(".newkey*"))


def test_a_key_from_outside_is_written_outside(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, old = _read(county), _key(county)
    (county / "confidential" / "keys" / "store.key").unlink()
    monkeypatch.setenv(VARIABLE, old)
    refused = here("key", "rotate", "--which", "store", "--workspace", county)
    assert refused.returncode == 2 and "give --new FILE" in refused.stderr
    assert here("key", "rotate", "--which", "store", "--new", county / "key", "--workspace", county).returncode == 2
    done = here("key", "rotate", "--which", "store", "--new", tmp_path / "new", "--workspace", county)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    assert not (county / "confidential" / "keys" / "store.key").exists()
    with pytest.raises(KeyProblem):
        _read(county)
    monkeypatch.setenv(VARIABLE, (tmp_path / "new").read_text(encoding="ascii"))
    assert _read(county) == before


def test_a_frame_of_another_key_stops_it_before_anything_changes(county: Path, tmp_path: Path) -> None:
    old = _key(county)
    Frames(tmp_path, bytes(32)).save(former_frame(county), "strange")
    shutil.copy(tmp_path / "strange.parquet", county / "confidential" / "submissions" / "strange.parquet")
    refused = here("key", "rotate", "--which", "store", "--workspace", county)
    assert refused.returncode == 1 and "Nothing was changed" in refused.stderr
    assert _key(county) == old and not (county / "confidential" / kept.READY).exists()


def test_what_was_signed_before_verifies_and_what_is_signed_now_does_too(county: Path, tmp_path: Path) -> None:
    old = Office.open(county).signing_key.public_key
    done = here("key", "rotate", "--which", "signing", "--workspace", county)
    assert done.returncode == 0, done.stderr
    office = Office.open(county)
    new = office.signing_key.public_key
    assert new != old and office.county_keys == (new, old) and new in done.stdout
    sent(office, YEAR[3], file_of(YEAR[3], range(30)))
    papers = sorted((county / "receipts" / "shelters").glob("*.json"))
    assert {json.loads(p.read_text(encoding="utf-8"))["public_key"] for p in papers} == {old, new}
    for path in (*papers, county / "published" / PUB, county / "ledger.jsonl"):
        assert here("verify", path).returncode == 0, path
    assert here("verify", county / "ledger.jsonl", "--key", old).returncode == 0, "also for whoever knows the former key only"
    assert here("verify", county / "published" / PUB, "--key", new).returncode == 1, "unless one names the key that it must be"
    assert [k["now"] for k in json.loads(here("key", "list", "--workspace", county, "--format", "json").stdout)] == [True, False]
    here("key", "rotate", "--which", "signing", "--workspace", county)
    assert len(Office.open(county).county_keys) == 3
    assert here("verify", county / "published" / PUB).returncode == 0
    backups.backup(Office.open(county), tmp_path / "b")
    assert here("key", "export", tmp_path / "k", "--workspace", county).returncode == 0
    back = here("restore", tmp_path / "b", tmp_path / "again", "--key-file", tmp_path / "k")
    assert back.returncode == 0, back.stderr


def test_nobody_hands_the_county_s_name_on_to_a_key_of_their_own(county: Path, tmp_path: Path) -> None:
    assert here("key", "rotate", "--which", "signing", "--workspace", county).returncode == 0
    thief, book = signing.create_key(tmp_path / "thief.key"), county / "ledger.jsonl"
    genuine = book.read_bytes()
    at, now = "2026-01-01T00:00:00+00:00", Office.open(county).signing_key.public_key
    about = {"to": thief.public_key, "vouched": "00" * 64}
    key = Office.open(county).signing_key
    ledger.append(book, "signing key changed", "rita", about, at, key.public_key, key.sign)
    assert ledger.county_keys(book, now)[0] == now, "the new key has not vouched"
    book.write_bytes(b"")
    forged = {"to": now, "vouched": "00" * 64}
    ledger.append(book, "signing key changed", "rita", forged, at, thief.public_key, thief.sign)
    assert ledger.county_keys(book, now) == (now,) and here("verify", book).returncode == 1
    book.write_bytes(genuine)
    with pytest.raises(ledger.LedgerProblem, match="another key since then"):
        ledger.append(book, "published", "rita", {}, at, thief.public_key, thief.sign)


def test_whoever_is_stopped_between_the_book_and_the_key_finds_the_new_one_in_its_place(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.defs import rotation

    office = Office.open(county)
    old = office.signing_key.public_key
    monkeypatch.setattr(rotation.county_key, "settle", lambda *_: None)
    rotation.change_signing_key(office, "rita")
    monkeypatch.undo()
    later = Office.open(county)
    assert later.county_keys[1] == old and later.signing_key.public_key == later.county_keys[0]
    waiting = county / "confidential" / "keys" / "county.key.next"
    assert not waiting.exists()
    signing.create_key(waiting)  # stopped before it stood in the book
    assert Office.open(county).signing_key.public_key == later.signing_key.public_key and not waiting.exists()
