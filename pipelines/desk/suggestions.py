"""A column under another name: which of the missing columns an unknown one may be, by its header and by what it holds."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from pipelines.desk import ranges
from pipelines.desk.grid import Grid, squeezed, trimmed
from schemas import Column, Contract, Schemas

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LOOKED_AT = 2_000  # rows
_ASKED = 60  # unknown columns of which it is asked what they may be
_READ = 100  # characters of a header or a cell
_FITS, _OPEN, _FAILS = 1.0, 0.5, 0.0
_CERTAIN, _LIKELY = 0.8, 0.45  # how alike two names are
_NEARLY_A_WORD = 0.8
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
    headers = {place: trimmed(grid.header[place][:_READ])[:_READ] for place in unknown}
    looked_at = _nearest(headers, wanted)
    alike = {place: {name: _alike(headers[place], column) for name, column in wanted.items()} for place in looked_at}
    fits = {place: _fitting(grid, place, wanted, schemas) for place in looked_at}
    only = _only(fits)
    taken: dict[int, str] = {}
    given: set[str] = set()
    pairs = ((place, name) for place in looked_at for name in wanted)
    for place, name in sorted(pairs, key=lambda pair: (-alike[pair[0]][pair[1]] - fits[pair[0]][pair[1]] / 4, pair)):
        if place in taken or name in given:
            continue
        score = alike[place][name]
        by_name = score >= (_CERTAIN if fits[place][name] < _FITS else _LIKELY)
        if (by_name and not _tied(alike[place], name)) or only.get(place) == name:
            taken[place] = name
            given.add(name)
    return taken


def _nearest(headers: Mapping[int, str], wanted: Mapping[str, Column]) -> list[int]:
    """Of very many unknown columns those whose headers share most words with the missing ones; a survey has hundreds."""
    if len(headers) <= _ASKED or not wanted:
        return sorted(headers) if wanted else []
    ours = {word for column in wanted.values() for word in _ours(column)}
    return sorted(sorted(headers, key=lambda place: (-len(ours.intersection(_words(headers[place]))), place))[:_ASKED])


def _tied(alike: Mapping[str, float], name: str) -> bool:
    """Another missing column's name is as near to this header."""
    return any(other != name and score >= alike[name] for other, score in alike.items())


def _only(fits: Mapping[int, Mapping[str, float]]) -> dict[int, str]:
    """Where what stands in a column fits one missing column alone, and no other unknown column fits that one."""
    good = {place: [name for name, fit in by_name.items() if fit == _FITS] for place, by_name in fits.items()}
    times = Counter(name for names in good.values() for name in names)
    return {place: names[0] for place, names in good.items() if len(names) == 1 and times[names[0]] == 1}


def words_of(header: str) -> set[str]:
    """The words of a header, in ours where agencies have others for them."""
    return {word for short in _words(header) for word in (short, _SAME.get(short, short))}


def _words(header: str) -> list[str]:
    parts = squeezed(_CAMEL.sub(" ", trimmed(header))[:100]).split("_")
    return [_SAME.get(word, word) for word in parts if word and word not in _SMALL]


def _ours(column: Column) -> list[str]:
    return [_SAME.get(word, word) for word in column.name.split("_")]


def _alike(header: str, column: Column) -> float:
    """How near a header is to a column's name: shared words, their beginnings, or nearly the same letters."""
    theirs, ours = _words(header), _ours(column)
    if not theirs:
        return 0.0
    shared = sum(any(_same(one, other) for other in ours) for one in theirs)
    covered = sum(any(_same(one, other) for one in theirs) for other in ours)
    words = (shared + covered) / (len(theirs) + len(ours))
    return max(words, _spelled_alike(squeezed(header), column.name, _CERTAIN))


@lru_cache(maxsize=20_000)
def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        one == other
        or (len(short) >= 3 and long.startswith(short))
        or (len(short) >= 5 and _spelled_alike(one, other, _NEARLY_A_WORD) > _NEARLY_A_WORD)
    )


def _spelled_alike(one: str, other: str, least: float) -> float:
    """How much of their letters two texts share; 0 where it is less than that. Their lengths alone often tell that."""
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return 0.0
    both = SequenceMatcher(None, one, other)
    return share if both.quick_ratio() >= least and (share := both.ratio()) >= least else 0.0


def _fitting(grid: Grid, place: int, wanted: Mapping[str, Column], schemas: Schemas) -> dict[str, float]:
    """How well what stands in the column fits each missing one; those of one kind are asked once."""
    texts = Counter(text for row in islice(grid.rows, _LOOKED_AT) if place < len(row) and (text := trimmed(row[place])))
    told: dict[object, float] = {}
    fits = {}
    for name, column in wanted.items():
        kind = column.type, column.codelist, column.under, tuple(column.local), schemas.codes_of(column)
        if kind not in told:
            told[kind] = _content(texts, column, schemas)
        fits[name] = told[kind]
    return fits


def _content(texts: Counter[str], column: Column, schemas: Schemas) -> float:
    """Does nearly all that stands in the column fit? An empty column says nothing either way."""
    if not texts:
        return _OPEN
    allowed = _allowed(column, schemas)
    good = sum(times for text, times in texts.items() if len(text) <= _READ and _holds(text, column, allowed))
    return _FITS if good >= 0.9 * texts.total() else _FAILS if good < 0.5 * texts.total() else _OPEN


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
