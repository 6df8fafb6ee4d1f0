"""How to read a publication with polars and plotly. Open with: uv run --extra notebooks marimo edit notebooks/reading_a_publication.py"""

import marimo

app = marimo.App()


@app.cell
def _():
    import os
    from pathlib import Path

    import plotly.graph_objects as go
    import polars as pl

    return Path, go, os, pl


@app.cell
def _(Path, os):
    # A published folder: published tables only, never anything from a workspace's confidential side.
    publication = Path(os.environ.get("SAFECOUNT_PUBLICATION", "demo/published/2025-Q4-v1"))
    return (publication,)


@app.cell
def _(pl, publication):
    cells = pl.read_csv(publication / "cells.csv", infer_schema=False).fill_null("")
    cells = cells.with_columns(pl.col("value").replace({"": None}).cast(pl.Int64))
    return (cells,)


@app.cell
def _(cells, pl):
    # What is shown, and why the rest is not: c withheld, m not yet measurable, x not available, z nobody to count.
    marks = cells.group_by("measure", "status").agg(pl.len().alias("cells")).sort("measure", "status")
    marks
    return (marks,)


@app.cell
def _(cells, pl):
    def years(measure: str, statistic: str) -> pl.DataFrame:
        """A measure's yearly figures for the whole county; a withheld one is null, never 0."""
        return cells.filter(
            (pl.col("measure") == measure)
            & (pl.col("statistic") == statistic)
            & (pl.col("period").str.len_chars() == 4)
            & pl.all_horizontal(pl.col("age_band", "gender", "race_ethnicity", "residence").is_in(["_T", ""]))
        ).sort("period")

    return (years,)


@app.cell
def _(go, pl, years):
    started = years("referral_funnel", "percent").filter((pl.col("step") == "started") & (pl.col("service") == "_T"))
    figure = go.Figure(go.Bar(x=started["period"].to_list(), y=started["value"].to_list()))
    figure.update_layout(title="Referrals that led to a first visit, percent", yaxis_range=[0, 100])
    figure
    return figure, started


@app.cell
def test_no_shown_count_is_small(cells, pl):
    counts = cells.filter(pl.col("statistic").is_in(["count", "denominator", "numerator"]))
    assert counts.filter(pl.col("value").is_between(1, 10)).height == 0


if __name__ == "__main__":
    app.run()
