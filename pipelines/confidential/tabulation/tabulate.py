"""One measure, counted: its quarters in total, its years in total and by each breakdown."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.confidential.tabulation.bounds import bounds
from pipelines.confidential.tabulation.cells import CELL, listed
from pipelines.confidential.tabulation.estimates import estimates
from pipelines.confidential.tabulation.horizons import horizons
from pipelines.confidential.tabulation.inventory import inventory
from pipelines.confidential.tabulation.overlaps import overlaps
from pipelines.confidential.tabulation.periods import Missing, Standing, periods_of
from pipelines.confidential.tabulation.rates import rates
from pipelines.confidential.tabulation.shares import shares
from pipelines.confidential.tabulation.totals import totals
from schemas import Measure, Period, Quarter, Schemas

_KINDS = {
    "share": shares,
    "count": shares,
    "totals": totals,
    "overlap": overlaps,
    "inventory": inventory,
    "horizons": horizons,
    "rate": rates,
    "estimate": estimates,
}
"""What each kind makes of the rows of one period; bounds take the totals of other tables besides."""


def tabulate(
    followed: Mapping[str, pl.DataFrame],
    measure: Measure,
    schemas: Schemas,
    last: Quarter,
    missing: Missing = (),
    periods: Sequence[Period] | None = None,
) -> pl.DataFrame:
    """Every cell of a measure from the agencies' first quarter up to `last`, before protection.

    Columns: measure, period, one per dimension of any measure ("" where this one has it not), statistic, value, youth (distinct
    young people behind the value), rest_youth (behind denominator minus numerator), status ("" given, "m" not yet mature,
    "x" a file is missing; then the value is null). Every code is there, zeros included. `periods`: only these.
    """
    standing = Standing(schemas, last, frozenset(missing))
    rows = followed[measure.counts]
    periods = periods_of(measure, schemas, last) if periods is None else periods
    if measure.kind == "bounds":
        found = [bounds(followed, measure, schemas, period, standing) for period in periods]
    else:
        found = [_KINDS[measure.kind](rows, measure, schemas, period, standing) for period in periods]
    cells = [row for rows in found for row in rows]
    return listed(cells, measure, schemas).sort("measure", "period", *schemas.dimensions, "statistic").select(CELL(schemas))
