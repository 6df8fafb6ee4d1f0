"""Counts the rows of an export into the lines of an extract of totals. Who is who is known in memory only, and never leaves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from pipelines.desk.preparing.export import Export, printable
from pipelines.desk.preparing.filling import CannotFill, day_of, filler, held_by, whole_number
from pipelines.desk.preparing.making_rows import Held, Row, Sifted, kept
from pipelines.desk.preparing.mapping import Line, Mapped, folded
from schemas import Column, Contract, Quarter, Schemas, under
from schemas.codelist import TOTAL

Person = tuple[str, ...]
Counted = tuple[Row, Person, Sequence[str]]  # the codes of its line, who it was, the row of the export


def made(export: Export, mapped: Mapped, contract: Contract, quarter: Quarter, schemas: Schemas, sifted: Sifted) -> list[Row]:
    """Every line of the extract, zeros included, in the order of the codelists."""
    splits = [name for name in contract.key if contract.columns[name].codelist]
    counted = list(_counted(export, mapped, contract, quarter, schemas, sifted, splits))
    numbers = {name: _number(line, export, sifted) for name, line in mapped.lines.items() if name not in splits}
    found: list[Row] = []
    for codes in product(*(schemas.codes_of(contract.columns[name]) for name in splits)):
        here = [one for one in counted if all(code in (TOTAL, has) for code, has in zip(codes, one[0], strict=True))]
        cells = dict(zip(splits, codes, strict=True)) | {name: number(here) for name, number in numbers.items()}
        found.append(tuple(_told(cells.get(name, ""), column, mapped.under) for name, column in contract.columns.items()))
    return found


def _told(said: str, column: Column, wanted: bool) -> str:
    """A small number as "under 11", where the agency wants that and the column allows it; nought stays nought."""
    limit = column.under if wanted else None
    return under.written(limit) if limit and said.isdecimal() and 0 < int(said) < limit else said


def _counted(
    export: Export, mapped: Mapped, contract: Contract, quarter: Quarter, schemas: Schemas, sifted: Sifted, splits: list[str]
) -> Iterator[Counted]:
    """The rows of the quarter, each with the codes of its line and who it was about."""
    fills = [filler(mapped.lines[name], export, schemas) for name in splits]
    on = day_of(mapped.quarter_by, export) if mapped.quarter_by else None
    who = _person(mapped, export)
    for number, row in kept(export, mapped, sifted):
        try:
            if on and mapped.quarter_by:
                day = on(row)
                if day is None:
                    raise CannotFill(printable(mapped.quarter_by.header), "is empty, so nobody can say whether it is of the quarter")
                if not quarter.start <= day <= quarter.end:
                    sifted.left_out[f"dated before or after {quarter}"] += 1
                    continue
            yield tuple(fill(row) for fill in fills), who(row), row
        except CannotFill as cannot:
            sifted.hold(number, cannot)


def _person(mapped: Mapped, export: Export) -> Callable[[Sequence[str]], Person]:
    places = [export.place(header) for header in mapped.persons]
    told = ", ".join(printable(header) for header in mapped.persons)

    def person(row: Sequence[str]) -> Person:
        found = tuple(folded(row[place]) for place in places)
        if places and not any(found):
            raise CannotFill(told, "is empty, so nobody can say which young person it is about")
        return found

    return person


def _number(line: Line, export: Export, sifted: Sifted) -> Callable[[Sequence[Counted]], str]:
    holds = held_by(line.only_where, export)
    if line.counts == "persons":
        return lambda counted: str(len({who for _, who, row in counted if holds(row)}))
    if line.counts == "rows":
        return lambda counted: str(sum(holds(row) for _, _, row in counted))
    if line.sums:
        place, header = export.place(line.sums), printable(line.sums)
        numbers = _summable(export, place, header, sifted)
        return lambda counted: str(sum(numbers.get(row[place], 0) for _, _, row in counted if holds(row)))
    said = line.constant or ""
    return lambda counted: said


def _summable(export: Export, place: int, header: str, sifted: Sifted) -> Mapping[str, int]:
    """The numbers of a column that is added up. A cell that is no number makes the sum wrong, so its row is held."""
    found: dict[str, int] = {}
    for number, row in zip(export.numbers, export.rows, strict=True):
        try:
            found[row[place]] = int(whole_number(row[place], header) or 0)
        except CannotFill as cannot:
            sifted.held.append(Held(number, cannot.header, cannot.why))
    return found
