"""Tables that have the rows of another one: some of them, or the first of each young person, or those open when a quarter ends."""

from collections.abc import Mapping

import polars as pl

from pipelines.confidential.calendar import days_between
from pipelines.confidential.conditions import matches
from schemas import Column, Quarter, Table
from schemas.table import First, Spell

_PLACE, _AFTER = " place", " after"


def derived(tables: Mapping[str, pl.DataFrame], table: Table, last: Quarter) -> pl.DataFrame:
    """The rows of a table of `rows_of` another, with the columns that follow from the others of their row.

    Of several first rows of one day the first by all other columns counts, so that the order of the rows does not matter.
    """
    rows = tables[str(table.rows_of)]
    for name, column in table.columns.items():
        if column.first and name not in rows.columns:
            rows = _with_first(rows, name, column.first, tables[column.first.of])
    found = with_own_columns(rows, table.columns).filter(matches(table.where))
    if table.first_by:
        rest = [c for c in sorted(found.columns) if c not in ("youth_id", table.first_by)]
        found = (
            found.drop_nulls(table.first_by).sort("youth_id", table.first_by, *rest).unique("youth_id", keep="first", maintain_order=True)
        )
    if table.open_at_quarter_end:
        found = with_own_columns(_open_at_quarter_ends(found, table.open_at_quarter_end, last), table.columns)
    for name, column in table.columns.items():
        if column.looked_up and name not in found.columns:
            there = tables[column.looked_up.of].select(*column.looked_up.by, name)
            found = found.join(there, on=column.looked_up.by, how="left", maintain_order="left")
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


def _with_first(rows: pl.DataFrame, name: str, first: First, there: pl.DataFrame) -> pl.DataFrame:
    """With the first such day that is later than the row's own, or on it where that counts; empty where there is none."""
    days = there.filter(matches(first.where)).select("youth_id", pl.col(first.day).alias(name)).drop_nulls().unique().sort(name)
    own = rows.with_row_index(_PLACE).select(_PLACE, "youth_id", pl.col(first.after).alias(_AFTER)).drop_nulls().sort(_AFTER)
    next_one = own.join_asof(
        days,
        left_on=_AFTER,
        right_on=name,
        by="youth_id",
        strategy="forward",
        allow_exact_matches=first.same_day,
        coalesce=False,
        check_sortedness=False,
    )
    return rows.with_row_index(_PLACE).join(next_one.select(_PLACE, name), on=_PLACE, how="left", maintain_order="left").drop(_PLACE)


def _open_at_quarter_ends(rows: pl.DataFrame, spell: Spell, last: Quarter) -> pl.DataFrame:
    """A row for each last day of a quarter from its start to its end, both included, up to the last quarter."""
    starts = rows[spell.start].drop_nulls()
    quarters = Quarter.of(starts.min()).through(last) if len(starts) else ()  # ty: ignore[invalid-argument-type]
    ends = pl.DataFrame({"open_on": [q.end for q in quarters]}, schema={"open_on": pl.Date})
    still = pl.col(spell.end).is_null() | (pl.col("open_on") <= pl.col(spell.end))
    return rows.join(ends, how="cross").filter((pl.col(spell.start) <= pl.col("open_on")) & still)
