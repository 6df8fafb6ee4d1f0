"""Which column of the file is which of the contract; which are missing, unknown, or should never have been sent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.desk import screen, suggestions
from pipelines.desk.findings import Finding, finding, letters
from pipelines.desk.grid import Grid, squeezed, trimmed
from schemas import Contract, Schemas

_PERSON_LEVEL = re.compile(r"(.*_)?(token|date|date_of_.*)|.*_(on|date|dt)")


@dataclass(frozen=True)
class Headers:
    """`places`: column of the contract → place in the file. `unknown`: places of other columns that are not empty.

    `telling` are those of the unknown whose header already says that they identify a person.
    """

    places: Mapping[str, int]
    unknown: tuple[int, ...]
    telling: frozenset[int]
    findings: tuple[Finding, ...]


def read(grid: Grid, contract: Contract, schemas: Schemas) -> Headers:
    names = [squeezed(header) for header in grid.header]
    places = {name: names.index(name) for name in contract.columns if name in names}
    unknown = tuple(
        i for i, name in enumerate(names) if name not in contract.columns and (name or trimmed(grid.header[i]) or _used(grid, i))
    )
    telling = {i: code for i in unknown if (code := screen.header_code(grid.header[i]))}
    found = [finding(code, cell=_cell(grid, i), letter=letters(i)) for i, code in telling.items()]
    found += list(_wrong_tier(grid, names, contract, schemas))
    missing = [name for name in contract.columns if name not in places]
    silent = [i for i in unknown if i not in telling]
    meant = suggestions.suggested(grid, silent, missing, contract, schemas)
    if grid.found:
        found += [finding("E113", column=name) for name in missing if name not in meant.values()]
        found += [_renamed(grid, i, meant[i]) if i in meant else _unknown(grid, i, contract) for i in silent]
        found += [finding("E115", column=name) for name in places if names.count(name) > 1]
    else:
        found.append(_headless(grid, contract, seems_one=len(meant) > 1))
        found += [_renamed(grid, i, name) for i, name in meant.items() if len(meant) > 1]
    return Headers(places, unknown, frozenset(telling), tuple(found))


def _headless(grid: Grid, contract: Contract, seems_one: bool) -> Finding:
    """No row is the header; or one seems to be it, whose columns have other names."""
    header, begin = "none of the first twenty rows is the header", "Begin the file with the header row"
    if seems_one:
        header, begin = (
            f"row {grid.header_row} seems to be the header, under other names than those",
            "Give its columns the names agreed on",
        )
    return finding("E112", header=header, begin=begin, extract=contract.name, columns=", ".join(contract.columns))


def _unknown(grid: Grid, place: int, contract: Contract) -> Finding:
    return finding("E114", cell=_cell(grid, place), letter=letters(place), extract=contract.name, hint="")


def _renamed(grid: Grid, place: int, name: str) -> Finding:
    return finding("E171", column=name, cell=_cell(grid, place), letter=letters(place))


def _wrong_tier(grid: Grid, names: list[str], contract: Contract, schemas: Schemas) -> Iterator[Finding]:
    """A file of totals has no column that belongs to one young person: no token, no day of an event."""
    if contract.kind == "rows":
        return
    theirs = {c.name for k in schemas.contracts.values() if k.kind == "rows" for c in k.columns.values() if c.type in ("token", "date")}
    for place, name in enumerate(names):
        if name not in contract.columns and (name in theirs or _PERSON_LEVEL.fullmatch(name)):
            yield finding("T601", cell=_cell(grid, place))
            return


def _cell(grid: Grid, place: int) -> str:
    return f"{letters(place)}{grid.header_row}"


def _used(grid: Grid, place: int) -> bool:
    return any(place < len(row) and trimmed(row[place]) for row in grid.rows)
