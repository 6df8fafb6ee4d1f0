"""The words that readers see, kept apart from the code, so that another language can follow: a file for each room and language.

A room says `said = Words(__file__)`, and then `said("nothing_was_due", quarter="2025-Q4")`. The sentence stands in `words.en.yaml`
beside it, with its places in curly brackets. Where a number changes a sentence, the file holds a form for each (`one`, `other`), and
the code gives the number as `n`. Which form goes with which number, and how numbers are written, is in `words.en.yaml` of this room.
"""

import gettext
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from schemas import files

__all__ = ["ENGLISH", "Phrases", "Words", "common", "one_decimal", "spoken", "speaking", "texts", "thousands"]

ENGLISH = "en"
_SPOKEN = ContextVar("language", default=ENGLISH)


def spoken() -> str:
    """The language that pages are drawn in, as the `lang` of a page says it."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Whatever is drawn within is said in this language.

    Raises:
        LookupError: there are no words of this language; every room must have its file.
    """
    try:
        _read(Path(__file__).parent / f"words.{language}.yaml")
    except FileNotFoundError as error:
        raise LookupError(f"there are no words in the language {language!r}") from error
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def texts(room: Path, name: str) -> dict[str, Any]:
    """What another file of a room says in the language that is spoken: `agenda.en.yaml`."""
    return _read(room / f"{name}.{spoken()}.yaml")


@cache
def _read(path: Path) -> dict[str, Any]:
    return files.read(path)


class Words:
    """The sentences of one room."""

    def __init__(self, file: str | Path) -> None:
        self._room, self._files = Path(file).parent, dict[str, Path]()

    def __call__(self, key: str, *, n: int | None = None, **known: object) -> str:
        """A sentence with its places filled; `n` chooses among its forms, and may stand in it."""
        return self._text(key, n).format(n=n, **known)

    def page(self, key: str, *, n: int | None = None, **known: object) -> Markup:
        """The same for a page: what is filled in is escaped, unless it is markup already."""
        text = str(escape(self._text(key, n))).replace("&#39;", "'")  # which ends nothing in a page: attributes have double quotes
        return Markup(text).format(n=n, **known)  # noqa: S704 (escaped in the line above)

    def of(self, keys: Mapping[str, str]) -> "Phrases":
        return Phrases(self, keys)

    def _text(self, key: str, n: int | None) -> str:
        spoken = _SPOKEN.get()
        file = self._files.get(spoken) or self._files.setdefault(spoken, self._room / f"words.{spoken}.yaml")
        text = _read(file)[key]
        return text if n is None else text[_form()(n)]


class Phrases(Mapping[str, str]):
    """Codes with what they are called, in the language that is spoken when they are asked; their order is that of the code."""

    def __init__(self, said: Words, keys: Mapping[str, str]) -> None:
        self._said, self._keys = said, keys

    def but(self, keys: Mapping[str, str]) -> "Phrases":
        """The same with other words for some of the codes."""
        return Phrases(self._said, {**self._keys, **keys})

    def __getitem__(self, code: str) -> str:
        return self._said(self._keys[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


common = Words(__file__)
"""What several rooms say."""


def _form() -> Callable[[int], str]:
    return _forms(common("plural"), tuple(common("forms").split()))


@cache
def _forms(rule: str, names: tuple[str, ...]) -> Callable[[int], str]:
    place = gettext.c2py(rule)
    return lambda n: names[place(n)]


def thousands(number: int) -> str:
    """`12,400`"""
    return f"{number:,}".replace(",", common("thousands"))


def one_decimal(number: float) -> str:
    """`5.6`"""
    return f"{number:.1f}".replace(".", common("decimal"))
