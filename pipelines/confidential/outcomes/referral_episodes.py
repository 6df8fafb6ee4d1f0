"""How far each referral got within the time that every referral is given."""

import polars as pl

from pipelines.confidential.calendar import days_between, months_after

STEPS = ("accepted", "started", "completed")


def referral_episodes(referrals: pl.DataFrame, months: int) -> pl.DataFrame:
    """One row per referral. `was_<step>`: reached less than `months` months after the referral; `days_to_<step>` only then."""
    reached = {s: (pl.col(f"{s}_on") < months_after("referred_on", months)).fill_null(False) for s in STEPS}
    days = {s: days_between("referred_on", f"{s}_on") for s in STEPS}
    return referrals.with_columns(
        *(reached[s].alias(f"was_{s}") for s in STEPS),
        *(pl.when(reached[s]).then(days[s]).alias(f"days_to_{s}") for s in STEPS),
    )
