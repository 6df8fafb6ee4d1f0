"""Which rows a measure counts in a period: all of its table, or those among another measure's that had one of its outcomes."""

from collections.abc import Iterable

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.filters import outcomes
from schemas import Measure, Period, Schemas

SPLITS = ("partition", "disjoint")


def counted(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period) -> pl.DataFrame:
    """The rows of the period, with a column `had <code>` for each outcome and `by <name>` for each breakdown.

    Where young people are counted, one row each. What a young person is in a breakdown is what the first counted row of the period
    says, also for measures that count among these. An outcome is had if any of the rows has it; where outcomes exclude each other,
    the first row says which.
    """
    found = _population(rows, measure, schemas, period, measure.breakdowns, measure.distinct)
    had = had_by_code(measure, schemas)
    found = found.with_columns(*(question.alias(f"had {code}") for code, question in had.items()))
    if not measure.distinct or _once_each(found):
        return found
    if measure.outcome is not None and measure.outcome.relation not in SPLITS:
        found = found.with_columns(pl.col(f"had {code}").any().over("youth_id") for code in had)
    return _first_rows(found)


def had_by_code(measure: Measure, schemas: Schemas) -> dict[str, pl.Expr]:
    """For each outcome code, whether a row had it."""
    return outcomes(measure, schemas.codelists[measure.outcome.codelist] if measure.outcome else None)


def _population(
    rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period, breakdowns: Iterable[str], first_matters: bool
) -> pl.DataFrame:
    if measure.among is None:
        if measure.date == "quarter":
            inside = pl.col("quarter").is_in([str(q) for q in period.quarters])
        else:
            inside = pl.col(measure.date).is_between(pl.lit(period.start), pl.lit(period.end))
        found = rows.filter(inside & matches(measure.where))
        if first_matters and not _once_each(found):
            found = _in_order(found, measure, schemas)
        return found.with_columns(_by(found, measure, breakdowns))
    of = schemas.measures[measure.among.measure]
    found = _population(rows, of, schemas, period, breakdowns, first_matters or of.distinct)
    if measure.among.code is not None:
        if of.distinct and of.outcome is not None and of.outcome.relation in SPLITS:
            found = _first_rows(found)
        found = found.filter(had_by_code(of, schemas)[measure.among.code])
    return found if of.distinct or not measure.distinct else found.with_columns(_by(found, measure, breakdowns))


def _once_each(rows: pl.DataFrame) -> bool:
    """Whether each young person is there once, so that no row is the first of several."""
    return "youth_id" in rows.columns and rows["youth_id"].n_unique() == rows.height


def _in_order(rows: pl.DataFrame, measure: Measure, schemas: Schemas) -> pl.DataFrame:
    """By young person and time. Of several agencies on one day the first by name tells who it was, and never what one of them
    happened to answer."""
    keys = [c for c in ("youth_id", measure.date, _began(measure, schemas), "agency") if c in rows.columns]
    return rows.sort(*keys, *(c for c in sorted(rows.columns) if c not in keys))


def _began(measure: Measure, schemas: Schemas) -> str:
    """The day a spell began: at a quarter's end all that are open bear the same day, and the first is the one that began first."""
    table = schemas.tables.get(measure.counts)
    return table.open_at_quarter_end.start if table and table.open_at_quarter_end else ""


def _by(rows: pl.DataFrame, measure: Measure, breakdowns: Iterable[str]) -> list[pl.Expr]:
    """What each row is in the breakdowns; of a young person, what the first of the rows says."""
    over = measure.distinct and not _once_each(rows)
    return [(pl.col(b).first().over("youth_id") if over else pl.col(b)).alias(f"by {b}") for b in breakdowns]


def _first_rows(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.unique("youth_id", keep="first", maintain_order=True)
