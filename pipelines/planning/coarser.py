"""Wider codes for a breakdown: those that the codelist has, or ages two bands at a time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from schemas import Code, Codelist, Schemas

_RANGE = re.compile(r"(?P<of>.+)_(?P<low>\d+)_(?P<high>\d+)")


def widened(schemas: Schemas, names: Iterable[str]) -> Schemas:
    """The agreement with wider codes in the breakdowns of these measures, wherever it can be told what they are."""
    lists = {
        words.name: words for n in names for b in schemas.measures[n].breakdowns if (words := schemas.codelist_of(schemas.measures[n], b))
    }
    return replace(schemas, codelists={**schemas.codelists, **{name: with_pairs(words) for name, words in lists.items()}})


def with_pairs(words: Codelist) -> Codelist:
    """A list of bands that follow on from each other, with a wider code over each two; any other list as it is.

    An odd one at the end stays by itself. A list that has wider codes already needs no others.
    """
    bands = [(code, found) for code in words.codes if (found := _RANGE.fullmatch(code))]
    if words.parents or len(bands) < 3 or not _follow_on([b for _, b in bands]):
        return words
    said = dict(words.words)
    for (one, low), (other, high) in zip(bands[::2], bands[1::2], strict=False):
        label = f"{words.label(one)} and {words.label(other)[:1].lower()}{words.label(other)[1:]}"
        pair = Code(f"{low['of']}_{low['low']}_{high['high']}", label, f"{label} together")
        said |= {pair.code: pair, one: replace(said[one], parent=pair.code), other: replace(said[other], parent=pair.code)}
    return Codelist(words.name, words.title, said)


def widest(agreed: Mapping[str, Any]) -> dict[str, Any]:
    """A structure of which each breakdown has only the codes that are part of no other."""
    return {**agreed, "measures": {name: {**m, "breakdowns": _tops(m["breakdowns"])} for name, m in agreed["measures"].items()}}


def wider(words: Codelist) -> list[str]:
    """The labels of the codes that a list has when it is left to its widest: those that stand for several. None where it has none."""
    found = with_pairs(words)
    over = set(found.parents.values())
    return [found.label(c) for c in found.codes if c in over and c not in found.parents]


def _tops(breakdowns: Mapping[str, Any]) -> dict[str, Any]:
    return {b: {**said, "codes": [c for c in said["codes"] if c not in said["parents"]], "parents": {}} for b, said in breakdowns.items()}


def _follow_on(bands: list[re.Match[str]]) -> bool:
    return all(one["of"] == other["of"] and int(one["high"]) + 1 == int(other["low"]) for one, other in zip(bands, bands[1:], strict=False))
