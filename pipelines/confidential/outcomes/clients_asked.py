"""How clients are, as providers work it out by themselves: the same clients, asked about several things."""

import polars as pl

QUALITIES = ("stable_housing", "in_school", "caring_adult", "health_cover")
_LINE = ["agency", "quarter", "followed_for"]


def clients_asked(quality_of_life_counts: pl.DataFrame) -> pl.DataFrame:
    """One row per agency, quarter and horizon: clients due, and for each thing asked `<thing>_yes`, `_no` and `_not_known`.

    A line that tells of another number of clients than the first one does is about others, so its numbers are empty.
    """
    lines = pl.concat(
        quality_of_life_counts.select(
            "agency", "quarter", "quality", followed_for=pl.lit(horizon), of=f"due_{horizon}", yes=f"yes_{horizon}",
            no=pl.col(f"asked_{horizon}") - pl.col(f"yes_{horizon}"),
            not_known=pl.col(f"due_{horizon}") - pl.col(f"asked_{horizon}"),
        )
        for horizon in ("6m", "12m")
    )  # fmt: skip
    first, *_ = QUALITIES
    whole = lines.filter(pl.col("quality") == first).select(*_LINE, due="of")
    for quality in QUALITIES:
        line = lines.filter(pl.col("quality") == quality).drop("quality")
        whole = (
            whole.join(line, on=_LINE, how="left", maintain_order="left")
            .with_columns(pl.when(pl.col("of") == pl.col("due")).then(pl.col("yes", "no", "not_known")))
            .rename({answer: f"{quality}_{answer}" for answer in ("yes", "no", "not_known")})
            .drop("of")
        )
    return whole
