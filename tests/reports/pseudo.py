"""A language that nobody speaks: every sentence of ours stands in ⟦ ⟧, and every word of the county's own in ⟪ ⟫.

What is left in a page was written into the code.
"""

import json
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from unittest.mock import patch

from reports import language
from schemas import files

CODE = "xx"
NUMBERS = {"lang": CODE, "decimal": "·", "thousands": "_"}
_RULES = ("plural", "forms")
_SENTENCES = ("title", "says", "asks", "heading", "band", "term", "words")  # of agenda and about, which hold codes and addresses besides
_OURS = ("title", "question", "source", "how", "labels", "unit", "name", "county", "notes", "heading", "who", "says", "law")
_CODES = re.compile(r"\b(\d{4}-)?Q[1-4](-v\d+)?\b|\[[cmxzru]\]|\b[A-Z]\d+\b|CC-BY-[\d.]+")
"""Periods, publications, marks, numbers of measures and licences, which are the same in every language."""
_INNERMOST = re.compile(r"⟦[^⟦⟧⟪⟫]*⟧|⟪[^⟦⟧⟪⟫]*⟫")


@contextmanager
def spoken() -> Generator[None]:
    with patch.object(language, "_read", _read), language.speaking(CODE):
        yield


def county(text: str) -> str:
    return f"⟪{text}⟫" if text else text


def countys(folder: Path) -> Path:
    """The folder of a publication, with the county's own words marked as such."""
    for name in ("measures.json", "publication.json"):
        said = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(json.dumps(_marked(said, county, _OURS)), "utf-8")
    return folder


def left(text: str) -> str:
    """What stands outside of all brackets, without tags and codes; empty where there is no letter in it."""
    text = re.sub(r"<[^>]*>", " ", text)
    while text != (text := _INNERMOST.sub(" ", text)):
        pass
    text = _CODES.sub(" ", text)
    return text.strip() if re.search(r"[^\W\d_]", text) else ""


@cache
def _read(path: Path) -> dict[str, Any]:
    said = files.read(path.with_name(path.name.replace(f".{CODE}.", ".en.")))
    if not path.name.startswith("words."):
        return _marked(said, _foreign, _SENTENCES)
    return {k: NUMBERS.get(k, v) if k in (*NUMBERS, *_RULES) else _all(v, _foreign) for k, v in said.items()}


def _foreign(text: str) -> str:
    """Its places stay outside, so that what is filled into them must have brackets of its own."""
    return "".join((f"⟦{words}⟧" if words else "") + (f"{{{place}}}" if place else "") for words, place, _, _ in Formatter().parse(text))


def _marked(said: Any, mark: Callable[[str], str], keys: tuple[str, ...]) -> Any:
    """Marked are the texts under certain names, whatever lies between; `youth` is a code."""
    if isinstance(said, Mapping):
        return {k: _all(v, mark) if k in keys and v != "youth" and not _holds_names(v) else _marked(v, mark, keys) for k, v in said.items()}
    return [_marked(v, mark, keys) for v in said] if isinstance(said, list) else said


def _holds_names(said: Any) -> bool:
    """Whether there are names in it that are marked one by one."""
    return isinstance(said, Mapping) and any(isinstance(v, Mapping | list) for v in said.values())


def _all(said: Any, mark: Callable[[str], str]) -> Any:
    if isinstance(said, Mapping):
        return {k: _all(v, mark) for k, v in said.items()}
    if isinstance(said, list):
        return [_all(v, mark) for v in said]
    return mark(said) if isinstance(said, str) else said
