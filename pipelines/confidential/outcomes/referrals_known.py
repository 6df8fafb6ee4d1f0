"""Every referral that anybody tells of, once: what the sender and the receiver say of the same one is put together."""

from datetime import timedelta

import polars as pl

from pipelines.confidential.calendar import days_between, months_after

WINDOW = timedelta(days=14)
"""So far apart may the two sides date one referral."""

_SAME = ["youth_id", "sender", "receiver", "service"]
_STEPS = {"acknowledged": "acknowledged_on", "accepted": "accepted_on", "contacted": "first_contact_on"} | {
    "started": "started_on",
    "completed": "completed_on",
}
_SAID_LATER = [*_STEPS.values(), "closed_on", "closed_reason"]  # what happened to it: the receiver knows better
_SAID_FIRST = ["need_level", "age_band", "gender", "race_ethnicity", "residence"]  # who it was for: the sender knows better


def referrals_known(made: pl.DataFrame, received: pl.DataFrame, months: int) -> pl.DataFrame:
    """One row per referral, from the earlier of the two days on which a side dates it.

    Both sides tell of the same referral when young person, sender, receiver and service are the same and the days are 14 apart at
    most; of several such, the nearest go together, each with one. `was_<step>`: this step, or one after it, less than `months`
    months after the referral; `days_to_<step>` of one that was, where its own day is recorded, however late.
    """
    sent = _side(made, "referred_on", sender="agency", receiver="referred_to", row="sent_row")
    got = _side(received, "received_on", sender="referred_by", receiver="agency", row="got_row")
    pairs = _pairs(sent, got)
    who_sends, who_gets = sent["sender"].unique().to_list(), got["receiver"].unique().to_list()
    both = pairs.join(sent, on="sent_row").join(got, on="got_row", suffix="_got").select(*_SAME, *_put_together())
    alone = pl.concat(
        [
            _alone(sent.join(pairs, on="sent_row", how="anti"), pl.col("receiver").is_in(who_gets), "sender_only"),
            _alone(got.join(pairs, on="got_row", how="anti"), pl.col("sender").is_in(who_sends), "receiver_only"),
        ]
    )
    return _with_steps(pl.concat([both, alone.select(both.columns)]), months)


def _side(rows: pl.DataFrame, day: str, sender: str, receiver: str, row: str) -> pl.DataFrame:
    said = rows.select(
        "youth_id", pl.col(sender).alias("sender"), pl.col(receiver).alias("receiver"), "service", pl.col(day).alias("day"),
        *_SAID_LATER, *_SAID_FIRST,
    )  # fmt: skip
    return said.sort(pl.all()).with_row_index(row)


def _pairs(sent: pl.DataFrame, got: pl.DataFrame) -> pl.DataFrame:
    """Which row of the one side goes with which of the other: again and again those that are nearest to each other."""
    apart = (pl.col("day") - pl.col("day_got")).abs()
    left = (
        sent.select(*_SAME, "sent_row", "day")
        .join(got.select(*_SAME, "got_row", day_got="day"), on=_SAME)
        .filter(apart <= WINDOW)
        .sort(apart, "day", "sent_row", "got_row")
        .select("sent_row", "got_row")
    )
    found = [left.clear()]
    while not left.is_empty():
        nearest = left.filter(pl.col("sent_row").is_first_distinct() & pl.col("got_row").is_first_distinct())
        found.append(nearest)
        left = left.join(nearest, on="sent_row", how="anti").join(nearest, on="got_row", how="anti")
    return pl.concat(found)


def _put_together() -> list[pl.Expr]:
    return [
        pl.min_horizontal("day", "day_got").alias("referred_on"),
        pl.lit("both").alias("told_by"),
        (pl.col("day") - pl.col("day_got")).abs().dt.total_days().alias("days_apart"),
        *(pl.coalesce(f"{c}_got", c).alias(c) for c in _SAID_LATER),
        *(pl.col(c) for c in _SAID_FIRST),
    ]


def _alone(rows: pl.DataFrame, other_tells: pl.Expr, side: str) -> pl.DataFrame:
    told = pl.when(other_tells).then(pl.lit(side)).otherwise(pl.lit("not_comparable"))
    return rows.select(
        *_SAME, pl.col("day").alias("referred_on"), told.alias("told_by"), pl.lit(None, dtype=pl.Int64).alias("days_apart"),
        *_SAID_LATER, *_SAID_FIRST,
    )  # fmt: skip


def _with_steps(known: pl.DataFrame, months: int) -> pl.DataFrame:
    in_time = {s: (pl.col(day) < months_after("referred_on", months)).fill_null(False) for s, day in _STEPS.items()}
    steps = list(_STEPS)
    reached = {s: pl.any_horizontal(*(in_time[later] for later in steps[i:])) for i, s in enumerate(steps)}
    return known.with_columns(
        *(reached[s].alias(f"was_{s}") for s in steps),
        *(pl.when(reached[s]).then(days_between("referred_on", day)).alias(f"days_to_{s}") for s, day in _STEPS.items()),
    )
