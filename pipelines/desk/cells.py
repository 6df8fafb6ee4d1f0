"""Reads the cells of one column: is each a real date, a code of the list, a token or a number, and which one?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.desk import ranges
from pipelines.desk.grid import trimmed
from schemas import Column, Quarter, Schemas, under

EARLIEST = date(2000, 1, 1)
_TOKEN = re.compile(r"[0-9a-f]{16,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?[0-9]{1,8}")
_LOOSE_INTEGER = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,8})(?:\.0{1,6})?")
# To one reader a thousand times what it is to another: 250.000; and where a comma may stand before decimals, 24,000.
_DOT_OR_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.000")
_COMMA_OR_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},000")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?")
_DAY_NUMBER = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]+)?")  # days since 1900, as a spreadsheet counts: 1954 to 2119
_CUT_SHORT = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_TRUE_FALSE = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}

# What a text means, and the code of the finding where it means nothing.
Answer = tuple[str | None, str]


@dataclass(frozen=True)
class ReadColumn:
    """A column as read: what each cell means (None where empty or wrong), and which cells are wrong and why.

    `said` is what was written in the wrong cells, kept for the privacy screen only. `loosely` counts the cells that
    were written in another way than the list.
    """

    column: Column
    values: Sequence[str | None]
    wrong: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[int, str] = field(default_factory=dict)
    loosely: int = 0


is_plain_token = _TOKEN.fullmatch  # quickly told, of nearly all rows


def is_token(text: str) -> bool:
    return bool(_TOKEN.fullmatch(trimmed(text)))


def is_thousands_or_decimals(text: str) -> bool:
    """250.000, which is two hundred and fifty to one reader and a quarter of a million to another."""
    return bool(_DOT_OR_THOUSANDS.fullmatch(text))


def read(
    texts: Sequence[str],
    column: Column,
    schemas: Schemas,
    quarter: Quarter,
    has_decimal_commas: bool = False,
    has_doubtful_commas: bool = False,
) -> ReadColumn:
    """Read a column. A text that comes back a thousand times is judged once."""
    judge = _judge(column, schemas, quarter, has_decimal_commas, has_doubtful_commas)
    distinct = set(texts)
    right = set(filter(_TOKEN.fullmatch, distinct)) if column.type == "token" else set()  # nearly all, and quickly told
    answers = {text: judge(trimmed(text)) for text in distinct - right}
    meanings: dict[str, str | None] = dict(zip(right, right, strict=True))
    meanings |= {text: meaning for text, (meaning, _) in answers.items()}
    bad = {text: code for text, (_, code) in answers.items() if code and code != "N804"}
    loose = {text for text, (_, code) in answers.items() if code == "N804"}
    as_written = all(text == meaning for text, (meaning, _) in answers.items())
    return ReadColumn(
        column,
        texts if as_written else list(map(meanings.__getitem__, texts)),
        {i: bad[text] for i, text in enumerate(texts) if text in bad} if bad else {},
        {i: text for i, text in enumerate(texts) if text in bad} if bad else {},
        sum(text in loose for text in texts) if loose else 0,
    )


def _judge(
    column: Column, schemas: Schemas, quarter: Quarter, has_decimal_commas: bool, has_doubtful_commas: bool
) -> Callable[[str], Answer]:
    by_type: dict[str, Callable[[str], Answer]] = {
        "token": _token,
        "code": _code(column, schemas) if column.codelist else _token,
        "date": _date(column.reaches(quarter)),
        "integer": _integer(column, has_decimal_commas, has_doubtful_commas),
        "boolean": _boolean,
    }
    judge = by_type[column.type]
    empty: Answer = (None, "E204" if column.required else "")
    return lambda text: judge(text) if text else empty


def _token(text: str) -> Answer:
    if _TOKEN.fullmatch(text):
        return text, ""
    return None, "E129" if _CUT_SHORT.fullmatch(text) else "E206"


def _date(quarter: Quarter) -> Callable[[str], Answer]:
    first, last = EARLIEST.isoformat(), quarter.end.isoformat()

    def judge(text: str) -> Answer:
        midnight = _MIDNIGHT.fullmatch(text)
        day = midnight[1] if midnight else text
        if not _DATE.fullmatch(day):
            return None, "E128" if _DAY_NUMBER.fullmatch(text) else "E201"
        try:
            date.fromisoformat(day)
        except ValueError:
            return None, "E201"
        return (None, "E202") if day < first else (None, "E203") if day > last else (day, "N804" if midnight else "")

    return judge


def _integer(column: Column, has_decimal_commas: bool, has_doubtful_commas: bool) -> Callable[[str], Answer]:
    """Digits; or as a spreadsheet may write them, 1,234 and 12.0, where no comma can mean a fraction.

    Where the column allows it, also "under 11": as a value `under_11`, since no number may be made of it.
    """
    minimum, limit = column.minimum, column.under
    plainly = {under.written(limit), under.word(limit)} if limit else set()

    def judge(text: str) -> Answer:
        if limit and ranges.is_under(text, limit):
            return under.word(limit), "" if text.casefold() in plainly else "N804"
        if is_thousands_or_decimals(text) or (has_decimal_commas or has_doubtful_commas) and _COMMA_OR_THOUSANDS.fullmatch(text):
            return None, "E214"
        loose = None if _INTEGER.fullmatch(text) else _LOOSE_INTEGER.fullmatch(text)
        if loose and has_decimal_commas or not (loose or _INTEGER.fullmatch(text)):
            return None, "E129" if _CUT_SHORT.fullmatch(text) else "E213" if limit and ranges.is_range(text) else "E207"
        number = int(loose[1] + loose[2].replace(",", "")) if loose else int(text)
        return (None, "E208") if minimum is not None and number < minimum else (str(number), "N804" if loose else "")

    return judge


def _boolean(text: str) -> Answer:
    meaning = _TRUE_FALSE.get(text.casefold())
    return (meaning, "") if meaning else (None, "E209")


def _code(column: Column, schemas: Schemas) -> Callable[[str], Answer]:
    """Our codes and the agency's own words as they are; written otherwise only where one code alone can be meant."""
    codes = schemas.codes_of(column)
    exact = {**{str(word): str(code) for word, code in column.local.items()}, **{code: code for code in codes}}
    exact = {word: code for word, code in exact.items() if code in codes}
    loose: dict[str, set[str]] = {}
    for word, code in exact.items():
        loose.setdefault(_plain(word), set()).add(code)

    def judge(text: str) -> Answer:
        if text in exact:
            return exact[text], ""
        meant = loose.get(_plain(text), set())
        return (next(iter(meant)), "N804") if len(meant) == 1 else (None, "E205")

    return judge


def _plain(word: str) -> str:
    return _BETWEEN_WORDS.sub("_", word.casefold())
