"""Totals that the county or an agency published elsewhere: every reader may know them, so the door reckons with them."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.protection.facts import TOTAL, Fact, Form, Key
from schemas import Policy, parse_period

FILE = "facts/external.csv"
COUNTS = ("count", "denominator", "numerator")
FIGURES = ("value", "low", "high")
MOST_SAID = 10


class ExternalProblem(ValueError):
    """A line of facts/external.csv cannot be used as it is. Names lines and what would be right, never a figure."""


@dataclass(frozen=True)
class External:
    """One figure: the cell, and what it is known to lie between (`high` None: no upper end)."""

    line: int
    source: str
    date: str
    key: Key
    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def allows(self, value: int | None) -> bool:
        return value is not None and self.low <= value and (self.high is None or value <= self.high)

    @property
    def name(self) -> str:
        """Safe to print."""
        return f"{FILE}, line {self.line} ({self.source}, {self.date}: {self.key[0]} {self.key[1]})"


def read(path: Path, structure: Mapping[str, Any]) -> tuple[External, ...]:
    """Every line of the file; nothing where there is no file.

    Raises:
        ExternalProblem: lines that cannot be used, all of them at once.
    """
    if not path.is_file():
        return ()
    form = Form(structure)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [(n, [f.strip() for f in fields]) for n, fields in _numbered(csv.reader(file, strict=True))]
    except (UnicodeDecodeError, csv.Error):
        raise ExternalProblem(f"{FILE}: is not a CSV file in UTF-8") from None
    if not lines:
        return ()
    (_, header), *rows = lines
    _check_header(header, form)
    found: list[External] = []
    problems: list[str] = []
    for number, fields in rows:
        try:
            if len(fields) != len(header):
                raise ExternalProblem(f"has {len(fields)} fields, and the first line {len(header)}")
            found.append(_external(number, dict(zip(header, fields, strict=True)), form))
        except ExternalProblem as problem:
            problems.append(f"{FILE}, line {number}: {problem}")
    if problems:
        more = len(problems) - MOST_SAID
        raise ExternalProblem("\n".join([*problems[:MOST_SAID], *([f"and {more} lines more"] if more > 0 else [])]))
    return tuple(found)


def _numbered(reader: Any) -> list[tuple[int, list[str]]]:
    """Lines with the number that an editor shows, the empty ones left out."""
    found, start = [], 1
    for fields in reader:
        if any(f.strip() for f in fields):
            found.append((start, fields))
        start = reader.line_num + 1
    return found


def _check_header(header: Sequence[str], form: Form) -> None:
    who = ("published_by", "published_on")
    needed, allowed = (*who, "measure", "period", "statistic"), (*who, *form.columns, *FIGURES)
    lacking = [c for c in needed if c not in header]
    if lacking:
        raise ExternalProblem(f"{FILE}, line 1: the column {lacking[0]!r} is missing")
    if "value" not in header and not ("low" in header and "high" in header):
        raise ExternalProblem(f"{FILE}, line 1: there must be a column 'value', or the two columns 'low' and 'high'")
    strange = [i for i, c in enumerate(header, 1) if c not in allowed]
    if strange:
        raise ExternalProblem(f"{FILE}, line 1: column {strange[0]} is none of {', '.join(allowed)}")
    if len(set(header)) < len(header):
        raise ExternalProblem(f"{FILE}, line 1: a column is there twice")


def _external(line: int, row: Mapping[str, str], form: Form) -> External:
    if not row["published_by"]:
        raise ExternalProblem("published_by is empty; say who published the figure")
    try:
        date.fromisoformat(row["published_on"])
    except ValueError:
        raise ExternalProblem("published_on is not a day like 2025-03-31") from None
    low, high = _figures(row)
    return External(line, row["published_by"], row["published_on"], _key(row, form), low, high)


def _figures(row: Mapping[str, str]) -> tuple[int, int | None]:
    given = {f: row.get(f, "") for f in FIGURES}
    for name, text in given.items():
        if text and not re.fullmatch(r"[0-9]{1,12}", text):
            raise ExternalProblem(f"{name} is not a whole number, 0 or more")
    if bool(given["value"]) == bool(given["low"] or given["high"]):
        raise ExternalProblem("give either value, or low and high of a rounded or bounded figure")
    if given["value"]:
        return int(given["value"]), int(given["value"])
    low, high = int(given["low"] or 0), int(given["high"]) if given["high"] else None
    if high is not None and low > high:
        raise ExternalProblem("low is above high")
    return low, high


def _key(row: Mapping[str, str], form: Form) -> Key:
    """The cell that is meant. Raises ExternalProblem where the measures have no such cell."""
    name, period, statistic = row["measure"], row["period"], row["statistic"]
    if name not in form.measures:
        raise ExternalProblem(f"there is no such measure; there is {', '.join(form.measures)}")
    said = form.measures[name]
    try:
        yearly = len(str(parse_period(period))) == 4
    except ValueError:
        raise ExternalProblem("period is neither a quarter like 2025-Q3 nor a year like 2025") from None
    kinds = ("denominator", "numerator") if said["outcome"] else ("count",)
    if statistic not in kinds:
        raise ExternalProblem(
            f"statistic is not {' or '.join(kinds)}, which {name} counts; "
            "a percentage is given as the low and high that its numerator can have"
        )
    codes = {}
    for dimension in form.dimensions:
        code = row.get(dimension, "")
        if dimension not in said["dimensions"] and code:
            raise ExternalProblem(f"{name} has no {dimension}; leave it empty")
        if dimension in said["dimensions"]:
            codes[dimension] = code or TOTAL
            _known(dimension, codes[dimension], said)
    broken_down = [b for b in said["breakdowns"] if codes[b] != TOTAL]
    if len(broken_down) > 1:
        raise ExternalProblem(f"{name} is broken down by one of {', '.join(said['breakdowns'])} at a time, the others being {TOTAL}")
    if broken_down and not yearly and not period.endswith("Q4"):
        raise ExternalProblem(f"{name} is broken down by year only, or at a year's end; in a quarter every breakdown is {TOTAL}")
    if said["outcome"] and (codes[said["outcome"]["dimension"]] == TOTAL) != (statistic == "denominator"):
        raise ExternalProblem(f"{said['outcome']['dimension']} is a code for a numerator, and {TOTAL} for a denominator")
    if said["lists"]:
        one, other = (codes[said["lists"][d]] for d in ("dimension", "with"))
        if other != TOTAL and (one == TOTAL or one >= other):
            raise ExternalProblem(f"two lists are given once, {said['lists']['dimension']} before {said['lists']['with']} in the alphabet")
    return form.key(name, period, statistic, **codes)


def _known(dimension: str, code: str, said: Mapping[str, Any]) -> None:
    outcome, lists = said["outcome"], said["lists"]
    if outcome and dimension == outcome["dimension"]:
        among = outcome["codes"]
    elif lists and dimension in (lists["dimension"], lists["with"]):
        among = lists["codes"]
    else:
        among = said["breakdowns"][dimension]["codes"]
    if code != TOTAL and code not in among:
        raise ExternalProblem(f"{dimension} is none of {', '.join((TOTAL, *among))}")


@dataclass(frozen=True)
class Known:
    """What readers know from elsewhere of the cells counted here. `notes` are for the steward: no figure in them."""

    exact: Mapping[Key, External]
    between: Mapping[Key, tuple[int, int | None]]
    notes: tuple[str, ...]


NOTHING = Known({}, {}, ())


def known(said: Sequence[External], counted: Mapping[Key, Fact], shown: Mapping[Key, int], policy: Policy) -> Known:
    """The facts that bear on cells counted now.

    Raises:
        ExternalProblem: a fact says otherwise than both the county's own counts and what it published.
    """
    exact: dict[Key, External] = {}
    between: dict[Key, tuple[int, int | None]] = {}
    notes, wrong = [], []
    for one in said:
        fact = counted.get(one.key)
        if fact is None or fact.value is None:
            notes.append(f"{one.name}: is not counted here yet, so there is nothing to compare it with")
            continue
        if not one.allows(fact.value) and not one.allows(shown.get(one.key)):
            wrong.append(
                f"{FILE}, line {one.line}: says otherwise than the county's own counts; correct it, or give low and high if it is rounded"
            )
            continue
        if one.exact:
            exact[one.key] = one
        low, high = between.get(one.key, (0, None))
        ends = [h for h in (high, one.high) if h is not None]
        between[one.key] = max(low, one.low), min(ends) if ends else None
        if one.exact and _few(fact, policy):
            notes.append(
                f"{one.name}: already public, though it rests on few young people; it is shown, and all else is protected beside it"
            )
        elif not one.exact and one.high is not None and one.high < policy.threshold:
            notes.append(f"{one.name}: already public that this count is small; how small is withheld")
    if wrong:
        raise ExternalProblem("\n".join(wrong[:MOST_SAID]))
    return Known(exact, {k: b for k, b in between.items() if k not in exact}, tuple(notes))


def _few(fact: Fact, policy: Policy) -> bool:
    return any(n is not None and 1 <= n < policy.threshold for n in (fact.value, fact.youth))
