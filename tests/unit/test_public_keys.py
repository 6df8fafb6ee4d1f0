"""Only what somebody can hold the other half of is taken for a public key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipelines.publication import curve
from pipelines.publication.curve import is_public_key

GENUINE = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32).public_key().public_bytes_raw() for n in range(5)]
# Points of order 1, 2, 4 and 8, as a test below works out again: with one of these as a public key anybody could sign.
SMALL = (
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "00" * 31 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)


@pytest.mark.parametrize("raw", GENUINE)
def test_a_key_that_was_made_is_one(raw: bytes) -> None:
    assert is_public_key(raw.hex())


@pytest.mark.parametrize("text", [*SMALL, "ff" * 32, "ed" + "ff" * 30 + "7f", "ab" * 31, "", "zz" * 32])
def test_a_point_of_small_order_one_off_the_curve_and_what_is_no_number_are_none(text: str) -> None:
    assert not is_public_key(text)


@pytest.mark.parametrize("text", SMALL)
def test_the_points_of_small_order_are_that(text: str) -> None:
    raw = bytes.fromhex(text)
    point = curve._point(raw if raw != bytes.fromhex(SMALL[3]) else bytes(32))  # the one point in its other sign
    assert curve._same(curve._times(8, point), curve._NOWHERE)


def test_a_genuine_key_with_a_small_one_added_is_none() -> None:
    """It lies on the curve, and not among those that a private key leads to."""
    mixed = curve._added(curve._point(GENUINE[0]), curve._point(bytes.fromhex(SMALL[4])))
    over = pow(mixed[2], -1, curve._P)
    x, y = mixed[0] * over % curve._P, mixed[1] * over % curve._P
    assert not is_public_key((y | (x & 1) << 255).to_bytes(32, "little").hex())


def test_whatever_bits_are_changed_at_most_one_in_eight_keys_is_one_by_chance() -> None:
    raw = int.from_bytes(GENUINE[1], "little")
    changed = [is_public_key((raw ^ (1 << bit)).to_bytes(32, "little").hex()) for bit in range(0, 256, 4)]
    assert sum(changed) < len(changed) // 4
