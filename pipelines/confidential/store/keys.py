"""The county's key. Whoever has it can read the confidential side; without it the files say nothing."""

import hashlib
import os
import secrets
import stat
from pathlib import Path

VARIABLE = "SAFECOUNT_STORE_KEY"
_LENGTH = 32


class KeyProblem(Exception):
    """There is no usable key; the message says what would be right, and never the key."""


def store_key(confidential: Path) -> bytes:
    """The 32-byte key of a workspace's store.

    It comes from the environment variable SAFECOUNT_STORE_KEY (64 hex digits) where that is set, else from
    `keys/store.key`, which is made on first use and is readable by its owner only.

    Raises:
        KeyProblem: the key is malformed, or others may read its file.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return parsed(given, f"the environment variable {VARIABLE}")
    path = confidential / "keys" / "store.key"
    if not path.exists():
        _create(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyProblem(f"{path} may be read by others; close it with: chmod 600 {path}")
    return parsed(path.read_text(encoding="ascii"), str(path))


def is_kept(confidential: Path, key: bytes) -> bool:
    """Whether this is the key that lies in the workspace; of one that comes from outside nothing can be said."""
    path = confidential / "keys" / "store.key"
    return VARIABLE in os.environ or not path.exists() or path.read_text(encoding="ascii").strip() == key.hex()


def key_id(key: bytes) -> str:
    """A short name of a key, from which nobody can tell the key."""
    return hashlib.sha256(b"safecount store key\n" + key).hexdigest()[:16]


def _create(path: Path) -> None:
    if path.parent.parent.exists() and any(path.parent.parent.rglob("*.parquet")):
        raise KeyProblem(f"{path} is missing while encrypted files are there; put the county's key back")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)  # whole or not at all; the first of two processes wins
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def parsed(text: str, where: str) -> bytes:
    """A key as it is written. Raises KeyProblem, which says where and never what."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        raise KeyProblem(f"{where} does not hold a key of {2 * _LENGTH} hex digits")
    return key
