"""From the day exploitation was first confirmed, the first new offence that came to an arrest or a petition."""

import polars as pl


def justice_followup(identifications: pl.DataFrame, justice_events: pl.DataFrame) -> pl.DataFrame:
    """One row per young person ever confirmed. Offences dated on or before the index day are never new.

    Two agencies on one day: the first by name tells who the young person was. Several offences on one day are one day.
    """
    index = (
        identifications.filter(pl.col("status") == "confirmed")
        .rename({"identified_on": "index_on"})
        .sort("youth_id", "index_on", "agency")
        .unique("youth_id", keep="first", maintain_order=True)
    )
    offences = justice_events.select("youth_id", reoffended_on="offence_on")
    new = (
        index.join(offences, on="youth_id", how="inner")
        .filter(pl.col("reoffended_on") > pl.col("index_on"))
        .group_by("youth_id")
        .agg(pl.col("reoffended_on").min())
    )
    return index.join(new, on="youth_id", how="left", maintain_order="left")
