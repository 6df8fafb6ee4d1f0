"""A signed paper that says what the county has destroyed: what, when, by which rule, and never whose."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from pipelines.publication.manifest import rendered

KINDS = ("record sealed", "rows destroyed")


def written(kind: str, facts: Mapping[str, Any], public_key: str, sign: Callable[[bytes], str]) -> bytes:
    """The paper as JSON in one agreed form. Raises ValueError for a kind that is none."""
    if kind not in KINDS:
        raise ValueError(f"a proof is of one of {', '.join(KINDS)}")
    body = {**facts, "proof": kind, "public_key": public_key}
    return rendered({**body, "signature": sign(rendered(body))})


def is_one(raw: bytes) -> bool:
    """Whether these bytes say of themselves that they are such a paper."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and "proof" in said


def problems(raw: bytes, verify: Callable[[bytes, str, str], bool], signer: Collection[str] | None = None) -> list[str]:
    """What is wrong with the paper, one sentence each. `signer`: the public keys of the county, where they are known."""
    try:
        said = json.loads(raw)
        signature, key = said["signature"], said["public_key"]
        body = {name: value for name, value in said.items() if name != "signature"}
        genuine = rendered(said) == raw and said["proof"] in KINDS and verify(rendered(body), signature, key)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ["this is not a proof, or it was changed so that it is none any more"]
    if not genuine:
        return ["the proof was changed: its signature does not fit"]
    return [] if signer is None or key in signer else ["the proof was signed with another key than the county's"]
