"""Signing what leaves with the county's own key, so that anyone can tell that nobody has changed it since."""

import hashlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ID = 16  # hex digits of the public key's SHA-256


class SigningProblem(Exception):
    """There is no usable signing key; the message says what would be right, and never the key."""


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key that signs. Public keys and signatures are written in hex."""

    _private: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> str:
        return self._private.public_key().public_bytes_raw().hex()

    @property
    def id(self) -> str:
        return key_id(self.public_key)

    def sign(self, content: bytes) -> str:
        return self._private.sign(content).hex()


def key_id(public_key: str) -> str:
    """The short name of a public key. Raises ValueError when it is not in hex."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:_ID]


def canonical(said: Mapping[str, Any]) -> bytes:
    """What is signed of names and values: JSON with sorted names, no spaces, UTF-8 (RFC 8785 for texts and whole numbers)."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def verify(content: bytes, signature: str, public_key: str) -> bool:
    """Whether `content` carries this signature of this public key; False for whatever is no signature or no key.

    Both are written in small letters and without gaps: another way to write the same would be a change that nobody finds.
    """
    try:
        written = {bytes.fromhex(text).hex(): text for text in (public_key, signature)}
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
        if any(plain != text for plain, text in written.items()):
            return False
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def create_key(path: Path, passphrase: str | None = None) -> SigningKey:
    """Make a key and write it where only its owner may read it.

    Raises:
        SigningProblem: a file is there already; a key is never replaced.
    """
    key = Ed25519PrivateKey.generate()
    lock = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)  # whole or not at all; the first of two processes wins
    except FileExistsError:
        raise SigningProblem(f"{path} is there already; a signing key is not replaced") from None
    finally:
        aside.unlink()
    return SigningKey(key)


def load_key(path: Path, passphrase: str | None = None) -> SigningKey:
    """The key in a file.

    Raises:
        SigningProblem: there is none, others may read it, it is no Ed25519 key, or the passphrase is not its own.
    """
    if not path.is_file():
        raise SigningProblem(f"{path} is missing; there is no signing key")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SigningProblem(f"{path} may be read by others; close it with: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
    except TypeError:
        asked = "is not locked; give no passphrase" if passphrase else "is locked; give its passphrase"
        raise SigningProblem(f"{path} {asked}") from None
    except ValueError:
        raise SigningProblem(f"{path} does not hold a signing key, or the passphrase is not its own") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningProblem(f"{path} holds a key of another kind; an Ed25519 key is needed")
    return SigningKey(key)


def load_or_create(path: Path) -> SigningKey:
    """The key in a file, made on first use. Raises SigningProblem like `load_key`."""
    if not path.exists():
        try:
            return create_key(path)
        except SigningProblem:
            pass  # another process was first: its key counts
    return load_key(path)
