"""The county takes another signing key: the old one hands on, the new one vouches, and what was signed before still counts."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publication.signing import SigningKey, canonical, create_key, load_key

if TYPE_CHECKING:
    from pipelines.publication.ledger import Entry

CHANGED = "signing key changed"
Verify = Callable[[bytes, str, str], bool]


def handing_on(old: str, new: SigningKey) -> dict[str, str]:
    """What the line says by which the county takes another key: signed with the old key like any line, and vouched for by the new."""
    return {"to": new.public_key, "vouched": new.sign(canonical({"from": old, "to": new.public_key}))}


def handed_on(entry: "Entry", verify: Verify) -> str | None:
    """The key that a line hands on to, if both keys have signed."""
    if entry.what != CHANGED:
        return None
    new, vouched = str(entry.about.get("to")), str(entry.about.get("vouched"))
    both = verify(canonical({"from": entry.public_key, "to": new}), vouched, new)
    return new if both and verify(entry.signed_bytes(), entry.signature, entry.public_key) else None


def chain(entries: "Iterable[Entry]", verify: Verify) -> tuple[str, ...]:
    """The county's public keys, oldest first, as far as each was handed on to the next."""
    found: list[str] = []
    for entry in entries:
        found = found or [entry.public_key]
        if entry.public_key == found[-1] and (new := handed_on(entry, verify)):
            found.append(new)
    return tuple(found)


def made_beside(path: Path) -> SigningKey:
    """A new key beside the one of today; it counts when the book says so."""
    waiting = _waiting(path)
    waiting.unlink(missing_ok=True)
    return create_key(waiting)


def settle(path: Path, keys: Sequence[str]) -> None:
    """Where somebody was stopped in the change: the new key takes its place if the book hands on to it, and is thrown away if not."""
    waiting = _waiting(path)
    if waiting.is_file():
        if keys and load_key(waiting).public_key == keys[-1]:
            waiting.replace(path)
        else:
            waiting.unlink(missing_ok=True)


def _waiting(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")
