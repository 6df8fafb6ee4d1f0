"""Attacks plain tables: any CSV of counts by some columns, with totals where there are any, marks on hidden cells."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Draft, Key, System, Unknown
from pipelines.disclosure_control.audit.verdict import Audit, judge

TOTAL = "_T"
Spot = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One or more tables over the same columns. `cells`: what is shown, None where a mark stands."""

    name: str
    columns: tuple[str, ...]
    cells: Mapping[Spot, int | None]
    parents: tuple[Mapping[str, str], ...]
    leaks: tuple[Leak, ...]

    def key(self, spot: Spot) -> Key:
        return tuple(zip(self.columns, spot, strict=True))

    def above(self, spot: Spot) -> list[Spot]:
        """The cells that this one is a part of, one for each column."""
        return [(*spot[:j], self.parents[j].get(code, TOTAL), *spot[j + 1 :]) for j, code in enumerate(spot) if code != TOTAL]


def audit_table(
    paths: Sequence[Path],
    count: str,
    *,
    withheld: str = "",
    reach: tuple[int, int | None] | None = None,
    hierarchies: Mapping[str, Path] | None = None,
    threshold: int = 11,
) -> Audit:
    """Attack one or more CSV files as one system.

    Columns are dimensions, but for `count` and, where there is one, `status` (anything in it is a mark). `_T` is the
    total; a dimension that a file does not have is its total there. `hierarchies`: column → CSV with `code,parent`.
    `reach`: what every withheld cell lies between; without it, at least 1, or 0 where a total of the cell is withheld
    too and the tables show no zero in such a place.

    Raises:
        FileNotFoundError, ValueError: a file cannot be read as such a table; no value is told.
    """
    table = read(paths, count, withheld, hierarchies or {}, threshold)
    listed = any(value == 0 for value in table.cells.values())
    audit = judge(system(table, reach, listed=listed), threshold, leaks=table.leaks)
    if audit.infeasible and not listed:
        # Rows that are missing are not zeros after all.
        audit = judge(system(table, reach, listed=True), threshold, leaks=table.leaks)
    return audit


def read(paths: Sequence[Path], count: str, withheld: str, hierarchies: Mapping[str, Path], threshold: int) -> Table:
    """The tables as one. A cell shown in one file is known, whatever another file hides."""
    files = [(path, *_rows(path, count)) for path in paths]
    if not files:
        raise ValueError("there is no table to audit")
    columns = tuple(dict.fromkeys(c for _, header, _ in files for c in header if c not in (count, "status")))
    strange = sorted(set(hierarchies) - set(columns))
    if strange:
        raise ValueError(f"there is no column {strange[0]!r} for which a hierarchy was given")
    cells: dict[Spot, int | None] = {}
    leaks: list[Leak] = []
    for path, header, rows in files:
        for line, fields in enumerate(rows, 2):
            row = dict(zip(header, fields, strict=True))
            spot = tuple(row.get(c, TOTAL) for c in columns)
            value = _value(row[count].strip(), withheld, f"{path.name}, line {line}")
            key = tuple(zip(columns, spot, strict=True))
            before = cells.get(spot)
            if row.get("status") and value is not None:
                leaks.append(Leak("a value beside a mark", key, path.name))
                value = None
            if value is not None and before is not None and value != before:
                leaks.append(Leak("two values for one cell", key, path.name))
            if value is not None and 1 <= value < threshold:
                leaks.append(Leak("a small count shown", key, path.name))
            if spot in cells and (value is None) != (before is None):
                leaks.append(Leak("shown in one file and withheld in another", key, path.name))
            cells[spot] = before if value is None else value
    parents = tuple(_parents(hierarchies[c]) if c in hierarchies else {} for c in columns)
    return Table("+".join(p.stem for p in paths), columns, cells, parents, tuple(leaks))


def _rows(path: Path, count: str) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if line]
    header = lines[0] if lines else []
    if count not in header:
        raise ValueError(f"{path.name}: there is no column {count!r}; there is {', '.join(header)}")
    for number, line in enumerate(lines, 1):
        if len(line) != len(header):
            raise ValueError(f"{path.name}, line {number}: not as many fields as the header")
    return header, lines[1:]


def _value(text: str, withheld: str, where: str) -> int | None:
    if text in ("", withheld):
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if number < 0 or number % 1:
        raise ValueError(f"{where}: neither a whole number nor the mark of a withheld cell")
    return int(number)


def _parents(path: Path) -> dict[str, str]:
    header, rows = _rows(path, "code")
    if "parent" not in header:
        raise ValueError(f"{path.name}: a hierarchy has the columns 'code' and 'parent'")
    pairs = [(row[header.index("code")], row[header.index("parent")]) for row in rows]
    parents = {code: parent for code, parent in pairs if parent and code != TOTAL}
    for code in parents:
        seen = {code}
        while (code := parents.get(code, TOTAL)) != TOTAL:
            if code in seen:
                raise ValueError(f"{path.name}: a code lies under itself")
            seen.add(code)
    return parents


def system(table: Table, reach: tuple[int, int | None] | None, *, listed: bool) -> System:
    """The table as unknowns and sums. `listed`: zeros have rows, so that a missing row is an unknown and not a zero."""
    spots = _with_totals(table)
    wholes: dict[tuple[Spot, int], list[Spot]] = defaultdict(list)
    for spot in spots:
        places = [j for j, code in enumerate(spot) if code != TOTAL]
        for j, whole in zip(places, table.above(spot), strict=True):
            if whole in spots:
                wholes[whole, j].append(spot)
    if listed:
        _fill(table, spots, wholes)
    draft = Draft()
    floors = _floors(table, reach)
    for spot in spots:
        key = table.key(spot)
        if spot not in table.cells:
            draft.add(Unknown(key, "absent", table.name))
        elif table.cells[spot] is not None:
            draft.add(Unknown(key, "shown", table.name, table.cells[spot]))
        else:
            draft.add(Unknown(key, "withheld", table.name, None, floors(spot), reach[1] if reach else None))
    _sums(draft, table, wholes)
    return draft.finished()


def _with_totals(table: Table) -> dict[Spot, None]:
    """The cells of the files, and the totals in between that no file has, in an order that is always the same."""
    spots = dict.fromkeys(table.cells)
    inner = {p for parents in table.parents for p in parents.values()}
    if not any(code == TOTAL or code in inner for spot in table.cells for code in spot):
        return spots
    queue = list(spots)
    while queue:
        for whole in table.above(queue.pop()):
            if whole not in spots:
                spots[whole] = None
                queue.append(whole)
    return spots


def _fill(table: Table, spots: dict[Spot, None], wholes: Mapping[tuple[Spot, int], list[Spot]]) -> None:
    """Missing rows: where a sum has some of its parts, the others are unknown numbers."""
    codes: list[dict[str, list[str]]] = []
    for j, parents in enumerate(table.parents):
        children: dict[str, list[str]] = defaultdict(list)
        for code in dict.fromkeys([*parents, *(s[j] for s in spots if s[j] != TOTAL)]):
            children[parents.get(code, TOTAL)].append(code)
        codes.append(children)
    for (whole, j), parts in wholes.items():
        family = codes[j][whole[j]]
        if len(parts) < len(family):
            for code in family:
                part = (*whole[:j], code, *whole[j + 1 :])
                if part not in spots:
                    spots[part] = None
                if part not in parts:
                    parts.append(part)


def _floors(table: Table, reach: tuple[int, int | None] | None) -> Callable[[Spot], int]:
    if reach:
        return lambda spot: reach[0]
    hidden = {spot for spot, value in table.cells.items() if value is None}
    always = any(v == 0 and not hidden.isdisjoint(table.above(s)) for s, v in table.cells.items())
    return lambda spot: 1 if always or hidden.isdisjoint(table.above(spot)) else 0


def _sums(draft: Draft, table: Table, wholes: Mapping[tuple[Spot, int], list[Spot]]) -> None:
    """Every total is the sum of its parts, along each column. Where all of these come down to the same inner cells, one
    is needed, that with the fewest unknown parts; the others are spare."""
    ways: dict[Spot, list[tuple[int, Spot, list[Spot]]]] = defaultdict(list)
    for (whole, _), parts in wholes.items():
        unknown = sum(table.cells.get(p) is None for p in parts)
        ways[whole].append((unknown, whole, parts))
    grounded: dict[Spot, bool] = {}

    def down_to_cells(spot: Spot) -> bool:
        if spot not in grounded:
            lacking = sum(code == TOTAL or code in table.parents[j].values() for j, code in enumerate(spot))
            grounded[spot] = len(ways[spot]) == lacking if spot in ways else not lacking
            parts = [p for _, _, some in ways.get(spot, ()) for p in some]
            grounded[spot] = grounded[spot] and all(map(down_to_cells, parts))
        return grounded[spot]

    for whole, found in ways.items():
        enough = down_to_cells(whole)
        for rank, (_, _, parts) in enumerate(sorted(found, key=lambda way: way[0])):
            draft.total(
                draft.places[table.key(whole)],
                [draft.places[table.key(p)] for p in parts],
                table.name,
                spare=enough and rank > 0,
            )
