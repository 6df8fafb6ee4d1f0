"""Tables that have the rows of another one: some of them, or the first of each young person, or those open when a quarter ends."""

from collections.abc import Mapping

import polars as pl

from pipelines.confidential.calendar import days_between
from pipelines.confidential.conditions import matches
from schemas import Column, Quarter, Table
from schemas.table import Spell


def derived(rows: pl.DataFrame, table: Table, last: Quarter) -> pl.DataFrame:
    """The rows of a table of `rows_of` another, with the columns that follow from the others of their row.

    Of several first rows of one day the first by all other columns counts, so that the order of the rows does not matter.
    """
    found = with_own_columns(rows, table.columns).filter(matches(table.where))
    if table.first_by:
        rest = [c for c in sorted(found.columns) if c not in ("youth_id", table.first_by)]
        found = (
            found.drop_nulls(table.first_by).sort("youth_id", table.first_by, *rest).unique("youth_id", keep="first", maintain_order=True)
        )
    if table.open_at_quarter_end:
        found = with_own_columns(_open_at_quarter_ends(found, table.open_at_quarter_end, last), table.columns)
    return found


def with_own_columns(rows: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    """With days from one column to another (none where the second comes first), and whether filters hold, in the order they are told;
    those that ask a column which is not there yet are left for later."""
    for name, column in columns.items():
        if column.days and set(column.days) <= set(rows.columns):
            days = days_between(*column.days)
            rows = rows.with_columns(pl.when(days >= 0).then(days).alias(name))
        elif column.holds is not None and set(column.holds) <= set(rows.columns):
            rows = rows.with_columns(matches(column.holds).alias(name))
    return rows


def _open_at_quarter_ends(rows: pl.DataFrame, spell: Spell, last: Quarter) -> pl.DataFrame:
    """A row for each last day of a quarter from its start to its end, both included, up to the last quarter."""
    starts = rows[spell.start].drop_nulls()
    quarters = Quarter.of(starts.min()).through(last) if len(starts) else ()  # ty: ignore[invalid-argument-type]
    ends = pl.DataFrame({"open_on": [q.end for q in quarters]}, schema={"open_on": pl.Date})
    still = pl.col(spell.end).is_null() | (pl.col("open_on") <= pl.col(spell.end))
    return rows.join(ends, how="cross").filter((pl.col(spell.start) <= pl.col("open_on")) & still)
