"""What an agency most likely meant by a cell that is wrong: shown at its own desk, and never put in the cell's place.

What is said here depends on what stands in the cell, so it goes into no receipt.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from pipelines.desk.cells import is_plain_token
from pipelines.desk.findings import Finding
from pipelines.desk.grid import squeezed, trimmed
from schemas import Column, Schemas

_LONGEST = 60  # characters of a text that is still a word for a code
_NOTHING = frozenset(
    {"", "na", "n_a", "null", "nil", "none", "nan", "unknown", "unk", "tbd", "tba", "pending", "not_applicable", "not_available"}
    | {"not_known", "not_recorded", "not_yet", "missing", "blank", "empty", "no_date", "open", "ongoing", "x"}
)
_EITHER_ORDER = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ](?:[0-9]{2}|[0-9]{4})(?:[ T][0-9:.]+(?: ?[AP]M)?)?")
_AROUND = re.compile(r"[-{}()\[\]\s]+")
_AGES = re.compile(r"age_([0-9]+)_([0-9]+)")
_AGE = re.compile(r"(?:age[d:]? ?)?([0-9]{1,2})(?:\.0)?(?: ?(?:y|yo|y/o|yr|yrs|years?)\.?(?: old)?)?", re.IGNORECASE)
_SMALL = frozenset({"the", "of", "a", "an", "or", "and", "in", "is", "as", "on", "to", "recorded", "person", "young"})
_NOT = frozenset({"not", "non", "no", "never", "without", "except"})
_SAME = {
    "female": "girl", "females": "girl", "f": "girl", "woman": "girl", "fem": "girl", "male": "boy", "males": "boy", "m": "boy",
    "man": "boy", "hispanics": "hispanic", "latina": "latino", "latinx": "latino", "caucasian": "white", "aapi": "api",
    "nonbinary": "another", "enby": "another",
}  # fmt: skip
_CLOSE = 0.84
_RIVAL = 0.6  # of the best share, from which a second code may as well be meant
_FIRST_LETTERS = 3
_LEAST = 4  # letters of a word in which a slip is still seen


def advice(finding: Finding, text: str, column: Column, schemas: Schemas) -> str:
    """What would be right, knowing what stands there; empty where there is nothing to add to what the rule says."""
    said = trimmed(text)
    if len(said) > _LONGEST + 20:
        return ""
    if finding.code == "E205" and (code := likely(said, column, schemas)):
        return f"Did you mean {code}? {finding.allowed}"
    if finding.code in ("E201", "E205", "E207", "E209") and not column.required and squeezed(said) in _NOTHING:
        return f"Leave the cell empty if there is none; else {finding.allowed[0].lower()}{finding.allowed[1:]}"
    if finding.code == "E201":
        return _whole_column(said)
    return _as_token(said) if finding.code == "E206" else ""


def likely(text: str, column: Column, schemas: Schemas) -> str:
    """The one code that a word is nearest to; empty where there is none, or more than one."""
    if column.codelist is None or not text or len(text) > _LONGEST:
        return ""
    codes = schemas.codes_of(column)
    if age := _AGE.fullmatch(text):
        return _only(code for code in codes if (span := _AGES.fullmatch(code)) and int(span[1]) <= int(age[1]) <= int(span[2]))
    known = schemas.codelists[column.codelist].words
    local = {code: [str(word) for word, meant in column.local.items() if str(meant) == code] for code in codes}
    theirs = _words(text)
    if not theirs or "+" in text or _NOT & set(theirs) and squeezed(text) not in _NOTHING:
        return ""
    if squeezed(text) in _NOTHING:
        return "unknown" if "unknown" in codes else ""
    for told in (  # what a code is called says more than what it means
        {code: [code, *local[code]] for code in codes},
        {code: [code, known[code].label, *local[code]] for code in codes if code in known},
        {code: [known[code].means, known[code].includes] for code in codes if code in known},
    ):
        if code := _nearest(theirs, told):
            return code
    return ""


def _nearest(theirs: list[str], told: Mapping[str, list[str]]) -> str:
    """The code one of whose texts has all of these words, and the largest share of its own among them."""
    shares = {code: max(_share(theirs, _words(text)) for text in texts) for code, texts in told.items()}
    most = max(shares.values(), default=0.0)
    return _only(code for code, share in shares.items() if share > _RIVAL * most) if most else ""


def _share(theirs: list[str], ours: list[str]) -> float:
    """How much of our text their words cover, if each of theirs is in it and none after a "not"."""
    upto = next((i for i, word in enumerate(ours) if word in _NOT), len(ours))
    ours = ours[:upto]
    near = [[_alike(one, other) for other in ours] for one in theirs]
    if not ours or not all(any(row) for row in near):
        return 0.0
    exactness = sum(max(row) for row in near) / len(theirs)
    return exactness * sum(any(row[i] for row in near) for i in range(len(ours))) / len(ours)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= _FIRST_LETTERS and long.startswith(short):
        return 0.9
    close = SequenceMatcher(None, one, other).ratio() if len(short) > _FIRST_LETTERS else 0.0
    return close if close >= _CLOSE else 0.0


def _words(text: str) -> list[str]:
    words = [word for word in squeezed(text).split("_") if word and word not in _SMALL]
    return [_SAME.get(word) or next((_SAME[w] for w in _SAME if len(w) > _LEAST and _alike(word, w) > 0.85), word) for word in words]


def _only(codes: Iterable[str]) -> str:
    found = list(codes)
    return found[0] if len(found) == 1 else ""


def _whole_column(text: str) -> str:
    """A day whose order cannot be told is not corrected cell by cell: the column's format is set once."""
    day = _EITHER_ORDER.fullmatch(text)
    if not day or not (0 < int(day[1]) <= 12 and 0 < int(day[2]) <= 12):
        return ""
    return (
        "Which is the day and which the month cannot be told: where the file is made, set the format of the whole column once, "
        "and not cell by cell. Write YYYY-MM-DD"
    )


def _as_token(text: str) -> str:
    """A token in another dress: in capitals, with dashes, in brackets."""
    bare = _AROUND.sub("", text)
    if not is_plain_token(bare.lower()):
        return ""
    how = [*(["without dashes and brackets"] if bare != text else []), *(["in small letters"] if bare != bare.lower() else [])]
    return f"Write it {' and '.join(how)}" if how else ""
