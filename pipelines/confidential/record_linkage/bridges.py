"""When agencies take a new key, every young person gets a new code. A bridge says which new code stands for which old one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

import polars as pl

from schemas import Contract

_FORM = {"old_token": pl.String, "new_token": pl.String}
_BACK = "it leads back to a key from which other bridges lead away; a bridge leads from an older key to a newer one"
_TWO_KEYS = "a token in it stands under another key in a bridge that is kept; was it made with the keys that its name says?"
_TWO_PEOPLE = (
    "with the bridges that are kept it would make one young person of two: two tokens of one key would meet, so one of the bridges was "
    "made with other keys, or from another recipe"
)
_UNKNOWN = (
    "none of its old tokens stands in a file of this agency that was accepted; take in those files and the bridges before this one "
    "first, and see whether it was made with the old key that its name says"
)

OneToken = Mapping[str, str]
"""Token → the token that stands for the young person in all counts; a token that no bridge names stands for itself."""


class BridgeProblem(ValueError):
    """A bridge that cannot be used; the message never repeats what stands in it."""


@dataclass(frozen=True)
class Bridge:
    """One agency's bridge between two keys, each named by its year and id. `pairs`: old token, new token."""

    agency: str
    old: str
    new: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def place(self) -> tuple[str, str, str]:
        """Whose it is and between which keys: a later one of the same place takes its place."""
        return self.agency, self.old, self.new

    def to_frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.pairs, schema=_FORM, orient="row")

    @staticmethod
    def from_frame(frame: pl.DataFrame, agency: str, old: str, new: str) -> "Bridge":
        return Bridge(agency, old, new, tuple(frame.rows()))


def fitting(bridge: Bridge, kept: Iterable[Bridge], sent: Collection[str]) -> Bridge:
    """The bridge as it may be kept: the lines whose old token the agency has used, in what it sent or in its bridges from older keys.

    The other lines are of young people of whom the county was told nothing under the old key, so nothing of them is kept.

    Raises:
        BridgeProblem: no line is left, or it contradicts a bridge that is kept.
    """
    others = [b for b in kept if b.place != bridge.place]
    known = {*sent, *(new for b in others if b.agency == bridge.agency for _, new in b.pairs)}
    fits = replace(bridge, pairs=tuple(pair for pair in bridge.pairs if pair[0] in known))
    if not fits.pairs:
        raise BridgeProblem(_UNKNOWN)
    one_token([*others, fits])
    return fits


def one_token(bridges: Sequence[Bridge]) -> OneToken:
    """Every token that a bridge names, old ones and new ones, with the one that stands for the young person. Chains lead on.

    Raises:
        BridgeProblem: keys lead in a ring, a token is of two keys, or two tokens of one key would be one young person.
    """
    _in_order(bridges)
    key_of = _keys(bridges)
    stands_for = {token: token for token in key_of}
    for old, new in sorted({pair for b in bridges for pair in b.pairs}):
        stands_for[_end(stands_for, old)] = _end(stands_for, new)
    found = {token: _end(stands_for, token) for token in stands_for}
    if len({(one, key_of[token]) for token, one in found.items()}) < len(found):
        raise BridgeProblem(_TWO_PEOPLE)
    return found


def with_one_token(rows: pl.DataFrame, contract: Contract, tokens: OneToken) -> pl.DataFrame:
    """Rows of an extract with the one token of each young person in place of the older and newer ones."""
    columns = [c.name for c in contract.columns.values() if c.type == "token"]
    if not tokens or not columns:
        return rows
    return rows.with_columns(pl.col(columns).replace(list(tokens), list(tokens.values())))


def _in_order(bridges: Iterable[Bridge]) -> None:
    graph = TopologicalSorter[str]()
    for bridge in bridges:
        graph.add(bridge.new, bridge.old)
    try:
        graph.prepare()
    except CycleError:
        raise BridgeProblem(_BACK) from None


def _keys(bridges: Iterable[Bridge]) -> dict[str, str]:
    found: dict[str, str] = {}
    for bridge in bridges:
        for old, new in bridge.pairs:
            if found.setdefault(old, bridge.old) != bridge.old or found.setdefault(new, bridge.new) != bridge.new:
                raise BridgeProblem(_TWO_KEYS)
    return found


def _end(stands_for: dict[str, str], token: str) -> str:
    while stands_for[token] != token:
        stands_for[token] = token = stands_for[stands_for[token]]
    return token
