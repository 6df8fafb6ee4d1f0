"""Judges what was found in a file: is this number published, for this cell; do the marks tell more than that something is withheld?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipelines.disclosure_control.audit.files import charts, prose, residents, shapes, sheets
from pipelines.disclosure_control.audit.files.items import Chart, Drawing, Entry, Finding, Item, Note, Series, Sheet, Words
from pipelines.disclosure_control.audit.files.known import Known, Meant
from pipelines.disclosure_control.audit.files.numbers import ALL, DATE, LASTED, TELLING, VERSION, Number, alone, numbers, plain, statistics
from pipelines.disclosure_control.audit.rates import limits

NOBODY = "a number that nobody published"
WITHHELD = "a value for a withheld number"
LONG = 20_000
LIMITS = re.compile(r"\bAs far as chance goes: between (\d{1,3})% and (\d{1,3})%")
MOST = 100_000
TIMES = ("period", "year", "calendar year")
OF = re.compile(r"(out )?of( them)?|all|base|total|n|denominators?", re.IGNORECASE)
"""Headings over the number of all of whom a part is given."""
OF_DAYS = ("median days", "median_days", "p90_days", "nine in ten within days")
"""Headings over days, and over nothing else."""


class Judge:
    """Judges one file."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.marks: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)

    def findings(self, items: Iterable[Item]) -> Iterator[Finding]:
        for item in items:
            yield from self.one(item)
        for found in self.marks.values():
            if len({mark for mark, _ in found}) > 1 or len({look for _, look in found}) > 1:
                yield Finding("marks that tell withheld numbers apart", next(iter(found.values())))

    def one(self, item: Item) -> Iterator[Finding]:
        match item:
            case Finding():
                yield item
            case Entry():
                yield from self.entry(item)
            case Words():
                yield from self.words(item)
            case Note():
                yield from self.note(item)
            case Series():
                yield from self.series(item)
            case Sheet():
                yield from sheets.judged(item, self.known)
            case Chart():
                for part in charts.taken_apart(item):
                    yield from self.one(part)
            case Drawing():
                yield from shapes.judged(item, self.known)

    def entry(self, entry: Entry) -> Iterator[Finding]:
        if len(entry.text) > LONG:
            yield Finding("a text that is too long to be read", entry.place)
            return
        text = plain(entry.text)
        row = self.known.by_line.get(entry.line) if entry.line is not None else None
        lone = alone(text)
        found = [lone] if lone else numbers(self.known.without_words(text))
        if row is not None and not entry.aside:
            for number in found:
                if row.status or number.text != row.text:
                    yield Finding("a number that its line in cells.csv does not have", entry.place, number.text)
            if found and not self.known.fits(int(entry.line or 0), entry.near):
                yield Finding("a number beside the labels of another one", entry.place, found[0].text)
            if row.status == "c" and not found:
                self.mark(entry, text)
            return
        if not found and not entry.mark and not entry.aside:
            # A word beside a withheld number, in a column of its own.
            if self.tells(text) and self.only_withheld(self.known.meant(entry.near, entry.scope, entry.named), ALL):
                yield Finding("a word that tells why a number is withheld", entry.place, text)
            return
        if lone and lone.value in self.known.years and any(label.casefold() in TIMES for label in entry.near):
            return
        if asked := self.known.residents.asked(entry.near):
            yield from self.per_residents(entry, asked, found, text)
            return
        meant = self.known.meant(entry.near, entry.scope, entry.named)
        for number in found:
            kind = self.wrong(number, meant, statistics(number.unit, entry.about))
            if kind and any(OF.fullmatch(label) for label in entry.near):
                whole = self.known.meant(entry.near, entry.scope, entry.named, outcomes=False)
                kind = self.wrong(number, whole, statistics(number.unit, entry.about))
            if kind:
                yield Finding(kind, entry.place, number.text)
        days = any(plain(label).casefold() in OF_DAYS for label in entry.near)
        if not found and entry.mark and self.only_withheld(meant, LASTED if days else ALL):
            self.mark(entry, text)
        if (entry.mark or entry.aside) and self.tells(text):
            yield Finding("a word that tells why a number is withheld", entry.place, text)

    def tells(self, text: str) -> bool:
        """Whether a text has a word that tells why a number is withheld, besides what the agreements say of the measure as a whole."""
        return bool(TELLING.search(text)) and bool(TELLING.search(self.known.without_rules(text)))

    def per_residents(self, entry: Entry, asked: str, found: Sequence[Number], text: str) -> Iterator[Finding]:
        """A rate of a published count, or how many live here, for the group that stands beside it and no other."""
        meant = self.known.meant(self.known.residents.without(entry.near), entry.scope, entry.named)
        here = list(self.known.per_residents(meant.narrow if meant.told and not meant.strange else meant.wide))
        for number in found:
            if asked == "who":
                right = number.decimals == 0 and not number.unit and any(number.value == living for _, living in here)
            else:
                right = any(residents.follows(number, counted, living) for counted, living in here if counted is not None)
            if not right:
                yield Finding(WITHHELD if self.only_withheld(meant, ("count",)) else NOBODY, entry.place, number.text)
        if not found and self.only_withheld(meant, ("count",)):
            self.marks[f"{entry.mark} {asked}"].setdefault((text, entry.look), entry.place)
        if TELLING.search(text):
            yield Finding("a word that tells why a number is withheld", entry.place, text)

    def mark(self, entry: Entry, text: str) -> None:
        """Marks of withheld numbers are compared within a file."""
        if entry.mark:
            self.marks[entry.mark].setdefault((text, entry.look), entry.place)

    def only_withheld(self, meant: Meant, wanted: tuple[str, ...]) -> bool:
        """Whether labels point at withheld numbers only. A label that is not understood may mean another one."""
        if not meant.told:
            return False
        cells = (meant.wide if meant.strange else meant.narrow) & self.known.of(wanted)
        return bool(cells & self.known.withheld) and not cells & ~self.known.withheld

    def wrong(self, number: Number, meant: Meant, wanted: tuple[str, ...]) -> str | None:
        """What is wrong with a number beside labels, if anything."""
        known = self.known
        mask = meant.narrow if meant.told and not meant.strange else meant.wide
        cells = mask & known.of(wanted)
        if not cells & known.shown and meant.told and cells & known.withheld:
            return WITHHELD
        if number.value in known.numbers(mask, wanted):
            return None
        if "percent" in wanted and any(_rate(number, n, d) for n, d in known.shares(mask)):
            return None
        return NOBODY

    def words(self, words: Words) -> Iterator[Finding]:
        if len(words.text) > LONG:
            yield Finding("a text that is too long to be read", words.place)
            return
        if not words.firm:
            yield from prose.judged(words, self.known)
            return
        whole = prose.LAWS.sub(" ", self.known.without_parted(self.known.without_rules(plain(words.text))))
        if "suppress" in whole.casefold() or re.search(r"\b(primary|complementary)\b", whole, re.IGNORECASE):
            yield Finding("a word that tells why a number is withheld", words.place, whole)
        whole = self.without_limits(whole, words.scope)
        when, rate = (self.known.when(whole),), self.known.residents.speaks(words.text)
        for near, text in _clauses(whole):
            for number in numbers(self.known.without_words(text)):
                wanted = statistics(number.unit, f"{words.about} {whole}")
                meant = self.known.meant((*near, *words.near, *(when if near else ())), words.scope)
                around = self.known.meant((*near[-1:], *words.near, whole), words.scope, outcomes=False)
                kind = self.wrong(number, Meant(meant.wide, meant.wide, meant.told, True), wanted)
                if (
                    kind
                    and rate
                    and any(residents.follows(number, n, of) for n, of in self.known.per_residents(meant.wide) if n is not None)
                ):
                    continue
                if kind and self.wrong(number, Meant(around.wide, around.wide, False, True), wanted):
                    yield Finding(kind, words.place, number.text)

    def without_limits(self, text: str, scope: str | None) -> str:
        """A text without the limits within which chance may move a published percent. They follow from it, or they stay and are judged."""
        if not (found := LIMITS.search(text)):
            return text
        ends = float(found[1]), float(found[2])
        mask = self.known.meant((), scope).wide
        follows = any((limits(of, -1)[part], limits(of, 1)[part]) == ends for part, of in self.known.shares(mask) if 0 < of <= MOST)
        return LIMITS.sub(" ", text, count=1) if follows else text

    def note(self, note: Note) -> Iterator[Finding]:
        if len(note.text) > 10 * LONG:
            yield Finding("a text that is too long to be read", note.place)
            return
        text = VERSION.sub(" ", DATE.sub(" ", self.known.without_words(plain(note.text))))
        allowed = self.known.numbers(self.known.all, ALL) | self.known.agreed()
        for number in numbers(text):
            if number.value not in allowed:
                yield Finding("a number written on the side", note.place, number.text)
        if TELLING.search(note.text.replace("_", " ")):
            yield Finding("a word that tells why a number is withheld", note.place, note.text)

    def series(self, series: Series) -> Iterator[Finding]:
        """An order that follows the values says between which two a withheld one lies."""
        if len(series.items) < 3 or not _follows([text for _, text in series.items]):
            return
        said = [self.known.codes(labels[0], series.scope) if labels else {} for labels, _ in series.items]
        for dimension in sorted({d for named in said for d in named}):
            some = [i for i, named in enumerate(said) if named.get(dimension)]
            if not _follows([series.items[i][1] for i in some]):
                continue
            hidden = [series.items[i][0] for i in some if series.items[i][1] is None]
            meant = [self.known.meant(labels, series.scope) for labels in hidden]
            codes = [said[i][dimension] for i in some]
            names = [plain(series.items[i][0][0]).casefold() for i in some]
            if any(self.known.withheld & m.wide for m in meant) and not self._agreed(dimension, codes, names):
                yield Finding("an order that follows the values", series.place)
                return

    def _agreed(self, dimension: str, codes: list[str], names: list[str]) -> bool:
        """Whether things stand in an order that says nothing: that of their codelist, of the alphabet, of time."""
        if dimension == "period":
            codes = [c if "-" in c else f"{c}-year" for c in codes]
        agreed = [said for said in self.known.orders.get(dimension, ()) if set(codes) <= set(said)]
        orders: list[list[Any]] = [codes, names, *([said.index(c) for c in codes] for said in agreed)]
        return any(sorted(order) in (order, order[::-1]) for order in orders)


def _follows(texts: Sequence[str | None]) -> bool:
    """Whether numbers only rise or only fall, with something that is not shown between two of them."""
    values = [number.value if text and (number := alone(text)) else None for text in texts]
    shown = [v for v in values if v is not None]
    if len(set(shown)) < 2 or sorted(shown) not in (shown, shown[::-1]):
        return False
    first = next(i for i, v in enumerate(values) if v is not None)
    last = len(values) - next(i for i, v in enumerate(reversed(values)) if v is not None)
    return None in values[first:last]


def _rate(number: Number, part: int, whole: int) -> bool:
    """Whether a number is the rate of two published ones, in percent or of one."""
    if abs(100 * part / whole - number.value) <= 0.5000001 * 10**-number.decimals:
        return True
    return number.decimals >= 2 and abs(part / whole - number.value) <= 0.5000001 * 10**-number.decimals


def _clauses(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The parts of a sentence that have a number, each with what stands before its colon: `girls: 24; boys: 31`."""
    for clause in re.split(r";|\.\s", text):
        head, colon, tail = clause.rpartition(": ")
        if not colon:
            yield (), clause
            continue
        yield (), head
        for part in tail.split(", "):
            yield (part, head), part
