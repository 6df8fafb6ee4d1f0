"""The form of a counted cell before protection."""

from dataclasses import dataclass, field

import polars as pl

from schemas import Measure, Schemas
from schemas.codelist import TOTAL


@dataclass(frozen=True)
class Cell:
    """One number. `at` says where along the measure's dimensions; those not named are the whole."""

    period: str
    statistic: str
    value: int | None
    youth: int | None
    rest_youth: int | None = None
    status: str = ""
    at: dict[str, str] = field(default_factory=dict)


def CELL(schemas: Schemas) -> list[str]:
    return ["measure", "period", *schemas.dimensions, "statistic", "value", "youth", "rest_youth", "status"]


def listed(cells: list[Cell], measure: Measure, schemas: Schemas) -> pl.DataFrame:
    """Cells as a frame; a cell with a status carries no number at all."""
    whole = {d: TOTAL if d in measure.dimensions else "" for d in schemas.dimensions}
    rows = [
        {"measure": measure.name, "period": c.period, **whole, **c.at, "statistic": c.statistic, "status": c.status}
        | {"value": c.value, "youth": c.youth, "rest_youth": c.rest_youth}
        | ({} if c.status == "" else dict.fromkeys(("value", "youth", "rest_youth")))
        for c in cells
    ]
    numbers = dict.fromkeys(("value", "youth", "rest_youth"), pl.Int64)
    texts = {n: pl.String for n in CELL(schemas) if n not in numbers}
    return pl.DataFrame(rows, schema={**texts, **numbers})
