"""What is new, changed, unchanged or gone against what the agency sent before."""

import polars as pl

from schemas import Contract

_BEFORE = " before"


def changes(before: pl.DataFrame, after: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """Counts of rows by what became of their key between two submissions of one quarter. No accepted row shares its key."""
    key = list(contract.key)
    if not before.height:
        return {"new": after.height, "changed": 0, "unchanged": 0, "gone": 0}
    shared = after.join(before, on=key, how="inner", nulls_equal=True, suffix=_BEFORE)
    differs = [pl.col(name).ne_missing(pl.col(name + _BEFORE)) for name in contract.columns if name not in key]
    changed = shared.select(pl.any_horizontal(pl.lit(False), *differs).sum()).item() if differs else 0
    return {
        "new": after.height - shared.height,
        "changed": changed,
        "unchanged": shared.height - changed,
        "gone": before.height - shared.height,
    }
