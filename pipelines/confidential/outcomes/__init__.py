"""What follows from the facts: how far a referral got, whether a new offence came, whether two systems met."""

from collections.abc import Callable, Mapping

import polars as pl

from pipelines.confidential.outcomes.derived import derived
from pipelines.confidential.outcomes.first_petitions import first_petitions
from pipelines.confidential.outcomes.justice_followup import justice_followup
from pipelines.confidential.outcomes.referral_episodes import referral_episodes
from schemas import Quarter, Table

_MADE: dict[str, Callable[[Mapping[str, pl.DataFrame], Table], pl.DataFrame]] = {
    "referral_episodes": lambda t, table: referral_episodes(t["referrals"], table.observed_months),
    "justice_followup": lambda t, _: justice_followup(t["identifications"], t["justice_events"]),
    "first_petitions": lambda t, table: first_petitions(t["delinquency_spells"], t["dependency_spells"], table.observed_months),
}


def follow(linked: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], last: Quarter) -> dict[str, pl.DataFrame]:
    """The linked tables, and every table that can be made from them, in the order in which they are made from each other.

    `last`: the quarter of the run, up to whose end it is seen what is open.
    """
    found = dict(linked)
    for name, table in tables.items():
        if table.sources and all(s in found for s in table.sources):
            found[name] = derived(found[table.sources[0]], table, last) if table.rows_of else _MADE[name](found, table)
    return found
