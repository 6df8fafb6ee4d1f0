"""Reads JSON: charts, lists of records, and numbers under names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.disclosure_control.audit.files import grids
from pipelines.disclosure_control.audit.files.items import Chart, Entry, Finding, Items, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT, plain

DEEP = 60
MANY = 500_000


class _TwiceError(ValueError):
    pass


def text_of(content: bytes) -> str:
    """Bytes as text. What is not UTF-8 is read letter by letter, so that digits stay digits."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def loaded(text: str, place: str) -> tuple[Any, Finding | None]:
    try:
        said = json.loads(text, object_pairs_hook=_once)
    except _TwiceError:
        return None, Finding("the same name twice", place)
    except (ValueError, RecursionError):
        return None, Finding("a file that cannot be read", place)
    if _deep(said) > DEEP:
        return None, Finding("a file that is too deep or too large to be read", place)
    return said, None


def read(content: bytes, place: str) -> Items:
    said_, wrong = loaded(text_of(content), place)
    if wrong:
        yield wrong
    else:
        yield from said(said_, place)


def said(content: Any, place: str, scope: str | None = None, near: tuple[str, ...] = ()) -> Items:
    """What a piece of JSON says, wherever it stands."""
    if isinstance(content, Mapping) and isinstance(content.get("data"), list) and ("layout" in content or _drawn(content["data"])):
        layout = content.get("layout")
        yield Chart(place, tuple(content["data"]), layout if isinstance(layout, Mapping) else {}, scope, near)
        rest = {k: v for k, v in content.items() if k not in ("data", "layout")}
        yield from _under(rest, place, scope, near)
        if layout and not isinstance(layout, Mapping):
            yield Finding("a chart that cannot be read", place)
    else:
        yield from _under(content, place, scope, near)


def _under(content: Any, place: str, scope: str | None, near: tuple[str, ...]) -> Items:
    if isinstance(content, Mapping):
        columns = {k: v for k, v in content.items() if isinstance(v, list) and v and not any(isinstance(x, list | dict) for x in v)}
        if len(columns) > 1 and len({len(v) for v in columns.values()}) == 1 and len(columns) == len(content):
            yield from grids.read([list(columns), *map(list, zip(*columns.values(), strict=True))], place, scope, near)
            return
        plainly = [str(v) for v in content.values() if isinstance(v, str)]
        for name, value in content.items():
            beside = tuple(v for v in plainly if v != value)
            yield from _under(value, f"{place}, {name}", scope, (str(name), *beside, *near))
        for name in content:
            if DIGIT.search(str(name)):
                yield Words(f"{place}, a name", str(name), scope, "", True, near)
    elif isinstance(content, list):
        records = [r for r in content if isinstance(r, Mapping)]
        if records and len(records) == len(content) and not any(isinstance(v, list | dict) for r in records for v in r.values()):
            names = list(dict.fromkeys(str(k) for r in records for k in r))
            rows = [[r.get(n) for n in names] for r in records]
            yield from grids.read([names, *rows], place, scope, near)
        elif content and all(isinstance(r, list) for r in content):
            yield from grids.read(content, place, scope, near)
        else:
            for n, value in enumerate(content, 1):
                yield from _under(value, f"{place}, {n}", scope, near)
    elif isinstance(content, str):
        if plain(content).replace(".", "").replace(",", "").isdecimal():
            yield Entry(place, content, near, " ".join(near), scope)
        else:
            yield Words(place, content, scope, " ".join(near), False, near)
            yield Entry(place, "".join(c for c in content if not c.isdigit()), near, "", scope, aside=True)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield Entry(place, grids.said(content), near, " ".join(near), scope)


def _drawn(traces: list[Any]) -> bool:
    return bool(traces) and all(isinstance(t, Mapping) and {"x", "y", "values", "r", "z"} & set(t) for t in traces)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise _TwiceError
    return said


def _deep(said: Any) -> int:
    depth, many, level = 0, 0, [said]
    while level and depth <= DEEP and many < MANY:
        many += sum(map(len, (v for v in level if isinstance(v, Mapping | list))))
        depth += 1
        level = [v for s in level for v in _children(s)]
    return depth if many < MANY else DEEP + 1


def _children(said: Any) -> Iterator[Any]:
    if isinstance(said, Mapping):
        yield from (v for v in said.values() if isinstance(v, dict | list))
    elif isinstance(said, list):
        yield from (v for v in said if isinstance(v, dict | list))
