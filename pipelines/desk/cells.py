"""Reads the cells of one column: is each a real date, a code of the list, a token or a number, and which one?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.desk.grid import trimmed
from schemas import Column, Quarter, Schemas

EARLIEST = date(2000, 1, 1)
_TOKEN = re.compile(r"[0-9a-f]{16,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?[0-9]{1,8}")
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


def read(texts: Sequence[str], column: Column, schemas: Schemas, quarter: Quarter) -> ReadColumn:
    """Read a column. A text that comes back a thousand times is judged once."""
    judge = _judge(column, schemas, quarter)
    answers = {text: judge(trimmed(text)) for text in set(texts)}
    meanings = {text: meaning for text, (meaning, _) in answers.items()}
    bad = {text: code for text, (_, code) in answers.items() if code and code != "N804"}
    loose = {text for text, (_, code) in answers.items() if code == "N804"}
    return ReadColumn(
        column,
        list(map(meanings.__getitem__, texts)),
        {i: bad[text] for i, text in enumerate(texts) if text in bad} if bad else {},
        {i: text for i, text in enumerate(texts) if text in bad} if bad else {},
        sum(text in loose for text in texts) if loose else 0,
    )


def _judge(column: Column, schemas: Schemas, quarter: Quarter) -> Callable[[str], Answer]:
    by_type: dict[str, Callable[[str], Answer]] = {
        "token": _token,
        "code": _code(column, schemas) if column.codelist else _token,
        "date": _date(quarter),
        "integer": _integer(column.minimum),
        "boolean": _boolean,
    }
    judge = by_type[column.type]
    empty: Answer = (None, "E204" if column.required else "")
    return lambda text: judge(text) if text else empty


def _token(text: str) -> Answer:
    return (text, "") if _TOKEN.fullmatch(text) else (None, "E206")


def _date(quarter: Quarter) -> Callable[[str], Answer]:
    first, last = EARLIEST.isoformat(), quarter.end.isoformat()

    def judge(text: str) -> Answer:
        if not _DATE.fullmatch(text):
            return None, "E201"
        try:
            date.fromisoformat(text)
        except ValueError:
            return None, "E201"
        return (None, "E202") if text < first else (None, "E203") if text > last else (text, "")

    return judge


def _integer(minimum: int | None) -> Callable[[str], Answer]:
    def judge(text: str) -> Answer:
        if not _INTEGER.fullmatch(text):
            return None, "E207"
        number = int(text)
        return (None, "E208") if minimum is not None and number < minimum else (str(number), "")

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
