"""Numbers that an agency counted itself and sent as totals: added up over agencies and quarters, never taken apart."""

from collections.abc import Iterator

import polars as pl

from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.filters import matches
from pipelines.confidential.tabulation.periods import Standing
from schemas import Measure, Period, Schemas, Year
from schemas.codelist import TOTAL


def totals(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period.

    How many young people stand behind a sum over quarters or agencies is not known (one may be in several); the largest
    single number is the fewest there can be, so that is what is protected on.
    """
    column = measure.breakdowns[0]
    inside = rows.filter(pl.col("quarter").is_in([str(q) for q in period.quarters]) & matches(measure.where))
    status = standing.of(measure, period, None)
    words = schemas.codelist_of(measure, column)
    codes = (TOTAL, *(words.codes if words and isinstance(period, Year) else ()))
    for code in codes:
        part = inside.filter(pl.col(column) == code)
        value, youth = part.select(pl.col(str(measure.value)).sum(), pl.col(str(measure.youth)).max().fill_null(0)).row(0)
        yield Cell(str(period), "count", value, youth, status=status, at={column: code})
