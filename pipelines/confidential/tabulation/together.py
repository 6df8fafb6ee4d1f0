"""All measures that have anything to give, in one table."""

from collections.abc import Mapping, Sequence

import polars as pl


def together(tabulated: Mapping[str, pl.DataFrame], dimensions: Sequence[str]) -> pl.DataFrame:
    """The cells of these measures, with the columns of `dimensions` and no other; what they lack of these they do not need."""
    frames = [tabulated[name] for name in sorted(tabulated)]
    first, last = ["measure", "period"], ["statistic", "value", "youth", "rest_youth", "status"]
    return pl.concat([frame.select(*first, *dimensions, *last) for frame in frames])
