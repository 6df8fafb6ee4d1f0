"""Counting months and days for every row at once."""

import polars as pl


def months_after(day: str, months: int) -> pl.Expr:
    """The same day of the month, `months` later; the last day of that month where it is shorter."""
    return pl.col(day).dt.offset_by(f"{months}mo")


def days_between(first: str, then: str) -> pl.Expr:
    return (pl.col(then) - pl.col(first)).dt.total_days()
