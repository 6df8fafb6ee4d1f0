"""What providers work out by themselves about their clients, one line for each outcome and each time of following up."""

import polars as pl


def tracked_clients(client_outcomes: pl.DataFrame) -> pl.DataFrame:
    """One row per agency, quarter, outcome and horizon. The clients followed for 6 months are others than those for 12."""
    return pl.concat(
        client_outcomes.select(
            "agency", "quarter", "outcome", followed_for=pl.lit(horizon), tracked=f"tracked_{horizon}", again=f"again_{horizon}"
        )
        for horizon in ("6m", "12m")
    )
