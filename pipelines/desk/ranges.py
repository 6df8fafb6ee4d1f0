"""Tells a number that is given as a range, like "under 11" or 1-10, however an agency writes it."""

import re

from pipelines.desk.grid import trimmed

_NUMBER = "([0-9]{1,8})"
_FEWER = re.compile(rf"(?:under|below|less than|fewer than|<) ?{_NUMBER}")
_SPAN = re.compile(rf"{_NUMBER} ?(?:-|–|—|−|\.\.|to|through) ?{_NUMBER}")
_OTHER = re.compile(
    rf"(?:up to|at most|no more than|not more than|max\.?|<=|≤|over|above|more than|at least|min\.?|>=|≥|>) ?{_NUMBER}"
    rf"|{_NUMBER} ?\+|{_NUMBER} (?:or|and) (?:fewer|less|under|more|over|above)"
)
_BETWEEN_WORDS = re.compile(r"[\s_]+")


def is_under(text: str, limit: int) -> bool:
    """Whether the text says "under 11" (with 11 as `limit`), in words, as <11, or as 1-10. "Up to 10" may mean none."""
    said = _plain(text)
    fewer, span = _FEWER.fullmatch(said), _SPAN.fullmatch(said)
    return int(fewer[1]) == limit if fewer else bool(span) and (int(span[1]), int(span[2])) == (1, limit - 1)


def is_range(text: str) -> bool:
    """Whether the text gives a number as a range of whatever kind: <5, 1-4, 20 or more."""
    said = _plain(text)
    return any(form.fullmatch(said) for form in (_FEWER, _SPAN, _OTHER))


def _plain(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", trimmed(text).casefold()).strip()
