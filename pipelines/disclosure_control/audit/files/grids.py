"""Reads tables of rows and columns, whatever file they come from: which columns are labels, which hold numbers, in which order."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from pipelines.disclosure_control.audit.files.items import Entry, Finding, Items, Series, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT, TELLING, WORDS, alone, plain

LABELS = ("measure", "period", "statistic", "year", "quarter")
VALUES = ("value", "count", "n", "number", "percent", "numerator", "denominator")
MARKS = ("status", "mark", "marks", "flag", "flags", "note", "notes", "symbol", "suppressed", "suppression", "rule", "reason")
MARK = re.compile(r"[\W\d_]*[A-Za-z]{0,3}[\W\d_]*")
YEAR = re.compile(r"(?:19|20)\d\d(?:-Q[1-4])?")
WIDE = 2_000
MANY = 500_000


def read(rows: Sequence[Sequence[Any]], place: str, scope: str | None = None, near: tuple[str, ...] = ()) -> Items:
    """A table as entries. The first row with more than one text is its heading; what stands above belongs to the caption."""
    texts = [["" if v is None else said(v) for v in row] for row in rows]
    if sum(map(len, texts)) > MANY or any(len(row) > WIDE for row in texts):
        yield Finding("a table that is too large to be read", place)
        return
    start = _heading(texts)
    heading = texts[start] if start >= 0 else []
    above = tuple(t for row in texts[: max(start, 0)] for t in row if t)
    for n, text in enumerate((*above, *heading)):
        if DIGIT.search(text):
            yield Words(f"{place}, heading {n + 1}", text, scope, text, True, near)
    names = [plain(h).casefold() for h in heading]
    body = [row + [""] * (len(heading) - len(row)) for row in texts[start + 1 :]]
    kinds = [
        _kind(names[c] if c < len(names) else "", [row[c] for row in body if c < len(row)]) for c in range(max(map(len, body), default=0))
    ]
    about = " ".join((*above, *near))
    statistic = names.index("statistic") if "statistic" in names else None
    columns: dict[int, list[tuple[tuple[str, ...], str | None]]] = defaultdict(list)
    for r, row in enumerate(body, start + 2):
        if not any(row):
            continue
        beside = [(c, t) for c, t in enumerate(row) if t and kinds[c] in ("label", "key")]
        stands_for = row[statistic] if statistic is not None else ""
        for c, text in enumerate(row):
            if kinds[c] == "key":
                continue
            head = (heading[c],) if c < len(heading) and heading[c] else ()
            others = tuple(t for o, t in beside if o != c)
            named = tuple((names[o], t) for o, t in beside if o != c and o < len(names))
            mark = {"value": f"{place}, values", "mark": f"{place}, column {c + 1}"}.get(kinds[c], "")
            if mark or DIGIT.search(text) or TELLING.search(text):
                said_of = stands_for or f"{' '.join(head)} {about}"
                yield Entry(
                    f"{place}, row {r}, column {c + 1}", text, (*others, *head, *above, *near), said_of, scope, named=named, mark=mark
                )
            if kinds[c] == "value":
                columns[c].append((others, text if _number(text) else None))
    for c, items in columns.items():
        if 2 < len(items) <= 500:
            yield Series(f"{place}, column {c + 1}", tuple(items), scope)
    if "value" not in kinds and any(n > 1 for n in Counter(tuple(row) for row in body if any(row)).values()):
        yield Finding("rows that are there more than once: their number is a count", place)


def _heading(texts: Sequence[Sequence[str]]) -> int:
    """Which row is the heading; -1 where there is none."""
    for n, row in enumerate(texts[:30]):
        filled = [t for t in row if t]
        if len(filled) > 1 and not _number(filled[0]) and all(not _number(t) or YEAR.fullmatch(t) for t in filled):
            return n
    return -1


def _kind(name: str, texts: Sequence[str]) -> str:
    """What a column holds: keys that are no numbers though they look so, values, marks, or labels."""
    filled = [t for t in texts if t]
    if name in ("", "index", "unnamed: 0") and filled in ([str(n + first) for n in range(len(texts))] for first in (0, 1)):
        return "key"
    if name in LABELS or filled and all(YEAR.fullmatch(t) for t in filled):
        return "key"
    if any(_number(t) for t in filled) or name in VALUES:
        return "value"
    return "mark" if name in MARKS or filled and all(MARK.fullmatch(t) for t in filled) else "label"


def _number(text: str) -> bool:
    return alone(text) is not None and plain(text).casefold() not in WORDS


def said(value: Any) -> str:
    """A value as its text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def separated(content: str, place: str) -> Items:
    """A file of separated values: the separator is the one that its first lines agree on."""
    first = "\n".join(content.splitlines()[:5])
    separator = max(",;\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(content), delimiter=separator))
    except csv.Error:
        yield Finding("a file that cannot be read", place)
        return
    yield from read(rows, place)
