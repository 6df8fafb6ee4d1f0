"""How to read a publication with polars and plotly. Open with: uv run --extra notebooks marimo edit notebooks/reading_a_publication.py"""

import marimo

app = marimo.App(app_title="Reading a publication")


@app.cell
def _():
    import os
    from pathlib import Path

    import marimo as mo
    import plotly.graph_objects as go
    import polars as pl

    return Path, go, mo, os, pl


@app.cell
def _(Path, mo, os):
    # A published folder: published tables only, never anything from a workspace's confidential side.
    publication = Path(os.environ.get("SAFECOUNT_PUBLICATION", "demo/published/2025-Q4-v1"))
    mo.md(f"""
    # Reading a publication

    All that a county published is in one table, `cells.csv`: a line for each number, shown or withheld.
    Here it is read from **{publication.name}**. The marks come first, since they are as much a part of the
    answer as the numbers are.
    """)
    return (publication,)


@app.cell
def _(pl, publication):
    cells = pl.read_csv(publication / "cells.csv", infer_schema=False).fill_null("")
    cells = cells.with_columns(pl.col("value").replace({"": None}).cast(pl.Int64))
    return (cells,)


@app.cell
def _(cells, mo, pl):
    words = {"": "shown", "c": "withheld", "m": "not yet measurable", "x": "not available", "z": "nobody to count", "r": "revised"}
    named = cells.with_columns(pl.col("status").replace(words))
    marks = named.pivot("status", index="measure", values="period", aggregate_function="len").fill_null(0).sort("measure")
    mo.vstack([mo.md("## What is shown, and why the rest is not"), mo.ui.table(marks, selection=None, show_download=False)])
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
def _(go, mo, pl, years):
    started = years("referral_funnel", "percent").filter((pl.col("step") == "started") & (pl.col("service") == "_T"))
    figure = go.Figure(go.Bar(x=started["period"].to_list(), y=started["value"].to_list(), marker_color="#0b5394"))
    figure.update_layout(
        title="Referrals that led to a first visit, percent",
        yaxis_range=[0, 100],
        xaxis_type="category",
        height=320,
        template="plotly_white",
    )
    mo.vstack([mo.md("## One measure, year by year"), figure])
    return figure, started


@app.cell
def _(mo, started):
    lacking = started.filter(started["value"].is_null())["period"].to_list()
    mo.md(f"""
    A year without a bar is **not zero**. {"Here that is " + ", ".join(lacking) + ": its mark says why." if lacking else ""}
    Compare a county with itself over time, and never two groups of a dozen young people.
    """)
    return (lacking,)


@app.cell
def test_no_shown_count_is_small(cells, pl):
    counts = cells.filter(pl.col("statistic").is_in(["count", "denominator", "numerator"]))
    assert counts.filter(pl.col("value").is_between(1, 10)).height == 0


if __name__ == "__main__":
    app.run()
