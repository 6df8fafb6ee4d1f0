"""Young people on several agencies' lists: each counted once in all, once on each list, once on each pair of lists."""

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.periods import Standing
from schemas import Measure, Period, Schemas


def overlaps(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period; a pair is written with its first list by name in the first dimension."""
    lists = str(measure.lists)
    inside = rows.filter(pl.col("quarter").is_in([str(q) for q in period.quarters]) & matches(measure.where))
    status = standing.of(measure, period, None)
    extracts = schemas.extracts_for(measure.counts)
    names = sorted({s.agency for s in schemas.sources if s.extract in extracts})
    on = {name: set(inside.filter(pl.col(lists) == name)["youth_id"]) for name in names}
    everybody = set().union(*on.values())
    yield Cell(str(period), "count", len(everybody), len(everybody), status=status)
    for name in names:
        yield Cell(str(period), "count", len(on[name]), len(on[name]), status=status, at={lists: name})
    for first, second in combinations(names, 2):
        both = len(on[first] & on[second])
        yield Cell(str(period), "count", both, both, status=status, at={lists: first, f"with_{lists}": second})
