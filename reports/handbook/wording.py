"""The agreement's own terms in plain words: kinds of file, what may stand in a column, rules between columns."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas import Column, Measure, Rule

KINDS = {
    "rows": "Rows without names:",
    "counts": "Totals only, nothing about a single young person:",
    "register": "A register that holds nothing about young people:",
}

TIERS = {
    "linkable": "rows without names, with a code for each young person",
    "rows": "rows without names, and no code for a young person",
    "counts": "totals only",
    "register": "nothing about young people",
}

_TYPES = {
    "token": "the code that the desk tool makes",
    "date": "a day, like 2025-07-08",
    "integer": "a whole number",
    "boolean": "true or false",
    "text": "words",
}

_RULES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "order": lambda f: f"{f['then']} is not before {f['first']}, where both are filled.",
    "filled_when": lambda f: f"{f['column']} is filled where {condition(f['where'])}.",
    "empty_when": lambda f: f"{f['column']} is empty where {condition(f['where'])}.",
    "filled_with": lambda f: f"{f['column']} is filled wherever {f['with']} is.",
    "at_most": lambda f: f"{f['column']} is not more than {f['other']}.",
    "every_code": lambda f: f"There is a row for every code of {f['column']}{f['whole']}.",
    "parts_sum_to_whole": lambda f: f"{f['column']}: the rows by {f['by']} add up to the row of the whole (_T).",
    "parts_cover_whole": lambda f: (
        f"{f['column']}: the whole (_T) is not less than the largest part by {f['by']} and not more than all parts together."
    ),
}


def rule(said: Rule, columns: Mapping[str, Column]) -> str:
    """A rule as a sentence; of the whole it speaks only where the column has one."""
    column = columns.get(str(said.fields.get("column")))
    return _RULES[said.name]({**said.fields, "whole": ", and one for the whole (_T)" if column and column.total else ""})


def condition(where: Mapping[str, Any]) -> str:
    """`service is advocacy or medical`."""
    return " and ".join(f"{column} is {' or '.join(map(str, codes))}" for column, codes in where.items())


def allowed(column: Column, title: str | None) -> str:
    if title:
        return title + (", or _T for the whole" if column.total else "")
    least = f", {column.minimum} or more" if column.minimum is not None else ""
    return _TYPES[column.type] + least


def windows(measure: Measure) -> str:
    said = (
        ("each quarter" if not measure.of_young_people else "each quarter (totals only)", measure.quarterly),
        ("each calendar year", measure.yearly),
        ("the last day of each quarter", measure.point),
    )
    return " and ".join(words for words, wanted in said if wanted)


def units(measure: Measure) -> str:
    return "young people, each once" if measure.distinct else measure.unit
