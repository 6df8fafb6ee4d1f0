"""What came after the day from which a young person is followed, and how long it could have been seen."""

from datetime import date

import polars as pl

from pipelines.confidential.calendar import months_after
from pipelines.confidential.outcomes.spells import days_within, detained, merged

HORIZONS = (6, 12, 24, 36)
_ROW = ["youth_id", "index_on"]
_STEPS = {"arrest": "arrested", "petition": "petitioned", "adjudication": "adjudicated", "violation": "violated"}


def followed(
    index: pl.DataFrame,
    exploitation_found: pl.DataFrame,
    alleged_offences: pl.DataFrame,
    hall_stays: pl.DataFrame,
    out_of_sight: pl.DataFrame,
    cut: date,
) -> pl.DataFrame:
    """The rows of `index`, each with the first day after it of everything that can come, and the last day it could have been seen.

    `cut`: the last day of which agencies have told. Nothing on the index day or before it ever counts; exploitation is no offence,
    and an offence no exploitation. A follow-up that tells of a time which began before the index day says nothing of the time after.
    """
    row = index.sort(_ROW)
    found = exploitation_found.filter(~pl.col("is_retold"))
    firsts = {"exploited_again_on": _first(row, found, "found_on", since="since_on")}
    for kind, done in _STEPS.items():
        of = alleged_offences.filter(pl.col("kind") == kind)
        firsts[f"{done}_for_offence_on"] = _first(row, of, "offence_on")
        firsts[f"{done}_unlinked_on"] = _first(row, of.filter(~pl.col("is_linked").fill_null(False)), "offence_on")
    firsts["redetained_on"] = _first(row, detained(hall_stays, cut), "from_on")
    for name, first in firsts.items():
        row = row.join(first.rename({"day": name}), on=_ROW, how="left", maintain_order="left")
    seen = _seen(row, out_of_sight, cut)
    return seen.with_columns(_standing(months) for months in HORIZONS).with_columns(_days_detained(seen, hall_stays, cut))


def _first(index: pl.DataFrame, events: pl.DataFrame, day: str, since: str | None = None) -> pl.DataFrame:
    """The first such day after each index day, as `day`."""
    told = events.select("youth_id", day=day, since=since or day).drop_nulls()
    after = (
        index.select(_ROW).join(told, on="youth_id").filter((pl.col("day") > pl.col("index_on")) & (pl.col("since") >= pl.col("index_on")))
    )
    return after.group_by(_ROW).agg(pl.col("day").min())


def _seen(index: pl.DataFrame, out_of_sight: pl.DataFrame, cut: date) -> pl.DataFrame:
    """`followed_until`, the last day seen, and `lost_reason`, why not longer; what agencies have not told yet is lost to nobody."""
    left = index.select(_ROW).join(out_of_sight, on="youth_id", maintain_order="left_right")
    left = left.filter((pl.col("left_on") >= pl.col("index_on")) & (pl.col("left_on") <= cut))
    first = left.unique(_ROW, keep="first", maintain_order=True)
    return (
        index.join(first, on=_ROW, how="left", maintain_order="left")
        .with_columns(followed_until=pl.col("left_on").fill_null(cut), lost_reason=pl.col("reason").fill_null("not_yet"))
        .drop("left_on", "reason")
    )


def _standing(months: int) -> pl.Expr:
    """Whether the young person was followed to the day on which so many months end, or why not; empty while nobody can know."""
    whole = pl.col("followed_until") >= months_after("index_on", months)
    lost = pl.when(pl.col("lost_reason") != "not_yet").then(pl.col("lost_reason"))
    return pl.when(whole).then(pl.lit("followed")).otherwise(lost).alias(f"standing_{months}m")


def _days_detained(index: pl.DataFrame, hall_stays: pl.DataFrame, cut: date) -> list[pl.Series]:
    """Days in the hall after the index day, within 12 and 24 months of it; empty where these were not seen whole."""
    stays = merged(detained(hall_stays, cut))
    found = []
    for months in (12, 24):
        end = months_after("index_on", months)
        spans = index.select("youth_id", first_on=pl.col("index_on").dt.offset_by("1d"), end_on=end, whole=pl.col("followed_until") >= end)
        days = days_within(spans.with_row_index("row"), stays)
        found.append(spans.select(pl.when("whole").then(days["days"]).alias(f"days_detained_{months}m")).to_series())
    return found
