"""Of the young people referred to counselling: begun in time, gone on with, completed; three lines about the same referrals."""

import polars as pl

_LINE = ["agency", "quarter"]
_NUMBERS = ["done", "youth_done", "not_done", "not_known"]
DUTIES = ("started_14_days", "three_sessions", "completed")


def counselling(mental_health_duty_results: pl.DataFrame) -> pl.DataFrame:
    """One row per agency and quarter: those referred, and for each duty `<duty>_done`, `_youth_done`, `_not_done`, `_not_known`.

    A line that tells of another number of referrals than the first one does is about others, so its numbers are empty.
    """
    first, *_ = DUTIES
    whole = mental_health_duty_results.filter(pl.col("duty") == first).select(*_LINE, referred="due", youth="youth")
    for duty in DUTIES:
        line = mental_health_duty_results.filter(pl.col("duty") == duty).select(*_LINE, "due", *_NUMBERS)
        whole = (
            whole.join(line, on=_LINE, how="left", maintain_order="left")
            .with_columns(pl.when(pl.col("due") == pl.col("referred")).then(pl.col(_NUMBERS)))
            .rename({name: f"{duty}_{name}" for name in _NUMBERS})
            .drop("due")
        )
    return whole
