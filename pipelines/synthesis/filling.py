"""Fills a row of any extract so that it keeps every rule of its contract, around the few values that matter.

A row is filled as it will stand in the end, dates of the future included; `telling` says what is known when.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.assumptions import Weights
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Row, Value
from schemas import Contract, Schemas
from schemas.codelist import TOTAL
from schemas.contract import Rule
from schemas.table import Column

_TRIES = 60


def filled(contract: Contract, schemas: Schemas, chance: Chance, given: Row, around: date | None = None) -> Row:
    """The row with every column. What is given stays as it is; None means that the cell stays empty.

    A day that nothing else decides lies some time before `around`, and without it before the first quarter.

    Raises:
        ValueError: no row keeps the rules with what is given.
    """
    for _ in range(_TRIES):
        row = _drawn(contract, schemas, chance, given, around)
        if _repaired(contract, schemas, chance, given, row, around):
            return {name: row[name] for name in contract.columns}
    raise ValueError(f"{contract.name}: no row keeps every rule with {', '.join(sorted(given))} given")


def broken(contract: Contract, row: Row) -> Iterator[Rule]:
    """The rules between columns that a row breaks, and nothing about its cells."""
    return (rule for rule in contract.rules if not rule.of_the_file and _is_broken(rule, row))


def totalled(contract: Contract, schemas: Schemas, chance: Chance) -> list[Row]:
    """A whole file of totals for which nothing else is known: a line for every code, and the whole of everything."""
    split = next((r.fields["column"] for r in contract.rules if r.name == "every_code"), None)
    if split is None:
        return [filled(contract, schemas, chance, {})]
    codes = [c for c in schemas.codes_of(contract.columns[split]) if c != TOTAL]
    parts = [filled(contract, schemas, chance, {split: code}) for code in codes]
    if not contract.columns[split].total:
        return parts
    numbers = [c.name for c in contract.columns.values() if c.type == "integer"]
    summed = {name: sum(n for p in parts if isinstance(n := p[name], int)) for name in numbers}
    return [*parts, {**parts[0], **summed, split: TOTAL}]


def code(extract: str, column: Column, schemas: Schemas, chance: Chance) -> str:
    """One code of the column's list, as likely as the assumptions have it."""
    return chance.one_of(weights(extract, column, schemas))


def weights(extract: str, column: Column, schemas: Schemas) -> Weights:
    """The closest weights that are assumed; without any, all codes alike and few unknown."""
    codes = [c for c in schemas.codes_of(column) if c != TOTAL]
    for name in (f"{extract}.{column.name}", column.name, column.codelist or ""):
        given: Mapping[str, float] = assumed.CODES.get(name, {})
        if given and set(given) <= set(codes):
            return given
    known = [c for c in codes if c != "unknown"]
    share = assumed.UNKNOWN if len(known) < len(codes) and known else 0.0
    return {c: share if c == "unknown" and known else (1 - share) / max(1, len(known)) for c in codes}


def _drawn(contract: Contract, schemas: Schemas, chance: Chance, given: Row, around: date | None) -> Row:
    row: Row = {}
    for column in contract.columns.values():
        if column.name in given:
            row[column.name] = given[column.name]
        elif column.required or chance.happens(assumed.FILLED):
            row[column.name] = _value(contract, column, schemas, chance, {**given, **row}, around)
        else:
            row[column.name] = None
    return row


def _value(contract: Contract, column: Column, schemas: Schemas, chance: Chance, row: Row, around: date | None) -> Value:
    if column.type == "code":
        return code(contract.name, column, schemas, chance)
    if column.type == "date":
        after = _after(contract, column, row)
        return after + chance.lag(assumed.LAG) if after else (around or chance.first.start) - chance.lag(assumed.LONG_STANDING)
    if column.type == "integer":
        return max(column.minimum or 0, chance.lag(6).days)
    raise ValueError(f"{contract.name}: {column.name} must be given")


def _after(contract: Contract, column: Column, row: Row) -> date | None:
    """The latest of the days that must not be after this one; else the day that dates the row, if any."""
    firsts = [row.get(r.fields["first"]) for r in contract.rules if r.name == "order" and r.fields["then"] == column.name]
    days = [d for d in (*firsts, row.get(contract.dated_by or "")) if isinstance(d, date)]
    days = days or [d for d in row.values() if isinstance(d, date)]
    return max(days, default=None)


def _repaired(contract: Contract, schemas: Schemas, chance: Chance, given: Row, row: Row, around: date | None) -> bool:
    """Changes what was not given until every rule holds; False where that does not come to an end."""
    for _ in range(2 * len(contract.rules) + 2):
        rule = next(broken(contract, row), None)
        if rule is None:
            return all(row[c.name] is not None or not c.required for c in contract.columns.values())
        name = next((n for n in _to_change(rule, row) if n not in given), None)
        if name is None:
            return False
        row[name] = _changed(rule, name, contract, schemas, chance, row, around)
    return False


def _to_change(rule: Rule, row: Row) -> tuple[str, ...]:
    """The columns by which a broken rule can be mended, the likeliest first."""
    f = rule.fields
    named = {
        "order": ("then", "first"),
        "filled_when": ("column",),
        "empty_when": ("column",),
        "filled_with": ("column", "with"),
        "at_most": ("column", "other"),
    }[rule.name]
    return tuple(f[n] for n in named) + tuple(f.get("where", ()))


def _changed(rule: Rule, name: str, contract: Contract, schemas: Schemas, chance: Chance, row: Row, around: date | None) -> Value:
    f, column = rule.fields, contract.columns[name]
    if rule.name == "at_most":
        return row[f["other"]] if name == f["column"] else row[f["column"]]
    if (rule.name, name) in (("empty_when", f.get("column")), ("filled_with", f.get("with"))):
        return None
    if rule.name == "order" and name == f["first"]:
        return row[f["then"]]
    if name in f.get("where", ()):
        others = {c: w for c, w in weights(contract.name, column, schemas).items() if c not in f["where"][name]}
        return chance.one_of(others) if others else row[name]
    return _value(contract, column, schemas, chance, row, around)


def _is_broken(rule: Rule, row: Row) -> bool:
    f = rule.fields
    if rule.name == "order":
        first, then = row[f["first"]], row[f["then"]]
        return isinstance(first, date) and isinstance(then, date) and then < first
    if rule.name == "filled_with":
        return row[f["with"]] is not None and row[f["column"]] is None
    if rule.name == "at_most":
        less, more = row[f["column"]], row[f["other"]]
        return isinstance(less, int) and isinstance(more, int) and less > more
    matches = all(row[c] in codes for c, codes in f["where"].items())
    return matches and (row[f["column"]] is None) == (rule.name == "filled_when")
