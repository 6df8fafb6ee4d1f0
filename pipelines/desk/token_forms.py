"""Tells what only looks like a youth token: a number, a word in other letters, the example of the form, one made of nothing.

A token of the recipe is as good as drawn at random, and one as long as the other. What no draw brings about is none.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import Breach

EXAMPLE = "3f9a0c41d27be856"
FEWEST_SIGNS = 4
SHARED = 8  # signs that the beginnings or the ends of tokens have in common
ALIKE = 4  # different tokens that no chance lets begin or end alike
_LONG = 20  # digits
_OFTEN = 20  # times as often as chance would have it
_CLIENT_DIGITS = 19
_OF_NOTHING = tuple(hashlib.new(how, b"", usedforsecurity=False).hexdigest() for how in ("md5", "sha1", "sha256"))
# As far as a token reaches: whatever its length, it is the beginning of one of these.
OF_NOTHING = frozenset(of[:length] for of in _OF_NOTHING for length in range(16, len(of) + 1))
# Letters of a text written as hexadecimal numbers; the shorter it is, the more of it must read as a name or a number.
_SHORT = re.compile(rb"(?:[A-Z]?[a-z]+[ ,.'-]{0,2}){1,4}|[A-Z ,.'-]{8,11}|[0-9 /.-]{8,11}")
_LONGER = re.compile(rb"[A-Za-z0-9 ,.'@/_-]{12,15}|[\x20-\x7e]{16,}")


def odd(columns: Mapping[str, ReadColumn]) -> Iterator[Breach]:
    """What stands in the columns of tokens and is none, though it is written like one."""
    for name, read in columns.items():
        if read.column.type == "token":
            yield from _of_column(name, read)


def is_made_up(token: str) -> bool:
    """Of three signs at most, a text in hexadecimal letters, or what a program makes of an empty cell."""
    return len(set(token)) < FEWEST_SIGNS or _is_text(token) or token in OF_NOTHING


def are_numbers(tokens: Collection[str]) -> set[str]:
    """Those of digits alone, where they are more than chance would bring."""
    digits = {token for token in tokens if token.isdecimal()}
    if not digits:
        return set()
    by_chance = sum((10 / 16) ** length * times for length, times in Counter(map(len, tokens)).items())
    return are_more_than_chance(digits, by_chance)


def are_more_than_chance(digits: Collection[str], by_chance: float) -> set[str]:
    """Those of these tokens of digits alone that are told, where so many would come by chance."""
    long = {token for token in digits if len(token) >= _LONG}
    told = set(digits) if len(digits) > 1 + _OFTEN * by_chance else long if len(long) > _OFTEN * by_chance else set()
    return told | {token for token in digits if len(token) == _CLIENT_DIGITS}  # as the state's child welfare system writes them


def are_alike(tokens: Collection[str]) -> set[str]:
    """Those that begin or end like several others: they were counted up, or filled up."""
    begin, end = Counter(t[:SHARED] for t in tokens), Counter(t[-SHARED:] for t in tokens)
    if max(begin.values(), default=0) < ALIKE and max(end.values(), default=0) < ALIKE:
        return set()
    return {t for t in tokens if begin[t[:SHARED]] >= ALIKE or end[t[-SHARED:]] >= ALIKE}


def _of_column(name: str, read: ReadColumn) -> Iterator[Breach]:
    example = read.column.example or EXAMPLE
    there = {value for value in read.values if value}
    kinds = {
        "E219": there & {example},
        "P517": are_numbers(there),
        "P525": {token for token in there if is_made_up(token)},
        "P527": are_alike(there),
    }
    for code, tokens in kinds.items():
        rows = tuple(i for i, value in enumerate(read.values) if value in tokens) if tokens else ()
        if rows:
            yield Breach(code, name, rows)
    lengths = sorted({len(token) for token in there.difference(*kinds.values())})
    if len(lengths) > 1:
        said = ", ".join(map(str, lengths[:-1])) + f" and {lengths[-1]}"
        yield Breach("P526", name, (), (("lengths", said),))


def _is_text(token: str) -> bool:
    if len(token) % 2 or token[0] not in "234567":
        return False
    said = bytes.fromhex(token)
    return bool((_SHORT if len(said) < 12 else _LONGER).fullmatch(said))
