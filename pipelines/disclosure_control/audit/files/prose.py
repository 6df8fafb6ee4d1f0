"""Texts that explain: their numbers are rules and examples, until they speak of the county's own counts."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from pipelines.disclosure_control.audit.files.items import Finding, Words
from pipelines.disclosure_control.audit.files.known import PERIOD, Known
from pipelines.disclosure_control.audit.files.numbers import ALL, DIGIT, NUMBER, TELLING, plain

UNITS = r"months?|days?|hours?|minutes?|years?|weeks?|digits|letters|characters|quarters?|files?|agenc(?:y|ies)|rows?|columns?|pages?"
RULES = re.compile(
    rf"\b\d+(?:\s*(?:to|or|and|of|-|–|,)\s*\d+)*\s+(?:\w+\s+)?(?:{UNITS})\b|\b\d+ (?:to|or|and) \d+ years old\b|\b0 to \d+\b|\b\d+, from\b"
    r"|\bper \d{1,3}(?:,000)+\b|\bage of \d+\b|\bversion \d+\.\d+\b|\bdays? \d+\b|\b(?:before|since|until|end of) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
LIMITS = re.compile(
    r"\b\d+ or (?:lower|higher|more|less|fewer)\b|\b(?:at least|at most|no more than) \d+|\b\d+ other members\b", re.IGNORECASE
)
STATUTES = r"WIC|Institutions Code|Penal Code|Evid(?:ence|\.) Code|AB|SB|Assembly Bill|Senate Bill|CFR|USC|U\.S\.C\.|[Ss]ections?"
_PARTS = r"(?:\s?\([a-z0-9]+\))*(?: to (?:\([a-z0-9]+\))+)?"
LAWS = re.compile(
    rf"\b\d+ (?:CFR|USC|U\.S\.C\.) (?:Part )?\d[\d.]*{_PARTS}"
    rf"|\b(?:{STATUTES}) (?:\d{{3,}}[\d.]*|\d+\.\d+){_PARTS}(?:(?:,| and| to|-) \d{{3,}}[\d.]*)*"
    r"|\bStatutes of(?: \d{4})?\s*, chapter \d+(?:, section \d+)?"
)
"""The number of a statute counts nothing."""
SUPPOSED = re.compile(r"\b(suppose|imagine|for example|e\.g\.|if \d+|worked example)\b", re.IGNORECASE)
PEOPLE = re.compile(r"\b(young people|youth|children|people)\b", re.IGNORECASE)


def _word(rule: re.Match[str]) -> str:
    """What stays of a rule that is taken out: that it spoke of files, whose other numbers are judged by how many were due."""
    return " files " if re.search(r"\bfiles?$", rule[0]) else " "


def judged(words: Words, known: Known) -> Iterator[Finding]:
    """Numbers in an explanation that are said of a period, a group or a measure of this publication."""
    text = plain(words.text)
    if not DIGIT.search(text) or SUPPOSED.search(text):
        return
    threshold = known.said.threshold
    bare = known.without_labels(text) if words.first else known.without_words(text)
    bare = RULES.sub(_word, LAWS.sub(" ", bare))
    bare = re.sub(rf"\b1(?: to |–|-){threshold - 1}\b|\b{threshold}\b|\b{known.said.smallest_group}\b", " ", bare)
    periods = any(int(m[1]) in known.years for m in PERIOD.finditer(text))
    labels = known.understood(text)
    if not periods:
        bare = LIMITS.sub(" ", bare)
    allowed = known.numbers(known.all, ALL) | {0.0}
    due = Counter(r.get("quarter") for r in known.about.get("reported") or () if isinstance(r, Mapping))
    for sentence in re.split(r"(?<=[.!?])\s", bare):
        if re.search(r"\bfiles?\b", sentence) and not known.understood(sentence):
            sentence = NUMBER.sub(lambda m: m[0] if float(m[1].replace(",", "")) > max(due.values(), default=0) else " ", sentence)
        for match in NUMBER.finditer(sentence):
            if float(match[1].replace(",", "")) in allowed:
                continue
            if periods or labels or PEOPLE.search(sentence):
                yield Finding("a number in text that is not published", words.place, match[1])
    if labels and TELLING.search(text) and periods:
        yield Finding("a word that tells why a number is withheld", words.place, text)
