"""A signing key is made once, is its owner's alone, and tells what it signed from everything else."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pipelines.publication.signing import (
    SigningProblem,
    create_key,
    key_id,
    load_key,
    load_or_create,
    verify,
)


def test_a_signature_fits_its_content_and_its_key_only(tmp_path: Path) -> None:
    key, other = create_key(tmp_path / "one.key"), create_key(tmp_path / "two.key")
    signature = key.sign(b"24 of 61")
    assert verify(b"24 of 61", signature, key.public_key)
    assert not verify(b"25 of 61", signature, key.public_key)
    assert not verify(b"24 of 61", signature, other.public_key)
    assert not verify(b"24 of 61", other.sign(b"24 of 61"), key.public_key)


def test_the_same_signature_or_key_written_another_way_is_a_change_and_does_not_verify(tmp_path: Path) -> None:
    key = create_key(tmp_path / "one.key")
    signature = key.sign(b"24 of 61")
    for other in (signature.upper(), f"{signature[:2]} {signature[2:]}"):
        assert other != signature and not verify(b"24 of 61", other, key.public_key)
    assert not verify(b"24 of 61", signature, f"{key.public_key[:2]} {key.public_key[2:]}")


@pytest.mark.parametrize("nonsense", ["", "no hex", "abcd", "0" * 128, "é" * 64])
def test_what_is_no_signature_or_no_key_does_not_verify(tmp_path: Path, nonsense: str) -> None:
    key = create_key(tmp_path / "county.key")
    assert not verify(b"x", nonsense, key.public_key)
    assert not verify(b"x", key.sign(b"x"), nonsense)


def test_the_key_on_disk_signs_like_the_key_that_was_made(tmp_path: Path) -> None:
    made = create_key(tmp_path / "keys" / "county.key")
    loaded = load_key(tmp_path / "keys" / "county.key")
    assert loaded.sign(b"x") == made.sign(b"x")
    assert loaded.id == made.id == key_id(made.public_key)
    assert loaded.id == hashlib.sha256(bytes.fromhex(made.public_key)).hexdigest()[:16]


def test_only_the_owner_may_read_a_new_key(tmp_path: Path) -> None:
    create_key(tmp_path / "keys" / "county.key")
    assert stat.S_IMODE((tmp_path / "keys" / "county.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert [p.name for p in (tmp_path / "keys").iterdir()] == ["county.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_key_that_others_may_read_or_change_is_refused_and_the_way_out_is_named(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "county.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(SigningProblem) as problem:
        load_key(path)
    assert str(problem.value) == f"{path} may be read by others; close it with: chmod 600 {path}"


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    first = create_key(tmp_path / "county.key")
    with pytest.raises(SigningProblem, match="is there already"):
        create_key(tmp_path / "county.key")
    assert load_or_create(tmp_path / "county.key").id == first.id


def test_of_many_who_make_the_key_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        ids = {k.id for k in workers.map(lambda _: load_or_create(tmp_path / "county.key"), range(16))}
    assert ids == {load_key(tmp_path / "county.key").id}


def test_a_missing_a_broken_and_a_strange_key_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SigningProblem, match="is missing"):
        load_key(tmp_path / "none.key")
    broken, strange = tmp_path / "broken.key", tmp_path / "strange.key"
    broken.write_bytes(b"not a key")
    strange.write_bytes(
        rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    for path in (broken, strange):
        path.chmod(0o600)
    with pytest.raises(SigningProblem, match="does not hold a signing key"):
        load_key(broken)
    with pytest.raises(SigningProblem, match="an Ed25519 key is needed"):
        load_key(strange)


def test_a_locked_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "steward.key"
    key = create_key(path, passphrase="seven quiet herons")
    assert load_key(path, "seven quiet herons").id == key.id
    with pytest.raises(SigningProblem, match="is locked; give its passphrase"):
        load_key(path)
    with pytest.raises(SigningProblem, match="the passphrase is not its own"):
        load_key(path, "seven loud herons")


def test_an_open_key_wants_no_passphrase(tmp_path: Path) -> None:
    create_key(tmp_path / "county.key")
    with pytest.raises(SigningProblem, match="give no passphrase"):
        load_key(tmp_path / "county.key", "seven quiet herons")


def test_a_key_never_shows_itself(tmp_path: Path) -> None:
    key = create_key(tmp_path / "county.key")
    secret = "".join((tmp_path / "county.key").read_text().splitlines()[1:-1])
    assert secret not in repr(key)
    assert "Ed25519PrivateKey" not in repr(key)
