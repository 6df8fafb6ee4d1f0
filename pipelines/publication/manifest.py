"""The list of a publication's files with their fingerprints, signed, so that any later change can be found."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

NAME = "manifest.json"


def fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder, by its path in the folder, the manifest itself left out."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() or p.is_symlink())
    return {p.relative_to(folder).as_posix(): _sha256(p) for p in files if p != folder / NAME}


def manifest(folder: Path, facts: Mapping[str, Any], public_key: str, sign: Callable[[bytes], str]) -> bytes:
    """The manifest's bytes: `facts` about the publication, the fingerprints, the key that signs and its signature."""
    body = {**facts, "files": fingerprints(folder), "public_key": public_key}
    return rendered({**body, "signature": sign(rendered(body))})


def problems(folder: Path, verify: Callable[[bytes, str, str], bool], signer: str | Collection[str] | None = None) -> list[str]:
    """What is wrong with a publication's files, one sentence each; nothing when all is as it was published.

    `verify` tells whether bytes carry this signature of this public key; `signer` is the public key it must be, or one of those,
    if known.
    """
    path = folder / NAME
    if not path.is_file():
        return [f"{folder} has no {NAME}; it is not a published folder"]
    raw = path.read_bytes()
    try:
        said = json.loads(raw)
        signature, key, files = said["signature"], said["public_key"], said["files"]
        body = {k: v for k, v in said.items() if k != "signature"}
        genuine = rendered(said) == raw and verify(rendered(body), signature, key)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [f"{NAME} cannot be read; it was changed"]
    if not genuine or not isinstance(files, dict):
        return [f"{NAME} was changed: its signature does not fit"]
    if signer is not None and key not in ((signer,) if isinstance(signer, str) else signer):
        return [f"{NAME} was signed with another key than the county's"]
    there = fingerprints(folder)
    changed = [f"{n} was changed" for n in sorted(files) if n in there and there[n] != files[n]]
    missing = [f"{n} is missing" for n in sorted(files) if n not in there]
    added = [f"{n} was added" for n in sorted(there) if n not in files]
    return changed + missing + added


def rendered(content: Mapping[str, Any]) -> bytes:
    """JSON in one agreed form: sorted names, two spaces, UTF-8, one line end at the end."""
    return (json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(b"link" if path.is_symlink() else path.read_bytes()).hexdigest()
