"""Attacks plain tables: any CSV of counts by some columns, with totals where there are any, marks on hidden cells."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipelines.disclosure_control.audit.arithmetic import Sums, squeeze
from pipelines.disclosure_control.audit.attack import BUDGET, Found, attack
from pipelines.disclosure_control.audit.certificate import certificate
from pipelines.disclosure_control.audit.cube import SHOWN, WITHHELD, Cube, Told, Ways, filled, told
from pipelines.disclosure_control.audit.insiders import insiders
from pipelines.disclosure_control.audit.pieces import Depth, Targets
from pipelines.disclosure_control.audit.shown import Leak
from pipelines.disclosure_control.audit.system import Key
from pipelines.disclosure_control.audit.verdict import Attacked, Audit, Verdict

TOTAL = "_T"
Reach = tuple[int, int | None]
"""What a reader takes for granted of a withheld count: at least, at most."""


@dataclass(frozen=True)
class Table:
    """One or more tables over the same columns. `codes`: for each column, what the numbers in the cube stand for."""

    name: str
    columns: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    cube: Cube
    leaks: tuple[Leak, ...]

    def keys(self, spots: np.ndarray) -> list[Key]:
        texts = [np.array(codes, dtype=object)[spots[:, j]].tolist() for j, codes in enumerate(self.codes)]
        return [tuple(zip(self.columns, spot, strict=True)) for spot in zip(*texts, strict=True)]


def audit_table(
    paths: Sequence[Path],
    count: str,
    *,
    withheld: str = "",
    reach: Reach | None = None,
    hierarchies: Mapping[str, Path] | None = None,
    threshold: int = 11,
    bounds: Depth = "tight",
    contributor: str | None = None,
    certified: bool = False,
    budget: int = BUDGET,
) -> Audit:
    """Attack one or more CSV files as one system.

    Columns are dimensions, but for `count` and, where there is one, `status` (anything in it is a mark). `_T` is the
    total; a dimension that a file does not have is its total there. `hierarchies`: column → CSV with `code,parent`.
    `reach`: what every withheld cell lies between; without it, at least 1, or 0 where a total of the cell is withheld
    too and the tables show no zero in such a place. `bounds`: how much to find out of each withheld cell.
    `contributor`: the column of the agencies, each of which knows its own counts. `certified`: with a certificate.

    Raises:
        FileNotFoundError, ValueError: a file cannot be read as such a table; no value is told.
    """
    table = read(paths, count, withheld, hierarchies or {}, threshold)
    if contributor is not None and contributor not in table.columns:
        raise ValueError(f"there is no column {contributor!r} of contributors")
    listed = bool((table.cube.values == 0).any())
    audit = _attacked(table, reach, threshold, bounds, contributor, certified, budget, listed=listed)
    if audit.infeasible and not listed:
        # Rows that are missing are not zeros after all.
        audit = _attacked(table, reach, threshold, bounds, contributor, certified, budget, listed=True)
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
    if not columns:
        raise ValueError("there is no column besides the count")
    parents = [_parents(hierarchies[c]) if c in hierarchies else {} for c in columns]
    codes: list[dict[str, int]] = [{TOTAL: 0} for _ in columns]
    cells: dict[tuple[int, ...], int] = {}
    leaks: list[tuple[str, tuple[int, ...], str]] = []
    for path, header, rows in files:
        fields = dict(zip(header, zip(*rows, strict=True) if rows else [()] * len(header), strict=True))
        spots = [_numbered(codes[j], fields.get(c) or [TOTAL] * len(rows)) for j, c in enumerate(columns)]
        values = _values(fields[count], withheld, path.name)
        marks = fields.get("status") or [""] * len(rows)
        for spot, value, mark in zip(zip(*spots, strict=True), values, marks, strict=True):
            if mark and value >= 0:
                leaks.append(("a value beside a mark", spot, path.name))
                value = -1
            before = cells.get(spot)
            if 1 <= value < threshold:
                leaks.append(("a small count shown", spot, path.name))
            if before is not None:
                if value >= 0 and before >= 0 and value != before:
                    leaks.append(("two values for one cell", spot, path.name))
                if (value < 0) != (before < 0):
                    leaks.append(("shown in one file and withheld in another", spot, path.name))
                value = before if value < 0 else value
            cells[spot] = value
    above = tuple(_above(names, up) for names, up in zip(codes, parents, strict=True))
    values = np.fromiter(cells.values(), dtype=np.int64, count=len(cells))
    spots = np.array(list(cells), dtype=np.int64).reshape(len(cells), len(columns))
    cube = Cube(above, spots, values, np.where(values < 0, WITHHELD, SHOWN))
    table = Table("+".join(p.stem for p in paths), columns, tuple(map(tuple, codes)), cube, ())
    keys = table.keys(np.array([spot for _, spot, _ in leaks], dtype=np.int64).reshape(-1, len(columns)))
    told_of = tuple(Leak(kind, key, file) for (kind, _, file), key in zip(leaks, keys, strict=True))
    return Table(table.name, columns, table.codes, cube, told_of)


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


def _numbered(codes: dict[str, int], texts: Sequence[str]) -> list[int]:
    for text in dict.fromkeys(texts):
        codes.setdefault(text, len(codes))
    return [codes[text] for text in texts]


def _values(texts: Sequence[str], withheld: str, file: str) -> list[int]:
    """The counts of a column; −1 where a mark stands."""
    known = {"": -1, withheld: -1}
    for line, text in enumerate(texts, 2):
        if text not in known:
            known[text] = _value(text.strip(), withheld, f"{file}, line {line}")
    return [known[text] for text in texts]


def _value(text: str, withheld: str, where: str) -> int:
    if text in ("", withheld):
        return -1
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if number < 0 or number % 1:
        raise ValueError(f"{where}: neither a whole number nor the mark of a withheld cell")
    return int(number)


def _above(codes: dict[str, int], parents: Mapping[str, str]) -> np.ndarray:
    """For each code, also those that only the hierarchy has, the number of the code that it is a part of."""
    _numbered(codes, [*parents, *parents.values()])
    return np.array([codes[parents.get(code, TOTAL)] for code in codes], dtype=np.int64)


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


def _attacked(
    table: Table, reach: Reach | None, threshold: int, depth: Depth, contributor: str | None, certified: bool, budget: int, *, listed: bool
) -> Audit:
    """`listed`: zeros have rows, so that a missing row is an unknown and not a zero."""
    cube = table.cube.with_totals()
    ways = Ways.of(cube)
    if listed:
        cube, ways = filled(cube, ways)
    within = told(cube, ways)
    cells = np.flatnonzero(cube.kinds != SHOWN)
    floors, marked = _floors(cube, ways, reach), cube.kinds[cells] == WITHHELD
    owner, columns = within.entries(cells)
    forced = _forced(cube, ways, floors)[cells] if depth != "exact" else np.zeros(len(cells))
    targets = Targets(within.known[cells], owner, columns, forced, marked)
    sums, aware = _attack(within, cells, targets, floors, reach[1] if reach else None, threshold, depth, budget, witnesses=certified)
    naive = None
    if depth != "exact" or aware.dead.any():
        wanted: Depth = "tight" if depth == "tight" or aware.dead.any() else "arithmetic"
        _, naive = _attack(within, cells, targets, 0 * floors, None, threshold, wanted, budget, aware)
    audit = _audit(table, cube, cells, targets, aware, naive, threshold, depth)
    if contributor is not None:
        column = table.columns.index(contributor)
        audit = replace(audit, insiders=insiders(cube, column, table.codes[column], cells, targets, within.sums, aware.known))
    if certified:
        names = [[code for _, code in key] for key in table.keys(cube.spots[cells])]
        audit = replace(audit, certificate=certificate(table.columns, names, targets, sums, aware))
    return audit


def _floors(cube: Cube, ways: Ways, reach: Reach | None) -> np.ndarray:
    """What a reader takes a withheld cell to be at least."""
    marked = cube.kinds == WITHHELD
    if reach:
        return np.where(marked, reach[0], 0)
    under = np.zeros(len(marked), dtype=bool)
    under[ways.parts[np.repeat(marked[ways.whole], ways.lengths)]] = True
    always = bool((under & (cube.values == 0)).any())
    return np.where(marked & (always | ~under), 1, 0)


def _forced(cube: Cube, ways: Ways, floors: np.ndarray) -> np.ndarray:
    """What the marks alone force, whatever the shown numbers are: k withheld parts of at least 1 make at least k."""
    number = np.arange(len(ways.whole))
    row = np.concatenate([number, np.repeat(number, ways.lengths)])
    cell = np.concatenate([ways.whole, ways.parts])
    signs = np.repeat([-1.0, 1.0], [len(number), len(ways.parts)])
    order = np.argsort(row, kind="stable")
    zero = np.zeros(len(number))
    sums = Sums(row[order], cell[order], signs[order], zero, zero, len(cube.values))
    return squeeze(sums, floors.astype(float), np.where(cube.values == 0, 0.0, np.inf)).low


def _attack(
    within: Told,
    cells: np.ndarray,
    targets: Targets,
    floors: np.ndarray,
    ceiling: int | None,
    threshold: int,
    depth: Depth,
    budget: int,
    seen: Found | None = None,
    witnesses: bool = False,
) -> tuple[Sums, Found]:
    """For a reader who takes it that withheld cells lie between `floors` (for each cell of the table) and `ceiling`."""
    low = floors[within.bottom].astype(float)
    top = np.inf if ceiling is None else float(ceiling)
    high = np.full(len(low), np.inf)
    single = np.isin(cells, within.bottom) & targets.marked
    high[np.searchsorted(within.bottom, cells[single])] = top
    # What is taken for granted of a withheld total binds its parts, unless their own bounds say as much.
    least = within.known[cells] + np.bincount(targets.owner, low[targets.columns], len(cells))
    bound = np.flatnonzero(targets.marked & ~single & ((least < floors[cells]) | (ceiling is not None)))
    owner = np.full(len(cells), -1)
    owner[bound] = np.arange(len(bound))
    entries = owner[targets.owner] >= 0
    more = (owner[targets.owner[entries]], targets.columns[entries], np.ones(entries.sum()))
    known = within.known[cells[bound]]
    sums = within.sums.and_more(*more, floors[cells[bound]] - known, top - known)
    return sums, attack(sums, low, high, targets, threshold, depth, budget, seen=seen.tables if seen else (), witnesses=witnesses)


def _audit(
    table: Table,
    cube: Cube,
    cells: np.ndarray,
    targets: Targets,
    aware: Found,
    naive: Found | None,
    threshold: int,
    depth: Depth,
) -> Audit:
    # Where the rules and the tables do not go together, what is left is what the tables say by themselves.
    plain = naive or aware
    low, high = (np.where(aware.dead, getattr(plain, e), getattr(aware, e)) for e in ("low", "high"))
    dead = aware.dead & plain.dead
    told_exactly = low == high
    narrow = ((low >= 2) & (low < threshold) & (low > targets.forced)) | (high < threshold - 1)
    small = (low >= 1) & (high < threshold)
    exact = ~dead & told_exactly & (targets.marked | small)
    narrowed = ~dead & ~told_exactly & narrow & (targets.marked | small)
    if depth == "exact":
        narrowed[:] = False
    listed = np.flatnonzero(~dead & (targets.marked | exact | narrowed))
    verdicts: list[Verdict] = [
        ("exact" if e else "narrowed" if n else "open") for e, n in zip(exact[listed], narrowed[listed], strict=True)
    ]
    naive_low, naive_high = (naive.low, naive.high) if naive else (np.zeros(len(low)), np.full(len(low), np.inf))
    ends = (_whole(each[listed]) for each in (naive_low, naive_high, low, high))
    kinds = np.where(targets.marked[listed], "withheld", "absent").tolist()
    return Audit(
        withheld=int(targets.marked.sum()),
        exact=int(exact.sum()),
        narrowed=int(narrowed.sum()),
        infeasible=(table.name,) if aware.broken or (naive and naive.broken) else (),
        revised=(),
        leaks=table.leaks,
        cells=tuple(
            map(
                Attacked,
                table.keys(cube.spots[cells[listed]]),
                kinds,
                *ends,
                verdicts,
                np.where(aware.dead, plain.tight, aware.tight)[listed].tolist(),
            )
        ),
        asked=depth,
        unsettled=int((aware.unsettled & targets.marked).sum()) if depth != "exact" else 0,
        by_wholes=int((aware.by_wholes & targets.marked & ~aware.dead).sum()),
        undecided=int((aware.undecided & targets.marked).sum()),
    )


def _whole(ends: np.ndarray) -> list[int | None]:
    return [None if end == np.inf else int(end) for end in ends.tolist()]
