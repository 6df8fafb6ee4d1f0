"""The published numbers and marks, found by what they count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.codelist import TOTAL


@dataclass(frozen=True)
class Cell:
    """One line of cells.csv. `codes` are the dimensions that are not the total; `value` is kept as it was written."""

    line: int
    measure: str
    period: str
    codes: frozenset[tuple[str, str]]
    statistic: str
    value: str
    status: str

    @property
    def shown(self) -> bool:
        return self.status in ("", "r")

    @property
    def number(self) -> int | None:
        """The value to draw; None, never zero, where there is a mark instead."""
        return int(self.value) if self.shown else None


class Cells:
    """All cells of a publication; a look-up names only the codes that are not the total."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._found = {(c.measure, c.period, c.statistic, c.codes): c for c in cells}
        self._periods: dict[str, set[str]] = {}
        self._marks: dict[str, set[str]] = {}
        self._statistics: dict[str, set[str]] = {}
        self._split: set[tuple[str, str, str]] = set()
        for cell in self._found.values():
            self._split |= {(cell.measure, cell.period, dimension) for dimension, _ in cell.codes}
            self._periods.setdefault(cell.measure, set()).add(cell.period)
            self._marks.setdefault(cell.measure, set()).add(cell.status)
            self._statistics.setdefault(cell.measure, set()).add(cell.statistic)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._found.values())

    @property
    def many(self) -> int:
        return len(self._found)

    def find(self, measure: str, period: str, statistic: str, **codes: str) -> Cell | None:
        named = frozenset((d, c) for d, c in codes.items() if c != TOTAL)
        return self._found.get((measure, period, statistic, named))

    def periods(self, measure: str) -> list[str]:
        """The periods of a measure from the earliest on, a year after its quarters."""
        return sorted(self._periods.get(measure, ()), key=lambda p: (p[:4], len(p) == 4, p))

    def is_split(self, measure: str, period: str, dimension: str) -> bool:
        """Whether anything in this period is told by the codes of this dimension."""
        return (measure, period, dimension) in self._split

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(self._periods)

    def marks(self, measure: str) -> set[str]:
        """The marks that stand in any of its cells."""
        return self._marks.get(measure, set())

    def statistics(self, measure: str) -> set[str]:
        """What its numbers are: counts, percents, limits of these."""
        return self._statistics.get(measure, set())

    def years(self, measure: str) -> list[str]:
        return [p for p in self.periods(measure) if len(p) == 4]

    def quarters(self, measure: str) -> list[str]:
        return [p for p in self.periods(measure) if len(p) != 4]
