"""An agency sends a row again when it has changed. The row of the latest quarter is the agency's last word."""

from collections.abc import Sequence

import polars as pl

from schemas import Contract


def last_word(frames: Sequence[pl.DataFrame], contract: Contract) -> pl.DataFrame:
    """All quarters of one extract put together: for each agency and key of the contract, the row of the latest quarter.

    Totals, and registers of how things stand, are of their quarter, so there each quarter keeps its own rows; what has a date of
    its own is told anew when it changes. Without a key each row is an event of its own, and all rows of all quarters stay, alike or not.
    The order of `frames` does not matter to what is kept; rows of one quarter stay in the order in which they came.
    """
    if not contract.key:
        whole = pl.concat(frames)
        return whole.sort("quarter", *(c for c in whole.columns if c != "quarter"), nulls_last=True)
    key = ["agency", *contract.key] + ([] if contract.keeps_its_rows else ["quarter"])
    everything = pl.concat(frames)
    return everything.sort("quarter", maintain_order=True).unique(key, keep="last", maintain_order=True)
