"""What a threshold costs, on made-up counties. Open with: uv run --extra notebooks marimo edit notebooks/what_a_threshold_costs.py"""

import marimo

app = marimo.App(app_title="What a threshold costs")


@app.cell
def _():
    import os
    from dataclasses import replace

    import marimo as mo
    import plotly.graph_objects as go
    import polars as pl

    from pipelines.planning.plan import plan
    from schemas import Schemas

    return Schemas, go, mo, os, pl, plan, replace


@app.cell
def _(mo, os):
    # Change these to your county: how many young people are newly identified in a year, which measures, how many quarters.
    youth_per_year = int(os.environ.get("SAFECOUNT_YOUTH_PER_YEAR", "80"))
    measures = ("advocacy_sessions", "recidivism")
    thresholds = (11, 20)
    quarters = 4
    mo.md(f"""
    # What a threshold costs

    A number that rests on fewer young people than the threshold is withheld, and others go with it. A higher
    threshold protects more and shows less. Here a made-up county of {youth_per_year} young people a year goes the whole
    way through the door, once with each threshold. Nobody in it is real.
    """)
    return measures, quarters, thresholds, youth_per_year


@app.cell
def _(Schemas, measures, pl, plan, quarters, replace, thresholds, youth_per_year):
    # Nobody real is in here: made-up young people go the whole way that files go, and through the door.
    agreed = Schemas.load()

    def tried(threshold: int) -> list[dict[str, object]]:
        schemas = replace(agreed, policy=replace(agreed.policy, threshold=threshold))
        lines = plan(schemas, measures, youth_per_year=youth_per_year, count=quarters, seeds=[1], heard=lambda said: None)
        return [
            {
                "threshold": threshold,
                "measure": line.measure,
                "by": line.breakdown or "whole county",
                "window": line.window,
                "cells": line.cells,
                "percent_shown": line.after.percent,
            }
            for line in lines
            if line.change == "as_agreed"
        ]

    found = pl.DataFrame([row for threshold in thresholds for row in tried(threshold)])
    return (found,)


@app.cell
def _(found, mo, pl):
    # The same side by side: what is shown at each threshold, in percent of the cells.
    side_by_side = found.pivot("threshold", index=["measure", "by", "window"], values="percent_shown")
    everything = found.group_by("threshold").agg(
        ((pl.col("percent_shown") * pl.col("cells")).sum() / pl.col("cells").sum()).round(0).alias("percent_shown")
    )
    mo.vstack(
        [mo.md("## What is shown, in percent of the cells"), mo.ui.table(side_by_side, selection=None, show_download=False, page_size=20)]
    )
    return everything, side_by_side


@app.cell
def _(everything, go, mo):
    in_order = everything.sort("threshold")
    figure = go.Figure(
        go.Bar(x=[f"{t} and more" for t in in_order["threshold"]], y=in_order["percent_shown"].to_list(), marker_color="#0b5394")
    )
    figure.update_layout(
        title="Cells that can be shown, percent, by the least number of young people",
        yaxis_range=[0, 100],
        height=320,
        template="plotly_white",
    )
    mo.vstack([mo.md("## All cells together"), figure, mo.md("`safecount plan` tries more: years joined, wider codes, other measures.")])
    return (figure,)


@app.cell
def test_a_higher_threshold_shows_no_more(everything):
    shown = everything.sort("threshold")["percent_shown"].to_list()
    assert shown == sorted(shown, reverse=True)
    assert 0 < shown[0] <= 100


if __name__ == "__main__":
    app.run()
