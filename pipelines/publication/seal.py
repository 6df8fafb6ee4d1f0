"""The seal of a protected table. By import rule only disclosure control and the published store can put it on."""

from dataclasses import dataclass

import polars as pl

from pipelines.publication import cells as form
from pipelines.publication.table import ProtectedTable


@dataclass(frozen=True)
class Sealed:
    """One measure's cells, checked against the form of cells.csv when made."""

    measure: str
    cells: pl.DataFrame
    threshold: int

    def __post_init__(self) -> None:
        form.check(self.cells)
        if not (self.cells["measure"] == self.measure).all():
            raise ValueError(f"a table of {self.measure} holds cells of another measure")


def seal(measure: str, cells: pl.DataFrame, threshold: int) -> ProtectedTable:
    """Raises ValueError when the cells are not in the form of cells.csv."""
    return Sealed(measure, cells, threshold)
