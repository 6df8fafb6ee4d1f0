"""Judges what is drawn: a bar stands for a published number or it should not be there, and what is withheld has no place and no size."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.disclosure_control.audit.files.items import Box, Drawing, Finding, Label
from pipelines.disclosure_control.audit.files.known import Known, Meant
from pipelines.disclosure_control.audit.files.numbers import ALL, alone, numbers, plain, statistics

DRAWN = "something drawn for a number that is withheld"
NOTHING = "a bar that no published number stands for"


def judged(drawing: Drawing, known: Known) -> Iterator[Finding]:
    ticks = _ticks(drawing.labels)
    words = [label for label in drawing.labels if label not in ticks]
    context = tuple(label.text for label in words if len(label.text) > 25)
    yield from _texts(drawing, words, context, known)
    bars: dict[tuple[str, float], list[Box]] = defaultdict(list)
    for box in drawing.boxes:
        if not box.round and min(box.wide, box.high) >= 0:
            bars["wide", round(box.high, 1)].append(box)
            bars["high", round(box.wide, 1)].append(box)
    for (way, _), group in bars.items():
        yield from _bars(drawing, group, way, words, context, known)
    yield from _marks(drawing, words, context, known)


def _bars(
    drawing: Drawing, group: Sequence[Box], way: str, words: Sequence[Label], context: tuple[str, ...], known: Known
) -> Iterator[Finding]:
    """Bars of one thickness: one scale must fit them all, each with a number that is published for its labels."""
    lengths = [box.wide if way == "wide" else box.high for box in group]
    across = [box.high if way == "wide" else box.wide for box in group]
    labels = [(*box.labels, *_beside(box, way, words, across[0])) for box in group]
    meant = [known.meant((*label, *context), drawing.scope) for label in labels]
    told = [any(known.understood(t) for t in label) for label in labels]
    for n, length in enumerate(lengths):
        if length > 0 and told[n] and _withheld(meant[n], known):
            yield Finding(DRAWN, f"{drawing.place}, bar {n + 1}")
    if len(group) < 2 or len({round(n, 2) for n in lengths}) < 2 or not (any(told) or not drawing.labels):
        return
    may = [known.numbers(m.wide, ALL) - {0.0} for m in meant]
    longest = max(range(len(group)), key=lambda n: lengths[n])
    about = max(0.005 * lengths[longest], 0.3)
    some = [n for n, length in enumerate(lengths) if length > 0 and (told[n] or not any(told))]
    scales = [lengths[longest] / v for v in may[longest]]
    scales += [1.0] if all(any(abs(lengths[n] - v) < 0.01 for v in may[n]) for n in some) else []
    best = min((sum(not _fits(lengths[n], may[n], k, about) for n in some) for k in scales), default=len(some))
    if best:
        yield Finding(NOTHING, drawing.place)


def _fits(length: float, values: frozenset[float], scale: float, about: float) -> bool:
    nearest = length / scale
    return any(abs(v - nearest) * scale <= about for v in values)


def _marks(drawing: Drawing, words: Sequence[Label], context: tuple[str, ...], known: Known) -> Iterator[Finding]:
    """Round marks and the corners of lines: none of them above, below or beside a label of a withheld number only."""
    marks = [b for b in drawing.boxes if b.round]
    if len({round(b.wide, 2) for b in marks}) > 1:
        sized = [Box(b.x, b.y, b.wide**2, 1, (*b.labels, *_nearest(b.x, b.y, words))) for b in marks]
        plainly = [Box(b.x, b.y, b.wide, 1, b.labels) for b in sized for _ in (0,)]
        plainly = [Box(s.x, s.y, b.wide, 1, s.labels) for s, b in zip(sized, marks, strict=True)]
        found = [list(_bars(Drawing(drawing.place, (), (), (), drawing.scope), g, "wide", (), context, known)) for g in (sized, plainly)]
        yield from min(found, key=len)
    places = [(b.x, b.y, b.labels) for b in marks] + [(x, y, ()) for x, y in drawing.points]
    for x, y, labels in places[:5000]:
        for near in (labels, _column(x, words, "x"), _column(y, words, "y")):
            if near and any(known.understood(t) for t in near) and _withheld(known.meant((*near, *context), drawing.scope), known):
                yield Finding(DRAWN, drawing.place)
                return


def _texts(drawing: Drawing, words: Sequence[Label], context: tuple[str, ...], known: Known) -> Iterator[Finding]:
    for label in words:
        text = plain(label.text)
        lone = alone(text)
        found = [lone] if lone else numbers(known.without_words(text))
        if not found:
            continue
        others = [w for w in words if w is not label and alone(w.text) is None]
        near = (text, *_nearest(label.x, label.y, others), *context)
        meant = known.meant(near, drawing.scope)
        for number in found:
            wanted = statistics(number.unit, " ".join(near))
            if not number.unit and (number.value in known.agreed() or number.value == 0) and not lone:
                continue
            cells = meant.wide & known.of(wanted)
            if meant.told and not cells & known.shown and cells & known.withheld:
                yield Finding("a value for a withheld number", drawing.place, number.text)
            elif number.value not in known.numbers(meant.wide, wanted):
                yield Finding("a number that nobody published", drawing.place, number.text)


def _withheld(meant: Meant, known: Known) -> bool:
    cells = (meant.wide if meant.strange else meant.narrow) & known.of(ALL)
    return meant.told and bool(cells & known.withheld) and not cells & ~known.withheld


def _beside(box: Box, way: str, words: Sequence[Label], thick: float) -> tuple[str, ...]:
    """Labels in line with a bar: at its height if it lies, above or below it if it stands."""
    reach = max(thick * 0.75, 6.0)
    far = [(abs(w.y - box.y) if way == "wide" else abs(w.x - box.x), n, w.text) for n, w in enumerate(words)]
    return tuple(text for d, _, text in sorted(far) if d <= reach)


def _column(at: float, words: Sequence[Label], axis: str) -> tuple[str, ...]:
    return tuple(w.text for w in words if abs((w.x if axis == "x" else w.y) - at) <= 3)


def _nearest(x: float, y: float, words: Sequence[Label]) -> tuple[str, ...]:
    """The label in the same line that is nearest, or in the same column."""
    row = sorted((abs(w.x - x), n, w.text) for n, w in enumerate(words) if abs(w.y - y) <= 8)
    column = sorted((abs(w.y - y), n, w.text) for n, w in enumerate(words) if abs(w.x - x) <= 8)
    return tuple(text for found in (row, column) for _, _, text in found[:1])


def _ticks(labels: Sequence[Label]) -> list[Label]:
    """Numbers of an axis: three or more in a line, at even and round steps."""
    found: list[Label] = []
    for axis in ("x", "y"):
        lines: dict[float, list[tuple[float, Label]]] = defaultdict(list)
        for label in labels:
            number = alone(label.text)
            if number:
                lines[round(label.x if axis == "x" else label.y)].append((number.value, label))
        for line in lines.values():
            values = sorted({v for v, _ in line})
            gaps = {round(b - a, 6) for a, b in zip(values, values[1:], strict=False)}
            if len(values) > 2 and len(gaps) == 1:
                step = gaps.pop()
                digits = step / 10 ** math.floor(math.log10(step))
                if any(abs(digits - s) < 1e-6 for s in (1, 2, 2.5, 5)) and abs(values[0] / step % 1) < 1e-9:
                    found += [label for _, label in line]
    return found
