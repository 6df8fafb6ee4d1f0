"""Agencies that may be linked make the same code for the same young person. That code becomes one youth_id."""

from collections.abc import Mapping

import polars as pl


def link(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The shared tables with `youth_id` in place of the agencies' token; tables of totals carry none and stay as they are."""
    return {name: t.rename({"youth_token": "youth_id"}) if "youth_token" in t.columns else t for name, t in tables.items()}
