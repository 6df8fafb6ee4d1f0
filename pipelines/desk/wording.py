"""Turns breaches into findings that say where, what is allowed, and an example, in words of the contract."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.desk.cells import ReadColumn
from pipelines.desk.findings import LISTED_AT_MOST, Breach, Finding, finding, letters
from schemas import Column, Quarter, Schemas, under

_LISTED_CODES = 15
_EXAMPLES = {"date": "2025-08-14", "integer": "24", "boolean": "true"}
_HOW = {
    "date": "Write YYYY-MM-DD",
    "token": "Write the token of 16 to 64 digits and letters a to f",
    "integer": "Write digits only",
    "boolean": "Write true or false",
}


def of_cells(columns: Mapping[str, ReadColumn], quarter: Quarter, schemas: Schemas) -> Iterator[Breach]:
    """The wrong cells of each column, together by what is wrong with them."""
    for name, read in columns.items():
        rows: dict[str, list[int]] = defaultdict(list)
        for row, code in read.wrong.items():
            rows[code].append(row)
        for code, places in rows.items():
            words, example = _words(code, read.column, quarter, schemas)
            yield Breach(code, name, tuple(places), words, example)


def _words(code: str, column: Column, quarter: Quarter, schemas: Schemas) -> tuple[tuple[tuple[str, object], ...], str]:
    # a token is never shown: what is shown is copied, and sent
    example = "" if column.type == "token" else column.example or _EXAMPLES.get(column.type, "")
    if code == "E203":
        last = column.reaches(quarter)
        return (("quarter", last), ("end", last.end.isoformat())), ""
    if code == "E208":
        return (("minimum", column.minimum),), ""
    if code == "E207" and not column.under:
        return (("allowed", f"{_HOW['integer']}; a range such as {under.written(11)!r} is not taken in this column"),), example
    if code in ("E204", "E205", "E207", "E213"):
        return (("allowed", _allowed(column, schemas)),), "" if column.codelist else example
    return (), example if code in ("E201", "E202", "E206", "E209") else ""


def _allowed(column: Column, schemas: Schemas) -> str:
    codes = schemas.codes_of(column)
    if not codes and column.under:
        return f"{_HOW['integer']}, or {under.written(column.under)!r} for 1 to {column.under - 1}; where there was none, write 0"
    if not codes:
        return _HOW.get(column.type, "Fill it")
    return f"Write one of {', '.join(codes)}" if len(codes) <= _LISTED_CODES else f"Write a code of the list {column.codelist}"


def found(breaches: Iterable[Breach], numbers: Sequence[int], places: Mapping[str, int]) -> Iterator[Finding]:
    """One finding for each row, a thousand at most of a kind and column; then one that says how many more there are."""
    for breach in breaches:
        place = places.get(breach.column, breach.at) if breach.column else breach.at
        for row in breach.rows[:LISTED_AT_MOST]:
            yield _one(breach, numbers[row], f"{letters(place)}{numbers[row]}" if place is not None else None)
        if not breach.rows:
            yield _one(breach, None, None)
        if len(breach.rows) > LISTED_AT_MOST:
            where = f" in {breach.column}" if breach.column else ""
            more = len(breach.rows) - LISTED_AT_MOST
            yield finding("N805", column=breach.column, more=more, of=breach.code, where=where)


def unlisted(breaches: Iterable[Breach], numbers: Sequence[int]) -> dict[tuple[str, str | None], tuple[int, ...]]:
    """The rows beyond the thousand: code and column → row numbers."""
    return {(b.code, b.column): tuple(numbers[row] for row in b.rows[LISTED_AT_MOST:]) for b in breaches if len(b.rows) > LISTED_AT_MOST}


def _one(breach: Breach, row: int | None, cell: str | None) -> Finding:
    return finding(breach.code, row, breach.column, cell, breach.example, **dict(breach.words))
