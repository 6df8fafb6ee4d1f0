"""What a measure asks for, as a question to each row."""

import polars as pl

from pipelines.confidential.calendar import days_between, months_after
from pipelines.confidential.conditions import matches
from schemas import Codelist, Measure


def outcomes(measure: Measure, codelist: Codelist | None) -> dict[str, pl.Expr]:
    """For each outcome code of a share, whether a row had it."""
    told = measure.outcome
    if told is None:
        return {}
    if told.filters:
        return {code: matches(told.filters[code]) for code in told.codes}
    if told.months and told.event:
        within = {code: pl.col(told.event) < months_after(measure.date, told.months[code]) for code in told.codes}
        return {code: (within[code] & (pl.col(told.event) > pl.col(measure.date))).fill_null(False) for code in told.codes}
    if told.events:
        before = months_after(measure.date, told.within_months)
        return {code: ((pl.col(day) > pl.col(measure.date)) & (pl.col(day) < before)).fill_null(False) for code, day in told.events.items()}
    if told.event:
        day = days_between(measure.date, told.event)
        return {code: day.is_between(first, end, closed="left").fill_null(False) for code, (first, end) in told.days.items()}
    within = {code: list(codelist.within(code)) if codelist else [code] for code in told.codes}
    return {code: pl.col(str(told.column)).is_in(codes).fill_null(False) for code, codes in within.items()}
