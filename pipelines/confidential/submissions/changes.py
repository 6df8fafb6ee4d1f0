"""What is new, changed, unchanged or gone against what the agency sent before."""

import polars as pl

from schemas import Contract


def changes(before: pl.DataFrame, after: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """Counts of rows by what became of their key between two submissions of one quarter. No accepted row shares its key."""
    key, all_columns = list(contract.key), list(contract.columns)
    if not before.height:
        return {"new": after.height, "changed": 0, "unchanged": 0, "gone": 0}
    shared = after.join(before.select(key), on=key, how="semi", nulls_equal=True).height
    unchanged = after.join(before, on=all_columns, how="semi", nulls_equal=True).height
    return {
        "new": after.height - shared,
        "changed": shared - unchanged,
        "unchanged": unchanged,
        "gone": before.height - shared,
    }
