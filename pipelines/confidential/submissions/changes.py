"""What is new, changed, unchanged or gone against what the agency sent before."""

import polars as pl

from schemas import Contract

_NOW, _THEN = " now", " then"


def changes(before: pl.DataFrame, after: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """Counts of rows by what became of their key between two submissions of one quarter. No accepted row shares its key."""
    key = list(contract.key)
    if not before.height:
        return {"new": after.height, "changed": 0, "unchanged": 0, "gone": 0}
    now, then = (rows.select(key).with_row_index(name) for rows, name in ((after, _NOW), (before, _THEN)))
    shared = now.join(then, on=key, how="inner", nulls_equal=True).select(_NOW, _THEN)
    differs = pl.repeat(False, shared.height, dtype=pl.Boolean, eager=True)
    for name in (n for n in contract.columns if n not in key):  # column by column: both files side by side would be large
        differs |= after[name].gather(shared[_NOW]).ne_missing(before[name].gather(shared[_THEN]))
    changed = int(differs.sum())
    return {
        "new": after.height - shared.height,
        "changed": changed,
        "unchanged": shared.height - changed,
        "gone": before.height - shared.height,
    }
