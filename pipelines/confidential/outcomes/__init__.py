"""What follows from the facts: how far a referral got, whether a new offence came, whether two systems met."""

from collections.abc import Callable, Mapping

import polars as pl

from pipelines.confidential.outcomes.first_petitions import first_petitions
from pipelines.confidential.outcomes.justice_followup import justice_followup
from pipelines.confidential.outcomes.referral_episodes import referral_episodes
from schemas import Table

_MADE: dict[str, Callable[[Mapping[str, pl.DataFrame], Table], pl.DataFrame]] = {
    "referral_episodes": lambda t, table: referral_episodes(t["referrals"], table.observed_months),
    "justice_followup": lambda t, _: justice_followup(t["identifications"], t["justice_events"]),
    "first_petitions": lambda t, table: first_petitions(t["delinquency_spells"], t["dependency_spells"], table.observed_months),
}


def follow(linked: Mapping[str, pl.DataFrame], tables: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """The linked tables, and every table of outcomes that can be made from them."""
    made = {n: _MADE[n](linked, t) for n, t in tables.items() if t.made_from and all(s in linked for s in t.made_from)}
    return {**linked, **made}
