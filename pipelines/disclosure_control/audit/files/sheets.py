"""Judges a sheet that says which measure it is about: each of its cells is one line of cells.csv, and says what that line says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from pipelines.disclosure_control.audit.files.items import Finding, Sheet
from pipelines.disclosure_control.audit.files.known import TOTAL, Known
from pipelines.disclosure_control.audit.files.numbers import plain

HEADS = {
    "At least": "low", "At most": "high", "Estimate": "estimate", "Events": "events", "High limit of percent": "ci_high",
    "Low limit of percent": "ci_low", "Median days": "median_days", "Months": "months", "Nine in ten within days": "p90_days",
    "Out of": "denominator", "Percent": "percent",
}  # fmt: skip
NUMBER, STATISTIC, VALUE, NOTES = "Number", "Statistic", "Value", "Notes"
LISTS = ("On the list of", "And on the list of")
MARKS = {"c": r"\[c\] withheld", "x": r"\[x\] not available", "z": r"\[z\] nobody", "u": r"\[u\] too unreliable"}
MARKS |= {"m": r"\[m\] (?:from \d{4}-Q[1-4]|not yet)"}
NOTED = re.compile(r"(?:[A-Z][a-z ]+: )?(?:\[r\]|\[u\]|\[r\] \[u\])")
NOWHERE = "a place of a sheet that is no line of cells.csv"


def judged(sheet: Sheet, known: Known) -> Iterator[Finding]:
    """The first row is the heading: the period, groups, then numbers side by side, or one below another with their names."""
    heading, *rows = sheet.rows
    measure = known.said.measures[sheet.measure]
    groups = {n: d for n, h in enumerate(heading) if (d := _dimension(h, measure))}
    known_heads = {*HEADS, NUMBER, STATISTIC, VALUE, NOTES}
    if heading[:1] != ("Period",) or any(n not in groups and h not in known_heads for n, h in enumerate(heading[1:], 1)):
        yield Finding("a sheet with a column that was not agreed", sheet.place)
        return
    for r, row in enumerate(rows, 1):
        texts = (*row, *[""] * (len(heading) - len(row)))
        if len(row) > len(heading):
            yield Finding("a sheet with a column that was not agreed", f"{sheet.place}, line {r}")
        codes = {d: _codes(texts[n], d, measure, known) for n, d in groups.items()}
        for n, head in enumerate(heading):
            place = f"{sheet.place}, line {r}, column {n + 1}"
            if head == NOTES:
                yield from (Finding("a note that was not agreed", place, t) for t in texts[n].split("; ") if t and not NOTED.fullmatch(t))
            elif n and n not in groups and head != STATISTIC:
                named = texts[heading.index(STATISTIC)] if head == VALUE and STATISTIC in heading else head
                yield from _cell(texts[n], named, texts[0], codes, sheet.measure, known, place)


def _cell(text: str, head: str, period: str, codes: Mapping[str, Sequence[str]], name: str, known: Known, place: str) -> Iterator[Finding]:
    measure = known.said.measures[name]
    outcome = (measure.get("outcome") or {}).get("dimension")
    statistics = ("count", "numerator") if head == NUMBER else (HEADS.get(head, ""),)
    asked = {d: (TOTAL,) if head == "Out of" and d == outcome else found for d, found in codes.items()}
    lines = [
        line
        for chosen in product(*asked.values())
        for s in statistics
        if (line := known.exact.get((name, period, s, frozenset((d, c) for d, c in zip(asked, chosen, strict=True) if c != TOTAL))))
    ]
    if not lines:
        yield Finding(NOWHERE, place, text)
    elif not any(text == said if not status else re.fullmatch(MARKS.get(status, "(?!)"), text) for said, status in lines):
        withheld = all(status == "c" for _, status in lines)
        yield Finding("a value for a withheld number" if withheld else "a number that its line in cells.csv does not have", place, text)


def _dimension(heading: str, measure: Mapping[str, Any]) -> str | None:
    """The dimension that a column of words is of."""
    lists = measure.get("lists")
    if lists and heading in LISTS:
        return str(lists["dimension"] if heading == LISTS[0] else lists["with"])
    outcome = measure.get("outcome")
    titles = {plain(b.get("title", "")): d for d, b in measure.get("breakdowns", {}).items()}
    titles |= {plain(outcome["title"]): outcome["dimension"]} if outcome else {}
    return titles.get(heading, titles.get(heading.removeprefix("'")))


def _codes(label: str, dimension: str, measure: Mapping[str, Any], known: Known) -> list[str]:
    """The codes that a label may stand for; none where nobody agreed on it. What a spreadsheet would obey begins with an apostrophe."""
    outcome, lists = measure.get("outcome"), measure.get("lists")
    if lists and dimension in (lists["dimension"], lists["with"]):
        told = known.about.get("reported") or ()
        labels = {c: c for c in lists["codes"]} | {r["agency"]: str(r["name"]) for r in told}
    else:
        labels = (outcome if outcome and outcome["dimension"] == dimension else measure["breakdowns"][dimension]).get("labels", {})
    return [*([TOTAL] if label == "All" else []), *(c for c, said in labels.items() if plain(said) in (label, label.removeprefix("'")))]
