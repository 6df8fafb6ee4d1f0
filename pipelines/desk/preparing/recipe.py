"""The youth token: how a name, a birth date and a sex become the same code at every agency that holds the same key.

The recipe is published with test vectors in the handbook (`token-recipe`). Once agencies use it, no step of it may change:
a change is a new recipe with a new number.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import date
from enum import StrEnum
from functools import lru_cache

RECIPE = "safecount youth token, recipe 1"
NUMBER_RECIPE = "safecount record number, recipe 1"
LENGTH = 32  # hex digits: 128 bits

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e"}
)
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\uff07]")
# Words before a surname that belong to it: "de la Cruz" is one surname, as are "O Brien" and "St. John".
PARTICLES = frozenset(
    (
        *("de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "las", "le", "les", "lo", "los", "el", "al"),
        *("van", "von", "vander", "vanden", "der", "den", "ter", "ten", "zu", "san", "santa", "santo", "st", "saint"),
        *("mc", "mac", "o", "bin", "ibn", "ben", "abu", "abd"),
    )
)
SUFFIXES = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})
# What is written where a name is not known; it would make one young person of many.
PLACEHOLDERS = frozenset(
    (
        *("unknown", "unk", "unnamed", "noname", "nofirstname", "nolastname", "nfn", "nln", "fnu", "lnu", "notknown", "notgiven"),
        *("notprovided", "declined", "refused", "withheld", "anonymous", "confidential", "redacted", "test", "none", "null", "nil"),
        *("tbd", "babyboy", "babygirl"),
    )
)
_NOT_APPLICABLE = ["n", "a"]  # "N/A"; the surname Na has no slash in it
_NOBODY = frozenset({("doe", "jane"), ("doe", "john"), ("doe", "baby")})
_OLDEST = date(1920, 1, 2)  # systems write 1900-01-01 or so where they do not know

SEXES = {
    "f": "f", "female": "f", "girl": "f", "woman": "f",
    "m": "m", "male": "m", "boy": "m", "man": "m",
    "x": "x", "nonbinary": "x", "another": "x", "other": "x",
    "u": "u", "unknown": "u", "unk": "u", "": "u",
}  # fmt: skip


class Lacking(StrEnum):
    """Why there is no token."""

    last = "the last name is missing or stands for an unknown one"
    first = "the first name is missing or stands for an unknown one"
    born = "the birth date is missing, or stands for an unknown one"
    number = "the record number is missing"


@lru_cache(maxsize=2**16)
def last_name(written: str) -> str:
    """The first surname, with the words that lead up to it, in plain small letters; empty where it is not known.

    >>> last_name("de la Cruz Peña"), last_name("García-López"), last_name("O’Brien, Jr.")
    ('delacruz', 'garcia', 'obrien')
    """
    words = _words(written)
    at = next((i for i, word in enumerate(words) if word not in PARTICLES), len(words) - 1)
    return _known("".join(words[: at + 1]), words)


@lru_cache(maxsize=2**16)
def first_name(written: str) -> str:
    """The first given name; what follows it counts as a middle name.

    >>> first_name("José Luis"), first_name("Mary-Ann"), first_name("D’Andre")
    ('jose', 'mary', 'dandre')
    """
    words = _words(written)
    return _known(words[0] if words else "", words)


def message(last: str, first: str, born: date | None, sex: str = "", not_after: date | None = None) -> str | Lacking:
    """What is hashed, in four lines below the recipe's name; or why too little is known. `sex` is f, m, x or u."""
    family, given = last_name(last), first_name(first)
    nobody = (family, given) in _NOBODY
    if not family or nobody:
        return Lacking.last
    if not given:
        return Lacking.first
    if born is None or born < _OLDEST or (not_after is not None and born > not_after):
        return Lacking.born
    return "\n".join((RECIPE, family, given, born.isoformat(), sex or "u"))


def number_message(agency: str, number: str) -> str | Lacking:
    """What is hashed where an export has no names: the record number, which links the files of one agency only."""
    plain = "".join(unicodedata.normalize("NFKC", number).casefold().split())
    return "\n".join((NUMBER_RECIPE, agency, plain)) if plain else Lacking.number


def token(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode("utf-8"), hashlib.sha256).hexdigest()[:LENGTH]


def _words(written: str) -> list[str]:
    """Plain small letters, split at whatever is neither letter, mark nor apostrophe; without Jr. and the like."""
    split = re.split(r"[\W\d_]+", _unaccented(_APOSTROPHES.sub("", written)))
    words = [word for word in ("".join(filter(_is_letter, part)) for part in split) if word]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return words


def _unaccented(text: str) -> str:
    """Without marks and signs that cannot be seen; letters are put together again where an alphabet does so."""
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in taken_apart if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


def _is_letter(character: str) -> bool:
    """Letters that stand for themselves; not those that only change another one, such as an ʻokina."""
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo")


def _known(name: str, words: list[str]) -> str:
    together = "".join(words)
    stands_for_nothing = {name, together} & PLACEHOLDERS or words == _NOT_APPLICABLE or set(together) == {"x"}
    return "" if stands_for_nothing else name
