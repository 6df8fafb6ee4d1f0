"""The rules between the columns of a row and between the rows of a file, as the contract lists them.

A number given as "under 11" breaks a rule where each number that it may stand for would; rules are asked one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import compress

from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import Breach
from schemas import Contract, Rule, Schemas
from schemas.codelist import TOTAL
from schemas.under import bounds

Columns = Mapping[str, ReadColumn]
Bounds = tuple[int, int]


def of_rows(columns: Columns, contract: Contract) -> Iterator[Breach]:
    """Where a row breaks a rule between its columns. A row is not asked about a cell that is wrong in itself."""
    for rule in contract.rules:
        if not rule.of_the_file and all(name in columns for name in rule.columns):
            breach = _ROW_RULES[rule.name](columns, rule)
            wrong = set().union(*(columns[name].wrong for name in rule.columns))
            rows = tuple(row for row in breach.rows if row not in wrong)
            if rows:
                yield Breach(breach.code, breach.column, rows, breach.words, breach.example)


def same_key(columns: Columns, contract: Contract) -> Iterator[Breach]:
    """All rows that share their key with another one."""
    if not contract.key or not all(name in columns for name in contract.key):
        return
    keys = list(zip(*(columns[name].values for name in contract.key), strict=True))
    if len(set(keys)) == len(keys):
        return
    wrong = set().union(*(columns[name].wrong for name in contract.key))
    times = Counter(key for row, key in enumerate(keys) if row not in wrong)
    rows = tuple(row for row, key in enumerate(keys) if row not in wrong and times[key] > 1)
    if rows:
        yield Breach("E401", None, rows, (("key", ", ".join(contract.key)),))


def of_the_file(columns: Columns, contract: Contract, schemas: Schemas) -> Iterator[Breach]:
    """Where the rows of a file do not agree with each other. Asked only of files without a wrong cell."""
    for rule in contract.rules:
        if rule.of_the_file and all(name in columns for name in rule.columns):
            yield from _FILE_RULES[rule.name](columns, rule, contract, schemas)


def _order(columns: Columns, rule: Rule) -> Breach:
    first, then = rule.fields["first"], rule.fields["then"]
    pairs = zip(columns[first].values, columns[then].values, strict=True)
    rows = tuple(row for row, (a, b) in enumerate(pairs) if a and b and b < a)
    return Breach("E301", then, rows, (("first", first),))


def _filled_when(columns: Columns, rule: Rule) -> Breach:
    values = columns[rule.fields["column"]].values
    return Breach("E302", rule.fields["column"], tuple(r for r in _where(columns, rule) if values[r] is None), _told(rule))


def _empty_when(columns: Columns, rule: Rule) -> Breach:
    values = columns[rule.fields["column"]].values
    return Breach("E303", rule.fields["column"], tuple(r for r in _where(columns, rule) if values[r] is not None), _told(rule))


def _filled_with(columns: Columns, rule: Rule) -> Breach:
    column, other = rule.fields["column"], rule.fields["with"]
    pairs = zip(columns[column].values, columns[other].values, strict=True)
    return Breach("E304", column, tuple(r for r, (a, b) in enumerate(pairs) if a is None and b is not None), (("other", other),))


def _at_most(columns: Columns, rule: Rule) -> Breach:
    column, other = rule.fields["column"], rule.fields["other"]
    pairs = zip(columns[column].values, columns[other].values, strict=True)
    rows = tuple(r for r, (a, b) in enumerate(pairs) if a is not None and b is not None and bounds(a)[0] > bounds(b)[1])
    return Breach("E305", column, rows, (("other", other),))


def _where(columns: Columns, rule: Rule) -> Iterable[int]:
    """The rows that match the rule's condition."""
    matching: Iterable[int] | None = None
    for name, wanted in rule.fields["where"].items():
        codes = _codes(wanted)
        chosen = [value in codes for value in columns[name].values]
        matching = compress(range(len(chosen)), chosen) if matching is None else [r for r in matching if chosen[r]]
    return () if matching is None else matching


def _codes(wanted: object) -> frozenset[str]:
    """A condition asks for codes as a list, or for true or false."""
    return frozenset(map(str, wanted)) if isinstance(wanted, list | tuple) else frozenset({str(wanted).lower()})


def _told(rule: Rule) -> tuple[tuple[str, object], ...]:
    where = rule.fields["where"]
    said = " and ".join(f"{name} is {' or '.join(sorted(_codes(wanted)))}" for name, wanted in where.items())
    return ("where", said), ("other", " or ".join(where))


def _every_code(columns: Columns, rule: Rule, contract: Contract, schemas: Schemas) -> Iterator[Breach]:
    column = rule.fields["column"]
    codes = schemas.codes_of(contract.columns[column])
    values = columns[column].values
    for rows in _groups(columns, contract, column) or [()]:
        seen = {values[r] for r in rows}
        for code in codes:
            if code not in seen:
                yield Breach("E402", column, rows[:1] if len(rows) < len(values) else (), (("line", code),))


def _parts_sum_to_whole(columns: Columns, rule: Rule, contract: Contract, schemas: Schemas) -> Iterator[Breach]:
    for row, (low, high), parts in _wholes(columns, rule, contract):
        if not (sum(least for least, _ in parts) <= high and low <= sum(most for _, most in parts)):
            yield Breach("E403", rule.fields["column"], (row,))


def _parts_cover_whole(columns: Columns, rule: Rule, contract: Contract, schemas: Schemas) -> Iterator[Breach]:
    for row, (low, high), parts in _wholes(columns, rule, contract):
        if not (max(least for least, _ in parts) <= high and low <= sum(most for _, most in parts)):
            yield Breach("E404", rule.fields["column"], (row,))


def _wholes(columns: Columns, rule: Rule, contract: Contract) -> Iterator[tuple[int, Bounds, list[Bounds]]]:
    """Each line _T that has parts, with its least and greatest number and those of its parts."""
    by, numbers = columns[rule.fields["by"]].values, columns[rule.fields["column"]].values
    for rows in _groups(columns, contract, rule.fields["by"]):
        parts = [bounds(n) for r in rows if by[r] != TOTAL and (n := numbers[r]) is not None]
        for row in rows:
            whole = numbers[row]
            if by[row] == TOTAL and whole is not None and parts:
                yield row, bounds(whole), parts


def _groups(columns: Columns, contract: Contract, by: str) -> list[tuple[int, ...]]:
    """Rows that belong together: those with the same key but for the column that splits them."""
    rest = [columns[name].values for name in contract.key if name != by and name in columns]
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for row in range(len(columns[by].values)):
        groups[tuple(values[row] for values in rest)].append(row)
    return [tuple(rows) for rows in groups.values()]


_ROW_RULES: Mapping[str, Callable[[Columns, Rule], Breach]] = {
    "order": _order,
    "filled_when": _filled_when,
    "empty_when": _empty_when,
    "filled_with": _filled_with,
    "at_most": _at_most,
}
_FILE_RULES: Mapping[str, Callable[[Columns, Rule, Contract, Schemas], Iterator[Breach]]] = {
    "every_code": _every_code,
    "parts_sum_to_whole": _parts_sum_to_whole,
    "parts_cover_whole": _parts_cover_whole,
}
