"""The findings of a file put together as a person reads them: what must be fixed first, the same thing said once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.desk.catalogue import CATALOGUE, MUST_FIX, NOTE, PLEASE_CONFIRM
from pipelines.desk.entry import ROW
from pipelines.desk.findings import Finding

_ORDER = (MUST_FIX, PLEASE_CONFIRM, NOTE)
_SHOWN_IN_FULL = 2
_RANGES = 12


@dataclass(frozen=True)
class Group:
    """Findings of one code and column; those of a file stand alone. `more` are rows that are counted and not listed."""

    code: str
    kind: str
    column: str | None
    findings: tuple[Finding, ...]
    more: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return CATALOGUE[self.code].title

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(sorted({f.row for f in self.findings if f.row} | set(self.more)))

    @property
    def count(self) -> int:
        return len(self.findings) + len(self.more)


def grouped(found: Iterable[Finding], unlisted: Mapping[tuple[str, str | None], tuple[int, ...]] | None = None) -> list[Group]:
    """Must fix before please confirm before notes; the whole file before its rows; then by the first row."""
    together: dict[tuple[str, str | None, str | None], list[Finding]] = {}
    for f in found:
        if f.code == "N805" and unlisted:  # the rows themselves are told
            continue
        # of the whole file, each says something of its own
        alone = f.says + (f.cell or "") if not f.row else None
        together.setdefault((f.code, f.column, alone), []).append(f)
    more = unlisted or {}
    groups = [
        Group(code, own[0].kind, column, tuple(own), () if alone else more.get((code, column), ()))
        for (code, column, alone), own in together.items()
    ]
    return sorted(groups, key=lambda g: (_ORDER.index(g.kind), CATALOGUE[g.code].scope == ROW, min(g.rows, default=0), g.code))


def ranges(rows: Sequence[int], at_most: int | None = None) -> str:
    """Row numbers as a person lists them: 43, 45–60 …"""
    told = []
    first = None
    for row, after in pairwise([*rows, None]):
        first = row if first is None else first
        if row is not None and first is not None and after != row + 1:
            told.append(str(row) if row == first else f"{first}–{row}" if row > first + 1 else f"{first}, {row}")
            first = None
    return ", ".join(told if at_most is None else told[:at_most]) + (" …" if at_most is not None and len(told) > at_most else "")


def shown_in_full(group: Group) -> tuple[Finding, ...]:
    """The first few of a group, each told by its own sentence; all where one more would be all."""
    return group.findings if group.count <= _SHOWN_IN_FULL + 1 else group.findings[:_SHOWN_IN_FULL]


def the_rest(group: Group) -> str:
    """And 37 more rows: 43, 45–60 …; empty where all are shown."""
    rest = group.findings[len(shown_in_full(group)) :]
    rows = sorted({f.row for f in rest if f.row} | set(group.more))
    return f"and {len(rows):,} more row{'s' if len(rows) > 1 else ''}: {ranges(rows, _RANGES)}" if rows else ""
