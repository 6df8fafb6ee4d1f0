"""A column under another name: which of the missing columns an unknown one may be, by its header and by what it holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice

from pipelines.desk import ranges
from pipelines.desk.grid import Grid, squeezed, trimmed
from schemas import Column, Contract, Schemas

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LOOKED_AT = 2_000  # rows
_FITS, _OPEN, _FAILS = 1.0, 0.5, 0.0
_CERTAIN, _LIKELY = 0.8, 0.45  # how alike two names are
# What agencies write, and what we do. Small words say nothing.
_SAME = {
    "date": "on", "dt": "on", "day": "on", "dated": "on", "ref": "referred", "refer": "referred", "referral": "referred", "sex": "gender",
    "ethnicity": "race", "ethnic": "race", "eth": "race", "offense": "offence", "crime": "offence", "charge": "offence", "svc": "service",
    "srvc": "service", "program": "programme", "agegroup": "age", "agegrp": "age", "grp": "band", "range": "band", "group": "band",
    "accept": "accepted", "acceptance": "accepted", "start": "started", "begin": "started", "began": "started", "open": "started",
    "opened": "started", "complete": "completed", "completion": "completed", "finish": "completed", "finished": "completed",
    "end": "ended", "close": "closed", "closing": "closed", "closure": "closed", "petitioned": "petition", "filed": "petition",
    "filing": "petition", "arrest": "arrested", "notify": "notified", "notification": "notified", "id": "token", "key": "token",
    "pseudonym": "token", "residency": "residence", "resides": "residence", "lives": "residence", "outcome": "disposition",
    "dispo": "disposition", "result": "disposition", "why": "reason", "cause": "reason", "kids": "youth", "children": "youth",
    "minors": "youth", "clients": "youth", "count": "sessions", "visits": "sessions", "units": "sessions", "kind": "type",
}  # fmt: skip
_SMALL = frozenset({"the", "of", "a", "an", "is", "was", "were", "at", "in", "code", "value", "field", "col", "column", "youths"})
_DAY = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[A-Za-z]{3,9})[-/. ][0-9]{2,4}|[34][0-9]{4})(?:[ T][0-9:.]+)?"
)
_TOKEN = re.compile(r"[0-9a-fA-F]{16,64}")
_NUMBER = re.compile(r"-?[0-9][0-9,]{0,9}(?:\.0+)?")
_YES_NO = frozenset({"yes", "no", "y", "n", "true", "false", "t", "f", "1", "0"})


def suggested(grid: Grid, unknown: Sequence[int], missing: Sequence[str], contract: Contract, schemas: Schemas) -> dict[int, str]:
    """Place of an unknown column → the missing column that it probably is. No column is suggested twice."""
    wanted = {name: contract.columns[name] for name in missing}
    texts = {place: list(_sample(grid, place)) for place in unknown}
    fits = {(place, name): _content(texts[place], column, schemas) for place in unknown for name, column in wanted.items()}
    alike = {(place, name): _alike(grid.header[place], column) for place in unknown for name, column in wanted.items()}
    taken: dict[int, str] = {}
    for place, name in sorted(fits, key=lambda pair: (-alike[pair] - fits[pair] / 4, pair)):
        if place in taken or name in taken.values():
            continue
        by_name = alike[place, name] >= (_CERTAIN if fits[place, name] < _FITS else _LIKELY)
        if (by_name and not _tied(alike, place, name)) or _only(fits, place, name):
            taken[place] = name
    return taken


def _tied(alike: Mapping[tuple[int, str], float], place: int, name: str) -> bool:
    """Another missing column's name is as near to this header."""
    return any(other != name and score >= alike[place, name] for (p, other), score in alike.items() if p == place)


def _only(fits: Mapping[tuple[int, str], float], place: int, name: str) -> bool:
    """What stands in the column fits this missing one alone, and no other unknown column fits it."""
    rows = [n for (p, n), fit in fits.items() if p == place and fit == _FITS]
    columns = [p for (p, n), fit in fits.items() if n == name and fit == _FITS]
    return rows == [name] and columns == [place]


def words_of(header: str) -> set[str]:
    """The words of a header, in ours where agencies have others for them."""
    return {word for short in _words(header) for word in (short, _SAME.get(short, short))}


def _words(header: str) -> list[str]:
    parts = squeezed(_CAMEL.sub(" ", trimmed(header))[:100]).split("_")
    return [_SAME.get(word, word) for word in parts if word and word not in _SMALL]


def _alike(header: str, column: Column) -> float:
    """How near a header is to a column's name: shared words, their beginnings, or nearly the same letters."""
    theirs, ours = _words(header), [_SAME.get(word, word) for word in column.name.split("_")]
    if not theirs:
        return 0.0
    shared = sum(any(_same(one, other) for other in ours) for one in theirs)
    covered = sum(any(_same(one, other) for one in theirs) for other in ours)
    words = (shared + covered) / (len(theirs) + len(ours))
    letters = SequenceMatcher(None, squeezed(header)[:100], column.name).ratio()
    return max(words, letters if letters >= _CERTAIN else 0.0)


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        one == other
        or (len(short) >= 3 and long.startswith(short))
        or (len(short) >= 5 and SequenceMatcher(None, one, other).ratio() > 0.8)
    )


def _sample(grid: Grid, place: int) -> Iterator[str]:
    return islice((text for row in grid.rows if place < len(row) and (text := trimmed(row[place]))), _LOOKED_AT)


def _content(texts: list[str], column: Column, schemas: Schemas) -> float:
    """Does nearly all that stands in the column fit? An empty column says nothing either way."""
    if not texts:
        return _OPEN
    allowed = _allowed(column, schemas)
    good = sum(_holds(text, column, allowed) for text in texts)
    return _FITS if good >= 0.9 * len(texts) else _FAILS if good < 0.5 * len(texts) else _OPEN


def _holds(text: str, column: Column, allowed: frozenset[str]) -> bool:
    if column.type == "code":
        return squeezed(text) in allowed
    if column.type == "boolean":
        return text.casefold() in _YES_NO
    if column.under and ranges.is_under(text, column.under):
        return True
    form = {"date": _DAY, "token": _TOKEN}.get(column.type, _NUMBER)
    return bool(form.fullmatch(text))


def _allowed(column: Column, schemas: Schemas) -> frozenset[str]:
    if column.codelist is None:
        return frozenset()
    words = schemas.codelists[column.codelist].words
    labels = (words[code].label for code in words)
    return frozenset(map(squeezed, (*schemas.codes_of(column), *labels, *map(str, column.local))))
