"""Finds numbers in a text, whatever digits they are written with, and says what they are numbers of."""

import re
import unicodedata
from dataclasses import dataclass

NUMBER = re.compile(
    r"(?<![\w.#/-])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)(?![\w])(\s*%|\s*percent\b|\s*days?\b)?", re.IGNORECASE
)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b")
VERSION = re.compile(r"\b[vV]?\d+\.\d+\.\d+(?:[.\w-]*)?\b|\bv\d+\b")
SPELT = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(SPELT)}
WORDS |= {f"{ten}-{SPELT[one]}" if one else ten: 10 * n + one for n, ten in enumerate(TENS, 2) for one in range(10)}
PERCENTS, DAYS = ("percent", "share", "%", "proportion", "rate"), ("days", "median")
COUNTS = ("count", "denominator", "numerator", "events", "months", "low", "high", "estimate")
SHARES = ("percent", "ci_low", "ci_high")
LASTED = ("median_days", "p90_days")
ENDS = ("ci_low", "ci_high")
ENDED = re.compile(r"\blimits?\b|\bbetween\b")
"""Words that speak of the ends of what is estimated, which need no percent."""
ALL = (*COUNTS, *SHARES, *LASTED)
TELLING = re.compile(r"\b(primary|secondary|complementary|complement|suppress\w*|small|singleton|unsafe|sensitive)\b", re.IGNORECASE)
"""Words that tell why a number is withheld: the mark must not say which of them it is."""


@dataclass(frozen=True, slots=True)
class Number:
    text: str
    value: float
    unit: str

    @property
    def decimals(self) -> int:
        return len(self.text.partition(".")[2]) if "e" not in self.text.lower() else 0


DIGIT = re.compile(r"\d")


def plain(text: str) -> str:
    """Text as it is read: without tags, templates, invisible letters and odd spaces, all digits in one hand."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if "<" in text or "%{" in text:
        text = re.sub(r"%\{[^{}]*\}|</?[A-Za-z][^<>]*>", " ", text)
    return " ".join(text.split())


def numbers(text: str) -> list[Number]:
    """The numbers in a plain text."""
    return [Number(m[1].replace(",", ""), float(m[1].replace(",", "")), (m[2] or "").strip()) for m in NUMBER.finditer(text)]


def alone(text: str) -> Number | None:
    """The number that is all of a text, also with a sign or written out."""
    text = text.strip()
    if (word := WORDS.get(text.casefold())) is not None:
        return Number(str(word), float(word), "")
    found = NUMBER.fullmatch(text.lstrip("+=-−"))
    return Number(found[1].replace(",", ""), float(found[1].replace(",", "")), (found[2] or "").strip()) if found else None


def statistics(unit: str, about: str) -> tuple[str, ...]:
    """What a number with this unit, under these headings, may be."""
    said = f"{unit} {about}".casefold()
    if "%" in unit or unit.casefold() == "percent":
        return SHARES
    percents = SHARES if any(w in said for w in PERCENTS) else ()
    days = LASTED if any(w in said for w in DAYS) else ()
    ends = ENDS if not percents and ENDED.search(said) else ()
    return (*COUNTS, *percents, *days, *ends)
