"""Takes a chart's data and layout apart: what it draws and says, point by point, and where nothing may be drawn."""

import base64
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from pipelines.disclosure_control.audit.files.items import Chart, Entry, Finding, Items, Series, Words
from pipelines.disclosure_control.audit.files.numbers import plain

TEXTS = {"text", "hovertext", "customdata", "hovertemplate", "texttemplate", "name", "labels", "ids", "meta", "x", "y", "title", "z"}
STYLE = {"marker", "line", "width", "opacity", "offset", "size", "font", "fill", "zorder", "legendrank", "pattern", "domain", "hole"}
POINTED = {"x", "y", "labels", "values", "ids", "theta", "r", "locations"}
PLACED = {"x", "y", "x0", "x1", "y0", "y1"}
BY_VALUE = re.compile(r"^(total|min|max|sum|mean|median|geometric mean) (ascending|descending)$")
MARGINS = (1.02, 1.05, 1.08, 1.1, 1.15, 1.2, 1.25)
"""What charts add above their largest value. An axis that ends anywhere else may end at a number that is not shown."""
MOST = 200_000


def taken_apart(chart: Chart) -> Items:
    layout = {k: v for k, v in dict(chart.layout).items() if k != "template"}
    about = plain(" ".join(text for path, text in leaves(layout) if isinstance(text, str) and "family" not in path))
    notes = _notes(layout)
    drawn: list[float] = []
    for number, trace in enumerate(chart.traces, 1):
        place = f"{chart.place}, trace {number}"
        if isinstance(trace, Mapping):
            yield from _trace(chart, place, trace, notes, about, drawn)
        else:
            yield from _all(chart, place, trace, about)
    yield from _axes(chart, layout, about, drawn)


def _trace(
    chart: Chart, place: str, trace: Mapping[str, Any], notes: Mapping[str, tuple[str, ...]], about: str, drawn: list[float]
) -> Items:
    lists = {name: items for name in trace if (items := unpacked(trace[name])) is not None}
    axes = [n for n in ("labels", "x", "y", "theta", "locations") if n in lists and _names(lists[n])]
    category = axes[0] if axes else None
    value = next((n for n in ("values", "r", "z", "y", "x") if n in lists and n not in axes and not any(map(_many, lists[n]))), None)
    named = (str(trace["name"]),) if trace.get("name") else ()
    done: set[str] = set()
    if category and value and len(lists[category]) == len(lists[value]):
        done = {category, value}
        points = [(_said(c), v) for c, v in zip(lists[category], lists[value], strict=True)]
        near = [(c, *notes.get(c, ()), *named, *chart.near) for c, _ in points]
        for i, (_, said) in enumerate(points):
            if not _empty(said) and not isinstance(said, bool):
                yield Entry(f"{place}, {value}, {i + 1}", _said(said), near[i], about, chart.scope)
                drawn += [float(said)] if isinstance(said, int | float) else []
        shown = [_said(v) if isinstance(v, int | float) and not _empty(v) else None for _, v in points]
        yield Series(place, tuple(zip(near, shown, strict=True)), chart.scope)
        empty = [i for i, (_, v) in enumerate(points) if _empty(v)]
        for path, items in _beside(trace, len(points)):
            if not {category, value} & set(path):
                where = f"{place}, {'.'.join(path)}"
                yield from _undrawn(where, items, empty)
                if not STYLE & set(path):
                    done |= {path[0]} if len(path) == 1 else set()
                    yield from _pointed(chart, where, items, near, about)
    elif len(axes) == 2 and any(map(_many, lists.get("z", ()))):
        done = {"z"}
        for r, row in enumerate(lists["z"]):
            for c, said in enumerate(unpacked(row) or ()):
                if not _empty(said):
                    beside = tuple(_said(lists[n][k]) for n, k in (("y", r), ("x", c)) if k < len(lists[n]))
                    yield Entry(f"{place}, z, {r + 1}, {c + 1}", _said(said), (*beside, *named, *chart.near), about, chart.scope)
    for axis in axes:
        done.add(axis)
        yield from (Words(f"{place}, {axis}", str(c), chart.scope, about, True, chart.near) for c in dict.fromkeys(map(str, lists[axis])))
    even = {n for n in trace if n in ("width", "base", "offset") and len({repr(v) for v in lists.get(n, ())}) == 1}
    for path, said in leaves({k: v for k, v in trace.items() if k not in done | even}):
        where = f"{place}, {'.'.join(path)}"
        if isinstance(said, str):
            if TEXTS & set(path) or ("[]" in path and not STYLE & set(path)):
                yield Words(where, said, chart.scope, about, True, chart.near)
        elif "[]" in path or (not STYLE & set(path) and said != 0):
            yield Entry(where, _said(said), (*named, *chart.near), about, chart.scope)
            if POINTED & set(path):
                drawn.append(float(said))


def _names(items: Sequence[Any]) -> bool:
    """Whether a list names things: texts, or years."""
    return any(isinstance(v, str) for v in items) or bool(items) and all(isinstance(v, int) and 1900 < v < 2100 for v in items)


def _many(said: Any) -> bool:
    return isinstance(said, list | Mapping)


def _empty(said: Any) -> bool:
    return said is None or said == "" or isinstance(said, float) and not math.isfinite(said)


def _pointed(chart: Chart, place: str, items: Sequence[Any], near: Sequence[tuple[str, ...]], about: str) -> Items:
    """What is kept for each point, with the point's labels."""
    for i, item in enumerate(items):
        for _, said in leaves(item):
            if isinstance(said, str):
                yield Entry(f"{place}, {i + 1}", said, near[i], about, chart.scope, aside=True)
            else:
                yield Entry(f"{place}, {i + 1}", _said(said), near[i], about, chart.scope, aside=True)


def _undrawn(place: str, items: Sequence[Any], empty: Sequence[int]) -> Items:
    """A point without a value has no size, no length and no colour of its own."""
    there = [items[i] for i in empty if items[i] is not None and items[i] != ""]
    flat = [v for item in there for _, v in leaves(item)]
    if any(isinstance(v, int | float) for v in flat) and len({repr(v) for v in items}) > 1:
        yield Finding("something drawn for a number that is withheld", place)
    others = {repr(item) for i, item in enumerate(items) if i not in set(empty)}
    if len({repr(v) for v in there} - others) > 1:
        yield Finding("marks that tell withheld numbers apart", place)


def _beside(trace: Mapping[str, Any], length: int, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Every list in a trace that has one item for each point."""
    for name, said in trace.items():
        items = unpacked(said)
        if items is not None:
            if len(items) == length:
                yield (*path, name), items
        elif isinstance(said, Mapping):
            yield from _beside(said, length, (*path, name))


def _notes(layout: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What is written at a category."""
    found: dict[str, tuple[str, ...]] = {}
    for note in layout.get("annotations") or ():
        if isinstance(note, Mapping):
            for axis in ("x", "y"):
                if isinstance(note.get(axis), str):
                    found[note[axis]] = (*found.get(note[axis], ()), plain(str(note.get("text", ""))))
    return found


def _axes(chart: Chart, layout: Mapping[str, Any], about: str, drawn: Sequence[float]) -> Items:
    largest = max([*drawn, 0.0])
    ends = _ends(largest, "%" in about)
    for name, axis in layout.items():
        if isinstance(axis, Mapping) and "axis" in name:
            where = f"{chart.place}, {name}"
            ticks, texts = unpacked(axis.get("tickvals")), unpacked(axis.get("ticktext"))
            if ticks and not _steps(ticks):
                yield from (Entry(f"{where}.tickvals", _said(t), chart.near, about, chart.scope) for t in ticks if not isinstance(t, str))
            plainly = _steps(ticks or []) and [str(t).rstrip("%") for t in texts or ()] == [_said(t) for t in ticks or ()]
            if texts and not plainly:
                yield from (Words(f"{where}.ticktext", str(t), chart.scope, about, True, chart.near) for t in texts)
            if BY_VALUE.match(str(axis.get("categoryorder", ""))) and any(_gaps(t) for t in chart.traces):
                yield Finding("an order that follows the values", where)
    for path, said in leaves(layout):
        where = f"{chart.place}, {'.'.join(path)}"
        if {"tickvals", "ticktext"} & set(path):
            continue
        if isinstance(said, str):
            if {"text", "title", "name", "hovertext", "meta"} & set(path) and "family" not in path:
                yield Words(where, said, chart.scope, about, True, chart.near)
        elif "range" in path or {"cmax", "cmin", "zmax", "zmin"} & set(path):
            if said > 0 and said % 1 != 0.5 and not any(abs(said - end) < 1e-6 for end in ends):
                yield Finding("an axis that ends at a number that is not published", where, str(said))
        elif (
            "meta" in path
            or "args" in path
            or ({"shapes", "annotations", "images"} & set(path) and path[-1] in PLACED and not 0 <= said <= 1)
        ):
            yield Entry(where, _said(said), chart.near, about, chart.scope)


def _all(chart: Chart, place: str, said: Any, about: str) -> Items:
    for path, value in leaves(said):
        where = f"{place}, {'.'.join(path)}"
        near = (*(p for p in reversed(path) if p != "[]"), *chart.near)
        if isinstance(value, str):
            yield Words(where, value, chart.scope, about, True, near)
        else:
            yield Entry(where, _said(value), near, about, chart.scope)


def _gaps(trace: Any) -> bool:
    lists = [unpacked(trace.get(n)) for n in ("x", "y", "values", "r")] if isinstance(trace, Mapping) else []
    return any(v is None for items in lists for v in items or ())


def _steps(ticks: Sequence[Any]) -> bool:
    """Ticks at even, round steps, as they are drawn when nobody looks at the numbers."""
    if not ticks or any(isinstance(t, str) for t in ticks):
        return bool(ticks) and all(isinstance(t, str) for t in ticks)
    gaps = {round(b - a, 9) for a, b in pairwise(ticks)}
    step = next(iter(gaps), 0)
    return len(ticks) > 2 and len(gaps) == 1 and _round(abs(step)) and abs(ticks[0] / step % 1) < 1e-9


def _round(step: float) -> bool:
    return step > 0 and any(abs(step / 10 ** math.floor(math.log10(step)) - s) < 1e-9 for s in (1, 2, 2.5, 5))


def _ends(largest: float, percent: bool) -> set[float]:
    ends = {largest * m for m in MARGINS} | {largest, 0.0} | ({100.0} if percent else set())
    if largest > 0:
        power = 10 ** math.floor(math.log10(largest))
        ends |= {math.ceil(largest / (s * power)) * s * power for s in (0.2, 0.25, 0.5, 1, 2, 2.5, 5)}
    return ends


def _said(number: Any) -> str:
    if not isinstance(number, int | float):
        return str(number)
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def unpacked(said: Any) -> list[Any] | None:
    """A list, also where a chart carries it packed (dtype and bdata). None for anything else.

    Raises ValueError when the packed bytes are not what they are said to be."""
    if isinstance(said, list):
        return said
    if isinstance(said, Mapping) and {"dtype", "bdata"} <= set(said):
        try:
            return np.frombuffer(base64.b64decode(said["bdata"]), dtype=np.dtype(said["dtype"])).tolist()
        except TypeError as e:
            raise ValueError("packed numbers that cannot be read") from e
    return None


def leaves(said: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every text and number, with the way to it; what stands in a list has [] in its way."""
    items = unpacked(said)
    if items is not None:
        for item in items:
            yield from leaves(item, (*path, "[]"))
    elif isinstance(said, Mapping):
        for name, value in said.items():
            yield from leaves(value, (*path, str(name)))
    elif isinstance(said, str) or (isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)):
        yield path, said
