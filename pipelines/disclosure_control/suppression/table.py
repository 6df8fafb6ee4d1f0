"""A plain table of counts: its inner cells, every total that they add up to, and which cells are the same sum."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
import scipy.sparse as sp

TOTAL = "_T"
STATUS = "status"


@dataclass(frozen=True)
class Dimension:
    """One column. `codes`: the total first, then whole before part; `leaves`: those of the inner cells; `parents`: by code."""

    name: str
    codes: tuple[str, ...]
    leaves: tuple[str, ...]
    parents: Mapping[str, str]

    @staticmethod
    def of(name: str, codes: list[str], parents: Mapping[str, str]) -> "Dimension":
        children: dict[str, list[str]] = {}
        for code in sorted({*codes, *parents, *parents.values()} - {TOTAL}):
            children.setdefault(parents.get(code, TOTAL), []).append(code)
        found, waiting = [], [TOTAL]
        while waiting:
            code = waiting.pop()
            found.append(code)
            waiting.extend(reversed(children.get(code, [])))
        return Dimension(name, tuple(found), tuple(c for c in found if c not in children), dict(parents))

    @cached_property
    def sums(self) -> sp.csr_matrix:
        """Codes × leaves: which leaves a code is the sum of."""
        place, pairs = {c: i for i, c in enumerate(self.codes)}, []
        for j, leaf in enumerate(self.leaves):
            code = leaf
            while code != TOTAL:
                pairs.append((place[code], j))
                code = self.parents.get(code, TOTAL)
            pairs.append((0, j))
        rows, columns = zip(*pairs, strict=True)
        return sp.csr_matrix((np.ones(len(pairs), np.int64), (rows, columns)), shape=(len(self.codes), len(self.leaves)))

    @cached_property
    def family(self) -> sp.csr_matrix:
        """Codes × codes: the children of each."""
        place = {c: i for i, c in enumerate(self.codes)}
        pairs = [(place[self.parents.get(c, TOTAL)], i) for i, c in enumerate(self.codes) if i]
        rows, columns = zip(*pairs, strict=True)
        return sp.csr_matrix((np.ones(len(pairs), np.int64), (rows, columns)), shape=(len(self.codes),) * 2)


@dataclass(frozen=True)
class Table:
    """`inner`: the counts of the inner cells, in the order of the leaves, the last dimension fastest.

    A cell is any choice of a code from each dimension, in the same order; `sums` (cells × inner cells) says what it adds up.
    """

    dimensions: tuple[Dimension, ...]
    inner: np.ndarray

    @cached_property
    def sums(self) -> sp.csr_matrix:
        return _product([d.sums for d in self.dimensions])

    @cached_property
    def values(self) -> np.ndarray:
        return self.sums @ self.inner

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(d.codes) for d in self.dimensions)

    @cached_property
    def places(self) -> np.ndarray:
        """Where each inner cell stands among all cells."""
        leaves = [np.flatnonzero(np.isin(d.codes, d.leaves)) for d in self.dimensions]
        return np.ravel_multi_index(np.ix_(*leaves), self.shape).ravel()

    def children(self, dimension: int) -> sp.csr_matrix:
        """Cells × cells: the parts of each along one dimension."""
        factors = [sp.identity(n, np.int64, "csr") for n in self.shape]
        factors[dimension] = self.dimensions[dimension].family
        return _product(factors)


def _product(factors: list[sp.csr_matrix]) -> sp.csr_matrix:
    product = factors[0]
    for factor in factors[1:]:
        product = sp.kron(product, factor, "csr")
    return sp.csr_matrix(product)


def read(path: Path, count: str, hierarchies: Mapping[str, Path] | None = None) -> tuple[Table, int]:
    """The table of a CSV file with its inner cells, and how many combinations had no row (they count as nought).

    Args:
        path: CSV with a header; every column but `count` is a dimension.
        count: the column with whole numbers, none below nought.
        hierarchies: dimension → CSV with `code,parent`, `_T` the top.

    Raises:
        ValueError: with the file and line of what is wrong, and never the count itself.
    """
    header, rows = _rows(path)
    if count not in header:
        raise ValueError(f"{path.name} has no column {count!r}; it has {', '.join(header)}")
    names = [h for h in header if h not in (count, STATUS)]
    for name in hierarchies or {}:
        if name not in names:
            raise ValueError(f"there is no column {name!r} for which a hierarchy was given")
    if not names:
        raise ValueError(f"{path.name} has no dimension: every row needs at least one column beside {count!r}")
    if not rows:
        raise ValueError(f"{path.name} has no rows")
    columns = [[row[header.index(name)] for row in rows] for name in names]
    dimensions = []
    for name, codes in zip(names, columns, strict=True):
        given = hierarchies.get(name) if hierarchies else None
        parents = read_parents(given) if given else {}
        dimension = Dimension.of(name, codes, parents)
        inner = set(dimension.leaves)
        for line, code in enumerate(codes, 2):
            if not code or code not in inner or (given and code not in parents):
                raise ValueError(f"{path.name}, line {line}: {name} {_wrong(code, given)}")
        dimensions.append(dimension)
    places = np.zeros(len(rows), np.int64)
    for dimension, codes in zip(dimensions, columns, strict=True):
        leaf = {c: i for i, c in enumerate(dimension.leaves)}
        places = places * len(leaf) + np.array([leaf[c] for c in codes])
    first: dict[int, int] = {}
    for line, place in enumerate(places.tolist(), 2):
        if place in first:
            raise ValueError(f"{path.name}, line {line}: the same cell as in line {first[place]}; one row for each cell, please")
        first[place] = line
    inner_counts = np.zeros(int(np.prod([len(d.leaves) for d in dimensions])), np.int64)
    where = header.index(count)
    inner_counts[places] = [_whole(row[where], f"{path.name}, line {line}, {count}") for line, row in enumerate(rows, 2)]
    return Table(tuple(dimensions), inner_counts), len(inner_counts) - len(rows)


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not UTF-8 text; save it as CSV (UTF-8)") from None
    header = lines[0] if lines else []
    twice = sorted({h for h in header if header.count(h) > 1})
    if twice:
        raise ValueError(f"{path.name}: two columns are called {twice[0]!r}")
    for number, line in enumerate(lines[1:], 2):
        if line and len(line) != len(header):
            raise ValueError(f"{path.name}, line {number}: {len(line)} fields where the header has {len(header)}")
    return header, [line for line in lines[1:] if line]


def _wrong(code: str, given: Path | None) -> str:
    if code == TOTAL:
        return f"is {TOTAL}; give the inner cells only, the totals are made from them"
    if not code:
        return "is empty; every inner cell has a code"
    if given:
        return f"is not one of the lowest codes of {given.name}"
    return "is no inner code"


def _whole(text: str, where: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 2**53 or number % 1:
        raise ValueError(f"{where}: not a whole number from 0 up")
    return int(number)


def read_parents(path: Path) -> dict[str, str]:
    """Code → parent.

    Raises:
        ValueError: a column is missing, a code has two parents, or lies under itself.
    """
    header, rows = _rows(path)
    if not {"code", "parent"} <= set(header):
        raise ValueError(f"{path.name}: a hierarchy has the columns 'code' and 'parent'")
    parents: dict[str, str] = {}
    for line, row in enumerate(rows, 2):
        code, parent = row[header.index("code")], row[header.index("parent")] or TOTAL
        if code == TOTAL:
            continue
        if parents.setdefault(code, parent) != parent:
            raise ValueError(f"{path.name}, line {line}: the code has two parents")
    for code in parents:
        seen = {code}
        while (code := parents.get(code, TOTAL)) != TOTAL:
            if code in seen:
                raise ValueError(f"{path.name}: a code lies under itself")
            seen.add(code)
    return parents


def frame(table: Table, hidden: np.ndarray, count: str) -> pl.DataFrame:
    """Every cell with its totals: the count empty and `status` = `c` where it is hidden."""
    columns = {}
    for d, index in zip(table.dimensions, np.unravel_index(np.arange(hidden.size), table.shape), strict=True):
        columns[d.name] = np.array(d.codes, dtype=object)[index]
    shown = pl.Series(count, table.values).to_frame().select(pl.when(pl.lit(pl.Series(~hidden))).then(pl.col(count)))
    marks = pl.Series(STATUS, ["c" if h else None for h in hidden.tolist()], dtype=pl.String)
    return pl.DataFrame({k: pl.Series(k, v.tolist(), dtype=pl.String) for k, v in columns.items()}).with_columns(shown.to_series(), marks)
