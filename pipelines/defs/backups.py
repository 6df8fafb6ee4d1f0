"""A county's workspace in one encrypted file, and back again. The key is never in it: whoever finds the file finds nothing.

The file is a tar archive in pieces of a megabyte, each sealed with AES-256-GCM under a key that follows from the county's (HKDF), numbered,
and the last one marked as such: a piece that is changed, moved or cut off is found.
"""

import os
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipelines.defs.office import Office
from pipelines.publication.folder import made_aside
from pipelines.workspace import FOLDERS, SETTINGS

MAGIC = b"safecount backup 1\n"
PIECE = 2**20
_SALT, _TAG = 16, 16
_LEFT_OUT = ("confidential/keys/store.key", "confidential/dagster", "confidential/.line.lock")
"""The key itself; and Dagster's records of old runs, which hold nothing that is needed."""


class BackupProblem(Exception):
    """The file cannot be written or put back; the message says what would be right."""


def backup(office: Office, target: Path) -> int:
    """Write the whole workspace into one new file; the number of its files.

    Raises:
        BackupProblem: the file is there already, or lies inside the workspace, or a part of the workspace lies elsewhere.
    """
    place = office.workspace.folder.resolve()
    if target.exists():
        raise BackupProblem(f"{target} is there already; give a new name")
    if target.resolve().is_relative_to(place):
        raise BackupProblem("the backup would lie in the workspace itself; give a place outside it")
    linked = [name for name in FOLDERS if (place / name).is_symlink()]
    if linked:
        raise BackupProblem(f"{linked[0]}/ is a link to another place, and what lies there would not be in the backup; put it back")
    paths = list(_kept(place))
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealed = _Sealing(file, office.frames.key)
            with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
                for path in paths:
                    archive.add(path, path.relative_to(place).as_posix(), recursive=False)
            sealed.end()
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return sum(p.is_file() for p in paths)


def restore(source: Path, target: Path, key: bytes) -> None:
    """Put a backup back into a new folder, whole or not at all. The key is put where the workspace looks for it.

    Raises:
        BackupProblem: it is no backup, was changed or cut off, belongs to another key, or the folder is not empty.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupProblem(f"{target} already holds something; name a new or an empty folder")
    if target.exists():
        target.rmdir()
    with source.open("rb") as file, made_aside(target) as folder:
        folder.chmod(0o700)  # until all in it is closed to others
        opened = _Opening(file, key)
        try:
            with tarfile.open(fileobj=cast("IO[bytes]", opened), mode="r|") as archive:
                archive.extractall(folder, filter="data")
            opened.to_the_end()
        except tarfile.TarError:
            raise BackupProblem(f"{source} does not hold a workspace") from None
        strange = any(p.is_symlink() for p in folder.rglob("*")) or (folder / _LEFT_OUT[0]).exists()
        if strange or not all((folder / name).is_dir() for name in FOLDERS) or not (folder / SETTINGS).is_file():
            raise BackupProblem(f"{source} does not hold a workspace as `safecount backup` writes it")
        for name in ("inbox", "confidential", "receipts"):
            (folder / name).chmod(0o700)
        for path in (p for name in ("confidential", "receipts") for p in (folder / name).rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
        for path in sorted((folder / "published").glob("*/**/*"), reverse=True):
            path.chmod(0o555 if path.is_dir() else 0o444)
        kept = folder / "confidential" / "keys" / "store.key"
        kept.parent.mkdir(exist_ok=True, mode=0o700)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
            written.write(key.hex())
        folder.chmod(0o755)


def _kept(place: Path) -> Iterator[Path]:
    """Everything but links, what is half written, and what is left out; in one order."""
    for path in sorted(place.rglob("*")):
        inside = path.relative_to(place).as_posix()
        half = any(part.startswith(".") and part != ".gitignore" for part in path.relative_to(place).parts)
        if not half and not path.is_symlink() and not any(inside == left or inside.startswith(f"{left}/") for left in _LEFT_OUT):
            yield path


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"safecount backup").derive(key))


class _Sealing:
    """Takes bytes, and writes them in sealed pieces."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(_SALT)
        self._file, self._cipher, self._held, self._number = file, _cipher(key, salt), bytearray(), 0
        file.write(MAGIC + salt)

    def write(self, content: bytes) -> int:
        self._held += content
        while len(self._held) > PIECE:
            self._piece(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(content)

    def end(self) -> None:
        self._piece(bytes(self._held), last=True)

    def _piece(self, content: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), content, None))
        self._number += 1


class _Opening:
    """Reads sealed pieces, and gives their bytes."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        head = file.read(len(MAGIC) + _SALT)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _SALT:
            raise BackupProblem("this is not a backup that `safecount backup` wrote")
        self._file, self._cipher, self._number, self._left = file, _cipher(key, head[len(MAGIC) :]), 0, bytearray()
        self._next = file.read(PIECE + _TAG)

    def read(self, size: int) -> bytes:
        """Exactly so many bytes, or fewer at the end."""
        while len(self._left) < size and self._next:
            self._open_one()
        taken = bytes(self._left[:size])
        del self._left[:size]
        return taken

    def to_the_end(self) -> None:
        """What comes after the archive is read too, so that a piece that was cut off is found."""
        while self._next:
            self._open_one()

    def _open_one(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + _TAG)
        try:
            self._left += self._cipher.decrypt(_nonce(self._number, last=not self._next), piece, None)
        except InvalidTag:
            raise BackupProblem("the backup belongs to another key, or was changed or cut off") from None
        self._number += 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
