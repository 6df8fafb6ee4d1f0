"""A county that published one table after the other, and the attacker who has kept them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.disclosure_control.audit import Audit, audit_publications
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.audited import publication
from tests.external import facts

Told = tuple[int, int | None]


@dataclass(frozen=True)
class Published:
    """`see`: what a reader finds in the last publication. `folders`: all of them. `others`: the file of what others published."""

    see: counted.Shown
    cells: pl.DataFrame
    folders: tuple[Path, ...]
    last: Protected
    others: Path | None = None

    def attacked(self, aided: bool = False) -> Audit:
        """By a stranger, or by one who is told which counts are small and only not how many they are."""
        return audit_publications(self.folders, frozenset(self.last.small.rows()) if aided else None, self.others)

    @property
    def withstands(self) -> bool:
        return self.attacked().passed and self.attacked(aided=True).passed


def goes_out(folder: Path, structure: Mapping[str, Any], *tables: pl.DataFrame, others: str = "") -> Published:
    """The tables through the door, one after the other; `others`: lines of figures that others published."""
    told = facts(folder, structure, others) if others else ()
    earlier: list[pl.DataFrame] = []
    folders, result = [], None
    for number, table in enumerate(tables, 1):
        name = f"2024-Q4-v{number}"
        result = protect(table, structure, Policy(), earlier, external=told)
        earlier.append(pl.concat([t.cells for t in result.tables]))
        folders.append(store.save_draft(folder, name, result.tables, structure, {"publication": name}))
    assert result
    where = folder / "facts" / "external.csv" if others else None
    return Published(counted.reader(result.tables), earlier[-1], tuple(folders), result, where)


def planted(folder: Path, measures: Mapping[str, Any], *drawn: str) -> Audit:
    """Publications made without the door, one after the other, and attacked."""
    return audit_publications([publication(folder / f"v{n}", measures, one, f"2025-Q4-v{n}") for n, one in enumerate(drawn, 1)])


def told(audit: Audit) -> dict[str, Told]:
    """What is told exactly or too closely, by the codes (or else the period) of the figure."""
    found = {}
    for cell in audit.cells:
        if cell.verdict != "open":
            codes = [c for d, c in cell.key if d not in ("measure", "period", "statistic") and c != "_T"]
            found[" ".join(codes) or dict(cell.key).get("period", "")] = (cell.low, cell.high)
    return found


def kinds(audit: Audit) -> set[str]:
    return {leak.kind for leak in audit.leaks}
