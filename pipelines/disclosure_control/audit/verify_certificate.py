"""Checks a certificate against the published files by adding whole numbers up: no solver, and no code of the attack."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

TOTAL = "_T"
Spot = tuple[str, ...]


def verify_certificate(
    said: Mapping[str, Any],
    paths: Sequence[Path],
    count: str,
    *,
    withheld: str = "",
    reach: tuple[int, int | None] | None = None,
    hierarchies: Mapping[str, Path] | None = None,
) -> list[str]:
    """What is wrong with the certificate; nothing: each withheld cell has two tables that agree with all that is shown."""
    columns = said["columns"]
    broken = misshapen(said)
    if broken:
        return broken
    parents = [_parents(hierarchies[c]) if hierarchies and c in hierarchies else {} for c in columns]
    shown: dict[Spot, int] = {}
    marked: set[Spot] = set()
    for path in paths:
        for spot, text, mark in _cells(path, columns, count):
            if text in ("", withheld) or mark:
                marked.add(spot)
            else:
                shown[spot] = int(float(text))
    marked -= set(shown)
    names = [tuple(spot) for spot in said["not_shown"]]
    base = shown | dict(zip(names, said["base"], strict=True))
    problems = []
    if len(base) != len(shown) + len(names) or not marked <= set(names):
        problems.append("it does not name the cells that are not shown")

    def above(spot: Spot) -> Iterator[tuple[Spot, int]]:
        for j, code in enumerate(spot):
            if code != TOTAL:
                yield (*spot[:j], parents[j].get(code, TOTAL), *spot[j + 1 :]), j

    # Every total that lies above a cell of the files takes part; a cell without a row may be more than zero only where
    # the files list zeros.
    inner = {p for up in parents for p in up.values()} | {TOTAL}
    needed = [*shown, *marked] if any(code in inner for spot in (*shown, *marked) for code in spot) else []
    reached = set(needed)
    for spot in needed:
        for whole, _ in above(spot):
            if whole not in reached:
                reached.add(whole)
                needed.append(whole)
    if not reached <= set(base):
        problems.append("it leaves a total out")
    if set(names) - reached - marked and 0 not in shown.values():
        problems.append("it names a cell that has no row, in a table that leaves zeros out")
    sums: Counter[tuple[Spot, int]] = Counter()
    for spot, value in base.items():
        for way in above(spot):
            if way[0] in base:
                sums[way] += value
    if any(base[whole] != value for (whole, _), value in sums.items()):
        problems.append("the base does not add up")
    always = any(value == 0 and any(whole in marked for whole, _ in above(spot)) for spot, value in shown.items())
    floors = [
        (reach[0] if reach else int(always or not any(whole in marked for whole, _ in above(spot)))) if spot in marked else 0
        for spot in names
    ]
    ceiling = reach[1] if reach else None

    def fits(changes: Mapping[int, int]) -> bool:
        """Whether the base with these changes adds up too, and everything in it is as much as it must be."""
        off: Counter[tuple[Spot, int]] = Counter()
        for i, change in changes.items():
            for way in above(names[i]):
                off[way] += change
            for j in range(len(columns)):
                off[names[i], j] -= change
        values = ((i, said["base"][i] + change) for i, change in changes.items())
        return not any(off[way] for way in off if way in sums) and all(
            v >= floors[i] and (ceiling is None or names[i] not in marked or v <= ceiling) for i, v in values
        )

    tables: list[dict[int, int]] = [*(dict(table) for table in said["tables"]), {}]
    if not fits(dict.fromkeys(range(len(names)), 0)) or not all(map(fits, tables)):
        problems.append("a table does not agree with what is shown")
    for cell in said["cells"]:
        i = cell["cell"]
        ends = [said["base"][i] + tables[cell[end]].get(i, 0) for end in ("low_table", "high_table")]
        if ends != [cell["low"], cell["high"]]:
            problems.append("a table does not have the value that is said")
    certified = {names[cell["cell"]] for cell in said["cells"] if cell["low"] < cell["high"]}
    if marked - certified:
        problems.append(f"{len(marked - certified)} withheld cells have no two tables")
    return problems


def misshapen(said: Mapping[str, Any]) -> list[str]:
    """What makes a certificate none at all, whatever it is of. A fraction, or a second name for a number, would add up too."""
    cells, ends = said["cells"], ("low_table", "high_table")
    numbers = [*said["base"], *(n for table in said["tables"] for pair in table for n in pair)]
    numbers += [cell[field] for cell in cells for field in ("cell", "low", "high", *ends)]
    if any(type(n) is not int for n in numbers):
        return ["something in it is not a whole number"]
    places = range(len(said["not_shown"]))
    if any(i not in places for table in said["tables"] for i, _ in table) or any(cell["cell"] not in places for cell in cells):
        return ["it speaks of a number that is not there"]
    if any(not -1 <= cell[end] < len(said["tables"]) for cell in cells for end in ends):
        return ["a table is missing"]
    return []


def _parents(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["parent"] or TOTAL for row in csv.DictReader(file)}


def _cells(path: Path, columns: Sequence[str], count: str) -> Iterator[tuple[Spot, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            spot = tuple(row.get(c, TOTAL) for c in columns)
            yield spot, row[count].strip(), row.get("status") or ""
