"""How all cells hang together: each is a sum of groups of young people too fine to publish, and these groups add up.

The unknowns ("atoms") of a share are those who left between one step and the next, or those of one pathway; of overlapping
lists, those on exactly certain lists. Beside the published cells stand implicit ones that a reader could work out: the rest of a
denominator (`complement`), and those lost between two steps (`difference`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipelines.disclosure_control.protection.facts import Key


@dataclass(frozen=True)
class Cell:
    """One number. `published` is False for what is never shown but could be worked out; `held`: shown earlier, and so again.

    `fresh`: held to a new value, which no reader has seen yet. `known`: what it lies between by what others published.
    `world`: empty for what is said now, else the publication up to which readers believed this. `silent`: its mark does not say
    whether it is nought.
    """

    key: Key
    atoms: tuple[int, ...]
    value: int | None
    youth: int | None
    published: bool = True
    held: bool = False
    fresh: bool = False
    known: tuple[int, int | None] | None = None
    world: str = ""
    silent: bool = False


@dataclass(frozen=True)
class System:
    """Cells that can tell something about each other.

    `relations`: atom → coefficient, summing to nought. `parts[i]`: the cells that are not shown where cell i is withheld;
    `twins[i]`: the cells that are the same number. `sums`: (whole, its parts), where the whole is at least the sum of the
    parts. `shares`: (numerator, denominator, rest). `kin`: (young people, rows) neither of which is nought where the other is not;
    where the rows are withheld so are the young people.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Mapping[int, int], ...]
    atoms: np.ndarray
    parts: tuple[tuple[int, ...], ...]
    twins: tuple[tuple[int, ...], ...]
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    shares: tuple[tuple[int, int, int], ...]
    kin: tuple[tuple[int, int], ...] = ()

    @cached_property
    def matrix(self) -> np.ndarray:
        """Cells by atoms. Whole numbers kept as floats, which are exact below 2 to the 53rd, for speed."""
        found = np.zeros((len(self.cells), len(self.atoms)))
        for i, cell in enumerate(self.cells):
            found[i, list(cell.atoms)] = 1
        return found

    @cached_property
    def balance(self) -> np.ndarray:
        """Relations by atoms."""
        found = np.zeros((len(self.relations), len(self.atoms)))
        for i, relation in enumerate(self.relations):
            found[i, list(relation)] = list(relation.values())
        return found

    @cached_property
    def values(self) -> np.ndarray:
        """What each cell is, by its atoms."""
        return self.matrix @ self.atoms

    @cached_property
    def published(self) -> np.ndarray:
        return np.array([c.published for c in self.cells], dtype=bool)

    @cached_property
    def exactly(self) -> np.ndarray:
        """The young people on exactly certain lists, whose true number nobody counted."""
        return np.array([c.key[-1] == "exactly" for c in self.cells], dtype=bool)

    @cached_property
    def held(self) -> np.ndarray:
        return np.array([c.held for c in self.cells], dtype=bool)

    @cached_property
    def fresh(self) -> np.ndarray:
        return np.array([c.fresh for c in self.cells], dtype=bool)

    @cached_property
    def past(self) -> np.ndarray:
        """Cells as readers believed them before they were revised."""
        return np.array([c.world != "" for c in self.cells], dtype=bool)

    @cached_property
    def silent(self) -> np.ndarray:
        return np.array([c.silent for c in self.cells], dtype=bool)

    @cached_property
    def twinned(self) -> np.ndarray:
        """Pairs of cells that are the same number, each both ways round."""
        return np.array([(i, t) for i, some in enumerate(self.twins) for t in some], dtype=int).reshape(-1, 2)

    @cached_property
    def related(self) -> np.ndarray:
        """These, and those neither of which is nought where the other is not."""
        return np.concatenate([self.twinned, np.array([*self.kin, *((b, a) for a, b in self.kin)], dtype=int).reshape(-1, 2)])

    @cached_property
    def known(self) -> tuple[np.ndarray, np.ndarray]:
        """What each cell lies between by what others published."""
        ends = [c.known or (0, None) for c in self.cells]
        return np.array([e[0] for e in ends], dtype=float), np.array([np.inf if e[1] is None else e[1] for e in ends], dtype=float)

    @cached_property
    def shared(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """`shares` as columns: numerators, denominators, rests."""
        found = np.array(self.shares, dtype=int).reshape(-1, 3)
        return found[:, 0], found[:, 1], found[:, 2]

    @cached_property
    def left_over(self) -> list[tuple[int, list[int]]]:
        """Rests of which other cells are a part: those beside the numerator, and what all of them leave."""
        rest = {(n, d): r for n, d, r in self.shares}
        of = dict(rest.keys())
        found = []
        for whole, parts in self.sums if rest else ():
            for part in parts:
                beside = [p for p in parts if p != part]
                if (part, whole) in rest:
                    found.append((rest[part, whole], beside))
                elif part in of and (whole, of[part]) in rest:
                    found.append((rest[part, of[part]], [rest[whole, of[part]], *beside]))
        return [(r, others) for r, others in found if others]

    @cached_property
    def part_of(self) -> np.ndarray:
        """Cells by cells: whether the first is a part of the second."""
        found = np.zeros((len(self.cells), len(self.cells)), dtype=bool)
        for whole, parts in enumerate(self.parts):
            found[list(parts), whole] = True
        return found

    @cached_property
    def follow(self) -> np.ndarray:
        """Cells by cells: what goes when a cell is withheld, itself included, but not what was shown earlier."""
        found = np.zeros((len(self.cells), len(self.cells)))
        for start in np.flatnonzero(self.published):
            found[start, list(self.reach([int(start)]))] = 1
        return found * ~self.held

    @cached_property
    def behind(self) -> dict[int, list[int]]:
        """Cells of rows → those of the young people behind them."""
        found: dict[int, list[int]] = {}
        for people, rows in self.kin:
            found.setdefault(rows, []).append(people)
        return found

    def reach(self, start: Iterable[int]) -> set[int]:
        """Everything that is withheld where `start` is: itself, its parts and twins, and theirs."""
        found = set(start)
        new = list(found)
        while new:
            here = new.pop()
            for i in (*self.parts[here], *self.twins[here], *self.behind.get(here, ())):
                if i not in found:
                    found.add(i)
                    new.append(i)
        return found

    def beyond(self, atoms: np.ndarray) -> np.ndarray:
        """Cells that count anyone outside of these atoms."""
        return self.matrix @ ~atoms > 0

    def adds_up(self, table: np.ndarray) -> bool:
        return bool((table >= 0).all() and not (self.balance @ table).any())

    def with_atoms(self, atoms: np.ndarray) -> "System":
        return replace(self, atoms=atoms)


def split(whole: System) -> list[System]:
    """The independent pieces: no cell of one says anything about a cell of another."""
    leader = list(range(len(whole.atoms)))

    def find(a: int) -> int:
        while leader[a] != a:
            leader[a] = leader[leader[a]]
            a = leader[a]
        return a

    for group in (*(c.atoms for c in whole.cells), *whole.relations):
        first, *others = group
        for atom in others:
            leader[find(atom)] = find(first)
    pieces: dict[int, list[int]] = {}
    for atom in range(len(leader)):
        pieces.setdefault(find(atom), []).append(atom)
    belongs = {root: ([], [], [], [], []) for root in pieces}
    for i, cell in enumerate(whole.cells):
        belongs[find(cell.atoms[0])][0].append(i)
    for relation in whole.relations:
        belongs[find(next(iter(relation)))][1].append(relation)
    for total, parts in whole.sums:
        belongs[find(whole.cells[total].atoms[0])][2].append((total, parts))
    for share in whole.shares:
        belongs[find(whole.cells[share[0]].atoms[0])][3].append(share)
    for pair in whole.kin:
        belongs[find(whole.cells[pair[0]].atoms[0])][4].append(pair)
    return [_piece(whole, pieces[root], *belongs[root]) for root in pieces if belongs[root][0]]


def _piece(whole: System, atoms: list[int], cells: list[int], relations: list, sums: list, shares: list, kin: list) -> System:
    atom, cell = {a: i for i, a in enumerate(atoms)}, {c: i for i, c in enumerate(cells)}
    return System(
        cells=tuple(replace(whole.cells[c], atoms=tuple(atom[a] for a in whole.cells[c].atoms)) for c in cells),
        relations=tuple({atom[a]: n for a, n in r.items()} for r in relations),
        atoms=whole.atoms[atoms],
        parts=tuple(tuple(cell[p] for p in whole.parts[c]) for c in cells),
        twins=tuple(tuple(cell[p] for p in whole.twins[c]) for c in cells),
        sums=tuple((cell[t], tuple(cell[p] for p in parts)) for t, parts in sums),
        shares=tuple((cell[n], cell[d], cell[r]) for n, d, r in shares),
        kin=tuple((cell[a], cell[b]) for a, b in kin),
    )
