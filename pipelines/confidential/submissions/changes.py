"""What is new, changed, unchanged or gone against what the agency sent before."""

import polars as pl

from schemas import Contract

_NOW, _THEN = " now", " then"


def changes(before: pl.DataFrame, after: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """Counts of rows by what became of their key between two submissions of one quarter. No accepted row shares its key.

    Without a key a row is the one before if all of it is the same; of rows that are alike as many as there were.
    """
    if not contract.key:
        return _of_whole_rows(before.select(list(contract.columns)), after.select(list(contract.columns)))
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


def _of_whole_rows(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    now, then = (rows.group_by(rows.columns).len(name) for rows, name in ((after, _NOW), (before, _THEN)))
    both = now.join(then, on=before.columns, how="inner", nulls_equal=True).select(pl.min_horizontal(_NOW, _THEN).sum()).item()
    return {"new": after.height - both, "changed": 0, "unchanged": both, "gone": before.height - both}
