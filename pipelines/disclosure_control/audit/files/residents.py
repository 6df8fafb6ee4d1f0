"""Rates per 10,000 young people who live here: each follows from a published count and a public number, or it does not leave."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scipy.special import gammainc

from pipelines.disclosure_control.audit.files.items import Finding, Items, Words
from pipelines.disclosure_control.audit.files.numbers import Number, plain

TOTAL = "_T"
EACH, LEAST = 10_000, 100
HEADING = re.compile(r"Per 10,000 young people \d{1,2} to \d{1,2} years old")
WHO = re.compile(r"Young people \d{1,2} to \d{1,2} years old who live here")
FIELDS = {"heading", "who", "each", "as_of", "source", "assumption", "young_people"}
TAIL = 0.025
"""A limit is the rate at which the county would count so many, or so few, in one of forty years."""
WRONG = "a number of residents that is not of the agreed form"

Living = Mapping[str, Mapping[str, Any]]


def described(said: Any, measures: Mapping[str, Any], place: str) -> Items:
    """The numbers of residents in publication.json: of years, and of groups that measures are broken down by, and nothing besides."""
    if said is None:
        return
    if not isinstance(said, Mapping) or set(said) != FIELDS or said["each"] != EACH or not isinstance(said["assumption"], bool):
        yield Finding(WRONG, place)
        return
    texts = (HEADING, said["heading"]), (WHO, said["who"]), (re.compile(r"\d{4}-\d\d-\d\d"), said["as_of"])
    if not all(isinstance(text, str) and form.fullmatch(text) for form, text in texts) or not isinstance(said["source"], str):
        yield Finding(WRONG, place)
        return
    yield Words(f"{place}, source", said["source"], first=True)
    years = said["young_people"]
    if not isinstance(years, Mapping) or not all(re.fullmatch(r"(?:19|20)\d\d", y) and isinstance(n, Mapping) for y, n in years.items()):
        yield Finding(WRONG, place)
        return
    known = _codes(measures)
    for year, living in years.items():
        if not _right(living, known):
            yield Finding(WRONG, f"{place}, {year}")


def _codes(measures: Mapping[str, Any]) -> dict[str, set[str]]:
    """The codelists by which rates are given, with their codes."""
    found: dict[str, set[str]] = {}
    for measure in measures.values():
        for breakdown, codelist in (measure.get("per_residents") or {}).items():
            found.setdefault(codelist, set()).update(measure["breakdowns"][breakdown]["codes"])
    return found


def _right(living: Mapping[str, Any], known: Mapping[str, set[str]]) -> bool:
    groups = {name: said for name, said in living.items() if name != TOTAL}
    if not _plenty(living.get(TOTAL)) or not all(name in known and isinstance(said, Mapping) for name, said in groups.items()):
        return False
    return all(set(said) <= known[name] and all(_plenty(n) and n <= living[TOTAL] for n in said.values()) for name, said in groups.items())


def _plenty(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= LEAST


class Residents:
    """What a publication says of those who live in the county; nothing where it says nothing."""

    def __init__(self, said: Any) -> None:
        there = said if isinstance(said, Mapping) else {}
        self._heading, self._who = (plain(str(there.get(k) or "")).casefold() for k in ("heading", "who"))
        years = there.get("young_people")
        self._years: Living = years if isinstance(years, Mapping) else {}

    def asked(self, near: Iterable[str]) -> str:
        """`rate` or `who` under the words for them, and nothing elsewhere."""
        said = {plain(text).casefold() for text in near}
        return "rate" if self._heading and self._heading in said else "who" if self._who and self._who in said else ""

    def speaks(self, text: str) -> bool:
        """Whether a text gives a rate."""
        return bool(self._heading) and self._heading in plain(text).casefold()

    def without(self, near: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for text in near if plain(text).casefold() not in (self._heading, self._who))

    def living(self, names: Mapping[str, str], measure: Mapping[str, Any]) -> int | None:
        """How many live here of the group that a row of cells.csv counts, where that is known."""
        lists = measure.get("per_residents")
        year = self._years.get(names.get("period", ""))
        if lists is None or names.get("statistic") != "count" or not isinstance(year, Mapping):
            return None
        groups = [(d, names[d]) for d in measure["dimensions"] if names.get(d, TOTAL) != TOTAL]
        if len(groups) > 1 or any(d not in lists for d, _ in groups):
            return None
        found = [year.get(lists[d], {}).get(code) for d, code in groups] or [year.get(TOTAL)]
        return found[0] if _plenty(found[0]) else None


def follows(number: Number, counted: float, living: int) -> bool:
    """Whether this is the rate of so many among so many, or an end of the range in which chance alone would put it."""
    return _decimals(number) and (abs(number.value - EACH * counted / living) <= 0.05 + 1e-9 or _limit(number.value, counted, living))


def _decimals(number: Number) -> bool:
    return number.decimals == 1 and not number.unit


def _limit(value: float, counted: float, living: int) -> bool:
    """Whether the exact chance of so many or more, or of so few or fewer, passes one in forty within the rounding of this value."""
    ends = [max(0.0, value + step) * living / EACH for step in (-0.0501, 0.0501)]
    more = [float(gammainc(counted, mean)) if counted else 1.0 for mean in ends]
    fewer = [1 - float(gammainc(counted + 1, mean)) for mean in ends]
    lower = value == 0.0 if not counted else more[0] <= TAIL <= more[1]
    return lower or fewer[1] <= TAIL <= fewer[0]


def pairs(
    rows: Iterable[tuple[Mapping[str, str], int | None]], here: Residents, measures: Mapping[str, Any]
) -> Iterator[tuple[int | None, int]]:
    """Of each row with a number of residents, its published value and that number."""
    for names, value in rows:
        living = here.living(names, measures.get(names.get("measure", ""), {}))
        if living is not None:
            yield value, living
