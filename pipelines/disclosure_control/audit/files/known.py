"""What a publication says by itself: which cells it shows and withholds, and by which words a cell is meant."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipelines.disclosure_control.audit.files import residents
from pipelines.disclosure_control.audit.files.numbers import COUNTS, DATE, DIGIT, TELLING, VERSION, plain
from pipelines.disclosure_control.audit.read import Folder

TOTAL = "_T"
PERIOD = re.compile(r"\b(\d{4})(?:-Q[1-4])?\b(?!\s*%)")
QUARTERS = {"Q1": "January to March", "Q2": "April to June", "Q3": "July to September", "Q4": "October to December"}
NEUTRAL = (
    "_t", "all", "total", "number", "numbers", "count", "counts", "value", "values", "percent", "percents", "share", "median", "days",
    "median_days", "median days",
    "p90_days", "ci_low", "ci_high", "numerator", "denominator", "statistic", "status", "period", "measure", "group", "year", "quarter",
    "events", "months", "low", "high", "estimate",
)  # fmt: skip
BASES = {"numerator": "denominator", "events": "months"}
"""What a number is a share of, or is set against."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """Cells that some labels point at, as bits. `narrow` takes what no label speaks of for the whole."""

    wide: int
    narrow: int
    told: bool
    """Whether any label was understood."""
    strange: bool
    """Whether some label was not."""


class Known:
    """A publication's cells and words. Sets of cells are whole numbers: bit n stands for row n."""

    def __init__(self, said: Folder, about: Mapping[str, Any]) -> None:
        self.said, self.about = said, about
        self.residents = residents.Residents(about.get("residents"))
        self.rows = [dict(r.key) for r in said.rows]
        self.values = [r.value if not r.status else None for r in said.rows]
        self.by_line = dict(enumerate(said.rows, 2))
        places: dict[Pair, list[int]] = {}
        for n, names in enumerate(self.rows):
            for pair in names.items():
                places.setdefault(pair, []).append(n)
        many = len(self.rows)
        self.index = {pair: _bits(where, many) for pair, where in places.items()}
        self.shown = _bits((n for n, value in enumerate(self.values) if value is not None), many)
        self.withheld = _bits((n for n, row in enumerate(said.rows) if self.values[n] is None and row.status == "c"), many)
        self.all = (1 << len(self.rows)) - 1
        self.dimensions = {d for m in said.measures.values() for d in m.get("dimensions", ())}
        self.words: dict[str, set[Pair]] = {}
        self.orders: dict[str, list[list[str]]] = {}
        """Of each dimension the codelists that measures have it by, each in its own order."""
        self._learn()
        self._texts: dict[tuple[str, str | None], tuple[tuple[frozenset[str], int], ...]] = {}
        self._numbers: dict[tuple[int, tuple[str, ...]], frozenset[float]] = {}
        self._meant: dict[tuple[Any, ...], Meant] = {}

    def _learn(self) -> None:
        for name, measure in self.said.measures.items():
            self._word(name, ("measure", name))
            self._word(measure.get("title", ""), ("measure", name))
            outcome, lists = measure.get("outcome"), measure.get("lists")
            spoken = [(d, b) for d, b in measure.get("breakdowns", {}).items()]
            spoken += [(outcome["dimension"], outcome)] if outcome else []
            for _, codelist in spoken:
                self.words.setdefault(plain(codelist.get("title", "")).casefold(), set())
            if lists:
                spoken += [(d, {"codes": lists["codes"], "labels": {}}) for d in (lists["dimension"], lists["with"])]
            for dimension, codelist in spoken:
                known = self.orders.setdefault(dimension, [])
                if (codes := list(codelist.get("codes", ()))) not in known:
                    known.append(codes)
                for code in codelist.get("codes", ()):
                    self._word(code, (dimension, code))
                    self._word(codelist.get("labels", {}).get(code, ""), (dimension, code))
        for names in self.rows:
            period = names.get("period", "")
            self._word(period, ("period", period))
            year, _, quarter = period.partition("-")
            if quarter in QUARTERS:
                self._word(f"{QUARTERS[quarter]} {year}", ("period", period))
        for said in self.about.get("reported", ()) if isinstance(self.about.get("reported"), list) else ():
            for dimension in ("agency", "with_agency"):
                if isinstance(said, dict) and (dimension, said.get("agency")) in self.index:
                    self._word(str(said.get("name", "")), (dimension, str(said["agency"])))

    def _word(self, text: str, pair: Pair) -> None:
        if text := plain(text).casefold():
            self.words.setdefault(text, set()).add(pair)

    @cached_property
    def exact(self) -> dict[tuple[str, str, str, frozenset[Pair]], tuple[str, str]]:
        """What each line of cells.csv says, and its mark, by measure, period, statistic and the codes that are not the whole."""
        own = self.dimensions
        return {
            (n["measure"], n["period"], n["statistic"], frozenset((d, c) for d, c in n.items() if d in own and c != TOTAL)): (
                r.text,
                r.status,
            )
            for n, r in zip(self.rows, self.said.rows, strict=True)
            if "measure" in n and "period" in n and "statistic" in n
        }

    @cached_property
    def years(self) -> frozenset[int]:
        told = {int(y) for n in self.rows for y in re.findall(r"\b\d{4}\b", n.get("period", ""))}
        said = [str(q) for q in self.about.get("quarters", ()) or ()] + [str(self.about.get("quarter", ""))]
        said += list(_texts(self.about.get("not_yet", {})))
        return frozenset(told | {int(y) for text in said for y in re.findall(r"\b(\d{4})-Q[1-4]\b", text)})

    @cached_property
    def _phrase(self) -> re.Pattern[str]:
        """Words that are looked for inside a longer text; what is short or common must stand alone."""
        said = [w for w in self.words if len(w) > 3 or re.fullmatch(PERIOD, w)]
        return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(w) for w in sorted(said, key=len, reverse=True)) + r")(?![\w-])")

    @cached_property
    def _numbered(self) -> re.Pattern[str]:
        """Labels and titles that carry numbers themselves, like an age band."""
        own = {w for w in self.words if re.search(r"\d", w) and not PERIOD.fullmatch(w) and not w.isdecimal()}
        own |= {plain(t).casefold() for t in _named(self.said.measures) if re.search(r"\d", t)}
        own |= {plain(t).casefold() for t in _texts(self.about) if re.search(r"\d", t)}
        own = {w for w in own if not w.replace(".", "").isdecimal() and not PERIOD.fullmatch(w)}
        return re.compile(r"(?<!\w)(?:" + ("|".join(re.escape(p) for p in sorted(own, key=len, reverse=True)) or "(?!)") + r")(?!\w)", re.I)

    @cached_property
    def _sentences(self) -> re.Pattern[str]:
        said = {plain(t) for t in (*_named(self.said.measures), *_texts(self.about)) if len(t) > 40}
        said = {t for t in said if re.search(r"\d", t) or TELLING.search(t)}
        return re.compile("|".join(re.escape(t) for t in sorted(said, key=len, reverse=True)) or "(?!)")

    @cached_property
    def _parted(self) -> re.Pattern[str]:
        """Titles that carry a number and would be taken for several parts of a sentence."""
        said = {plain(t) for t in _titles(self.said.measures) if re.search(r"\d", t) and re.search(r"[,:;] ", t)}
        return re.compile("|".join(re.escape(t) for t in sorted(said, key=len, reverse=True)) or "(?!)")

    def without_parted(self, text: str) -> str:
        """A text whose parts can be told by its commas and colons: titles that have such themselves are left out."""
        return self._parted.sub(" ", text)

    def without_labels(self, text: str) -> str:
        """A text without dates, periods, and the labels that carry numbers."""
        text = VERSION.sub(" ", DATE.sub(" ", self._labelled.sub(" ", text)))
        return PERIOD.sub(lambda m: " " if int(m[1]) in self.years else m[0], text)

    @cached_property
    def _labelled(self) -> re.Pattern[str]:
        own = [w for w in self.words if re.search(r"\d", w) and re.search(r"[^\W\d]", w) and not PERIOD.fullmatch(w)]
        return re.compile(r"(?<!\w)(?:" + ("|".join(re.escape(p) for p in sorted(own, key=len, reverse=True)) or "(?!)") + r")(?!\w)", re.I)

    def without_rules(self, text: str) -> str:
        """A text without the sentences of the agreements, which are judged where they stand first."""
        return self._sentences.sub(" ", text) if len(text) > 40 else text

    def fits(self, line: int, near: Sequence[str]) -> bool:
        """Whether every label that is understood may be said of this line. A part may stand beside its whole."""
        row = line - 2
        measure, whole = self.rows[row]["measure"], self.rows[row].get("statistic") == "denominator"
        for text in near:
            said = self.understood(text, measure)
            if not said and self.words.get(plain(text).casefold()):
                return False
            for dimensions, cells in said:
                if not cells >> row & 1 and not (whole and dimensions & self._outcomes):
                    return False
        return True

    def without_words(self, text: str) -> str:
        """A text without the labels that carry numbers, without dates and without the periods of the data."""
        if not DIGIT.search(text):
            return text
        text = VERSION.sub(" ", DATE.sub(" ", self._numbered.sub(" ", text)))
        return PERIOD.sub(lambda m: " " if int(m[1]) in self.years else m[0], text)

    def understood(self, text: str, scope: str | None = None) -> tuple[tuple[frozenset[str], int], ...]:
        """What a label says: for each group of dimensions the cells that it allows. Beside the numbers of one measure, a word
        that is a code of others only is just a word."""
        known = self._texts.get((text, scope))
        if known is None:
            low = plain(text).casefold()
            found = [low] if low in self.words else self._phrase.findall(low)
            said: dict[frozenset[str], int] = {}
            for word in found:
                pairs = self._own(word, scope)
                if not pairs:
                    continue
                dimensions = frozenset(d for d, _ in pairs)
                mask = 0
                for pair in pairs:
                    mask |= self.index.get(pair, 0)
                said[dimensions] = said.get(dimensions, 0) | mask
            known = self._texts[text, scope] = tuple(said.items())
        return known

    def _own(self, word: str, scope: str | None) -> set[Pair]:
        own = self.index.get(("measure", scope or ""), 0)
        return {p for p in self.words[word] if not own or p[0] in ("measure", "period") or own & self.index.get(p, 0)}

    def codes(self, text: str, scope: str | None = None) -> dict[str, str]:
        """The code of each dimension that a label names, where it names one only; beside the numbers of one measure, of its dimensions."""
        low = plain(text).casefold()
        pairs = {p for w in ([low] if low in self.words else self._phrase.findall(low)) for p in self._own(w, scope)}
        found: dict[str, str] = {}
        for dimension, code in pairs:
            found[dimension] = "" if dimension in found else code
        return found

    def when(self, text: str) -> str:
        """The periods that a text names."""
        found = self._phrase.findall(plain(text).casefold())
        return " ".join(w for w in found if all(d == "period" for d, _ in self.words[w]))

    def meant(self, near: Sequence[str], scope: str | None = None, named: Iterable[Pair] = (), outcomes: bool = True) -> Meant:
        """The cells that labels point at, the nearest label first; a label that fits none of them is passed over.
        `outcomes`: whether labels of what followed count; a sentence may name the whole beside the part."""
        key = (tuple(near), scope, tuple(named), outcomes)
        found = self._meant.get(key)
        if found is None:
            found = self._meant[key] = self._means(*key)
        return found

    def _means(self, near: tuple[str, ...], scope: str | None, named: tuple[Pair, ...], outcomes: bool) -> Meant:
        mask, spoken, told, strange = self.all, set(), False, False
        if scope in self.said.measures:
            mask &= self.index.get(("measure", scope), 0)
        for pair in named:
            narrower = mask & self.index.get(pair, 0)
            if narrower:
                mask, told = narrower, True
                spoken.add(pair[0])
        for text in near:
            said = self.understood(text, scope)
            strange |= not said and sum(map(str.isalpha, text)) > 2 and plain(text).casefold() not in self._neutral
            for dimensions, cells in said:
                if not outcomes and (dimensions & self._outcomes if scope else dimensions <= self._outcomes):
                    continue
                if narrower := mask & cells:
                    mask, told = narrower, True
                    spoken |= dimensions
        narrow = mask
        for dimension in self.dimensions - spoken:
            narrow &= self._whole[dimension]
        return Meant(mask, narrow or mask, told, strange)

    @cached_property
    def _outcomes(self) -> frozenset[str]:
        return frozenset(m["outcome"]["dimension"] for m in self.said.measures.values() if m.get("outcome"))

    @cached_property
    def _neutral(self) -> frozenset[str]:
        """Headings that say what kind of thing stands there, and not which."""
        said = {*self.dimensions, *NEUTRAL}
        for measure in self.said.measures.values():
            said.add(str(measure.get("unit", "")))
            said |= {str(s.get("title", "")) for s in (*measure.get("breakdowns", {}).values(), measure.get("outcome") or {})}
        return frozenset(plain(s).casefold() for s in said)

    @cached_property
    def _whole(self) -> dict[str, int]:
        has = dict.fromkeys(self.dimensions, 0)
        for (dimension, _), mask in self.index.items():
            if dimension in has:
                has[dimension] |= mask
        return {d: (self.all & ~mask) | self.index.get((d, TOTAL), 0) for d, mask in has.items()}

    def of(self, statistics: Iterable[str]) -> int:
        mask = 0
        for statistic in statistics:
            mask |= self.index.get(("statistic", statistic), 0)
        return mask

    def numbers(self, mask: int, statistics: tuple[str, ...] = COUNTS) -> frozenset[float]:
        """What these cells show, of these statistics."""
        found = self._numbers.get((mask, statistics))
        if found is None:
            bits = mask & self.shown & self.of(statistics)
            said = set()
            while bits:
                lowest = bits & -bits
                said.add(float(self.values[lowest.bit_length() - 1] or 0))
                bits ^= lowest
            found = self._numbers[mask, statistics] = frozenset(said)
        return found

    def per_residents(self, mask: int) -> Iterable[tuple[int | None, int]]:
        """Of these cells, shown or withheld, those of whom it is known how many live here: what is shown, and how many."""
        bits = mask & self.of(("count",))
        rows = []
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            place = lowest.bit_length() - 1
            rows.append((self.rows[place], self.values[place]))
        return residents.pairs(rows, self.residents, self.said.measures)

    def shares(self, mask: int) -> Iterable[tuple[int, int]]:
        """Shown numerators among these cells with their shown denominators, and shown events with the months in which they fell."""
        bits = mask & self.shown & self.of(("numerator", "percent", "events"))
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            names = self.rows[lowest.bit_length() - 1]
            if (pair := self._share.get(_place({**names, "statistic": ""}))) is not None:
                yield pair

    @cached_property
    def _share(self) -> dict[tuple[Pair, ...], tuple[int, int]]:
        at = {_place(n): v for n, v in zip(self.rows, self.values, strict=True) if v is not None}
        found = {}
        for names, value in zip(self.rows, self.values, strict=True):
            outcome = self.said.measures.get(names.get("measure", ""), {}).get("outcome")
            base = BASES.get(names.get("statistic", ""))
            if base and value is not None and outcome:
                whole = at.get(_place({**names, "statistic": base, outcome["dimension"]: TOTAL}))
                if whole:
                    found[_place({**names, "statistic": ""})] = value, whole
        return found

    def agreed(self) -> frozenset[float]:
        """Numbers that the agreements themselves speak of: the threshold, what it lets through, months of follow-up."""
        said = {float(self.said.threshold), float(self.said.threshold - 1), float(self.said.smallest_group)}
        outcomes = [m.get("outcome") or {} for m in self.said.measures.values()]
        return frozenset(said | {float(v) for o in outcomes for v in (o.get("follow_up_months") or {}).values()})


def _bits(places: Iterable[int], many: int) -> int:
    """A whole number with these bits."""
    found = bytearray(many // 8 + 1)
    for n in places:
        found[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(found, "little")


def _place(names: Mapping[str, str]) -> tuple[Pair, ...]:
    return tuple(sorted(names.items()))


def _titles(measures: Mapping[str, Any]) -> Iterable[str]:
    """What lists of codes are called. They point at no code."""
    for measure in measures.values():
        yield from (str(said.get("title", "")) for said in (*measure.get("breakdowns", {}).values(), measure.get("outcome") or {}))


def _named(measures: Mapping[str, Any]) -> Iterable[str]:
    """Labels and titles. Sentences are judged where they stand."""
    for measure in measures.values():
        yield from (str(measure.get(k, "")) for k in ("title", "id", "question", "source"))
        yield from (str(h) for h in measure.get("how", ()))
        yield from (str(said) for changed in measure.get("breaks") or () for said in changed.values())
        for spoken in (*measure.get("breakdowns", {}).values(), measure.get("outcome") or {}):
            yield str(spoken.get("title", ""))
            yield from (str(v) for v in spoken.get("labels", {}).values())


def _texts(said: Any) -> Iterable[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)
