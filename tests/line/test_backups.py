"""A workspace comes back from its backup as it was, and nobody without the key gets anything from one."""

import io
import random
import shutil
import tarfile
from pathlib import Path
from typing import IO, cast

import pytest

from pipelines.confidential.store.keys import store_key
from pipelines.defs import backups, reviews
from pipelines.defs.backups import PIECE, BackupProblem, backup, restore
from pipelines.defs.office import Office
from pipelines.publication import ledger, signing, store
from pipelines.workspace import FOLDERS, Workspace
from tests.line.command import here
from tests.reports.sample import Sample


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = Workspace.create(tmp_path_factory.mktemp("kept") / "county", demo=True)
    office = Office.open(there.folder)
    draft = Sample().write(there.drafts / "2025-Q4-v1")
    (draft / "large.bin").write_bytes(random.Random(3).randbytes(3 * PIECE + 17))
    key = office.signing_key
    store.publish(draft, there.published, {"publication": "2025-Q4-v1"}, key.public_key, key.sign)
    (there.inbox / "waiting.csv").write_text("CANARY,1\n", encoding="utf-8")
    (there.receipts / "probation").mkdir()
    (there.receipts / "probation" / "one.json").write_text("{}", encoding="utf-8")
    (there.receipts / "probation" / "one.json").chmod(0o600)
    return there.folder


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    left_out = ("confidential/dagster",)
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {n: (p.stat().st_mode & 0o777, p.read_bytes()) for n, p in found.items() if not n.startswith(left_out) and ".lock" not in n}


def test_what_comes_back_is_what_was_there_to_the_byte(county: Path, tmp_path: Path) -> None:
    made = here("backup", tmp_path / "county.backup", "--workspace", county)
    assert made.returncode == 0, made.stderr
    exported = here("key", "export", tmp_path / "key", "--workspace", county)
    assert exported.returncode == 0 and (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    back = here("restore", tmp_path / "county.backup", tmp_path / "again", "--key-file", tmp_path / "key")
    assert back.returncode == 0, back.stderr
    assert "1 publications are as they were published" in back.stdout
    assert _files(tmp_path / "again") == _files(county)
    assert here("verify", tmp_path / "again" / "published" / "2025-Q4-v1").returncode == 0


def test_the_file_tells_nothing_and_never_holds_the_key(county: Path, tmp_path: Path) -> None:
    backup(Office.open(county), tmp_path / "county.backup")
    raw, key = (tmp_path / "county.backup").read_bytes(), store_key(county / "confidential")
    assert (tmp_path / "county.backup").stat().st_mode & 0o777 == 0o600
    for told in (b"CANARY", b"probation", b"safecount.toml", key, key.hex().encode()):
        assert told not in raw


def test_a_changed_shortened_or_strange_file_and_another_key_put_nothing_back(county: Path, tmp_path: Path) -> None:
    office, path = Office.open(county), tmp_path / "county.backup"
    backup(office, path)
    raw, key, chance = path.read_bytes(), office.frames.key, random.Random(5)
    for turn in range(40):
        at = chance.randrange(len(raw))
        bad = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] if turn % 2 else raw[: at or 1]
        path.write_bytes(bad)
        with pytest.raises(BackupProblem):
            restore(path, tmp_path / "again", key)
    piece = PIECE + 16
    start = len(raw) - (len(raw) - 35) // piece * piece - (len(raw) - 35) % piece
    path.write_bytes(raw[:start] + raw[start + piece : start + 2 * piece] + raw[start : start + piece] + raw[start + 2 * piece :])
    with pytest.raises(BackupProblem, match="changed or cut off"):
        restore(path, tmp_path / "again", key)
    path.write_bytes(raw)
    with pytest.raises(BackupProblem, match="another key"):
        restore(path, tmp_path / "again", bytes(32))
    assert not (tmp_path / "again").exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_nothing_is_overwritten_and_a_backup_does_not_lie_in_what_it_keeps(county: Path, tmp_path: Path) -> None:
    office = Office.open(county)
    with pytest.raises(BackupProblem, match="outside"):
        backup(office, county / "county.backup")
    (elsewhere := tmp_path / "elsewhere").mkdir()
    linked = Workspace.create(tmp_path / "linked", demo=True)
    linked.inbox.rmdir()
    linked.inbox.symlink_to(elsewhere)
    with pytest.raises(BackupProblem, match="inbox/ is a link to another place"):
        backup(Office.open(linked.folder), tmp_path / "linked.backup")
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(BackupProblem, match="there already"):
        backup(office, tmp_path / "taken")
    backup(office, tmp_path / "county.backup")
    (tmp_path / "full").mkdir()
    shutil.copy(tmp_path / "taken", tmp_path / "full" / "file")
    with pytest.raises(BackupProblem, match="already holds something"):
        restore(tmp_path / "county.backup", tmp_path / "full", office.frames.key)
    refused = here("key", "export", county / "key", "--workspace", county)
    assert refused.returncode == 2 and "outside" in refused.stderr


def test_the_county_signs_with_the_same_key_afterwards(county: Path, tmp_path: Path) -> None:
    office = Office.open(county)
    backup(office, tmp_path / "county.backup")
    restore(tmp_path / "county.backup", tmp_path / "again", office.frames.key)
    assert Office.open(tmp_path / "again").signing_key.public_key == office.signing_key.public_key
    assert signing.load_key(tmp_path / "again" / "confidential" / "keys" / "county.key").id == office.signing_key.id


def _as_a_backup(path: Path, key: bytes, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with path.open("wb") as file:
        sealed = backups._Sealing(file, key)
        with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as archive:
            for member, content in members:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        sealed.end()
    return path


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode = kind, link, 0o755
    return member


@pytest.mark.parametrize(
    "strange",
    [
        (_member("../outside"), b"x"),
        (_member("inbox/link", tarfile.SYMTYPE, "../safecount.toml"), b""),
        (_member("confidential/link", tarfile.SYMTYPE, "nowhere"), b""),
        (_member("confidential/keys/store.key"), b"00" * 32),
        (_member("device", tarfile.CHRTYPE), b""),
        None,
    ],
    ids=["outside", "link", "broken link", "key", "device", "no workspace"],
)
def test_a_backup_with_anything_that_a_workspace_never_has_puts_nothing_back(
    strange: tuple[tarfile.TarInfo, bytes] | None, tmp_path: Path
) -> None:
    folders = [(_member(name, tarfile.DIRTYPE), b"") for name in FOLDERS]
    members = [*folders, (_member("safecount.toml"), b"demo = true\n"), strange] if strange else [(_member("other"), b"x")]
    source = _as_a_backup(tmp_path / "county.backup", bytes(32), *members)
    with pytest.raises(BackupProblem, match="does not hold a workspace"):
        restore(source, tmp_path / "again", bytes(32))
    assert [p.name for p in tmp_path.iterdir()] == ["county.backup"]


def test_a_ledger_that_was_cut_before_the_backup_is_found_when_it_is_put_back(county: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(county, tmp_path / "county"))
    office = Office.open(place)
    for name in ("ana", "ben"):
        reviews.write_down(office, "steward added", reviews.WORKSPACE, {"name": name})
    key, printed = office.signing_key, ledger.head(office.workspace.ledger)
    draft = Sample().write(place / "drafts" / "2026-Q1-v1")
    store.publish(draft, place / "published", {"publication": draft.name, "ledger": printed}, key.public_key, key.sign)
    office.workspace.ledger.write_bytes(office.workspace.ledger.read_bytes().splitlines(keepends=True)[0])
    said = here("doctor", "--workspace", place)
    assert said.returncode == 1 and "cut off, or put back to an older state" in said.stdout
    assert here("backup", tmp_path / "b", "--workspace", place).returncode == 0
    assert here("key", "export", tmp_path / "key", "--workspace", place).returncode == 0
    back = here("restore", tmp_path / "b", tmp_path / "again", "--key-file", tmp_path / "key")
    assert back.returncode == 1 and "it does not lead to what stands in 2026-Q1-v1" in back.stderr
